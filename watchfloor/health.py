"""Look up how each configured feed is doing."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from connectors.drops import DROP_REASONS
from connectors.feed_state import Poll
from connectors.polling.health import FeedHealth, feed_health, feeds_health
from connectors.state import SpoolState
from schemas.alert import Alert
from schemas.wire import ALERTS, decode_alert
from streams.embedded import PARTITION
from watchfloor.feed_lines import by_reason
from watchfloor.feeds import configured_feeds
from watchfloor.home import Home
from watchfloor.naming import configured_feed
from watchfloor.streams import looked_at_spool

COLUMNS = (
    *("id", "condition", "published", "revised", "dropped", "last_success", "last_new", "next_due"),
    *("polls", "detail", "remedy", "failing_since", "outlet", "url"),
)
DROP_COLUMNS = ("id", "published", "revised", *DROP_REASONS, "failed")


def healths(home: Home, now: datetime | None = None) -> tuple[Sequence[FeedHealth], datetime | None]:
    """Return how each feed is doing, and when polling was last known to go on; feeds never polled are `new`."""
    with looked_at_spool(home) as spool:
        found = feeds_health(configured_feeds(home), spool, now or datetime.now(UTC))
        return found, SpoolState(spool).alive() if spool is not None else None


def health_rows(found: Sequence[FeedHealth]) -> Sequence[Sequence[Any]]:
    """Return a row a feed, of `COLUMNS`."""
    return [[getattr(one, name) for name in COLUMNS] for one in found]


def drop_rows(found: Sequence[FeedHealth]) -> Sequence[Sequence[Any]]:
    """Return a row a feed, of `DROP_COLUMNS`: every entry that was seen is counted in one of them."""
    return [[one.id, one.published, one.revised, *by_reason(one), one.failed] for one in found]


def feed_history(home: Home, name: str, now: datetime | None = None) -> tuple[FeedHealth, tuple[Poll, ...]]:
    """Return how one configured feed is doing and its last polls, oldest first; raises UsageError for another."""
    feed = configured_feed(configured_feeds(home), name)
    with looked_at_spool(home) as spool:
        state = None if spool is None else SpoolState(spool)
        known, polls = (None, ()) if state is None else (state.feed(feed.id), state.polls(feed.id))
        return feed_health(feed, known, now or datetime.now(UTC)), polls


def last_alerts(home: Home, count: int) -> tuple[Alert, ...]:
    """Return the last alerts about feeds, oldest first."""
    with looked_at_spool(home) as spool:
        if spool is None or not spool.has_stream(ALERTS):
            return ()
        stream = spool.stream(ALERTS)
        start = max(stream.start(PARTITION), stream.end(PARTITION) - count)
        return tuple(decode_alert(record.value) for record in stream.read(PARTITION, start, count))
