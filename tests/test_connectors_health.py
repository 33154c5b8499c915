"""A feed that is not well never looks like a quiet one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.feedlist import FeedConfig
from connectors.health import feed_health, feeds_health
from connectors.publish import publish
from connectors.state import FEED, FeedState, put
from streams.embedded import EmbeddedLog

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FEED_A = FeedConfig(id="a", url="https://user:secret@example.org/feed", outlet="Example")


def state(**fields: object) -> FeedState:
    values: dict[str, object] = {
        "url": FEED_A.url,
        "entries": 10,
        "published": 10,
        "last_new": NOW - timedelta(hours=1),
        "next_due": NOW + timedelta(minutes=5),
        **fields,
    }
    return FeedState(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "condition", "words"),
    [
        (None, "new", ""),
        (state(url="https://example.org/other"), "new", ""),
        (state(), "ok", ""),
        (state(moved_to="https://new.example/feed"), "ok", "https://new.example/feed"),
        (state(error="403", error_detail="status 403", errors_in_row=3), "failing", "403"),
        (state(entries=0), "empty", "without entries"),
        (state(undated=10), "undated", "no entry has a date"),
        (state(last_new=NOW - timedelta(days=8)), "quiet", "a week"),
        (state(next_due=NOW - timedelta(hours=2)), "late", "does the poller run"),
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
