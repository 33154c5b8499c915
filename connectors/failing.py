"""Keep what could not be read where it can be looked at."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

import msgspec

from connectors.feedlist import FeedConfig
from connectors.parsing.unreadable import Unreadable
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


def failure_of(found: Unreadable, now: datetime, feed: FeedConfig | None = None) -> Failure:
    """Return the failure to publish for one thing that could not be read, seed text when no feed is given."""
    payload, remark = cut_payload(found.payload)
    return Failure(
        stage="parse",
        reason=found.reason,
        detail=clean(found.detail) + remark,
        failed_at=now,
        feed=feed.id if feed else None,
        url=feed.public_url if feed else None,
        payload=payload,
    )


def failure_of_feed(
    feed: FeedConfig, error: FeedError, body: bytes | None, trace: str | None, now: datetime
) -> Failure:
    """Return the failure to publish for an error with a feed, with the document that it is about, if there is one."""
    failure = failure_of(Unreadable(REASONS[cast(ErrorKind, error.kind)], error.detail, body or b""), now, feed)
    if body is None:
        failure = msgspec.structs.replace(failure, stage="fetch", payload=None)
    return msgspec.structs.replace(failure, traceback=trace)
