"""Tell the operator what became of polls, in counts with a line of the log each."""

import logging

from connectors.drops import DROP_REASONS
from connectors.feed_state import FeedState
from connectors.feedlist import FeedConfig
from connectors.polling.counts import Counts
from connectors.polling.work import Work
from schemas.alert import Alert
from schemas.errors import FeedError

log = logging.getLogger(__name__)


def tell_of_document(work: Work, counts: Counts) -> None:
    """Tell what became of a changed document once all of it is on the stream."""
    brought = work.brought
    counts.add("changed")
    counts.add("published", brought.new + brought.revised)
    for decision in work.settled.values():
        counts.add(f"entries.{decision.kind}")
    counts.add("entries.failed", brought.failed)
    for reason in DROP_REASONS:
        counts.add(f"dropped.{reason}", getattr(brought.drops, reason))
    log.info("feed %s: %d entries, %d new, %d revised", work.feed.id, brought.seen, brought.new, brought.revised)


def tell_of_doubts(feed: FeedConfig, before: FeedState, after: FeedState, counts: Counts) -> None:
    """Tell what a document makes doubtful: that all was seen, that the validators are true."""
    if after.gaps > before.gaps:
        counts.add("gaps")
        log.warning("feed %s: no entry was known; some may have come and gone unseen", feed.id)
    if after.untrusted_since and not before.untrusted_since:
        counts.add("untrusted")
        log.warning("feed %s: answered 304 although it had changed; its validators are not believed", feed.id)


def tell_of_error(feed: FeedConfig, before: FeedState, after: FeedState, error: FeedError, counts: Counts) -> None:
    """Tell of an error, loudly when it begins."""
    begins = before.error != error.kind
    log.log(logging.WARNING if begins else logging.INFO, "feed %s: %s", feed.id, error)
    if after.stopped:
        counts.add("stopped")
        log.error("feed %s: gone (status 410) for a day; it is polled no more, remove it from the list", feed.id)


def tell_of_alert(feed: FeedConfig, alert: Alert, counts: Counts) -> None:
    """Tell of an alert that goes on the stream."""
    counts.add(f"alerts.{alert.rule}")
    log.warning("feed %s: alert %s: %s", feed.id, alert.rule, "; ".join(filter(None, (alert.detail, alert.remedy))))
