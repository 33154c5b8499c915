"""How a feed stands after an answer, or after none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.feed_state import FeedState
from connectors.fetching.fetch import Fetched
from connectors.parsing.entries import Entry, ParsedFeed
from connectors.parsing.unreadable import Unreadable
from connectors.polling.standing import answered, erred, learned, parsed, unchanged
from connectors.trouble import ErrorKind, FetchError, kind_of_status
from schemas.errors import FeedError

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "http://feed.example/rss"


def after(*kinds: ErrorKind) -> FeedState:
    """Return the state after these errors, 13 hours apart."""
    state = FeedState(url=URL)
    for number, kind in enumerate(kinds):
        state = erred(state, FetchError(kind, "said so"), NOW + timedelta(hours=13 * number), plain=False)
    return state


@pytest.mark.parametrize("between", ["dns", "own_network", "timeout", "connect", "tls"])
def test_a_failure_without_an_answer_does_not_take_back_that_a_feed_is_gone(between: ErrorKind) -> None:
    assert not after("gone", between).stopped
    assert after("gone", between, "gone").stopped


@pytest.mark.parametrize("between", ["404", "5xx", "html"])
def test_an_answer_other_than_410_takes_it_back(between: ErrorKind) -> None:
    state = after("gone", between, "gone")
    assert not state.stopped
    assert state.gone_since == NOW + timedelta(hours=26)


def test_where_redirects_lead_to_ever_new_addresses_a_feed_counts_as_one_without_validators() -> None:
    state, known = FeedState(url=URL), []
    for path in ("1", "2", "3", "4", "4", "4"):
        answer = Fetched(status=200, url=f"http://feed.example/{path}", etag='"a"', last_modified="then")
        state = answered(state, answer, NOW, plain=True)
        known.append((state.etag, state.last_modified) != (None, None))
    assert known == [True, True, False, False, True, True]


def test_a_plain_request_that_failed_counts_as_plain() -> None:
    error = FetchError("5xx", "said so")
    assert erred(FeedState(url=URL), error, NOW, plain=True).plain_at == NOW
    assert erred(FeedState(url=URL), error, NOW, plain=False).plain_at is None


def learned_after(before: FeedState, new: int, known: int = 0) -> FeedState:
    entries = [Entry(id=str(number), title="x") for number in range(new)]
    return learned(before, before, entries, known, NOW)


@pytest.mark.parametrize(
    ("entries", "held", "new", "known", "gaps"),
    [
        (20, 20, 1, 0, 1),
        (20, 20, 20, 1, 0),
        (20, 20, 0, 20, 0),
        (0, 20, 20, 0, 1),
        (0, 20, 25, 0, 1),
        (0, 20, 19, 0, 0),
        (0, 0, 20, 0, 0),
        (20, 0, 20, 0, 1),
    ],
)
def test_a_document_without_a_known_entry_is_a_gap_after_an_empty_one_when_it_is_full_again(
    entries: int, held: int, new: int, known: int, gaps: int
) -> None:
    before = FeedState(url=URL, body_hash="x", last_success=NOW, entries=entries, held=held)
    assert learned_after(before, new, known).gaps == gaps


def test_an_empty_document_keeps_how_many_entries_the_last_one_held_and_unreadable_ones_are_entries() -> None:
    state, unreadable = FeedState(url=URL), Unreadable("invalid_article", "x", b"")
    documents = (
        (ParsedFeed(entries=(Entry(title="x"),) * 7), 7, False),
        (ParsedFeed(unreadable=(unreadable,)), 1, False),
        (ParsedFeed(), 1, True),
    )
    for document, held, is_empty in documents:
        state = parsed(state, document, "hash", None, NOW)
        assert (state.held, state.emptied_since is not None) == (held, is_empty)
    assert unchanged(state, Fetched(status=304, url=URL), NOW).empty_polls == 2


def test_an_answer_without_a_new_body_makes_the_interval_longer_by_half() -> None:
    assert unchanged(FeedState(url=URL, interval=3_600.0), Fetched(status=304, url=URL), NOW).interval == 5_400.0


@pytest.mark.parametrize(
    ("status", "retry_after", "slowed"),
    [(429, None, 7_200.0), (503, None, 7_200.0), (500, None, 0.0), (429, 60.0, 0.0), (503, 0.0, 0.0)],
)
def test_who_is_told_of_asking_too_much_without_a_time_slows_down(
    status: int, retry_after: float | None, slowed: float
) -> None:
    state = erred(
        FeedState(url=URL, etag="x"), FetchError(kind_of_status(status), "x", retry_after, status), NOW, plain=False
    )
    assert (state.slowed, state.slowed_at) == (slowed, NOW if slowed else None)
    assert erred(FeedState(url=URL), FeedError("429", "x"), NOW, plain=False).slowed == 0.0


@pytest.mark.parametrize(
    ("days", "slowed", "left"), [(6.9, 4_800.0, 4_800.0), (7.0, 4_800.0, 2_400.0), (7.0, 1_200.0, 0.0)]
)
def test_a_slowed_feed_is_slowed_by_half_as_much_after_a_week(days: float, slowed: float, left: float) -> None:
    slow = FeedState(url=URL, slowed=slowed, slowed_at=NOW - timedelta(days=days))
    state = answered(slow, Fetched(status=304, url=URL), NOW, plain=False)
    assert state.slowed == left
    assert (state.slowed_at is None) is (left == 0.0)


@pytest.mark.parametrize(("hours", "gap"), [((0, 3), None), ((0, 3, 4), 7_200.0), ((0, 2, None, 6, 9), 10_800.0)])
def test_the_gap_of_a_document_is_the_mean_between_its_dates_from_three_on(
    hours: tuple[int | None, ...], gap: float | None
) -> None:
    dates = [None if hour is None else NOW - timedelta(hours=hour) for hour in hours]
    document = ParsedFeed(entries=tuple(Entry(title="x", published=date) for date in dates))
    state = parsed(FeedState(url=URL), document, "hash", None, NOW)
    assert (state.gap_seconds, state.undated) == (gap, dates.count(None))
