"""Find the phrases of topics or subjects, and gather them as evidence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from pipelines.tagging.guards import Guard, Surroundings, guard_of
from pipelines.tagging.matching import Found
from pipelines.tagging.overlap import standing
from pipelines.tagging.view import View, lowered
from schemas.span import Span
from schemas.vocabulary import Alias

EVIDENCE = 12
"""Spans shown for one topic or subject: the first ones of the strongest phrases, `SHOWN` of each."""
SHOWN = 3

BODY, LEAD, TITLE, REPEAT, MOST = 0.4, 0.55, 0.75, 0.12, 0.95
"""How much one sighting of a phrase counts by where it stands, what each further one adds, and the ceiling.

So one decisive phrase asserts a topic in title or lead, two do in the body. Measured on our own gold.
"""


class Phrase(NamedTuple):
    """One owner of a phrase: the id of its topic or subject, and what the phrase adds to it."""

    owner: str
    weight: float
    exact: str | None
    """The phrase as it has to be written, None where case does not matter."""
    guard: Guard | None


class Spelling(NamedTuple):
    """A phrase in lower case with all its owners."""

    stem: str
    """One for singular and plural."""
    plain: bool
    """Whether it counts for all of them wherever it stands: any case, no guards."""
    phrases: tuple[Phrase, ...]


class Seen:
    """One phrase of one owner: its weight, how prominently it stands at best, and where, in view offsets.

    Shared between owners once all of a text is found, and not changed any more then.
    """

    __slots__ = ("places", "prominence", "weight")

    def __init__(self, weight: float, prominence: float, places: dict[tuple[int, int], None]) -> None:
        self.weight = weight
        self.prominence = prominence
        self.places = places

    def joined(self, other: "Seen") -> "Seen":
        """Return what both have, each place once."""
        weight, prominence = max(self.weight, other.weight), max(self.prominence, other.prominence)
        return Seen(weight, prominence, self.places | other.places)


class Evidence(dict[str, Seen]):
    """The phrases found for one topic or subject, by their stem."""

    __slots__ = ()

    def hit(self, phrase: str, weight: float, prominence: float, place: tuple[int, int]) -> None:
        """Count one sighting; they come in the order of the text, so the first is the most prominent."""
        seen = self.get(phrase)
        if seen is None:
            self[phrase] = Seen(weight, prominence, {place: None})
            return
        if weight > seen.weight:
            seen.weight = weight
        seen.places[place] = None

    def add(self, other: "Evidence") -> None:
        """Count all that `other` counts, each sighting once."""
        for phrase, theirs in other.items():
            known = self.get(phrase)
            self[phrase] = theirs if known is None else known.joined(theirs)

    def doubt(self) -> float:
        """Return prod(1 - w d) over the distinct phrases, in (0, 1]; 1 is no evidence."""
        doubt = 1.0
        for seen in self.values():
            prominence, further = seen.prominence, len(seen.places) - 1
            if further:
                prominence = min(MOST, prominence + REPEAT * further)
            doubt *= 1 - seen.weight * prominence
        return doubt

    def starts(self) -> list[int]:
        """Return where each sighting begins in the view, sorted."""
        starts = [start for seen in self.values() for start, _ in seen.places]
        starts.sort()
        return starts

    def shown(self) -> list[tuple[int, int]]:
        """Return at most `EVIDENCE` places, those of the strongest phrases, in the order of the text."""
        strongest = [(-seen.weight * seen.prominence, phrase, seen.places) for phrase, seen in self.items()]
        strongest.sort()
        places = [place for _, _, its in strongest for place in islice(its, SHOWN)]
        return sorted(places[:EVIDENCE])


class Phrases:
    """The phrases of many owners, ready to be found."""

    def __init__(self, owners: Iterable[tuple[str, Sequence[Alias]]]) -> None:
        spellings: dict[str, list[Phrase]] = defaultdict(list)
        for owner, phrases in owners:
            for alias in phrases:
                spellings[lowered(alias.text)].append(_phrase(owner, alias))
        self.spellings = {text: _spelling(text, owned) for text, owned in spellings.items()}
        """Spelling in lower case -> its owners."""

    def find(self, view: View, surroundings: Surroundings, matches: Sequence[Found]) -> Mapping[str, Evidence]:
        """Return the evidence of each owner; phrases inside longer ones do not count.

        `matches` are those of `spellings` in the view's lower case, by end.
        """
        owned: dict[str, Evidence] = defaultdict(Evidence)
        title, lead = view.title_end, view.lead_end

        def allowed(start: int, end: int, spelling: Spelling) -> Spelling | None:
            if spelling.plain:
                return spelling
            phrases = tuple([one for one in spelling.phrases if _counts(one, view, surroundings, start, end)])
            return Spelling(spelling.stem, True, phrases) if phrases else None

        for start, end, (stem, _, phrases) in standing(matches, allowed):
            prominence = TITLE if start < title else LEAD if start < lead else BODY
            place = start, end
            for owner, weight, _, _ in phrases:
                owned[owner].hit(stem, weight, prominence, place)
        return owned


class Spans:
    """What places of one view show in the original, each looked up once."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._known: dict[tuple[int, int], Span] = {}

    def of(self, places: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
        """Return the spans of places, in their order."""
        return tuple([self._known.get(place) or self._span(place) for place in places])

    def _span(self, place: tuple[int, int]) -> Span:
        span = self._known[place] = self._view.original(*place)
        return span


def in_order(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return places sorted by start, longest first."""
    return sorted(places, key=_by_place)


def _phrase(owner: str, alias: Alias) -> Phrase:
    return Phrase(owner, alias.weight, None if alias.case == "fold" else alias.text, guard_of(alias))


def _spelling(text: str, phrases: Sequence[Phrase]) -> Spelling:
    plain = all(phrase.exact is None and phrase.guard is None for phrase in phrases)
    return Spelling(_stem(text), plain, tuple(phrases))


def _counts(phrase: Phrase, view: View, surroundings: Surroundings, start: int, end: int) -> bool:
    right_case = phrase.exact is None or view.text[start:end] == phrase.exact
    return right_case and surroundings.allow(phrase.guard, start, end)


def _by_place(place: tuple[int, int]) -> tuple[int, int]:
    return place[0], -place[1]


def _stem(phrase: str) -> str:
    """Take singular and plural for one phrase."""
    return phrase[:-1] if phrase.endswith("s") else phrase
