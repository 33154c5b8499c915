"""Decide when a feed is polled next."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from connectors.state import FeedState

HOUR = 3_600.0
DAY = 24 * HOUR
JITTER = 0.1
"""Share of the wait by which it may be longer, never shorter: feeds drift apart, nobody is polled early."""

FAILURES_UNTIL_PROBING = 30
"""After so many failures in a row a feed is asked once a day; it is never given up."""

FIRST_WAIT: Mapping[str, float] = {
    "own_network": HOUR / 12,
    "dns": HOUR,
    "connect": HOUR,
    "tls": 6 * HOUR,
    "timeout": HOUR,
    "redirect": 6 * HOUR,
    "403": 6 * HOUR,
    "404": 6 * HOUR,
    "4xx": 6 * HOUR,
    "429": 2 * HOUR,
    "5xx": HOUR,
    "gone": DAY,
    "refused": DAY,
    "too_big": 6 * HOUR,
    "not_a_feed": 2 * HOUR,
    "parse": 2 * HOUR,
    "internal": HOUR,
}
"""Seconds to wait after the first error of each class; doubled with each further one, up to a day."""


class Hints(msgspec.Struct, frozen=True, kw_only=True):
    """What the last answer asks of us, in seconds: each is a floor under the wait."""

    retry_after: float | None = None
    fresh_for: float | None = None


def next_due(state: FeedState, hints: Hints, now: datetime, random: Callable[[], float]) -> datetime:
    """Return the moment at which a feed may be polled again, given its state after a poll at `now`.

    Without errors: hourly when the server gave validators, else as often as the feed publishes, between an
    hour and a day. After errors: exponential, by class, up to a day. Never before what the server asked
    for (its hints count up to a day). `random` gives numbers in [0, 1).
    """
    floor = max(min(hint or 0.0, DAY) for hint in (hints.retry_after, hints.fresh_for))
    wait = _after_error(state) if state.error else _after_success(state)
    return now + timedelta(seconds=max(wait, floor) * (1.0 + JITTER * random()))


def is_due(state: FeedState | None, now: datetime) -> bool:
    """Say whether a feed is to be polled: at once when it never was, never once it has stopped."""
    if state is None or state.next_due is None:
        return True
    return not state.stopped and state.next_due <= now


def starts(dues: Sequence[tuple[str, datetime | None]], now: datetime) -> dict[str, datetime]:
    """Return when each feed is polled after a start, given when each was due.

    Feeds that fell due while nobody polled are spread over an hour in their old order: the first minute
    after a long stop is no busier than any other. New feeds (due None) are polled at once.
    """
    overdue = sorted((due, feed) for feed, due in dues if due is not None and due < now)
    pause = timedelta(seconds=HOUR / max(len(dues), 1))
    spread = {feed: now + position * pause for position, (_, feed) in enumerate(overdue)}
    return {feed: spread.get(feed, due or now) for feed, due in dues}


def has_gone(state: FeedState, now: datetime) -> bool:
    """Say whether a feed that answers 410 has done so for a day, and is to be stopped."""
    return state.gone_since is not None and now - state.gone_since >= timedelta(seconds=DAY)


def _after_success(state: FeedState) -> float:
    if state.etag or state.last_modified:
        return HOUR
    return min(max(state.gap_seconds if state.gap_seconds is not None else DAY, HOUR), DAY)


def _after_error(state: FeedState) -> float:
    if state.errors_in_row >= FAILURES_UNTIL_PROBING:
        return DAY
    doublings = min(max(state.errors_in_row - 1, 0), 16)
    return min(FIRST_WAIT[state.error or "internal"] * 2.0**doublings, DAY)
