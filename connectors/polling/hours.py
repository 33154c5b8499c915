"""Learn at what hours of the day a feed publishes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from connectors.feed_state import Hours

HOUR = 3_600.0
DAY = 24 * HOUR
PARTS = 6
"""A day is learned in so many parts: short enough to tell day from night, long enough to be learned in a few days."""

FORGOTTEN = 0.2
"""Share of what was learned that a day replaces: after a change of habits, or of the clock, a week is enough."""

LONGEST_SILENCE = 7.0
"""No more days than these are forgotten at a time: they may come from a clock that was set."""


def first_hours(dates: Sequence[datetime], now: datetime) -> Hours:
    """Return what the dates of a feed's first document tell, in any order; of less than two nothing is known."""
    moments = sorted(min(date, now) for date in dates)
    if len(moments) < 2:
        return Hours((0.0,) * PARTS, now)
    days = max((now - moments[0]).total_seconds(), HOUR) / DAY
    return hours_learned(Hours((len(moments) / days / PARTS,) * PARTS, moments[0]), moments)


def hours_learned(hours: Hours, moments: Sequence[datetime]) -> Hours:
    """Return what is known after entries appeared at these moments, oldest first."""
    for moment in moments:
        entries = list(_faded(hours, moment))
        entries[_part(moment.hour)] += FORGOTTEN
        hours = Hours(tuple(entries), moment)
    return hours


def wait_for(hours: Hours, entries: float, least: float, now: datetime) -> float:
    """Return the seconds in which so many entries are to be expected, at most a day.

    `least` is how many are expected in a second whatever the hour.
    """
    known, moment = _faded(hours, now), now
    while moment - now < timedelta(seconds=DAY):
        full_hour = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        rate = max(_rate(known, moment.hour), least)
        coming = rate * (full_hour - moment).total_seconds()
        if coming >= entries:
            return min((moment - now).total_seconds() + entries / rate, DAY)
        entries -= coming
        moment = full_hour
    return DAY


def _faded(hours: Hours, now: datetime) -> tuple[float, ...]:
    days = min(max((now - hours.at).total_seconds() / DAY, 0.0), LONGEST_SILENCE)
    kept = (1.0 - FORGOTTEN) ** days
    return tuple(entries * kept for entries in hours.entries)


def _rate(entries: Sequence[float], hour: int) -> float:
    """Return the entries a second around an hour: the parts of a day pass into each other."""
    before, after = entries[_part(hour - 1)], entries[_part(hour + 1)]
    return (before + 2 * entries[_part(hour)] + after) / 4 * PARTS / DAY


def _part(hour: int) -> int:
    return hour % 24 * PARTS // 24
