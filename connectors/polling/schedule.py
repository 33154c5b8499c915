"""Decide when a feed is polled next."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import msgspec

from connectors.feed_state import FeedState, Standing
from connectors.parsing.entries import PollHints
from connectors.polling.hours import DAY, HOUR
from connectors.polling.learning import usual_wait

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
    "no_bytes": 2 * HOUR,
    "html": 2 * HOUR,
    "not_a_feed": 2 * HOUR,
    "parse": 2 * HOUR,
    "internal": HOUR,
}
"""Seconds to wait after the first error of each class; doubled with each further one, up to a day."""

ROUND = 600.0
"""Newsrooms publish on the clock, and jobs write feeds on the clock: at seconds since the epoch that this divides."""

SETTLED = (60.0, 120.0, 300.0)
"""A poll falls so many seconds after a round moment: from the first to the second one at random, and while each
poll comes a little later than the one before, up to the third."""

LONGEST_RETRY_AFTER = 30 * DAY
"""A Retry-After is obeyed up to this; beyond it is a mistake. Other hints count up to a day."""

TURN = timedelta(seconds=30)
"""So long a feed that is due may wait for its turn with the host."""

GOLDEN = 0.6180339887498949
"""Multiples of it, modulo 1, fall evenly between 0 and 1 however many there are."""


class Hints(msgspec.Struct, frozen=True, kw_only=True):
    """What the last answer asks of us, in seconds: each is a floor under the wait."""

    retry_after: float | None = None
    fresh_for: float | None = None


def next_due(state: FeedState, hints: Hints, now: datetime, random: Callable[[], float]) -> datetime:
    """Return the moment at which a feed may be polled again, given its state after a poll at `now`.

    Without errors: as often as the feed publishes, shortly after a round ten minutes. After errors: exponential, by
    class. Never before what the server or the document asked for, nor in its skipped hours and days; hints count up
    to a day. `random` gives numbers in [0, 1).
    """
    if state.error:
        seconds = max(_after_error(state), _floor(state, hints)) * (1.0 + JITTER * random())
        due = now + timedelta(seconds=seconds)
    else:
        seconds = max(usual_wait(state, now), _floor(state, hints)) + random()
        due = _after_round(now + timedelta(seconds=seconds), random)
    return _outside_skipped(state, due, now, random)


def rest(state: FeedState, now: datetime, random: Callable[[], float]) -> float:
    """Return the seconds for which a feed whose turn has come is not asked after all.

    A start, a pause or a long line at its host may have moved it into hours that its document excludes.
    """
    since = min(state.last_poll or now, now)
    return (_outside_skipped(state, now, since, random) - now).total_seconds()


def is_due(state: Standing | None, now: datetime) -> bool:
    """Say whether a feed is to be polled: at once when it never was, never once it has stopped."""
    if state is None or state.next_due is None:
        return True
    was_set_back = state.last_poll is not None and state.last_poll - now > timedelta(seconds=DAY)
    return not state.stopped and (state.next_due <= now or was_set_back)


def starts(standings: Mapping[str, Standing | None], now: datetime, alive: datetime | None) -> dict[str, float]:
    """Return in how many seconds each feed is polled after a start.

    New feeds (None, or never polled) are polled at once, stopped ones are left out. For the others the time
    since `alive`, when polling was last known to go on, did not pass: each waits for what was left of its wait
    then, so that a start is no busier than any other minute, and no feed waits longer than it would have. What
    was overdue by then is spread over its own wait.
    """
    polls = [one.last_poll for one in standings.values() if one is not None and one.last_poll is not None]
    since = alive or max(polls, default=now)
    overdue = 0
    seconds: dict[str, float] = {}
    for feed, one in standings.items():
        if one is None or one.next_due is None:
            seconds[feed] = 0.0
        elif not one.stopped:
            left = (one.next_due - since).total_seconds()
            overdue += left <= 0
            seconds[feed] = min(left, _wait(one)) if left > 0 else _wait(one) * (overdue * GOLDEN % 1.0)
    return seconds


def has_gone(state: FeedState, now: datetime) -> bool:
    """Say whether a feed that answers 410 has done so for a day, and is to be stopped."""
    return state.gone_since is not None and now - state.gone_since >= timedelta(seconds=DAY)


def _floor(state: FeedState, hints: Hints) -> float:
    asked = (hints.fresh_for, state.hints.ttl, state.hints.update_every, state.slowed)
    told = min(hints.retry_after or 0.0, LONGEST_RETRY_AFTER)
    return max(told, *(min(seconds or 0.0, DAY) for seconds in asked))


def _after_error(state: FeedState) -> float:
    if state.errors_in_row >= FAILURES_UNTIL_PROBING:
        return DAY
    doublings = min(max(state.errors_in_row - 1, 0), 16)
    return min(FIRST_WAIT[state.error or "internal"] * 2.0**doublings, DAY)


def _after_round(due: datetime, random: Callable[[], float]) -> datetime:
    """Move a moment to when what was put on the clock has become visible; never back."""
    earliest, latest, last = SETTLED
    past = due.timestamp() % ROUND
    if earliest <= past <= last:
        return due
    to_round = ROUND - past if past > last else -past
    return due + timedelta(seconds=to_round + earliest + (latest - earliest) * random())


def _outside_skipped(state: FeedState, due: datetime, now: datetime, random: Callable[[], float]) -> datetime:
    """Move a moment past the hours and days that the document excludes, but not beyond a day from `now`."""
    hints, latest = state.hints, max(due, now + timedelta(seconds=DAY))
    start = due
    while due < latest and (_is_skipped(hints, due) or _is_skipped(hints, due + TURN)):
        due = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if due == start:
        return due
    # Whole hours are when everybody comes back: each feed at its own moment within the hour.
    return min(due + timedelta(seconds=JITTER * HOUR * random()), latest)


def _is_skipped(hints: PollHints, moment: datetime) -> bool:
    return moment.hour in hints.skip_hours or moment.weekday() in hints.skip_days


def _wait(standing: Standing) -> float:
    return standing.wait if standing.wait is not None else HOUR
