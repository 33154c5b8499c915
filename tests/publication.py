"""Make up when an outlet publishes.

How newsrooms publish, as far as it matters to whoever polls them:

- By the day and the week of their own time zone. Press offices keep office hours and rest at the weekend,
  newspapers go from the early morning to late in the evening, wires never stop.
- In bursts around an event, minutes apart; most articles of wires and newspapers go out when they are ready, at no
  particular minute.
- Some are put on the clock. Of 50,000 press releases of March 2011 a quarter was dated in the first minute of an hour
  (PRFilter, "One in four press releases are sent out on the hour"), so half of what institutions give counts as put
  on the clock here. Of 80 articles of newspapers and one wire that were looked at 6 % were (chance alone: 2 %):
  a tenth and a twentieth. The full hour is liked most, then the half hour. Half of what is on the clock comes at the
  outlet's own moments of the day: the morning edition, the bulletin, the release of statistics.
- What is published is not at once in the feed. A content system is up to a minute late with what is on the clock;
  feeds lie in caches for minutes, or are written by a job every 5, 10 or 15 minutes, half of them on round minutes.
- Dates are what the content system says: some to the minute only, some of the draft, some in local time that is
  called UTC, some not at all.

The shares of feeds that lie in caches, are written by a job, or date oddly are estimates.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Literal, NamedTuple

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
BURST_GAP = 240.0
"""Mean seconds between two entries of a burst."""

ALL_HOURS = (4, 4, 3, 3, 4, 5, 7, 9, 10, 10, 10, 10, 10, 10, 10, 10, 10, 9, 8, 8, 7, 6, 6, 5)
BUSY_HOURS = (1, 1, 1, 1, 1, 2, 4, 7, 9, 10, 10, 10, 9, 9, 10, 10, 9, 8, 7, 5, 4, 3, 2, 1)
OFFICE_HOURS = (0, 0, 0, 0, 0, 0, 0, 1, 5, 10, 10, 10, 8, 7, 10, 10, 8, 5, 2, 1, 0, 0, 0, 0)
"""Relative number of bursts in each hour of an outlet's day."""

CLOCK = {0: 50, 30: 25, 15: 8, 45: 7, 10: 2, 20: 2, 40: 2, 50: 2, 5: 1, 55: 1}
"""Relative number of entries that are put on each minute of the hour."""


class Kind(NamedTuple):
    """A sort of outlet: how much it publishes a working day, in bursts of what mean size, how long its feed is.

    `weekend` is how much of that goes on then, `on_clock` the share of entries that are put on the clock.
    """

    name: str
    share: float
    a_day: tuple[float, float]
    burst: float
    window: int
    hours: Sequence[int]
    weekend: float
    on_clock: float


KINDS = (
    Kind("wire", 0.08, (60, 160), 5.0, 30, ALL_HOURS, 0.6, 0.05),
    Kind("newspaper", 0.37, (15, 60), 4.0, 15, BUSY_HOURS, 0.6, 0.1),
    Kind("institution", 0.35, (2, 8), 2.0, 10, OFFICE_HOURS, 0.1, 0.5),
    Kind("quiet", 0.20, (0.2, 1.0), 1.0, 10, BUSY_HOURS, 0.3, 0.3),
)
SHORT_LIST = tuple(kind._replace(share=share) for kind, share in zip(KINDS, (0.01, 0.14, 0.45, 0.4), strict=True))
"""Mostly feeds that publish little: what a test has time for."""


class Shown(NamedTuple):
    """When an entry becomes visible in the feed, and what date it bears; virtual seconds."""

    at: float
    dated: float | None


class Outlet(NamedTuple):
    """The habits of one outlet: entries a working day, its time zone in seconds, its own moments of the day."""

    kind: Kind
    a_day: float
    zone: float
    moments: Sequence[float]


class System(NamedTuple):
    """What stands between an outlet and its feed: how entries are dated, how long documents are kept (seconds).

    A document is made anew when it is asked for and `kept` is over, or by a job, `job` seconds after each full `kept`.
    """

    dates: Literal["second", "minute", "draft", "local", "none"]
    kept: float
    job: float | None = None


def publication(kind: Kind, days: float, chance: Random) -> list[Shown]:
    """Return the entries of one outlet in the order in which they become visible.

    Those of the eight days before are among them, so that no feed begins empty; the first day is a Monday.
    """
    zone = chance.randint(-10, 12) * HOUR + (HOUR / 2 if chance.random() < 0.1 else 0.0)
    moments = [chance.randint(12, 36) * HOUR / 2 for _ in range(chance.randint(1, 3))]
    outlet, system = Outlet(kind, chance.uniform(*kind.a_day), zone, moments), _system(chance)
    published = sorted([*_when_ready(outlet, days, chance), *_on_clock(outlet, days, chance)])
    shown = [Shown(_visible(system, late, chance), _date(system, zone, at, chance)) for at, late in published]
    return sorted((one for one in shown if one.at < days * DAY), key=lambda one: one.at)


def _system(chance: Random) -> System:
    dates: list[Literal["second", "minute", "draft", "local", "none"]] = ["second", "minute", "draft", "local", "none"]
    manner = chance.choices(dates, [55, 30, 7, 4, 4])[0]
    made = chance.random()
    if made < 0.5:
        return System(manner, 5.0)
    if made < 0.85:
        return System(manner, chance.choice((1, 2, 5)) * MINUTE)
    every = chance.choice((5, 10, 15)) * MINUTE
    return System(manner, every, chance.choice((0.0, chance.uniform(0, every))))


def _when_ready(outlet: Outlet, days: float, chance: Random) -> Iterator[tuple[float, float]]:
    """Yield the moment of each entry that goes out when it is ready, twice: it is never late."""
    kind = outlet.kind
    for at in _arrivals(outlet, outlet.a_day * (1 - kind.on_clock) / kind.burst, days, chance):
        moment = at
        yield moment, moment
        while chance.random() < 1 - 1 / kind.burst:
            moment += chance.expovariate(1 / BURST_GAP)
            yield moment, moment


def _on_clock(outlet: Outlet, days: float, chance: Random) -> Iterator[tuple[float, float]]:
    """Yield for each entry on the clock its moment, and when the content system comes to it."""
    for at in _arrivals(outlet, outlet.a_day * outlet.kind.on_clock, days, chance):
        local = at + outlet.zone
        if chance.random() < 0.5:
            local = local // DAY * DAY + chance.choice(outlet.moments)
        else:
            local = local // HOUR * HOUR + chance.choices(list(CLOCK), list(CLOCK.values()))[0] * MINUTE
        yield local - outlet.zone, local - outlet.zone + chance.uniform(0, MINUTE)


def _arrivals(outlet: Outlet, a_day: float, days: float, chance: Random) -> Iterator[float]:
    """Yield moments by chance, so many a working day, as the outlet's hours and weekends have it."""
    hours = outlet.kind.hours
    at, most = -8 * DAY, a_day * 24 * max(hours) / sum(hours) / DAY
    while (at := at + chance.expovariate(most)) < days * DAY:
        local = at + outlet.zone
        rest = outlet.kind.weekend if local // DAY % 7 >= 5 else 1.0
        if chance.random() < rest * hours[int(local % DAY // HOUR)] / max(hours):
            yield at


def _visible(system: System, at: float, chance: Random) -> float:
    if system.job is not None:
        return math.ceil((at - system.job) / system.kept) * system.kept + system.job + chance.uniform(0, 20)
    return at + chance.uniform(0, system.kept)


def _date(system: System, zone: float, at: float, chance: Random) -> float | None:
    if system.dates == "none":
        return None
    if system.dates == "minute":
        return at // MINUTE * MINUTE
    if system.dates == "draft":
        return at - chance.expovariate(1 / (20 * MINUTE))
    return at + zone if system.dates == "local" else at
