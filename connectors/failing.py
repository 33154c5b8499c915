"""Keep what was wrong with a feed where it can be looked at."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from connectors.feedlist import FeedConfig
from connectors.trouble import ErrorKind
from schemas.errors import FeedError
from schemas.failure import Failure, Reason, cut_payload
from schemas.text import clean

REASONS: Mapping[str, Reason] = {
    "no_bytes": "not_a_feed",
    "html": "not_a_feed",
    "not_a_feed": "not_a_feed",
    "parse": "unreadable_file",
    "too_big": "too_large",
    "internal": "internal_error",
}
"""Errors that are published as failures; the others are the feed's health and nothing to try again."""


def failure_of(feed: FeedConfig, error: FeedError, body: bytes | None, trace: str | None, now: datetime) -> Failure:
    """Return the failure to publish for an error, with the document that it is about."""
    payload, remark = (None, "") if body is None else cut_payload(body)
    return Failure(
        stage="fetch" if body is None else "parse",
        reason=REASONS[cast(ErrorKind, error.kind)],
        detail=clean(error.detail) + remark,
        failed_at=now,
        feed=feed.id,
        url=feed.public_url,
        payload=payload,
        traceback=trace,
    )
