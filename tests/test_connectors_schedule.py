"""When a feed may be asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from feed_rows import record
from hypothesis import given
from hypothesis import strategies as st

from connectors.feed_state import FeedState, Hours, Standing
from connectors.parsing.entries import PollHints
from connectors.polling.hours import DAY, HOUR
from connectors.polling.learning import SHORTEST
from connectors.polling.schedule import (
    FAILURES_UNTIL_PROBING,
    FIRST_WAIT,
    JITTER,
    Hints,
    has_gone,
    is_due,
    next_due,
    rest,
    starts,
)
from connectors.trouble import ERROR_KINDS

NOW = datetime(2026, 11, 24, 12, 1, tzinfo=UTC)
"""Shortly after a round moment, where polls are kept: waits of round minutes are not moved."""


def state(**fields: Any) -> FeedState:
    return FeedState(url="https://example.org/feed", **fields)


def wait(known: FeedState, random: float = 0.0, **hints: float) -> float:
    return (next_due(known, Hints(**hints), NOW, lambda: random) - NOW).total_seconds()


@pytest.mark.parametrize(
    ("known", "hints", "seconds"),
    [
        (state(etag='"1"'), {}, HOUR),
        (state(last_modified="x"), {}, HOUR),
        (state(), {}, DAY),
        (state(gap_seconds=60.0), {}, 600.0),
        (state(gap_seconds=3 * HOUR), {}, 13_200.0),
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
        (state(error="429", errors_in_row=1), {"retry_after": 3 * DAY}, 3 * DAY),
        (state(error="429", errors_in_row=1), {"retry_after": 9e9}, 30 * DAY),
        (state(error="own_network", errors_in_row=1), {}, 300.0),
        (state(error="own_network", errors_in_row=FAILURES_UNTIL_PROBING), {}, DAY),
        (state(error="404", errors_in_row=10_000), {}, DAY),
        (state(etag='"1"', interval=3 * HOUR), {}, 3 * HOUR),
        (state(etag='"1"', interval=3 * HOUR, untrusted_since=NOW), {}, 3 * HOUR),
        (state(etag='"1"', untrusted_since=NOW), {}, DAY),
        (state(etag='"1"', gap_seconds=60.0), {}, 600.0),
        (state(etag='"1"', recent=(NOW, NOW - timedelta(hours=16))), {}, 1200.0),
        (state(recent=(NOW, NOW - timedelta(hours=4))), {}, 2.4 * HOUR),
        (state(etag='"1"', recent=(NOW, NOW - timedelta(hours=1))), {}, 600.0),
        (state(etag='"1"', hints=PollHints(ttl=2 * HOUR)), {}, 2 * HOUR),
        (state(etag='"1"', hints=PollHints(update_every=9 * DAY)), {}, DAY),
        (state(etag='"1"', slowed=5 * HOUR), {}, 5 * HOUR),
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


@given(
    st.floats(60, DAY),
    st.none() | st.floats(0, DAY),
    st.integers(0, 10**6),
    st.floats(0, 1, exclude_max=True),
)
def test_polls_fall_shortly_after_a_round_moment_and_never_before_their_time(
    interval: float, floor: float | None, second: int, random: float
) -> None:
    now = NOW + timedelta(seconds=second)
    known = state(etag='"1"', interval=interval, hints=PollHints(ttl=floor))
    due = next_due(known, Hints(), now, lambda: random)
    waited = (due - now).total_seconds()
    assert 60 <= due.timestamp() % 600 <= 300
    assert max(600.0, interval, floor or 0.0) - 1e-6 <= waited <= max(600.0, interval, floor or 0.0) + 422


def test_a_busy_feed_is_polled_every_ten_minutes_and_moved_back_to_the_round_moment_but_rarely() -> None:
    chance, now, waits = Random(1), NOW, []
    for _ in range(1_000):
        due = next_due(state(etag='"1"', interval=600.0), Hints(), now, chance.random)
        waits.append((due - now).total_seconds())
        now = due + timedelta(seconds=chance.uniform(0.05, 1.5))
    assert min(waits) >= 600.0
    assert sum(wait > 601.0 for wait in waits) < 12


def test_jitter_only_makes_the_wait_longer() -> None:
    assert HOUR < wait(state(etag='"1"'), random=0.999) <= HOUR * (1 + JITTER)


def stood(due: float, wait: float = HOUR, **fields: Any) -> Standing:
    """Return how a feed stood that was due `due` seconds after NOW, `wait` seconds after its last poll."""
    next_due = NOW + timedelta(seconds=due)
    last_poll = next_due - timedelta(seconds=wait)
    return Standing(url="https://example.org/feed", last_poll=last_poll, next_due=next_due, wait=wait, **fields)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (None, True),
        (Standing(url="https://example.org/feed"), True),
        (stood(0), True),
        (stood(1), False),
        (stood(-9 * DAY, stopped=True), False),
        (stood(DAY + HOUR, wait=HOUR), False),
        (stood(DAY + HOUR + 1, wait=HOUR), True),
    ],
)
def test_a_feed_is_due_from_its_time_on_unless_it_stopped_and_when_the_clock_was_set_back_by_more_than_a_day(
    known: Standing | None, expected: bool
) -> None:
    assert is_due(known, NOW) is expected


def test_a_start_polls_new_feeds_at_once_and_stopped_ones_never() -> None:
    planned = starts({"new": None, "stopped": stood(-5, stopped=True), "later": stood(420)}, NOW, NOW)
    assert planned == {"new": 0.0, "later": 420.0}


def test_while_nobody_polls_no_wait_passes() -> None:
    stopped = NOW - timedelta(days=3)
    assert starts({"a": stood(-3 * DAY + 60)}, NOW, stopped) == {"a": 60.0}


def test_what_was_overdue_already_is_spread_over_its_own_wait() -> None:
    planned = starts({f"f{n}": stood(-n) for n in range(1, 121)}, NOW, NOW)
    assert all(0 <= seconds < HOUR for seconds in planned.values())
    busiest = max(sum(start <= seconds < start + 300 for seconds in planned.values()) for start in range(0, 3300, 60))
    assert busiest <= 12


def test_a_clock_that_was_set_back_keeps_no_feed_waiting_for_longer_than_its_wait() -> None:
    ahead = stood(400 * DAY)
    assert starts({"a": ahead}, NOW, NOW) == {"a": HOUR}
    assert is_due(ahead, NOW)


def first_minute(stopped_for: float) -> float:
    """Return the polls of the first minute after a stop, as a multiple of the steady rate."""
    chance = Random(7)
    waits = [chance.choice((600.0, HOUR, 6 * HOUR, DAY)) for _ in range(40_000)]
    stands = {f"f{n}": stood(chance.random() * wait - stopped_for, wait) for n, wait in enumerate(waits)}
    planned = starts(stands, NOW, NOW - timedelta(seconds=stopped_for))
    assert all(planned[name] <= wait for name, wait in zip(stands, waits, strict=True))
    return sum(seconds < 60.0 for seconds in planned.values()) / sum(60.0 / wait for wait in waits)


def test_the_first_minute_after_a_start_is_no_busier_than_any_other() -> None:
    rates = [first_minute(stop) for stop in (1.0, 300.0, 1_800.0, HOUR, 7_000.0, DAY, 9 * DAY)]
    record(7, f"{max(rates):.2f}x at most, over 7 stops of 1 s to 9 days", met=max(rates) <= 1.1)
    assert max(rates) <= 1.1


@pytest.mark.parametrize(
    ("hints", "due"),
    [
        (PollHints(skip_hours=(13, 14)), NOW.replace(hour=15, minute=0)),
        (PollHints(skip_days=(1,)), (NOW + timedelta(days=1)).replace(hour=0, minute=0)),
        (PollHints(skip_hours=tuple(range(24))), NOW + timedelta(days=1)),
        (PollHints(skip_days=(1, 2, 3)), NOW + timedelta(days=1)),
        (PollHints(ttl=7_200.0, skip_hours=(12, 13)), NOW + timedelta(hours=2)),
    ],
)
def test_skipped_hours_and_days_are_waited_out_for_a_day_at_most(hints: PollHints, due: datetime) -> None:
    assert next_due(state(etag='"1"', hints=hints), Hints(), NOW, lambda: 0.0) == due


@pytest.mark.parametrize(
    ("last_poll", "hints", "hours"),
    [
        (NOW - timedelta(hours=3), PollHints(skip_hours=(12, 13)), 119 / 60),
        (NOW - timedelta(hours=3), PollHints(skip_hours=(11, 14)), 0.0),
        (NOW - timedelta(hours=20), PollHints(skip_days=(NOW.weekday(),)), 4.0),
        (NOW - timedelta(hours=25), PollHints(skip_hours=(12, 13)), 0.0),
        (NOW + timedelta(days=400), PollHints(skip_hours=tuple(range(24))), 24.0),
        (None, PollHints(), 0.0),
    ],
)
def test_a_feed_that_a_pause_moved_into_skipped_hours_rests_until_they_are_over_a_day_at_most(
    last_poll: datetime | None, hints: PollHints, hours: float
) -> None:
    assert rest(state(last_poll=last_poll, hints=hints), NOW, lambda: 0.0) == hours * HOUR


def test_no_feed_falls_due_so_late_before_a_skipped_hour_that_its_turn_comes_within_it() -> None:
    late = NOW.replace(hour=11, minute=59, second=45) - timedelta(hours=1)
    due = next_due(state(etag='"1"', hints=PollHints(skip_hours=(12,))), Hints(), late, lambda: 0.0)
    assert due == NOW.replace(hour=13, minute=0)


def test_after_skipped_hours_feeds_come_back_one_by_one() -> None:
    hints = PollHints(skip_hours=(13,))
    dues = {next_due(state(etag='"1"', hints=hints), Hints(), NOW, lambda n=n: n / 10) for n in range(10)}  # type: ignore[misc]
    assert len(dues) == 10


def test_a_feed_has_gone_after_a_day_of_410() -> None:
    assert not has_gone(state(gone_since=NOW - timedelta(hours=23)), NOW)
    assert has_gone(state(gone_since=NOW - timedelta(hours=24)), NOW)
    assert not has_gone(state(), NOW)


MOMENT = st.integers(-(400 * 86_400), 400 * 86_400).map(lambda seconds: NOW + timedelta(seconds=seconds))
SECONDS = st.none() | st.floats(0, 1e9)
ANY_STATE = st.builds(
    FeedState,
    url=st.just("https://example.org/feed"),
    etag=st.sampled_from([None, '"1"']),
    untrusted_since=st.none() | MOMENT,
    interval=SECONDS,
    gap_seconds=SECONDS,
    wait=SECONDS,
    recent=st.lists(MOMENT, max_size=5).map(lambda moments: tuple(sorted(moments, reverse=True))),
    hours=st.none() | st.builds(Hours, st.tuples(*[st.floats(0, 1e6)] * 6), MOMENT),
    slowed=st.floats(0, DAY),
    error=st.sampled_from([None, *ERROR_KINDS]),
    errors_in_row=st.integers(0, 10**6),
    last_poll=st.none() | MOMENT,
    hints=st.builds(
        PollHints,
        ttl=SECONDS,
        update_every=SECONDS,
        skip_hours=st.lists(st.integers(0, 23)).map(tuple),
        skip_days=st.lists(st.integers(0, 6)).map(tuple),
    ),
)


@given(ANY_STATE, SECONDS, SECONDS, st.integers(0, 10**7), st.floats(0, 1, exclude_max=True))
def test_whatever_is_known_of_a_feed_no_floor_is_undercut_and_a_start_keeps_them_all(
    known: FeedState, retry_after: float | None, fresh_for: float | None, second: int, random: float
) -> None:
    now = NOW + timedelta(seconds=second)
    due = next_due(known, Hints(retry_after=retry_after, fresh_for=fresh_for), now, lambda: random)
    asked = (fresh_for, known.hints.ttl, known.hints.update_every, known.slowed)
    floor = max(min(retry_after or 0.0, 30 * DAY), *(min(seconds or 0.0, DAY) for seconds in asked))
    waited = (due - now).total_seconds()
    assert waited >= max(floor, 300.0 if known.error else SHORTEST) - 1e-5
    assert waited <= max(floor, DAY) * (1 + JITTER) + HOUR
    skipped = due.hour in known.hints.skip_hours or due.weekday() in known.hints.skip_days
    assert not skipped or waited >= DAY - 1e-5
    stood_so = Standing(url=known.url, last_poll=now, next_due=due, wait=waited)
    for stopped in (timedelta(0), timedelta(hours=3), timedelta(days=90)):
        assert starts({"a": stood_so}, now + stopped, now)["a"] >= waited - 1e-5


@pytest.mark.parametrize(
    ("kinds", "hours"),
    [
        (("own_network",), 1 / 12),
        (("dns", "connect", "timeout", "5xx", "internal"), 1.0),
        (("429", "no_bytes", "html", "not_a_feed", "parse"), 2.0),
        (("tls", "redirect", "403", "404", "4xx", "too_big"), 6.0),
        (("gone", "refused"), 24.0),
    ],
)
def test_what_passes_by_itself_is_tried_again_sooner_than_what_a_person_has_to_mend(
    kinds: tuple[str, ...], hours: float
) -> None:
    for kind in kinds:
        assert wait(state(error=kind, errors_in_row=1)) == hours * HOUR
        assert 1.09 * hours * HOUR < wait(state(error=kind, errors_in_row=1), random=0.999) < 1.1 * hours * HOUR


def test_after_skipped_hours_feeds_come_back_within_six_minutes_never_before_they_end() -> None:
    hints = PollHints(skip_hours=(13,))
    due = next_due(state(etag='"1"', hints=hints), Hints(), NOW, lambda: 0.999)
    assert timedelta(minutes=5.9) < due - NOW.replace(hour=14, minute=0) < timedelta(minutes=6)


def test_a_start_that_does_not_know_when_polling_ended_takes_the_last_poll_for_it() -> None:
    known = {"late": stood(-HOUR, wait=2 * HOUR), "later": stood(0.5 - 3 * HOUR, wait=HOUR)}
    assert starts(known, NOW, None) == {"late": 2 * HOUR, "later": 0.5}
    assert starts({"a": Standing(url="x", next_due=NOW + timedelta(seconds=60), wait=HOUR)}, NOW, None) == {"a": 60.0}
    assert starts({"a": stood(0.5)}, NOW, NOW) == {"a": 0.5}
