"""Tell how each configured feed is doing."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any

from connectors.drops import DROP_REASONS
from connectors.feed_state import Poll
from connectors.feedlist import FeedConfig
from connectors.health import FeedHealth, feed_health, feeds_health
from connectors.state import SpoolState
from schemas.alert import Alert
from schemas.errors import UsageError
from schemas.wire import ALERTS, decode_alert
from streams.embedded import PARTITION, EmbeddedLog
from watchfloor.feeds import configured_feeds
from watchfloor.home import Home
from watchfloor.streams import open_spool

COLUMNS = (
    *("id", "condition", "published", "revised", "dropped", "last_success", "last_new", "next_due"),
    *("polls", "detail"),
)
ALERT_COLUMNS = ("raised_at", "rule", "feed", "since", "detail")
POLL_COLUMNS = (
    "at",
    "outcome",
    "status",
    "bytes",
    "entries",
    "new",
    "published",
    "revised",
    "dropped",
    "wait",
    "notes",
)


def health_rows(home: Home, now: datetime | None = None) -> Sequence[Sequence[Any]]:
    """Return a row a feed, of `COLUMNS`; feeds that were never polled are `new`."""
    with _spool(home) as spool:
        found = feeds_health(configured_feeds(home), spool, now or datetime.now(UTC))
    return [[getattr(one, name) for name in COLUMNS] for one in found]


def drop_rows(home: Home) -> Sequence[Sequence[Any]]:
    """Return a row a feed: id, published, revised, and the entries that were dropped by each of `DROP_REASONS`."""
    with _spool(home) as spool:
        found = feeds_health(configured_feeds(home), spool, datetime.now(UTC))
    return [[one.id, one.published, one.revised, *_by_reason(one)] for one in found]


def feed_history(home: Home, name: str, now: datetime | None = None) -> tuple[FeedHealth, tuple[Poll, ...]]:
    """Return how one configured feed is doing and its last polls, oldest first; raises UsageError for another."""
    feed = _named(configured_feeds(home), name)
    with _spool(home) as spool:
        state = SpoolState(spool)
        return feed_health(feed, state.feed(feed.id), now or datetime.now(UTC)), state.polls(feed.id)


def feed_facts(health: FeedHealth) -> Iterator[tuple[str, str]]:
    """Yield what is known of one feed as label and words."""
    yield "feed", f"{health.id}  {health.url}"
    yield "condition", f"{health.condition}{': ' if health.detail else ''}{health.detail}"
    if health.title:
        yield "document", f"{health.title!r}, {health.format}, {health.entries} entries"
    interval = "not learned yet" if health.interval is None else f"every {health.interval / 60:.0f} min as learned"
    yield "polled", f"{health.polls} times, {interval}, next {_moment(health.next_due)}"
    yield "last answer", f"{_moment(health.last_success)}, last news {_moment(health.last_new)}"
    yield "published", f"{health.published} articles, {health.revised} revisions"
    reasons = ", ".join(
        f"{count} {name}" for name, count in zip(DROP_REASONS, _by_reason(health), strict=True) if count
    )
    yield "dropped", f"{health.dropped} entries{': ' if reasons else ''}{reasons}"


def last_alerts(home: Home, count: int) -> tuple[Alert, ...]:
    """Return the last alerts about feeds, oldest first."""
    with _spool(home) as spool:
        stream = spool.stream(ALERTS)
        start = max(stream.start(PARTITION), stream.end(PARTITION) - count)
        return tuple(decode_alert(record.value) for record in stream.read(PARTITION, start, count))


def poll_row(poll: Poll) -> Sequence[Any]:
    """Return one poll as a row of `POLL_COLUMNS`."""
    plain = [getattr(poll, name) for name in POLL_COLUMNS[:8]]
    wait = None if poll.wait is None else f"{poll.wait / 60:.0f} min"
    failed = f"{poll.failed} unreadable" if poll.failed else ""
    notes = filter(None, ("unconditional" if poll.plain else "", "gap" if poll.gap else "", failed, poll.detail))
    return [*plain, poll.drops.total, wait, "; ".join(notes)]


def _by_reason(health: FeedHealth) -> Iterable[int]:
    return (getattr(health.drops, reason) for reason in DROP_REASONS)


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}Z" if moment else "never"


def _named(feeds: Iterable[FeedConfig], name: str) -> FeedConfig:
    for feed in feeds:
        if name in (feed.id, feed.url):
            return feed
    raise UsageError(f"feed {name}: is not configured; `watchfloor feeds list` shows those that are")


@contextmanager
def _spool(home: Home) -> Iterator[EmbeddedLog]:
    home.layout.state.mkdir(parents=True, exist_ok=True)
    with closing(open_spool(home)) as spool:
        yield spool
