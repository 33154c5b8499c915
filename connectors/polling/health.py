"""Say how each feed is doing."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from connectors.drops import Drops
from connectors.feed_state import FeedState
from connectors.feedlist import FeedConfig
from connectors.polling.condition import Condition, condition_of_error
from connectors.polling.remedy import remedy
from connectors.polling.silence import is_quiet, quiet_after, quiet_words
from connectors.state import SpoolState
from schemas.article import Instant
from schemas.url import without_user
from streams import Spool

LATE = timedelta(hours=1)
COPIED = 0.9
"""Share of a feed's entries that belong to other feeds from which on it is a copy of them."""

COPIED_FROM = 20
BREAKS_OFF = "Premature end of data"
"""What libxml2 says of a document that ends before its elements do."""


class FeedHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One line of `watchfloor feeds list`; `detail` says in words what is wrong, `remedy` what can be done about it.

    Counts are over the life of the feed's state; `dropped` are entries that were seen and not published, `failed`
    those that could not be read.
    """

    id: str
    url: str
    outlet: str | None
    condition: Condition
    detail: str = ""
    remedy: str = ""
    title: str = ""
    format: str = ""
    warnings: tuple[str, ...] = ()
    last_poll: Instant | None = None
    last_success: Instant | None = None
    last_error: str | None = None
    errors_in_row: int = 0
    failing_since: Instant | None = None
    polls: int = 0
    entries: int = 0
    published: int = 0
    revised: int = 0
    dropped: int = 0
    drops: Drops = Drops()
    failed: int = 0
    gaps: int = 0
    last_new: Instant | None = None
    next_due: Instant | None = None
    interval: float | None = None
    moved_to: str | None = None
    polled_url: str | None = None


def feeds_health(feeds: Iterable[FeedConfig], spool: Spool | None, now: datetime) -> tuple[FeedHealth, ...]:
    """Return how each feed of a list is doing, in its order, as the poller remembers in `spool`, if there is one."""
    states = SpoolState(spool).feeds() if spool is not None else {}
    return tuple(feed_health(feed, states.get(feed.id), now) for feed in feeds)


def feed_health(feed: FeedConfig, state: FeedState | None, now: datetime) -> FeedHealth:
    """Return how one feed is doing; state of another URL than the configured one does not count."""
    if state is None or state.url != feed.url:
        condition: Condition = "new" if feed.enabled else "disabled"
        due = now if feed.enabled else None
        return FeedHealth(id=feed.id, url=feed.public_url, outlet=feed.outlet, condition=condition, next_due=due)
    condition, detail = _condition(feed, state, now)
    return FeedHealth(
        id=feed.id,
        url=feed.public_url,
        outlet=feed.outlet,
        condition=condition,
        detail="; ".join(filter(None, (detail, *_remarks(state)))),
        remedy=remedy(condition, state.error, detail, feed.id),
        title=state.title,
        format=state.format,
        warnings=state.warnings,
        last_poll=state.last_poll,
        last_success=state.last_success,
        last_error=state.error,
        errors_in_row=state.errors_in_row,
        failing_since=state.failing_since,
        polls=state.polls,
        entries=state.entries,
        published=state.published,
        revised=state.revised,
        dropped=state.drops.total,
        drops=state.drops,
        failed=state.failed,
        gaps=state.gaps,
        last_new=state.last_new,
        next_due=None if state.stopped or not feed.enabled else state.next_due,
        interval=state.interval,
        moved_to=without_user(state.moved_to) if state.moved_to else None,
        polled_url=without_user(state.adopted_url) if state.adopted_url else None,
    )


def _condition(feed: FeedConfig, state: FeedState, now: datetime) -> tuple[Condition, str]:
    if not feed.enabled:
        return "disabled", ""
    if state.stopped:
        return "stopped", state.error_detail or ""
    if state.error is not None:
        return condition_of_error(state.error, state.error_detail or ""), state.error_detail or state.error
    if state.next_due is not None and now - state.next_due > LATE:
        return "late", f"due since {state.next_due:%Y-%m-%d %H:%M}Z; does the poller run?"
    return _readable(state, now)


def _readable(state: FeedState, now: datetime) -> tuple[Condition, str]:
    """Tell apart the ways in which a feed without errors may bring nothing."""
    if state.entries == 0:
        return "empty", f"the document is a feed without entries{_since(state)}"
    if state.undated == state.entries:
        return "undated", "no entry has a date"
    if is_quiet(state, now):
        is_same = state.changed_at is not None and now - state.changed_at > quiet_after(state)
        return ("unchanged" if is_same else "quiet"), quiet_words(state, now)
    if _is_copy(state):
        return "copy", f"{state.drops.other_feed} of its entries belong to other feeds, {state.published} to it"
    return "ok", ""


def _since(state: FeedState) -> str:
    return f" since {state.emptied_since:%Y-%m-%d %H:%M}Z; it had {state.held}" if state.emptied_since else ""


def _is_copy(state: FeedState) -> bool:
    seen = state.drops.other_feed + state.published
    return seen >= COPIED_FROM and state.drops.other_feed >= COPIED * seen


def _remarks(state: FeedState) -> Iterable[str]:
    if state.adopted_url:
        yield f"moved for good, polled at {without_user(state.adopted_url)}"
    elif state.moved_to:
        yield f"moved for good to {without_user(state.moved_to)}, believed when seen for a day"
    if state.untrusted_since is not None:
        yield "its validators lie"
    if any(BREAKS_OFF in warning for warning in state.warnings):
        yield "its document breaks off: entries behind the break are missing"
    if state.gaps:
        yield f"{state.gaps} gaps, entries may have been missed"
