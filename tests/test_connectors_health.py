"""A feed that is not well never looks like a quiet one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.drops import Drops
from connectors.feed_state import FeedState
from connectors.feedlist import FeedConfig
from connectors.polling.health import feed_health, feeds_health
from connectors.polling.remedy import remedy
from connectors.publish import publish
from connectors.state import FEED, put
from streams.embedded import EmbeddedLog

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FEED_A = FeedConfig(id="a", url="https://user:secret@example.org/feed", outlet="Example")


def state(**fields: Any) -> FeedState:
    values: dict[str, Any] = {
        "url": FEED_A.url,
        "entries": 10,
        "published": 10,
        "last_new": NOW - timedelta(hours=1),
        "next_due": NOW + timedelta(minutes=5),
        **fields,
    }
    return FeedState(**values)


@pytest.mark.parametrize(
    ("known", "condition", "words"),
    [
        (None, "new", ""),
        (state(url="https://example.org/other"), "new", ""),
        (state(), "ok", ""),
        (state(moved_to="https://new.example/feed"), "ok", "https://new.example/feed"),
        (state(adopted_url="https://new.example/feed"), "ok", "polled at https://new.example/feed"),
        (state(untrusted_since=NOW), "ok", "validators lie"),
        (state(gaps=2), "ok", "2 gaps"),
        (state(error="403", error_detail="status 403", errors_in_row=3), "blocked", "403"),
        (state(error="4xx", error_detail="status 451 Unavailable", errors_in_row=1), "blocked", "451"),
        (state(error="4xx", error_detail="status 400", errors_in_row=1), "failing", "400"),
        (state(error="404", error_detail="status 404", errors_in_row=1), "missing", "404"),
        (state(error="html", error_detail="the document is an HTML page", errors_in_row=1), "html", "HTML page"),
        (state(error="no_bytes", error_detail="the document is empty", errors_in_row=1), "no_bytes", "empty"),
        (state(error="tls", error_detail="expired", errors_in_row=1), "unreachable", "expired"),
        (state(error="parse", error_detail="broken", errors_in_row=1), "failing", "broken"),
        (state(entries=0), "empty", "without entries"),
        (state(undated=10), "undated", "no entry has a date"),
        (state(last_new=NOW - timedelta(days=8), changed_at=NOW), "quiet", "nothing new for 8 days"),
        (state(last_new=NOW - timedelta(days=8), changed_at=NOW - timedelta(days=8)), "unchanged", "8 days"),
        (
            state(last_new=NOW - timedelta(days=2), changed_at=NOW, news_polls=20, longest_silence=7200.0),
            "quiet",
            "its longest silence was 2 hours",
        ),
        (state(published=1, drops=Drops(other_feed=30)), "copy", "30 of its entries belong to other feeds"),
        (state(published=9, drops=Drops(other_feed=30)), "ok", ""),
        (state(next_due=NOW - timedelta(hours=2)), "late", "does the poller run"),
        (state(error="not_a_feed", error_detail="status 202 Accepted: the server tests for robots"), "blocked", "202"),
        (state(stopped=True, error="gone", error_detail="status 410 Gone"), "stopped", "410"),
    ],
)
def test_a_feed_is_told_by_its_condition(known: FeedState | None, condition: str, words: str) -> None:
    health = feed_health(FEED_A, known, NOW)
    assert health.condition == condition
    assert words in health.detail
    assert "secret" not in health.url


def test_a_disabled_feed_says_so() -> None:
    disabled = FeedConfig(id="a", url=FEED_A.url, enabled=False)
    assert feed_health(disabled, state(), NOW).condition == "disabled"
    assert feed_health(disabled, None, NOW).condition == "disabled"


def test_health_is_told_in_the_order_of_the_list(tmp_path: Path) -> None:
    log = EmbeddedLog(tmp_path / "stream.db")
    publish(log, [put(FEED, "a", state(published=7))])
    other = FeedConfig(id="b", url="https://other.example/")
    first, second = feeds_health([other, FEED_A], log, NOW)
    assert (first.id, first.condition) == ("b", "new")
    assert (second.id, second.published) == ("a", 7)


def test_what_is_known_of_a_feed_is_told_under_its_own_name() -> None:
    numbers = {
        name: number
        for number, name in enumerate(
            ("errors_in_row", "polls", "entries", "published", "revised", "failed", "gaps", "interval"), start=1
        )
    }
    moments = {
        name: NOW - timedelta(minutes=minutes)
        for minutes, name in enumerate(("last_poll", "last_success", "failing_since", "last_new", "next_due"), start=1)
    }
    words = {"title": "Title", "format": "rss20", "warnings": ("odd",), "moved_to": "http://new.example/"}
    known = state(**numbers, **moments, **words, drops=Drops(repeat=3, refused=4), error="5xx", error_detail="down")
    told = feed_health(FEED_A, known, NOW)
    for name, value in {**numbers, **moments, **words}.items():
        assert getattr(told, name) == value, name
    assert (told.id, told.outlet, told.last_error, told.polled_url) == ("a", "Example", "5xx", None)
    assert (told.dropped, told.drops) == (7, Drops(repeat=3, refused=4))
    assert told.remedy == remedy("failing", "5xx", "down", "a") != ""


@pytest.mark.parametrize(("seconds", "condition"), [(3_600, "ok"), (3_601, "late")])
def test_a_feed_is_late_an_hour_after_its_time(seconds: int, condition: str) -> None:
    known = state(next_due=NOW - timedelta(seconds=seconds))
    assert feed_health(FEED_A, known, NOW).condition == condition


def test_a_feed_that_is_polled_no_more_is_not_due() -> None:
    assert feed_health(FEED_A, state(stopped=True), NOW).next_due is None
    assert feed_health(FeedConfig(id="a", url=FEED_A.url, enabled=False), state(), NOW).next_due is None
    assert feed_health(FEED_A, state(), NOW).next_due == NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("published", "others", "condition"), [(2, 18, "copy"), (2, 17, "ok"), (3, 17, "ok"), (0, 20, "copy")]
)
def test_a_feed_is_a_copy_when_nine_of_ten_of_twenty_entries_are_another_feeds(
    published: int, others: int, condition: str
) -> None:
    assert feed_health(FEED_A, state(published=published, drops=Drops(other_feed=others)), NOW).condition == condition


def test_a_feed_that_was_emptied_says_since_when_and_what_it_had() -> None:
    emptied = feed_health(FEED_A, state(entries=0, held=20, emptied_since=NOW), NOW)
    assert emptied.detail == "the document is a feed without entries since 2026-11-24 12:00Z; it had 20"
    assert feed_health(FEED_A, state(entries=0), NOW).detail == "the document is a feed without entries"
