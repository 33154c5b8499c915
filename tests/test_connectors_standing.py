"""How a feed stands after an answer, or after none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.feed_state import FeedState
from connectors.fetching.fetch import Fetched
from connectors.polling.standing import answered, erred
from connectors.trouble import ErrorKind, FetchError

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
