"""Poll simulated feeds for a week of virtual time with the real scheduler, decider and store.

`python tests/simulated_week.py [--feeds 2000] [--days 7] [--seed N] [--calm]` prints what came of it. Exits 1 when
somebody was asked too early, or anything was lost or published twice, or a feed did not recover.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import msgspec
from simulated_feeds import BEGINNING, DAY, HOUR, KINDS, SHORT_LIST, SimulatedFeed, feeds_of_a_week
from simulated_web import SimulatedWeb, Unpack
from virtual_time import Inline, run_virtually

from connectors.feed_state import FeedState
from connectors.poller import Outside, Poller, Settings
from connectors.state import SpoolState
from schemas.article import Article
from schemas.identity import article_id_of_url
from schemas.url import canonical_url
from schemas.wire import ARTICLES, decode_article
from streams import Change, Envelope
from streams.embedded import EmbeddedLog

FIXED = 600.0
"""Seconds between the polls of the simplest poller that is as fresh: what requests are compared with."""

FAST = Path("/dev/shm")
"""Where the spool lies when the machine has it: what is simulated is no power failure."""


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """What to simulate. `stops` are (from, to) in seconds when nobody polls, `offline` when no host can be
    reached, `jumps` moments with the seconds by which the wall clock is set then."""

    feeds: int
    days: float = 7.0
    seed: int = 1
    in_trouble: bool = True
    busy: bool = True
    stops: tuple[tuple[float, float], ...] = ()
    offline: tuple[tuple[float, float], ...] = ()
    jumps: tuple[tuple[float, float], ...] = ()


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a week; `wrong` is empty when every promise held. Delays are seconds."""

    polls: int
    requests: int
    full: int
    articles: int
    revisions: int
    gaps: int
    lost_in_gaps: int
    delays: tuple[float, ...]
    fixed_requests: int
    statuses: dict[str, int]
    seconds: float
    wrong: tuple[str, ...]

    @property
    def median_delay(self) -> float:
        """Median seconds from visible in the feed to on the stream."""
        return statistics.median(self.delays)

    @property
    def saved(self) -> float:
        """Share of the fixed poller's requests that was not made, or answered without a document."""
        return 1 - self.full / self.fixed_requests


def trouble_for(days: float) -> tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float], ...]]:
    """Return stops and network outages that suit a simulation of so many days."""
    stops = ((0.31 * DAY, 0.31 * DAY + 5), (days * 0.3 * DAY, days * 0.3 * DAY + 6 * HOUR))
    return stops, ((days * 0.5 * DAY, days * 0.5 * DAY + min(1.0, days / 7) * DAY),)


class TimedLog(EmbeddedLog):
    """An embedded log that knows at what virtual moment each record came."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        self.moments: list[float] = []
        self._now = now
        super().__init__(path)

    def commit(
        self, changes: Sequence[Change], appends: Mapping[str, Sequence[Envelope]], *, beyond_budget: bool = False
    ) -> None:
        super().commit(changes, appends, beyond_budget=beyond_budget)
        self.moments += [self._now()] * len(appends.get(ARTICLES, ()))


def simulate(week: Week) -> Report:
    """Run a week and look at everything that came of it."""
    with tempfile.TemporaryDirectory(dir=FAST if FAST.is_dir() else None) as folder:
        return run_virtually(_simulate(week, Path(folder)))


async def _simulate(week: Week, folder: Path) -> Report:
    started = time.process_time()
    now = asyncio.get_running_loop().time
    kinds = KINDS if week.busy else SHORT_LIST
    feeds = feeds_of_a_week(week.feeds, week.days, week.seed, in_trouble=week.in_trouble, kinds=kinds)
    web = SimulatedWeb(feeds, now, Random(week.seed))
    web.offline = week.offline
    # Who sets the clock of whoever polls takes from him how long ago the last plain request was.
    web.plain_apart = HOUR if week.jumps else DAY
    with closing(TimedLog(folder / "stream.db", now)) as log:
        polls = await poll_through(week, feeds, web, log, folder)
        stream = log.stream(ARTICLES)
        found = [decode_article(one.value, one.headers, one.key) for one in stream.read(0, 0, 10_000_000)]
        judge = _Judge(week, feeds, web, SpoolState(log), found, log.moments)
        return judge.report(polls, time.process_time() - started)


async def poll_through(
    week: Week, feeds: Sequence[SimulatedFeed], web: SimulatedWeb, log: TimedLog, folder: Path
) -> int:
    """Poll from start to stop, and on until the end; return how many polls that were."""
    chance, polls = Random(week.seed + 1), 0
    outside = Outside(web, web.hosts, Unpack(), Unpack(), Inline())
    for begin, end in _runs(week):
        await asyncio.sleep(max(begin - asyncio.get_running_loop().time(), 0.0))
        poller = Poller(
            [feed.config for feed in feeds],
            log,
            folder / "lock",
            Settings(contact="test"),
            clock=_WallClock(week.jumps).now,
            random=chance.random,
            outside=outside,
        )
        stop = asyncio.Event()
        asyncio.get_running_loop().call_at(end, stop.set)
        await poller.run(stop)
        polls += poller.counts["polls"]
    return polls


def _runs(week: Week) -> list[tuple[float, float]]:
    edges = [0.0, *(moment for stop in sorted(week.stops) for moment in stop), week.days * DAY]
    return list(zip(edges[::2], edges[1::2], strict=True))


class _WallClock:
    """A clock that somebody sets now and then, forwards and back."""

    def __init__(self, jumps: Sequence[tuple[float, float]]) -> None:
        self._jumps = jumps

    def now(self) -> datetime:
        at = asyncio.get_running_loop().time()
        off = sum(seconds for moment, seconds in self._jumps if moment <= at)
        return BEGINNING + timedelta(seconds=at + off)


class _Judge:
    """Compares what lies on the stream and in the state with what the servers showed."""

    def __init__(
        self,
        week: Week,
        feeds: Sequence[SimulatedFeed],
        web: SimulatedWeb,
        state: SpoolState,
        found: Sequence[Article],
        moments: Sequence[float],
    ) -> None:
        self._week = week
        self._feeds = feeds
        self._web = web
        self._state = state
        self._found = found
        self._moments = moments
        self._latest = {article.article_id: article for article in found}
        self._first_at: dict[str, float] = {}
        for article, moment in zip(found, moments, strict=True):
            self._first_at.setdefault(article.article_id, moment)
        self._delays: list[float] = []
        self._lost = 0
        self.wrong = [f"rude: {words}" for words in web.rudeness]

    def report(self, polls: int, seconds: float) -> Report:
        """Return the report of the week."""
        self._nothing_twice()
        for feed in self._feeds:
            state = self._state.feed(feed.name)
            if state is None:
                self.wrong.append(f"{feed.name}: was never polled")
                continue
            self._nothing_lost(feed, state)
            self._recovered(feed, state)
        revisions = sum(article.prev_content_hash is not None for article in self._found)
        asked = self._web.asked.values()
        return Report(
            polls=polls,
            requests=sum(self._web.statuses.values()),
            full=sum(one.full for one in asked),
            articles=len(self._latest),
            revisions=revisions,
            gaps=sum(state.gaps for feed in self._feeds if (state := self._state.feed(feed.name)) is not None),
            lost_in_gaps=self._lost,
            delays=tuple(self._delays),
            fixed_requests=int(len(self._feeds) * self._week.days * DAY / FIXED),
            statuses=dict(self._web.statuses),
            seconds=seconds,
            wrong=tuple(self.wrong),
        )

    def _nothing_twice(self) -> None:
        counted = Counter(article.version_id for article in self._found)
        self.wrong += [f"{version}: published {times} times" for version, times in counted.items() if times > 1]

    def _nothing_lost(self, feed: SimulatedFeed, state: FeedState) -> None:
        """Every entry that was served is on the stream as it was served last; every other one lies in a gap."""
        served = self._web.asked[feed.name].served
        for entry, text in served.items():
            article = self._latest.get(_article_id(feed, entry))
            if article is None:
                self.wrong.append(f"{feed.name}: entry {entry} was served and lost")
            elif article.text != text:
                self.wrong.append(f"{feed.name}: entry {entry} is not as it was served last")
            elif feed.moments[entry] >= 0:
                self._delays.append(self._first_at[article.article_id] - feed.moments[entry])
        first, last = min(served, default=0), max(served, default=0)
        missed = sum(number not in served for number in range(first, last))
        self._lost += missed
        if missed and not state.gaps:
            self.wrong.append(f"{feed.name}: {missed} entries came and went without a recorded gap")

    def _recovered(self, feed: SimulatedFeed, state: FeedState) -> None:
        """Polls go on to the end without an error, but for a feed that is gone for good."""
        asked, end = self._web.asked[feed.name], self._week.days * DAY
        if any(trouble.what == "410" for trouble in feed.manners.troubles):
            twice = len(asked.refusals) == 2 and asked.refusals[1] - asked.refusals[0] >= DAY
            if not state.stopped or not twice:
                self.wrong.append(f"{feed.name}: is gone, was asked {len(asked.refusals)} times after that")
            return
        if state.error is not None or state.stopped:
            self.wrong.append(f"{feed.name}: still {state.error} after {state.errors_in_row} failures")
        elif asked.last_at is None or end - asked.last_at > 1.1 * DAY + 2 * HOUR:
            self.wrong.append(f"{feed.name}: was last asked {(end - (asked.last_at or 0)) / HOUR:.1f} h before the end")
        moved = feed.manners.moves_at is not None and feed.manners.moves_for_good
        if (state.adopted_url == feed.target) is not moved:
            self.wrong.append(f"{feed.name}: is polled at {state.adopted_url or state.url}")
        if state.untrusted_since is not None and feed.manners.lies_from is None:
            self.wrong.append(f"{feed.name}: its validators are honest and not believed")
        if state.untrusted_since is None and asked.proven_at is not None:
            self.wrong.append(
                f"{feed.name}: its validators were seen to lie at {asked.proven_at:.0f}, and are believed"
            )


def _article_id(feed: SimulatedFeed, entry: int) -> str:
    canonical = canonical_url(feed.link(entry))
    assert canonical is not None
    return article_id_of_url(canonical)


def told(report: Report) -> str:
    """Return a report in words."""
    quantiles = statistics.quantiles(report.delays, n=20)
    return "\n".join(
        (
            f"{report.polls} polls, {report.requests} requests ({report.requests / report.fixed_requests:.1%} of"
            f" polling every {FIXED / 60:g} minutes), {report.saved:.1%} of those saved or answered 304",
            f"{report.articles} articles, {report.revisions} revisions; {report.gaps} gaps with"
            f" {report.lost_in_gaps} entries never seen",
            f"delay: median {report.median_delay / 60:.1f} min, p25 {quantiles[4] / 60:.1f}, p75"
            f" {quantiles[14] / 60:.1f}, p95 {quantiles[18] / 60:.1f} min",
            f"answers: {report.statuses}",
            f"{report.seconds:.1f} s of CPU",
            *(f"WRONG: {words}" for words in report.wrong[:50]),
        )
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=2_000)
    parser.add_argument("--days", type=float, default=7.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--calm", action="store_true", help="no trouble: what freshness and requests are measured on")
    parser.add_argument("--quiet", action="store_true", help="mostly feeds that publish little")
    given = parser.parse_args()
    logging.disable(logging.ERROR)
    week = Week(feeds=given.feeds, days=given.days, seed=given.seed, in_trouble=not given.calm, busy=not given.quiet)
    if not given.calm:
        stops, offline = trouble_for(given.days)
        week = msgspec.structs.replace(week, stops=stops, offline=offline)
    report = simulate(week)
    print(told(report))
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
