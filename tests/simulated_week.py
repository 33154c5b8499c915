"""Poll simulated feeds for a week of virtual time with the real scheduler, decider and store.

`python tests/simulated_week.py [--feeds 2000] [--days 7] [--seed N] [--calm]` prints what came of it. Exits 1 when
anything was lost or published twice, or a feed did not recover; at once when somebody was asked too early.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import msgspec
from publication import DAY, HOUR, KINDS, SHORT_LIST
from simulated_feeds import BEGINNING, SimulatedFeed, feeds_of_a_week
from simulated_judge import Judge, Report, told
from simulated_web import SimulatedWeb, Unpack
from virtual_time import Inline, run_virtually

from connectors.polling.learning import SHORTEST
from connectors.polling.poller import Outside, Poller, Settings
from connectors.state import SpoolState
from schemas.alert import Alert
from schemas.article import Article
from schemas.wire import ALERTS, ARTICLES, decode_alert, decode_article
from streams import Change, Envelope
from streams.embedded import EmbeddedLog

LOOK_EVERY = 6 * HOUR
PAGE = 10_000
"""So many records are read from the stream at a time."""

Tell = Callable[[float, int, int], None]
"""Takes the virtual seconds that have passed, the requests and the versions published so far."""

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


def trouble_for(days: float) -> tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float], ...]]:
    """Return stops and network outages that suit a simulation of so many days."""
    stops = ((0.31 * DAY, 0.31 * DAY + 5), (days * 0.3 * DAY, days * 0.3 * DAY + 6 * HOUR))
    return stops, ((days * 0.5 * DAY, days * 0.5 * DAY + min(1.0, days / 7) * DAY),)


class RudeError(Exception):
    """Somebody would complain of how he was asked."""


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


def simulate(week: Week, tell: Tell | None = None) -> Report:
    """Run a week and look at everything that came of it; raises RudeError as soon as somebody would complain.

    `tell` hears how far it is, every quarter of a day.
    """
    with tempfile.TemporaryDirectory(dir=FAST if FAST.is_dir() else None) as folder:
        return run_virtually(_simulate(week, Path(folder), tell))


async def _simulate(week: Week, folder: Path, tell: Tell | None) -> Report:
    started = time.process_time()
    now = asyncio.get_running_loop().time
    kinds = KINDS if week.busy else SHORT_LIST
    feeds = feeds_of_a_week(week.feeds, week.days, week.seed, in_trouble=week.in_trouble, kinds=kinds)
    web = SimulatedWeb(feeds, now, Random(week.seed))
    web.offline = week.offline
    # Who sets the clock of whoever polls takes from him how long ago the last plain request was.
    web.plain_apart = SHORTEST if week.jumps else DAY
    with closing(TimedLog(folder / "stream.db", now)) as log:
        polls = await poll_through(week, feeds, web, log, folder, tell)
        if web.rudeness:
            raise RudeError("; ".join(web.rudeness[:20]))
        found = zip(_published(log), log.moments, strict=True)
        judge = Judge(week.days, feeds, web, SpoolState(log), found, _alerts(log))
        return judge.report(polls, time.process_time() - started)


def _published(log: TimedLog) -> Iterator[Article]:
    stream = log.stream(ARTICLES)
    for start in range(0, stream.end(0), PAGE):
        yield from (decode_article(one.value, one.headers, one.key) for one in stream.read(0, start, PAGE))


def _alerts(log: EmbeddedLog) -> list[Alert]:
    return [decode_alert(one.value) for one in log.stream(ALERTS).read(0, 0, 1_000_000)]


async def poll_through(
    week: Week,
    feeds: Sequence[SimulatedFeed],
    web: SimulatedWeb,
    log: TimedLog,
    folder: Path,
    tell: Tell | None = None,
) -> int:
    """Poll from start to stop, and on until the end, or until somebody complains; return how many polls that were."""
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
        watcher = asyncio.create_task(_watch(web, log, stop, tell))
        await poller.run(stop)
        watcher.cancel()
        polls += poller.counts["polls"]
        if web.rudeness:
            break
    return polls


async def _watch(web: SimulatedWeb, log: TimedLog, stop: asyncio.Event, tell: Tell | None) -> None:
    while not web.rudeness:
        await asyncio.sleep(LOOK_EVERY)
        if tell is not None:
            tell(asyncio.get_running_loop().time(), sum(web.statuses.values()), len(log.moments))
    stop.set()


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
    try:
        report = simulate(week, _tell)
    except RudeError as error:
        print(f"WRONG: rude: {error}; `--seed {week.seed}` shows it again")
        return 1
    except KeyboardInterrupt:
        print("interrupted: nothing is said of what went well", file=sys.stderr)
        return 130
    print(told(report))
    return 1 if report.wrong else 0


def _tell(seconds: float, requests: int, versions: int) -> None:
    spent = time.process_time()
    said = f"day {seconds / DAY:.2f}: {requests:,} requests, {versions:,} versions published, {spent:.0f} s of CPU"
    print(said, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
