"""Read the dates that feeds publish."""

import calendar
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.feedparser_rules import date_in

EARLIEST_YEAR = 1990
"""Dates before it are defaults of broken software: there were no feeds."""

ZONES = {
    "WEST": 1,
    "CET": 1,
    "MEZ": 1,
    "CEST": 2,
    "MESZ": 2,
    "EET": 2,
    "SAST": 2,
    "EEST": 3,
    "MSK": 3,
    "EAT": 3,
    "PKT": 5,
    "WIB": 7,
    "HKT": 8,
    "SGT": 8,
    "PHT": 8,
    "JST": 9,
    "KST": 9,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
}
"""Hours ahead of UTC of zone names that mean one thing only."""

_RFC822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d):(\d\d) "
    r"(?:(GMT|UTC|UT|Z)|([+-])(\d\d)(\d\d))\Z"
)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:(Z)|([+-])(\d\d):(\d\d))\Z")
_MONTHS = {name: number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}  # noqa: SIM905


def moment_in(written: str) -> datetime | None:
    """Return the instant of a date as it is written; None for what is no date, or one before `EARLIEST_YEAR`.

    The two usual forms are read here, the others by feedparser.
    """
    if not written:
        return None
    if (mail := _RFC822.match(written)) is not None:
        day, month, year = int(mail[1]), _MONTHS[mail[2]], int(mail[3])
        moment = _instant(year, month, day, mail.groups()[3:])
    elif (iso := _ISO.match(written)) is not None:
        moment = _instant(int(iso[1]), int(iso[2]), int(iso[3]), iso.groups()[3:])
    else:
        moment = _moment_of(date_in(written), written)
    return moment if moment is not None and moment.year >= EARLIEST_YEAR else None


def _instant(year: int, month: int, day: int, rest: tuple[str | Any, ...]) -> datetime | None:
    hour, minute, second, _, sign, ahead, minutes = rest
    try:
        moment = datetime(year, month, day, int(hour), int(minute), int(second), tzinfo=UTC)
        if sign is None:
            return moment
        offset = timedelta(hours=int(ahead), minutes=int(minutes))
        return moment + offset if sign == "-" else moment - offset
    except (ValueError, OverflowError):
        return None


def _moment_of(parsed: Any, raw: str) -> datetime | None:
    """Return the instant that feedparser read in `raw`, a time tuple in UTC."""
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) - _unread_offset(raw)
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _unread_offset(raw: str) -> timedelta:
    """Return the offset of a zone that feedparser takes for UTC because RFC 822 does not name it."""
    zone = raw.rpartition(" ")[2].upper()
    return timedelta(hours=ZONES.get(zone, 0))
