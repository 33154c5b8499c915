"""When a feed may be asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.schedule import (
    DAY,
    FAILURES_UNTIL_PROBING,
    FIRST_WAIT,
    HOUR,
    JITTER,
    Hints,
    has_gone,
    is_due,
    next_due,
    starts,
)
from connectors.state import FeedState
from connectors.trouble import ERROR_KINDS

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def state(**fields: object) -> FeedState:
    return FeedState(url="https://example.org/feed", **fields)  # type: ignore[arg-type]


def wait(known: FeedState, random: float = 0.0, **hints: float) -> float:
    return (next_due(known, Hints(**hints), NOW, lambda: random) - NOW).total_seconds()


@pytest.mark.parametrize(
    ("known", "hints", "seconds"),
    [
        (state(etag='"1"'), {}, HOUR),
        (state(last_modified="x"), {}, HOUR),
        (state(), {}, DAY),
        (state(gap_seconds=60.0), {}, HOUR),
        (state(gap_seconds=3 * HOUR), {}, 3 * HOUR),
        (state(gap_seconds=99 * DAY), {}, DAY),
        (state(etag='"1"', gap_seconds=99 * DAY), {}, HOUR),
        (state(etag='"1"'), {"fresh_for": 60.0}, HOUR),
        (state(etag='"1"'), {"fresh_for": 2 * HOUR}, 2 * HOUR),
        (state(etag='"1"'), {"fresh_for": 400 * DAY}, DAY),
        (state(etag='"1"'), {"retry_after": 5 * HOUR, "fresh_for": 2 * HOUR}, 5 * HOUR),
        (state(error="5xx", errors_in_row=1), {}, HOUR),
        (state(error="5xx", errors_in_row=2), {}, 2 * HOUR),
        (state(error="5xx", errors_in_row=4), {}, 8 * HOUR),
        (state(error="5xx", errors_in_row=6), {}, DAY),
        (state(error="429", errors_in_row=1), {"retry_after": 7 * HOUR}, 7 * HOUR),
        (state(error="429", errors_in_row=1), {"retry_after": 9e9}, DAY),
        (state(error="own_network", errors_in_row=1), {}, 300.0),
        (state(error="own_network", errors_in_row=FAILURES_UNTIL_PROBING), {}, DAY),
        (state(error="404", errors_in_row=10_000), {}, DAY),
    ],
)
def test_the_wait_is_as_stated(known: FeedState, hints: dict[str, float], seconds: float) -> None:
    assert wait(known, **hints) == seconds


def test_every_class_of_error_has_its_wait() -> None:
    assert set(FIRST_WAIT) == set(ERROR_KINDS)


@given(
    st.sampled_from([None, *ERROR_KINDS]),
    st.integers(1, 1_000),
    st.none() | st.floats(0, DAY),
    st.none() | st.floats(0, DAY),
    st.floats(0, 1, exclude_max=True),
)
def test_no_hint_is_ever_undercut_and_nothing_waits_for_much_longer_than_a_day(
    error: str | None, times: int, retry_after: float | None, fresh_for: float | None, random: float
) -> None:
    known = state(error=error, errors_in_row=times if error else 0)
    due = next_due(known, Hints(retry_after=retry_after, fresh_for=fresh_for), NOW, lambda: random)
    seconds = (due - NOW).total_seconds()
    assert seconds >= max(retry_after or 0.0, fresh_for or 0.0) - 1e-6
    assert 0 < seconds <= DAY * (1 + JITTER)


def test_jitter_only_makes_the_wait_longer() -> None:
    assert HOUR < wait(state(etag='"1"'), random=0.999) <= HOUR * (1 + JITTER)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (None, True),
        (state(), True),
        (state(next_due=NOW), True),
        (state(next_due=NOW + timedelta(seconds=1)), False),
        (state(next_due=NOW - timedelta(days=9), stopped=True), False),
    ],
)
def test_a_feed_is_due_from_its_time_on_unless_it_stopped(known: FeedState | None, expected: bool) -> None:
    assert is_due(known, NOW) is expected


def test_a_start_after_a_long_stop_is_no_burst() -> None:
    dues: list[tuple[str, datetime | None]] = [(f"f{n}", NOW - timedelta(hours=n)) for n in range(1, 121)]
    planned = starts(dues, NOW)
    first_minute = [feed for feed, due in planned.items() if due < NOW + timedelta(minutes=1)]
    assert first_minute == ["f119", "f120"]
    assert max(planned.values()) < NOW + timedelta(hours=1)


def test_a_start_polls_new_feeds_at_once_and_the_others_when_they_are_due() -> None:
    later = NOW + timedelta(minutes=7)
    assert starts([("new", None), ("later", later)], NOW) == {"new": NOW, "later": later}


def test_a_feed_has_gone_after_a_day_of_410() -> None:
    assert not has_gone(state(gone_since=NOW - timedelta(hours=23)), NOW)
    assert has_gone(state(gone_since=NOW - timedelta(hours=24)), NOW)
    assert not has_gone(state(), NOW)
