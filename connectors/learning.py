"""Learn how often a feed has something new."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from connectors.feed_state import FeedState

HOUR = 3_600.0
DAY = 24 * HOUR
SHORTEST = 600.0
"""No feed is polled more often than this many seconds apart, however busy it is."""

MANY_NEW, FEW_NEW = 0.5, 0.05
"""Shares of a document's entries that are new: from the first on the interval halves, below the second it grows."""

RECENT = 5
"""So many newest entries tell a feed's present rhythm: few, so that a burst is noticed while it lasts."""

PER_ENTRY = 8.0
"""So many polls are spent on each entry that the present rhythm promises."""


def learned_interval(state: FeedState, new: int, entries: int) -> float:
    """Return the interval after a poll that found `new` entries among `entries`; seconds."""
    current = state.interval or first_interval(state)
    if entries and new >= MANY_NEW * entries:
        return max(min(current, state.wait or current) / 2, SHORTEST)
    return min(current * 1.5, DAY) if new < FEW_NEW * entries or not new else current


def first_interval(state: FeedState) -> float:
    """Return the interval of a feed of which nothing was learned: hourly with validators, daily without."""
    return HOUR if has_validators(state) else DAY


def has_validators(state: FeedState) -> bool:
    """Say whether a poll can be conditional."""
    return bool(state.etag or state.last_modified) and state.untrusted_since is None


def rhythm(state: FeedState, now: datetime) -> float | None:
    """Return the mean seconds between the last entries, the silence since included; None when none has a date."""
    if len(state.recent) < 2:
        return state.gap_seconds
    return max((now - state.recent[-1]).total_seconds(), 0.0) / len(state.recent)


def usual_wait(state: FeedState, now: datetime) -> float:
    """Return the seconds to the next poll as the feed's own rhythm has it, whatever the server asks for.

    The rhythm of the last entries only ever shortens what was learned. A whole document is asked for once an
    hour at most, unless more than half of it keeps being new.
    """
    interval = state.interval or first_interval(state)
    pace = rhythm(state, now)
    if pace is not None:
        interval = min(interval, pace / PER_ENTRY if has_validators(state) else max(pace, HOUR))
    return min(max(interval, SHORTEST), DAY)


def recent_dates(before: Sequence[datetime], found: Iterable[datetime], now: datetime) -> tuple[datetime, ...]:
    """Return when the newest entries were published, newest first; dates to come count as now."""
    return tuple(sorted({*before, *(min(date, now) for date in found)}, reverse=True)[:RECENT])
