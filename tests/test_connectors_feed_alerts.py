"""Each trouble of a feed is told once when it begins and once when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.feed_state import FeedState
from connectors.feedlist import FeedConfig
from connectors.fetching.fetch import Fetched
from connectors.polling.emptied import FORGETTING, held, still_empty
from connectors.polling.feed_alerts import alerted
from connectors.polling.silence import LEARNED_FROM, quiet_after, quiet_words, silence, silence_learned
from connectors.polling.standing import answered, erred
from schemas.alert import alert_id
from schemas.errors import FeedError

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FEED = FeedConfig(id="a", url="https://user:secret@example.org/feed", outlet="Example")
HOUR = timedelta(hours=1)


def state(**fields: Any) -> FeedState:
    return FeedState(url=FEED.url, **{"last_new": NOW, "entries": 5, **fields})


def failing(times: int, kind: str = "5xx") -> FeedState:
    return state(error=kind, error_detail="status 500", errors_in_row=times, failing_since=NOW - times * HOUR)


def told(states: Sequence[FeedState], now: datetime = NOW, *, is_ours: bool = False) -> list[str]:
    """Return the rules that are told of, one state after the other."""
    known: FeedState = states[0]
    rules = []
    for one in states:
        known, alert = alerted(
            FEED,
            msgspec.structs.replace(one, alerted=known.alerted, alerted_since=known.alerted_since),
            now,
            is_ours=is_ours,
        )
        rules.append(alert.rule if alert else "")
    return rules


def test_a_feed_that_keeps_failing_is_told_of_once_and_once_when_it_is_over() -> None:
    states = [state(), failing(1), failing(2), failing(3), failing(4), state(), state()]
    assert told(states) == ["", "", "", "feed.failing", "", "feed.recovered", ""]


def test_an_error_or_two_are_an_accident_and_end_nothing() -> None:
    assert told([failing(1), state(), failing(2), state()]) == ["", "", "", ""]
    quiet = state(last_new=NOW - timedelta(days=8))
    assert told([quiet, msgspec.structs.replace(quiet, error="5xx", errors_in_row=1), quiet]) == ["feed.quiet", "", ""]


def test_a_feed_that_is_gone_is_told_of_as_such() -> None:
    gone = state(error="gone", errors_in_row=3, stopped=True, gone_since=NOW - 25 * HOUR)
    assert told([failing(3, "gone"), gone, gone]) == ["feed.failing", "feed.stopped", ""]


@pytest.mark.parametrize(
    ("silent", "news_polls", "longest", "quiet"),
    [
        (timedelta(days=6), 0, 0.0, False),
        (timedelta(days=8), 0, 0.0, True),
        (timedelta(days=2), LEARNED_FROM, 3600.0, True),
        (timedelta(hours=20), LEARNED_FROM, 3600.0, False),
        (timedelta(days=20), LEARNED_FROM, 7 * 86400.0, False),
        (timedelta(days=22), LEARNED_FROM, 7 * 86400.0, True),
    ],
)
def test_a_feed_is_quiet_against_its_own_history(
    silent: timedelta, news_polls: int, longest: float, quiet: bool
) -> None:
    one = state(last_new=NOW - silent, news_polls=news_polls, longest_silence=longest)
    assert told([one]) == ["feed.quiet" if quiet else ""]


def test_a_feed_that_never_had_anything_is_not_quiet() -> None:
    assert told([state(last_new=None)]) == [""]


def test_an_alert_names_the_feed_without_its_password_and_since_when() -> None:
    _, alert = alerted(FEED, failing(3), NOW)
    assert alert is not None
    assert (alert.feed, alert.url, alert.outlet) == ("a", "https://example.org/feed", "Example")
    assert alert.since == NOW - 3 * HOUR
    assert "status 500" in alert.detail
    _, again = alerted(FEED, failing(3), NOW + HOUR)
    assert again is not None
    assert again.alert_id == alert.alert_id


def test_errors_that_came_within_two_hours_may_be_an_outage_that_begins() -> None:
    lasting = [state(error="dns", errors_in_row=9, failing_since=NOW - hours * HOUR) for hours in (0.2, 1.99, 2.0)]
    assert told(lasting) == ["", "", "feed.failing"]


def test_a_failure_that_may_be_our_own_network_s_is_told_of_when_it_lasts_for_hours() -> None:
    lasting = [state(error="own_network", errors_in_row=9, failing_since=NOW - hours * HOUR) for hours in (1, 5, 6, 7)]
    assert told(lasting, is_ours=True) == ["", "", "feed.failing", ""]


def empty(polls: int, hours: float = 3.0, **fields: object) -> FeedState:
    return state(entries=0, held=20, empty_polls=polls, emptied_since=NOW - hours * HOUR, **fields)


def test_a_feed_that_is_emptied_is_told_of_once_it_was_seen_so_for_some_polls_and_hours() -> None:
    states = [state(), empty(1), empty(2), empty(3, hours=1.9), empty(3, hours=2.0), empty(9, hours=90.0), state()]
    assert told(states) == ["", "", "", "", "feed.emptied", "", "feed.recovered"]
    _, alert = alerted(FEED, empty(4), NOW)
    assert alert is not None
    assert alert.detail == "its document had 20 entries and has been without any for 4 polls"
    assert alert.since == NOW - 3 * HOUR


def test_a_feed_that_is_empty_now_and_then_is_told_of_when_it_is_so_for_far_longer_than_ever() -> None:
    assert told([empty(99, hours=23.0, longest_empty=8 * 3600.0)]) == [""]
    assert told([empty(99, hours=24.0, longest_empty=8 * 3600.0)]) == ["feed.emptied"]


def test_a_clock_that_is_set_back_ends_no_trouble() -> None:
    assert told([empty(3), empty(4, hours=0.0)]) == ["feed.emptied", ""]


def test_polls_that_find_a_feed_empty_are_counted_until_it_has_entries_again() -> None:
    one = held(state(), 20, NOW)
    assert (one.held, one.emptied_since) == (20, None)
    assert still_empty(one) == one
    for hour in range(1, 4):
        one = held(one, 0, NOW + hour * HOUR)
    one = still_empty(one)
    assert (one.held, one.emptied_since, one.empty_polls) == (20, NOW + HOUR, 4)
    one = held(one, 3, NOW + 11 * HOUR)
    assert (one.held, one.emptied_since, one.empty_polls, one.longest_empty) == (3, None, 0, 36_000.0)
    one = held(held(one, 0, NOW), 3, NOW + HOUR)
    assert one.longest_empty == 36_000.0 * FORGETTING


def test_a_feed_that_was_always_empty_was_not_emptied() -> None:
    one = FeedState(url=FEED.url)
    for _ in range(5):
        one = still_empty(held(one, 0, NOW))
    assert one.emptied_since is None
    assert told([one]) == [""]


def test_a_time_in_which_nobody_polled_teaches_no_silence() -> None:
    before = state(last_new=NOW - timedelta(days=9), last_poll=NOW - HOUR, wait=3600.0)
    assert silence_learned(before, before, NOW).longest_silence == timedelta(days=9).total_seconds()
    away = msgspec.structs.replace(before, last_poll=NOW - timedelta(days=8))
    assert silence_learned(away, away, NOW).longest_silence == timedelta(days=1, hours=1).total_seconds()


@pytest.mark.parametrize(("late", "watched"), [(0.0, 0.0), (1.0, 3600.0), (2.0, 7200.0), (2.1, 3600.0), (9e4, 3600.0)])
def test_of_a_poll_that_comes_far_too_late_only_the_time_until_it_was_due_is_silence(
    late: float, watched: float
) -> None:
    one = state(last_new=NOW - 90 * HOUR, last_poll=NOW, wait=3600.0, silence=5.0)
    assert silence(one, NOW + late * HOUR) == 5.0 + watched


def test_a_clock_that_is_set_makes_no_feed_quiet_and_none_well() -> None:
    one = state(last_new=NOW, last_poll=NOW, wait=3600.0)
    for jump in (0, 9_000, 9_001, 1, 2):
        one = answered(one, Fetched(status=304, url=FEED.url), NOW + jump * HOUR, plain=False)
    assert one.silence == 3 * 3600.0
    assert told([one], NOW + 9_999 * HOUR) == [""]
    silent = msgspec.structs.replace(one, silence=timedelta(days=8).total_seconds())
    assert told([silent, silent], NOW) == ["feed.quiet", ""]
    assert told([silent, erred(silent, FeedError("404", "x"), NOW - 9 * HOUR, plain=False)], NOW) == ["feed.quiet", ""]


@given(st.lists(st.integers(1, 100), min_size=1, max_size=60))
def test_the_longest_silence_is_never_less_than_the_last_and_is_forgotten(hours: list[int]) -> None:
    one, now = state(last_poll=NOW, wait=1e9), NOW
    for gap in hours:
        now += gap * HOUR
        one = msgspec.structs.replace(silence_learned(one, one, now), last_new=now, last_poll=now)
        assert one.longest_silence >= gap * 3600.0
        assert one.longest_silence <= 3600.0 * max(hours)
    assert one.news_polls == len(hours)
    assert quiet_after(one) >= timedelta(days=1)


def test_an_alert_says_what_can_be_done_and_names_the_feed_that_a_page_names() -> None:
    page = "the document is an HTML page; it names this feed: https://example.org/rss"
    html = state(error="html", error_detail=page, errors_in_row=3, failing_since=NOW - 3 * HOUR)
    _, alert = alerted(FEED, html, NOW)
    assert alert is not None
    assert "`watchfloor feeds move a https://example.org/rss`" in alert.remedy
    gone = state(error="gone", errors_in_row=3, stopped=True, gone_since=NOW - 25 * HOUR)
    _, alert = alerted(FEED, gone, NOW)
    assert alert is not None
    assert "`watchfloor feeds remove a`" in alert.remedy
    _, alert = alerted(FEED, state(alerted="feed.failing"), NOW)
    assert alert is not None
    assert (alert.rule, alert.remedy) == ("feed.recovered", "")


def test_an_alert_says_when_it_was_raised_under_an_id_of_its_rule_feed_and_beginning() -> None:
    _, alert = alerted(FEED, failing(3), NOW)
    assert alert is not None
    assert alert.raised_at == NOW
    assert alert.alert_id == alert_id("feed.failing", "a", NOW - 3 * HOUR)


@pytest.mark.parametrize(
    ("silent", "news_polls", "words"),
    [
        (1.5, 1, "nothing new for 90 min"),
        (2.0, 9, "nothing new for 2 hours"),
        (47.0, 10, "nothing new for 47 hours; its longest silence was 100 min"),
        (48.0, 11, "nothing new for 2 days; its longest silence was 100 min"),
    ],
)
def test_a_silence_is_told_in_words_beside_the_longest_once_that_was_learned(
    silent: float, news_polls: int, words: str
) -> None:
    one = state(last_new=NOW - silent * HOUR, news_polls=news_polls, longest_silence=6_000.0)
    assert quiet_words(one, NOW) == words


def test_a_feed_of_which_no_wait_is_known_was_not_watched() -> None:
    assert silence(state(last_poll=NOW, silence=5.0), NOW + HOUR) == 5.0
