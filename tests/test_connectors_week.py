"""Days of virtual time with the real scheduler, decider and store: nobody is asked too early, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from feed_rows import record
from publication import DAY, HOUR, SHORT_LIST
from simulated_feeds import SimulatedFeed, feeds_of_a_week
from simulated_judge import told
from simulated_web import SimulatedWeb
from simulated_week import FAST, RudeError, TimedLog, Week, poll_through, simulate, trouble_for
from virtual_time import run_virtually

from connectors.feed_state import FeedState
from connectors.state import SpoolState


@pytest.fixture
def folder() -> Iterator[Path]:
    """A directory in memory where there is one: what is simulated is no power failure."""
    with TemporaryDirectory(dir=FAST if FAST.is_dir() else None) as name:
        yield Path(name)


def test_a_week_of_outages_redirects_lies_bursts_and_edits_keeps_every_promise() -> None:
    stops, offline = trouble_for(7.0)
    report = simulate(Week(feeds=200, busy=False, stops=stops, offline=offline))
    assert report.articles > 5_000
    assert report.revisions > 300
    assert {"200", "304", "offline", "redirect", "429", "410", "page", "timeout", "5xx"} <= set(report.statuses)
    assert report.wrong == (), told(report)


def test_a_request_that_comes_too_early_ends_the_week(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulated_web.SHORTEST", 2 * HOUR)
    heard: list[float] = []
    with pytest.raises(RudeError, match=r"f\d+: asked [\d.]+ s too early at \d+"):
        simulate(Week(feeds=20, days=3.0, in_trouble=False), lambda seconds, *_: heard.append(seconds))
    assert len(heard) == 1


def test_setting_the_wall_clock_moves_no_poll() -> None:
    jumps = ((0.4 * DAY, 3 * HOUR), (0.9 * DAY, -5 * HOUR), (1.2 * DAY, -400 * DAY), (1.5 * DAY, 400 * DAY))
    report = simulate(Week(feeds=30, days=2.0, busy=False, in_trouble=False, jumps=jumps))
    still = simulate(Week(feeds=30, days=2.0, busy=False, in_trouble=False))
    assert report.wrong == (), told(report)
    assert 0.7 < report.polls / still.polls < 1.5


async def _polled(
    week: Week, feeds: list[SimulatedFeed], web: SimulatedWeb, folder: Path, look_at: float
) -> list[dict[str, FeedState]]:
    """Poll through a week; return how the feeds stood at a moment, and how they stand in the end."""
    found: list[dict[str, FeedState]] = []
    with closing(TimedLog(folder / "stream.db", asyncio.get_running_loop().time)) as log:
        state = SpoolState(log)

        def look() -> None:
            found.append({feed.name: one for feed in feeds if (one := state.feed(feed.name)) is not None})

        asyncio.get_running_loop().call_at(look_at, look)
        await poll_through(week, feeds, web, log, folder)
        look()
    return found


def test_a_thousand_feeds_on_one_host_are_asked_one_at_a_time_and_five_seconds_apart(folder: Path) -> None:
    week = Week(feeds=1_000, days=0.1)

    async def run() -> SimulatedWeb:
        feeds = feeds_of_a_week(1_000, week.days, 3, in_trouble=False, kinds=SHORT_LIST, host="one.example")
        web = SimulatedWeb(feeds, asyncio.get_running_loop().time, Random(3))
        await _polled(week, feeds, web, folder, 0.0)
        return web

    web = run_virtually(run())
    requests = sum(web.statuses.values())
    record(6, f"{len(web.rudeness)} violations in {requests} requests", met=not web.rudeness)
    assert requests > 1_500
    assert web.rudeness == []


def test_after_a_day_without_network_every_feed_is_polled_within_its_interval_and_none_is_blamed(
    folder: Path,
) -> None:
    start, end = 0.5 * DAY, 1.5 * DAY
    week = Week(feeds=150, days=2.7)

    async def run() -> tuple[SimulatedWeb, list[dict[str, FeedState]]]:
        feeds = feeds_of_a_week(150, week.days, 4, in_trouble=False, kinds=SHORT_LIST)
        web = SimulatedWeb(feeds, asyncio.get_running_loop().time, Random(4))
        web.offline = ((start, end),)
        return web, await _polled(week, feeds, web, folder, start)

    web, (before, after) = run_virtually(run())
    late = {
        name: next(moment for moment in web.asked[name].moments if moment >= end) - end - 1.1 * (state.wait or 0.0)
        for name, state in before.items()
    }
    dead = [name for name, state in after.items() if state.error is not None or state.stopped]
    blamed = [name for name, state in after.items() if state.failing_since is not None]
    worst = max(late.values())
    record(8, f"{sum(one > 0 for one in late.values())} of {len(late)} feeds late, {len(dead)} dead", met=worst <= 0)
    assert len(before) == len(after) == 150
    assert worst <= 0
    assert dead == blamed == []
    assert web.rudeness == []
