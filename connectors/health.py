"""Say how each feed is doing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from connectors.feedlist import FeedConfig
from connectors.state import FeedState, SpoolState
from schemas.article import Instant
from streams import Spool

Condition = Literal["ok", "new", "failing", "empty", "undated", "quiet", "late", "stopped", "disabled"]
"""`new`: never polled. `empty`: readable, but without entries. `undated`: no entry has a date. `quiet`:
nothing new for a week. `late`: was due an hour ago and was not polled. `stopped`: gone for good."""

QUIET = timedelta(days=7)
LATE = timedelta(hours=1)


class FeedHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One line of `watchfloor feeds list`; `detail` says in words what is wrong."""

    id: str
    url: str
    outlet: str | None
    condition: Condition
    detail: str = ""
    title: str = ""
    format: str = ""
    last_poll: Instant | None = None
    last_success: Instant | None = None
    last_error: str | None = None
    errors_in_row: int = 0
    failing_since: Instant | None = None
    polls: int = 0
    entries: int = 0
    published: int = 0
    revised: int = 0
    last_new: Instant | None = None
    next_due: Instant | None = None
    moved_to: str | None = None


def feeds_health(feeds: Iterable[FeedConfig], spool: Spool, now: datetime) -> tuple[FeedHealth, ...]:
    """Return how each feed of a list is doing, in its order, from what the poller remembers."""
    state = SpoolState(spool)
    return tuple(feed_health(feed, state.feed(feed.id), now) for feed in feeds)


def feed_health(feed: FeedConfig, state: FeedState | None, now: datetime) -> FeedHealth:
    """Return how one feed is doing; state of another URL than the configured one does not count."""
    if state is None or state.url != feed.url:
        condition: Condition = "new" if feed.enabled else "disabled"
        return FeedHealth(id=feed.id, url=feed.public_url, outlet=feed.outlet, condition=condition)
    condition, detail = _condition(feed, state, now)
    return FeedHealth(
        id=feed.id,
        url=feed.public_url,
        outlet=feed.outlet,
        condition=condition,
        detail=detail,
        title=state.title,
        format=state.format,
        last_poll=state.last_poll,
        last_success=state.last_success,
        last_error=state.error,
        errors_in_row=state.errors_in_row,
        failing_since=state.failing_since,
        polls=state.polls,
        entries=state.entries,
        published=state.published,
        revised=state.revised,
        last_new=state.last_new,
        next_due=None if state.stopped or not feed.enabled else state.next_due,
        moved_to=state.moved_to,
    )


def _condition(feed: FeedConfig, state: FeedState, now: datetime) -> tuple[Condition, str]:
    if not feed.enabled:
        return "disabled", ""
    if state.stopped:
        return "stopped", state.error_detail or ""
    if state.error is not None:
        return "failing", f"{state.error}: {state.error_detail}"
    if state.entries == 0:
        return "empty", "the document is a feed without entries"
    if state.undated == state.entries:
        return "undated", "no entry has a date"
    if state.next_due is not None and now - state.next_due > LATE:
        return "late", f"due since {state.next_due:%Y-%m-%d %H:%M}Z; does the poller run?"
    if state.last_new is None or now - state.last_new > QUIET:
        return "quiet", "nothing new for a week"
    return "ok", f"moved for good to {state.moved_to}" if state.moved_to else ""
