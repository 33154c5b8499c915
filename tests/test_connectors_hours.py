"""At what hours of the day a feed is expected to publish."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.feed_state import FeedState, Hours
from connectors.parsing.entries import PollHints
from connectors.polling.hours import DAY, HOUR, PARTS, first_hours, hours_learned, wait_for
from connectors.polling.learning import SHORTEST, appeared, recent_moments, usual_wait

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
HOURS = st.builds(Hours, st.tuples(*[st.floats(0, 1e4)] * PARTS), MOMENTS)


def working_days(count: int, from_hour: int = 8, to_hour: int = 20) -> list[datetime]:
    """Return an entry every half hour of so many days."""
    half_hours = range(2 * from_hour, 2 * to_hour)
    return [MONDAY + timedelta(days=day, minutes=30 * number) for day in range(count) for number in half_hours]


@given(HOURS, st.floats(1e-3, 10), st.floats(0, 1), MOMENTS)
def test_a_wait_is_never_longer_than_a_day_and_longer_for_more_entries(
    hours: Hours, entries: float, least: float, now: datetime
) -> None:
    wait = wait_for(hours, entries, least, now)
    assert 0 < wait <= DAY
    assert wait <= wait_for(hours, 2 * entries, least, now)


@given(HOURS, st.floats(1e-3, 10), st.floats(0, 1), st.floats(0, 1), MOMENTS)
def test_who_publishes_more_is_waited_for_no_longer(
    hours: Hours, entries: float, least: float, more: float, now: datetime
) -> None:
    wait = wait_for(hours, entries, least, now)
    busier = Hours(tuple(number + 10 * more for number in hours.entries), hours.at)
    assert wait_for(busier, entries, least, now) <= wait + 1e-3
    assert wait_for(hours, entries, least + more, now) <= wait + 1e-3


@given(HOURS, st.lists(MOMENTS, max_size=50))
def test_no_setting_of_the_clock_makes_more_entries_of_what_appeared(hours: Hours, moments: list[datetime]) -> None:
    after = hours_learned(hours, moments)
    assert min(after.entries) >= 0
    assert sum(after.entries) <= sum(hours.entries) + len(moments)


def test_what_is_learned_is_how_many_entries_a_day_has() -> None:
    hours = hours_learned(first_hours((), MONDAY), working_days(30))
    assert sum(hours.entries) == pytest.approx(24, rel=0.15)


def test_a_first_document_tells_how_many_entries_a_day_has() -> None:
    dates = [MONDAY - timedelta(hours=2 * number) for number in range(12)]
    assert sum(first_hours(dates, MONDAY).entries) == pytest.approx(12, rel=0.25)


def test_a_feed_is_waited_for_longer_by_night_but_not_into_the_morning() -> None:
    hours = hours_learned(first_hours((), MONDAY), working_days(10))
    noon, night = MONDAY + timedelta(days=9, hours=12), MONDAY + timedelta(days=10)
    assert wait_for(hours, 0.1, 0.0, noon) < 0.1 * HOUR
    assert 4 * HOUR < wait_for(hours, 0.1, 0.0, night) < 8 * HOUR


def test_after_a_move_of_the_clock_the_new_hours_are_learned_within_a_week() -> None:
    hours = hours_learned(first_hours((), MONDAY), working_days(10))
    moved = hours_learned(hours, [date + timedelta(days=10, hours=-8) for date in working_days(7)])
    early, late = MONDAY + timedelta(days=17, hours=5), MONDAY + timedelta(days=16, hours=17)
    assert wait_for(moved, 0.1, 0.0, early) < wait_for(moved, 0.1, 0.0, late) / 2


def test_of_undated_first_documents_nothing_is_known() -> None:
    assert sum(first_hours((), MONDAY).entries) == sum(first_hours([MONDAY], MONDAY).entries) == 0


@given(st.lists(st.none() | MOMENTS, max_size=20), st.none() | MOMENTS, MOMENTS)
def test_entries_appear_between_the_last_look_and_this_one_whatever_their_dates(
    dates: list[datetime | None], since: datetime | None, now: datetime
) -> None:
    moments = appeared(dates, since, now)
    assert moments == sorted(moments)
    assert len(moments) == len(dates)
    assert all(moment <= now and (since is None or moment >= min(since, now)) for moment in moments)


@given(
    st.none() | HOURS,
    st.lists(MOMENTS, max_size=9),
    st.none() | st.floats(0, 99 * DAY),
    st.none() | st.floats(0, 99 * DAY),
    st.booleans(),
    MOMENTS,
)
@example(hours=None, moments=[], gap=None, interval=0.0, conditional=False, now=MONDAY)
def test_a_feed_is_waited_for_ten_minutes_to_a_day_and_no_longer_than_was_learned(
    hours: Hours | None,
    moments: list[datetime],
    gap: float | None,
    interval: float | None,
    conditional: bool,
    now: datetime,
) -> None:
    state = FeedState(
        url="https://example.org/feed",
        etag='"1"' if conditional else None,
        hours=hours,
        recent=recent_moments((), moments),
        gap_seconds=gap,
        interval=interval,
        hints=PollHints(ttl=9 * DAY),
    )
    wait = usual_wait(state, now)
    assert SHORTEST <= wait <= DAY
    assert interval is None or wait <= max(interval, SHORTEST)


def test_a_whole_document_is_asked_for_when_an_entry_is_to_be_expected() -> None:
    hours = hours_learned(first_hours((), MONDAY), working_days(10))
    now = MONDAY + timedelta(days=9, hours=12)
    state = FeedState(url="https://example.org/feed", hours=hours, recent=(now - timedelta(hours=3),) * 2)
    assert 0.4 * HOUR < usual_wait(state, now) < 0.8 * HOUR


def test_a_burst_is_followed_also_at_night() -> None:
    hours = hours_learned(first_hours((), MONDAY), working_days(10))
    night = MONDAY + timedelta(days=10)
    burst = tuple(night - timedelta(minutes=3 * number) for number in range(1, 6))
    state = FeedState(url="https://example.org/feed", etag='"1"', interval=DAY, hours=hours, recent=burst)
    assert usual_wait(state, night) == SHORTEST
    assert usual_wait(state, night + timedelta(hours=3)) > 2 * HOUR


def test_of_one_date_nothing_is_known_and_of_two_the_rate_and_their_hours() -> None:
    assert first_hours([MONDAY], MONDAY + timedelta(hours=5)) == Hours((0.0,) * PARTS, MONDAY + timedelta(hours=5))
    known = first_hours([MONDAY + timedelta(hours=13), MONDAY - timedelta(hours=11)], MONDAY + timedelta(hours=13))
    assert known.at == MONDAY + timedelta(hours=13)
    assert known.entries == pytest.approx((0.8 / 3, 0.8 / 3, 0.8 / 3, 0.8 / 3 + 0.8 * 0.2 + 0.2, 0.8 / 3, 0.8 / 3))
