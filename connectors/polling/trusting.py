"""Decide how far a feed's validators are to be believed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from connectors.feed_state import FeedState
from connectors.fetching.fetch import Fetched, Validators
from connectors.polling.hours import HOUR
from connectors.polling.learning import has_validators

POLLS = 50
"""Of so many polls in a row that were answered 304, the last goes without validators."""

QUIET_GAPS = 10
"""So many usual gaps without anything new are suspicious."""

APART = timedelta(days=1)
"""Two polls without validators lie at least this far apart."""

UNTRUSTED = timedelta(days=30)
"""After this a server that lied is believed again: software is repaired."""

_LAG = timedelta(minutes=15)
"""Entries become visible later than they are dated; what is dated this long before a 304 was hidden by it."""

_LONE_LAG = timedelta(hours=3)
"""A single entry proves it from this on: outlets that date by the draft are slow with one now and then."""

_HIDDEN = 0.25
"""From this share of what is new on, it was hidden: honest servers backdate one entry now and then, and a burst
since the last 304 pushes out of the document much of what a liar hid."""


_FORGOTTEN, _FURTHEST = 0.9, 12 * HOUR
"""How much of it is remembered, each time something is new; the seconds that a time zone can be wrong by."""


def conditions(state: FeedState, now: datetime) -> Validators | None:
    """Return what the next request carries, None when it has to be plain.

    With validators known a request is plain only where a server that always answers 304 would go unnoticed: at
    the 50th in a row, or after ten usual gaps without anything new; never twice within a day.
    """
    if state.validated_url is None or not has_validators(state) or _is_suspicious(state, now):
        return None
    return Validators(state.validated_url, state.etag, state.last_modified)


def judged(before: FeedState, after: FeedState, answer: Fetched, dates: tuple[datetime | None, ...]) -> FeedState:
    """Return the state after a plain poll that found a changed body; `dates` are of the entries it newly held.

    The validators lied when they are the same as before, or when a good part of what is new was there at the last
    304. What another address shows is no word on them, nor what has no date.
    """
    if not before.not_modified or before.last_success is None or before.validated_url != answer.url:
        return after
    if after.last_poll is None or after.last_poll < before.last_success:
        return after  # The clock was set back: nothing can be said of before and after.
    # Twice, since what comes hours after the last answer shows less of how early it is dated.
    usual = before.last_success - timedelta(seconds=min(2 * before.behind, _FURTHEST))
    hidden = [date for date in dates if date is not None and date < usual - _LAG]
    is_proven = len(hidden) > 1 or (bool(hidden) and hidden[0] < usual - _LONE_LAG)
    same = (answer.etag, answer.last_modified) == (before.etag, before.last_modified)
    if same or (is_proven and len(hidden) >= _HIDDEN * len(dates)):
        # Whole documents from now on: what was learned about asking conditionally no longer holds.
        interval = max(after.interval or 0.0, HOUR)
        return msgspec.structs.replace(after, untrusted_since=after.last_poll, interval=interval)
    return after


def behind(before: FeedState, dates: Iterable[datetime | None]) -> float:
    """Return the seconds by which the dates of new entries lie before the last answer that was without them, at most.

    `dates` are of the entries that a conditional request found. Some outlets date by the draft, or in local time
    that they call UTC: what is dated like that was not hidden.
    """
    if before.last_success is None:
        return before.behind
    found = ((before.last_success - date).total_seconds() for date in dates if date is not None)
    return max(_FORGOTTEN * before.behind, min(max(found, default=0.0), _FURTHEST))


def forgiven(state: FeedState, now: datetime) -> FeedState:
    """Return the state with its validators believed again when they were not for long enough."""
    if state.untrusted_since is None or now - state.untrusted_since < UNTRUSTED:
        return state
    return msgspec.structs.replace(state, untrusted_since=None)


def _is_suspicious(state: FeedState, now: datetime) -> bool:
    if not state.not_modified or (state.plain_at is not None and timedelta(0) <= now - state.plain_at < APART):
        return False
    if state.not_modified >= POLLS - 1:
        return True
    gap, since = state.gap_seconds, state.changed_at
    return gap is not None and since is not None and (now - since).total_seconds() >= QUIET_GAPS * gap
