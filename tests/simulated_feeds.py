"""Feeds that publish by chance, and servers of every manner that answer for them, in virtual seconds."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal, NamedTuple

import msgspec
from publication import DAY, HOUR, KINDS, Kind, Shown, publication

from connectors.feedlist import FeedConfig
from connectors.parsing.entries import Entry, ParsedFeed, PollHints

BEGINNING = datetime(2026, 11, 2, tzinfo=UTC)
TEXT = "The two delegations met for the third time this month and parted without a common statement. " * 3

Validators = Literal["both", "etag", "modified", "none"]


class Trouble(NamedTuple):
    """From `start` to `end` a server does nothing but `what`: an error's class, `429`, `page`, `410`, `empty`."""

    start: float
    end: float
    what: str
    retry_after: float | None = None


class Manners(msgspec.Struct, kw_only=True):
    """How a server answers: what it gives and asks for, when it lies, moves, or is in trouble."""

    validators: Validators = "both"
    max_age: float | None = None
    hints: PollHints = PollHints()
    lies_from: float | None = None
    churns: bool = False
    """Gives another ETag with every answer, also when nothing changed."""
    moves_at: float | None = None
    moves_for_good: bool = True
    troubles: tuple[Trouble, ...] = ()
    stale: float = 0.0
    """Every other answer comes from a server that is so many seconds behind."""
    stumbles: str = ""
    """Every third answer is this trouble."""
    renames: bool = False
    """Gives each entry another guid with each answer."""
    doubles: bool = False
    """Lists each entry twice, under two guids."""
    dated_ahead: float = 0.0
    """Seconds by which entries are dated after they are published."""


class Edit(NamedTuple):
    """At `at` the text of an entry becomes its `number`th version."""

    at: float
    entry: int
    number: int


class SimulatedFeed:
    """One feed: its entries in the order in which they become visible, and what its server is like."""

    def __init__(self, name: str, host: str, kind: Kind, manners: Manners, shown: list[Shown], edits: list[Edit]):
        self.name = name
        self.kind = kind
        self.manners = manners
        self.moments = [one.at for one in shown]
        self.dates = [_moment(one.dated) for one in shown]
        self.edits = edits
        self.config = FeedConfig(id=name, url=f"http://{host}/{name}", fetch_pages=False)
        self.target = f"http://new-{host}/{name}"
        self._changes = sorted([*self.moments, *(edit.at for edit in edits)])
        self._edits: dict[int, list[Edit]] = defaultdict(list)
        for edit in edits:
            self._edits[edit.entry].append(edit)

    def version(self, at: float) -> int:
        """Return how often the feed had changed by then."""
        return bisect.bisect_right(self._changes, at)

    def visible(self, at: float) -> range:
        """Return the numbers of the entries that stand in the feed, oldest first."""
        count = bisect.bisect_right(self.moments, at)
        return range(max(0, count - self.kind.window), count)

    def text(self, entry: int, at: float) -> str:
        """Return the text of an entry as it stands then."""
        edits = [edit.number for edit in self._edits.get(entry, ()) if edit.at <= at]
        return f"{TEXT} {self.name} {entry}" + (f", version {max(edits)}." if edits else ".")

    def link(self, entry: int) -> str:
        """Return the address of an entry."""
        return f"https://{self.name}.example/{entry}"

    def document(self, at: float, asked: int) -> bytes:
        """Return the feed as its parser would read it, as MessagePack, newest entry first, in the `asked`th answer."""
        lists = ("", "b/") if self.manners.doubles else ("",)
        salt = f"{asked}/" if self.manners.renames else ""
        numbers = reversed(self.visible(at))
        entries = tuple(self._entry(number, at, salt + section) for number in numbers for section in lists)
        return msgspec.msgpack.encode(
            ParsedFeed(title=self.name, format="rss20", entries=entries, hints=self.manners.hints)
        )

    def etag(self, at: float, asked: int) -> str | None:
        """Return the ETag of the feed, its `asked`th where the server churns."""
        if self.manners.validators in ("none", "modified"):
            return None
        return f'W/"{self.version(at)}-{asked if self.manners.churns else 0}"'

    def last_modified(self, at: float) -> str | None:
        """Return the Last-Modified of the feed; nobody but its server has to understand it."""
        return None if self.manners.validators in ("none", "etag") else f"version {self.version(at)}"

    def trouble(self, at: float, asked: int) -> Trouble | None:
        """Return what is wrong then, with the `asked`th answer."""
        if self.manners.stumbles and asked % 3 == 0:
            return Trouble(at, at, self.manners.stumbles)
        return next((one for one in self.manners.troubles if one.start <= at < one.end), None)

    def answered_at(self, at: float, asked: int) -> float:
        """Return of when the feed is that the `asked`th answer shows."""
        return at - self.manners.stale if asked % 2 else at

    def _entry(self, number: int, at: float, section: str) -> Entry:
        title = f"Report {number} of {self.name}"
        return Entry(
            id=f"{section}{self.name}/{number}",
            link=self.link(number),
            title=title,
            summary=self.text(number, at),
            published=self.dates[number],
        )


def feeds_of_a_week(
    count: int,
    days: float,
    seed: int,
    *,
    in_trouble: bool,
    kinds: Sequence[Kind] = KINDS,
    host: str | None = None,
) -> list[SimulatedFeed]:
    """Return feeds of all kinds; with `in_trouble` two of five have servers of bad manners or many wishes.

    All lie on one `host` when that is given.
    """
    chance = Random(seed)
    shares = [one.share for one in kinds]
    return [
        _feed(number, count, days, chance, chance.choices(kinds, shares)[0], in_trouble, host)
        for number in range(count)
    ]


def _feed(
    number: int, count: int, days: float, chance: Random, kind: Kind, in_trouble: bool, shared: str | None
) -> SimulatedFeed:
    shown = publication(kind, days, chance)
    edits = [Edit(shown[e].at + chance.expovariate(1 / (3 * HOUR)), e, n) for e, n in _edited(len(shown), chance)]
    manners = _manners(number, chance, days) if in_trouble and chance.random() < 0.4 else _good_manners(chance)
    if manners.lies_from is not None:
        # Only dates tell what was hidden from what is new.
        shown = [one._replace(dated=one.at) for one in shown]
    if manners.dated_ahead:
        shown = [one._replace(dated=one.at + manners.dated_ahead) for one in shown]
    name = f"f{number:05d}"
    # Two of three feeds have a host of their own, the others share a few large ones.
    own = f"{name}.example" if chance.random() < 0.66 else f"large{chance.randrange(max(1, count // 20))}.example"
    return SimulatedFeed(name, shared or own, kind, manners, shown, edits)


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else BEGINNING + timedelta(seconds=seconds)


def _edited(entries: int, chance: Random) -> list[tuple[int, int]]:
    return [
        (entry, number)
        for entry in range(entries)
        if chance.random() < 0.1
        for number in range(1, chance.choice((2, 2, 4)))
    ]


def _good_manners(chance: Random) -> Manners:
    validators: list[Validators] = ["both", "etag", "modified", "none"]
    return Manners(validators=chance.choices(validators, [60, 15, 15, 10])[0])


def _manners(number: int, chance: Random, days: float) -> Manners:
    """Return one server of bad manners, or of many wishes."""
    start = chance.uniform(0.5, max(days - 3.5, 1.0)) * DAY
    end = start + chance.choice((2, 8, 30)) * HOUR
    all_sorts = (
        Manners(lies_from=start),
        Manners(churns=True),
        Manners(max_age=chance.choice((60.0, 3 * HOUR, 90 * DAY))),
        Manners(hints=PollHints(ttl=chance.choice((5 * 60.0, 3 * HOUR)))),
        Manners(hints=PollHints(skip_hours=(0, 1, 2, 3), skip_days=(5,))),
        Manners(hints=PollHints(update_every=2 * HOUR), validators="none"),
        Manners(moves_at=start),
        Manners(moves_at=start, moves_for_good=False),
        Manners(troubles=(Trouble(start, end, "5xx"),)),
        Manners(troubles=(Trouble(start, end, "timeout"),)),
        Manners(troubles=(Trouble(start, end, "connect"), Trouble(end, end + HOUR, "403"))),
        Manners(troubles=(Trouble(start, end, "page"),)),
        Manners(troubles=(Trouble(start, end, "empty"),)),
        Manners(troubles=(Trouble(start, end, "429", 2 * HOUR), Trouble(end, end + 5 * HOUR, "429"))),
        Manners(troubles=(Trouble(start, 1e12, "410"),)),
        Manners(stale=2 * HOUR),
        Manners(stale=600.0, validators="none"),
        Manners(stumbles="5xx"),
        Manners(stumbles="page", validators="none"),
        Manners(renames=True),
        Manners(doubles=True, renames=True),
        Manners(doubles=True),
        Manners(dated_ahead=26 * HOUR),
    )
    return all_sorts[number % len(all_sorts)]
