"""Something that could not be processed: where, why, and what it was."""

from typing import Literal, get_args

import msgspec

from schemas.article import Instant

MAX_PAYLOAD_BYTES = 1_000_000
"""Longest payload that a Failure keeps; the rest is cut and `detail` says so."""

Stage = Literal["fetch", "parse", "extract", "publish", "decode", "tag"]

Reason = Literal[
    "not_a_feed",
    "too_large",
    "invalid_json",
    "invalid_article",
    "unclean_text",
    "empty_article",
    "headers_disagree",
    "unreadable_file",
    "invalid_head",
    "refused_by_stream",
    "internal_error",
    "timeout",
    "worker_died",
]

REASONS: tuple[str, ...] = get_args(Reason)

ALARMING: frozenset[str] = frozenset({"internal_error", "timeout", "worker_died"})
"""Reasons that speak against the program rather than the article; many of them stop processing."""


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that could not be processed, kept whole enough to be tried again.

    `article_id` and `version_id` are null when they could not be computed. `payload` is the value as it
    stood on the stream or came from the feed, at most `MAX_PAYLOAD_BYTES`. `failed_at` is UTC.
    """

    stage: Stage
    reason: Reason
    detail: str
    failed_at: Instant
    article_id: str | None = None
    version_id: str | None = None
    feed: str | None = None
    url: str | None = None
    payload: bytes | None = None
    traceback: str | None = None
    retry_of: str | None = None


def cut_payload(payload: bytes) -> tuple[bytes, str]:
    """Return at most `MAX_PAYLOAD_BYTES` of `payload`, with a remark when it was cut."""
    if len(payload) <= MAX_PAYLOAD_BYTES:
        return payload, ""
    return payload[:MAX_PAYLOAD_BYTES], f" (payload cut from {len(payload)} to {MAX_PAYLOAD_BYTES} bytes)"
