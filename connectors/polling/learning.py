"""Learn how often a feed has something new."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from connectors.feed_state import FeedState
from connectors.polling.hours import DAY, HOUR, wait_for

SHORTEST = 600.0
"""No feed is polled more often than this many seconds apart, however busy it is."""

MANY_NEW, FEW_NEW = 0.5, 0.05
"""Shares of a document's entries that are new: from the first on the interval halves, below the second it grows."""

RECENT = 5
"""So many newest entries tell a feed's present pace: few, so that a burst is noticed while it lasts."""

BURST = 2 * HOUR
"""For so many seconds after its newest entry a feed is expected to go on at its present pace, whatever the hour."""

PER_ENTRY = 27.0
"""So many conditional polls are spent on each entry that is to be expected: most are answered 304."""

PER_DOCUMENT = 1.2
"""So many entries are to be expected before a feed that can only be asked for as a whole is asked again."""


def learned_interval(state: FeedState, new: int, entries: int) -> float:
    """Return the interval after a poll that found `new` entries among `entries`; seconds."""
    current = _interval(state)
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

    What is to be expected at this hour, and at the pace of the last entries, only ever shortens what was learned.
    """
    interval = _interval(state)
    pace = rhythm(state, now)
    if pace is not None:
        interval = min(interval, _expected(state, pace, now))
    return min(max(interval, SHORTEST), DAY)


def _interval(state: FeedState) -> float:
    return first_interval(state) if state.interval is None else state.interval


def _expected(state: FeedState, pace: float, now: datetime) -> float:
    entries = 1 / PER_ENTRY if has_validators(state) else PER_DOCUMENT
    if state.hours is None:
        return pace * entries
    goes_on = bool(state.recent) and (now - state.recent[0]).total_seconds() < BURST
    return wait_for(state.hours, entries, 1 / max(pace, 1.0) if goes_on else 0.0, now)


def appeared(dates: Iterable[datetime | None], since: datetime | None, now: datetime) -> list[datetime]:
    """Return when new entries appeared, oldest first, as far as their dates can be true.

    That is not before the feed was last seen without them (`since`, None: never), nor after now.
    """
    moments = (now if date is None else min(date, now) for date in dates)
    return sorted(moment if since is None else max(moment, min(since, now)) for moment in moments)


def recent_moments(before: Sequence[datetime], found: Iterable[datetime]) -> tuple[datetime, ...]:
    """Return when the newest entries appeared, newest first."""
    return tuple(sorted({*before, *found}, reverse=True)[:RECENT])
