"""Answer for simulated feeds in place of the web, and watch how politely it is asked."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random
from typing import TypeVar, cast
from urllib.parse import urlsplit

import msgspec
from publication import DAY, HOUR
from simulated_feeds import BEGINNING, SimulatedFeed

from connectors.fetching.fetch import FEED_TYPES, Fetched, Validators
from connectors.fetching.hosts import Hosts
from connectors.parsing.entries import ParsedFeed, PollHints
from connectors.parsing.parse import Document
from connectors.polling.learning import SHORTEST
from connectors.trouble import ErrorKind, FetchError
from schemas.errors import FeedError

A = TypeVar("A")
R = TypeVar("R")

SPACING = 5.0
LONGEST_HINT = DAY
SUSPICIOUS = 50
"""After so many answers 304 and a day, one request has to be plain."""
ODD_DATES = 13 * HOUR
PAGE = b"<html>"
EPSILON = 1e-3
"""Instants are kept in microseconds."""


class Asked:
    """What one feed's server remembers of those who ask, and what it holds against them."""

    def __init__(self) -> None:
        self.requests = 0
        self.moments: list[float] = []
        self.full = 0
        self.plain_at: dict[str, float] = {}
        """When each address was last asked without validators."""
        self.last_304_at: float | None = None
        """The last answer 304 since the last document."""
        self.hidden_at: float | None = None
        """The first of them that hid a change."""
        self.hidings = 0
        self.has_hidden = False
        self.version = 0
        """How often the feed had changed when its document was last given."""
        self.proven_at: float | None = None
        """When a document first showed that answers 304 had been lies."""
        self.last_at: float | None = None
        self.not_before = float("-inf")
        self.given: tuple[str | None, str | None] = (None, None)
        self.refusals: list[float] = []
        self.served: dict[int, list[str]] = {}
        """Its texts, by entry, as they were shown one after the other."""
        self.shown: dict[int, float] = {}


class SimulatedWeb:
    """A Fetching whose servers follow scripts; `rudeness` says, in words, what a publisher would complain of.

    `now` gives virtual seconds. While `offline` covers that moment nobody can be reached. So many seconds as
    `plain_apart` says lie between two requests to one address that carry none of the validators it gave.
    """

    def __init__(self, feeds: Sequence[SimulatedFeed], now: Callable[[], float], chance: Random) -> None:
        self.hosts = Hosts(SPACING, now)
        self.offline: Sequence[tuple[float, float]] = ()
        self.plain_apart = DAY
        self.rudeness: list[str] = []
        self.asked: dict[str, Asked] = defaultdict(Asked)
        self.statuses: Counter[str] = Counter()
        self._now = now
        self._chance = chance
        self._by_url = {feed.config.url: feed for feed in feeds} | {feed.target: feed for feed in feeds}
        self._starts: dict[str, float] = {}
        self._busy: set[str] = set()

    async def fetch(
        self, url: str, validators: Validators | None = None, accept: str = FEED_TYPES, **_: object
    ) -> Fetched:
        feed = self._by_url[url]
        moved_to = None
        if url == feed.config.url and (moves := feed.manners.moves_at) is not None and self._now() >= moves:
            async with self._turn(url):
                moved_to = feed.target if feed.manners.moves_for_good else None
                self.statuses["redirect"] += 1
            url = feed.target
            # As on the web: validators go to the address that gave them only.
            validators = validators if validators is not None and validators.url == url else None
        async with self._turn(url):
            return msgspec.structs.replace(self._answer(feed, url, validators), moved_to=moved_to)

    @asynccontextmanager
    async def _turn(self, url: str) -> AsyncIterator[None]:
        host = urlsplit(url).hostname or ""
        async with self.hosts.turn(host):
            start = self._now()
            if host in self._busy:
                self.rudeness.append(f"{host}: two requests in flight")
            if start - self._starts.get(host, float("-inf")) < SPACING - EPSILON:
                self.rudeness.append(f"{host}: {start - self._starts[host]:.2f} s after the last request")
            self._starts[host] = start
            self._busy.add(host)
            try:
                await asyncio.sleep(self._chance.uniform(0.05, 1.5))
                if any(begin <= self._now() < end for begin, end in self.offline):
                    self.statuses["offline"] += 1
                    raise FetchError(cast(ErrorKind, self._chance.choice(("own_network", "dns", "connect"))), "offline")
                yield
            finally:
                self._busy.discard(host)

    def _answer(self, feed: SimulatedFeed, url: str, validators: Validators | None) -> Fetched:
        now, asked = self._now(), self.asked[feed.name]
        self._complain(feed, asked, url, validators, now)
        if validators is None:
            asked.plain_at[url] = now
        asked.requests += 1
        asked.moments.append(now)
        asked.last_at = now
        trouble = feed.trouble(now, asked.requests)
        if trouble is not None:
            return self._in_trouble(feed, asked, url, trouble.what, trouble.retry_after, now)
        manners, at = feed.manners, feed.answered_at(now, asked.requests)
        etag, modified = feed.etag(at, asked.requests), feed.last_modified(at)
        known = self._knows(feed, validators, now, at)
        asked.not_before = now + self._wishes(feed)
        asked.given = (etag, modified) if etag or modified or not known else asked.given
        fetched = Fetched(status=304, url=url, etag=etag, last_modified=modified, fresh_for=manners.max_age)
        if known:
            self._keep_back(feed, asked, now, at)
            return fetched
        self._show(feed, asked, now, at)
        return msgspec.structs.replace(fetched, status=200, body=feed.document(at, asked.requests))

    def _keep_back(self, feed: SimulatedFeed, asked: Asked, now: float, at: float) -> None:
        self.statuses["304"] += 1
        asked.last_304_at = now
        if feed.version(at) > asked.version:
            asked.hidings += 1
            asked.has_hidden = True
            asked.hidden_at = now if asked.hidden_at is None else asked.hidden_at

    def _show(self, feed: SimulatedFeed, asked: Asked, now: float, at: float) -> None:
        self.statuses["200"] += 1
        asked.full += 1
        new = [entry for entry in feed.visible(at) if entry not in asked.served]
        if asked.proven_at is None and _gives_away(feed, new, asked.last_304_at):
            asked.proven_at = now
        for entry in feed.visible(at):
            asked.served.setdefault(entry, []).append(feed.text(entry, at))
            asked.shown.setdefault(entry, now)
        asked.last_304_at, asked.hidden_at, asked.hidings, asked.version = None, None, 0, feed.version(at)

    def _knows(self, feed: SimulatedFeed, validators: Validators | None, now: float, at: float) -> bool:
        if validators is None:
            return False
        if feed.manners.lies_from is not None and now >= feed.manners.lies_from:
            return True
        if validators.etag is not None:
            return validators.etag.partition("-")[0] == (feed.etag(at, 0) or "").partition("-")[0]
        return validators.last_modified == feed.last_modified(at)

    def _in_trouble(
        self, feed: SimulatedFeed, asked: Asked, url: str, what: str, retry_after: float | None, now: float
    ) -> Fetched:
        self.statuses[what] += 1
        if what in ("page", "empty"):
            return Fetched(status=200, url=url, body=PAGE if what == "page" else b"")
        if what in ("429", "410"):
            asked.refusals.append(now)
        status = {"429": 429, "410": 410, "403": 403, "5xx": 503}.get(what)
        if retry_after is not None:
            asked.not_before = now + retry_after
        kind = {"410": "gone"}.get(what, what)
        raise FetchError(cast(ErrorKind, kind), f"status {what}", retry_after, status)

    def _wishes(self, feed: SimulatedFeed) -> float:
        manners = feed.manners
        asked = (manners.max_age, manners.hints.ttl, manners.hints.update_every, SHORTEST)
        return max(min(seconds or 0.0, LONGEST_HINT) for seconds in asked)

    def _complain(self, feed: SimulatedFeed, asked: Asked, url: str, validators: Validators | None, now: float) -> None:
        if now < asked.not_before - EPSILON:
            self.rudeness.append(f"{feed.name}: asked {asked.not_before - now:.1f} s too early at {now:.0f}")
        sent = (validators.etag, validators.last_modified) if validators is not None else (None, None)
        if validators is not None and validators.url != url:
            self.rudeness.append(f"{feed.name}: validators of another address")
        if validators is not None and sent != asked.given:
            self.rudeness.append(f"{feed.name}: validators {sent} instead of {asked.given}")
        # A redirect that begins leaves the validators behind: the address that it leads to has given none yet.
        since = now - asked.plain_at.get(url, float("-inf"))
        honest = asked.given != (None, None) and feed.manners.lies_from is None
        if validators is None and honest and since < self.plain_apart - EPSILON:
            self.rudeness.append(f"{feed.name}: asked plainly twice in {since:.0f} s")
        if validators is not None and asked.hidings >= SUSPICIOUS and now - (asked.hidden_at or now) >= DAY:
            self.rudeness.append(f"{feed.name}: believed at {now:.0f} after {asked.hidings} answers that hid a change")
        if asked.last_at is not None and now - asked.last_at < DAY and _is_skipped(feed.manners.hints, now):
            self.rudeness.append(f"{feed.name}: asked in a skipped hour or day, at {now:.0f}")


def _is_skipped(hints: PollHints, now: float) -> bool:
    moment = BEGINNING + timedelta(seconds=now)
    return moment.hour in hints.skip_hours or moment.weekday() in hints.skip_days


def _gives_away(feed: SimulatedFeed, new: Sequence[int], last_304_at: float | None) -> bool:
    """Say whether a quarter of what a document newly shows is dated long before the last answer 304.

    Nothing less proves anything to who sees documents alone: honest servers, too, date entries back, by up to half
    a day where local time is called UTC, or not at all. A burst can push out all that was hidden.
    """
    if last_304_at is None or not new:
        return False
    long_before = BEGINNING + timedelta(seconds=last_304_at - ODD_DATES)
    dates = [feed.dates[entry] for entry in new]
    return 4 * sum(date is not None and date < long_before for date in dates) >= len(new)


class Unpack:
    """Reads simulated documents in place of the parser."""

    async def run(self, work: Callable[[A], R], argument: A) -> R:
        body = cast(Document, argument).body
        if body in (PAGE, b""):
            raise FeedError("not_a_feed", "a page")
        return cast(R, msgspec.msgpack.decode(body, type=ParsedFeed))
