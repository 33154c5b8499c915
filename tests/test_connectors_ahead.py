"""A clock that ran ahead and is set right again holds nothing up for as long as it was ahead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.feed_state import FeedState
from connectors.fetching.fetch import Fetched
from connectors.polling.ahead import _SINCE, not_ahead
from connectors.polling.hours import HOUR, Hours
from connectors.polling.learning import SHORTEST, recent_moments, rhythm, usual_wait
from connectors.polling.moving import sighted
from connectors.polling.standing import answered, erred
from connectors.trouble import FetchError

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
YEAR = timedelta(days=365)
URL = "http://feed.example/rss"


def test_a_feed_is_not_polled_every_ten_minutes_because_its_entries_came_in_a_year_to_be() -> None:
    ahead = FeedState(
        url=URL, etag="x", interval=HOUR / 2, recent=tuple(NOW + YEAR - timedelta(hours=n) for n in range(5))
    )
    state, now = not_ahead(ahead, NOW), NOW
    for _ in range(9):
        now += timedelta(hours=30)
        state = msgspec.structs.replace(not_ahead(state, now), recent=recent_moments(state.recent, [now]))
    assert usual_wait(ahead, now) == SHORTEST
    assert usual_wait(state, now) == HOUR / 2
    assert rhythm(state, now) == 4 * 30 * HOUR / 5


def test_a_slowed_feed_is_polled_as_usual_weeks_after_the_clock_was_set_right() -> None:
    state, now = FeedState(url=URL, slowed=4 * HOUR, slowed_at=NOW + YEAR), NOW
    for _ in range(60):
        now += timedelta(days=1)
        state = answered(not_ahead(state, now), Fetched(status=304, url=URL), now, plain=False)
    assert state.slowed == 0.0


def test_a_feed_that_is_gone_stops_and_a_moved_one_is_followed_a_day_after_the_clock_was_set_right() -> None:
    gone = erred(FeedState(url=URL), FetchError("gone", "410", None, 410), NOW + YEAR, plain=True)
    moved = sighted(FeedState(url=URL), "http://new.example/", NOW + YEAR)
    for hours in (0, 25, 50):
        now = NOW + timedelta(hours=hours)
        gone = erred(not_ahead(gone, now), FetchError("gone", "410", None, 410), now, plain=True)
        moved = sighted(not_ahead(moved, now), "http://new.example/", now)
    assert gone.stopped
    assert moved.adopted_url == "http://new.example/"


def test_hours_that_were_learned_ahead_begin_to_be_forgotten_now() -> None:
    state = not_ahead(FeedState(url=URL, hours=Hours((1.0,) * 6, NOW + YEAR)), NOW)
    assert state.hours == Hours((1.0,) * 6, NOW)


@pytest.mark.parametrize("name", ["last_poll", "last_success", "next_due"])
def test_when_a_feed_was_asked_last_stays_as_it_was_noted(name: str) -> None:
    state = FeedState(url=URL, **{name: NOW + YEAR})  # type: ignore[arg-type]
    assert not_ahead(state, NOW) is state


@given(st.lists(st.none() | st.integers(-(10**8), 10**8), min_size=11, max_size=11), st.lists(st.integers(-9, 9)))
def test_what_is_not_ahead_is_left_alone_and_nothing_else_stays_ahead(
    seconds: list[int | None], recent: list[int]
) -> None:
    moments = {
        name: None if one is None else NOW + timedelta(seconds=one) for name, one in zip(_SINCE, seconds, strict=True)
    }
    known = FeedState(url=URL, **moments, recent=recent_moments((), [NOW + timedelta(hours=n) for n in recent]))  # type: ignore[arg-type]
    found = not_ahead(known, NOW)
    for name, moment in moments.items():
        assert getattr(found, name) == (moment if moment is None else min(moment, NOW))
    assert all(moment <= NOW for moment in found.recent)
    assert {moment for moment in known.recent if moment <= NOW} <= set(found.recent)
    assert not_ahead(found, NOW) is found
