"""Read the dates that feeds publish."""

import calendar
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from connectors.parsing.date_words import DOUBTFUL_ZONES, MONTHS, ZONES
from connectors.parsing.feedparser_rules import date_in
from schemas.text import unaccented

EARLIEST_YEAR = 1990
"""Dates before it are defaults of broken software: there were no feeds."""

CERTAIN, NAMED_ZONE, ASSUMED_ZONE, DAY_ONLY, DOUBTFUL = 1.0, 0.9, 0.7, 0.6, 0.4
"""Confidences: of a date with an offset, with a zone's name, with none, without a time, in an order of day and month
(or a zone) that has two readings."""

_TWO_DIGIT_YEARS = 90
"""Years of two digits below it are of this century, as feedparser has it."""

_WEB_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:(Z)|([+-])(\d\d):(\d\d))\Z")
_MAIL_DATE = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d):(\d\d) "
    r"(?:(GMT|UTC|UT|Z)|([+-])(\d\d)(\d\d))\Z"
)
_MONTH_NUMBERS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
_LONGEST = 100

_WORD = r"[^\W\d_]{3,}"
_TIME = (
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{1,2})(?:[:.m](?P<second>\d\d)(?:[.,]\d+)?)?s?(?:\s*(?P<half>[ap])\.?m\b\.?)?"
)
_OFFSET = r"(?:utc|gmt)?\s*(?P<sign>[+\u2212-])\s*(?P<ahead>\d{1,2}):?(?P<more>\d\d)?"
_ZONE = rf"\s*(?:{_OFFSET}|(?:etc/)?(?P<zone>[a-z]{{1,5}}))?"
_WEEKDAY = r"(?:[^\W\d_]+\.?(?:\s*,\s*|\s+))?"
_THEN = r"(?:\s*t\s*|[\s,|–-]+(?:(?:at|um|a las|a|в|klo|ore|saat)\s+)?)"
_COMPACT = r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"
_DATES = (
    r"(?P<year>\d{4})\s*[-/.]\s*(?P<month>\d{1,2})\s*[-/.]\s*(?P<day>\d{1,2})\.?",
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|°)?[.\s-]*(?:(?:de|of)\s+)?(?P<name>{_WORD})[.,]?[\s-]*(?:(?:de|del)\s+)?"
    r"(?P<year>\d{4}|\d\d)(?:\s*[гр]\b\.?)?",
    rf"(?P<name>{_WORD})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
    r"(?P<first>\d{1,2})(?P<mark>[./-])(?P<second_number>\d{1,2})(?P=mark)(?P<year>\d{4})",
)
_FORMS = (
    *(re.compile(rf"{_WEEKDAY}{date}(?:{_THEN}{_TIME}{_ZONE})?\Z") for date in _DATES),
    re.compile(rf"{_COMPACT}(?:t?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?{_ZONE})?\Z"),
    re.compile(rf"{_COMPACT}(?:{_THEN}{_TIME}{_ZONE})?\Z"),
    re.compile(rf"{_WEEKDAY}(?P<name>{_WORD})\.?\s+(?P<day>\d{{1,2}})\s+{_TIME}(?:{_ZONE})?\s+(?P<year>\d{{4}})\Z"),
)
_EPOCH = re.compile(r"(\d{10})(?:\d{3})?\Z")
_REMARK = re.compile(r"\([^)\d]*\)")
_EAST_ASIAN = {
    ord(unit): mark
    for units, mark in (("年月년월", "-"), ("日일", " "), ("時时点點시分분", ":"), ("秒초", " "))
    for unit in units
}
_HALVES = re.compile(r"(?:(오전|上午|午前)|오후|下午|午後)\s*([\d:]+)")


class Moment(msgspec.Struct, frozen=True, gc=False):
    """An instant in UTC, with how sure it is that the date means it."""

    instant: datetime
    confidence: float


def moment_in(written: str) -> datetime | None:
    """Return the instant of a date as it is written; None for what is no date, or one before `EARLIEST_YEAR`."""
    moment = read_date(written)
    return None if moment is None else moment.instant


@lru_cache(maxsize=4096)
def read_date(written: str) -> Moment | None:
    """Return the instant that a date means, with a confidence; None for what is no date, or before `EARLIEST_YEAR`.

    The two usual forms are read first, then those of many languages, then all others by feedparser.
    Without a zone a date is taken to be in UTC.
    """
    if not written or len(written) > _LONGEST:
        return None
    moment = _usual(written) or _unusual(written) or _feedparsers(written)
    return moment if moment is not None and moment.instant.year >= EARLIEST_YEAR else None


def _usual(written: str) -> Moment | None:
    if (mail := _MAIL_DATE.match(written)) is not None:
        day, name, year, hour, minute, second, _, sign, ahead, more = mail.groups()
        month = _MONTH_NUMBERS[name]
    elif (web := _WEB_DATE.match(written)) is not None:
        year, number, day, hour, minute, second, _, sign, ahead, more = web.groups()
        month = int(number)
    else:
        return None
    instant = _instant(int(year), month, int(day), int(hour), int(minute), int(second))
    if instant is None:
        return None
    is_moved = sign is not None and (ahead != "00" or more != "00")
    return _moved(instant, sign, int(ahead), int(more), CERTAIN) if is_moved else Moment(instant, CERTAIN)


def _unusual(written: str) -> Moment | None:
    if (epoch := _EPOCH.match(written)) is not None:
        return Moment(datetime.fromtimestamp(int(epoch[1]), UTC), CERTAIN)
    plain = _plain(written)
    for form in _FORMS:
        found = form.match(plain)
        moment = _meant(found.groupdict()) if found is not None else None
        if moment is not None:
            return moment
    return None


def _plain(written: str) -> str:
    """Return a date without accents, capitals, remarks, the units of East Asia and the apostrophe of years."""
    text = (
        _REMARK.sub(" ", unicodedata.normalize("NFKC", written))
        .replace("'", "")
        .replace("،", ",")
        .translate(_EAST_ASIAN)
    )
    text = re.sub(r":\s+(?=\d)", ":", " ".join(text.split())).rstrip(" :.,")
    return unaccented(_HALVES.sub(lambda found: f"{found[2].rstrip(':')} {'am' if found[1] else 'pm'}", text))


def _meant(said: dict[str, str | None]) -> Moment | None:
    day = _day(said)
    if day is None:
        return None
    (year, month, number), sure = day
    instant = _instant(_full(year), month, number, *_time(said))
    if instant is None:
        return None
    if said["hour"] is None:
        return Moment(instant, min(DAY_ONLY, sure))
    if said["sign"]:
        return _moved(instant, said["sign"], int(said["ahead"] or 0), int(said["more"] or 0), sure)
    zone = said["zone"] or ""
    known = ZONES.get(zone, DOUBTFUL_ZONES.get(zone, 0.0))
    return Moment(instant - timedelta(hours=known), min(sure, _confidence(zone)))


def _confidence(zone: str) -> float:
    if zone in ("z", "utc", "gmt", "ut"):
        return CERTAIN
    return DOUBTFUL if zone in DOUBTFUL_ZONES else NAMED_ZONE if zone and zone in ZONES else ASSUMED_ZONE


def _day(said: dict[str, str | None]) -> tuple[tuple[str, int, int], float] | None:
    """Return year as written, month and day, and how sure their order is; None for a word that is no month."""
    year = said["year"] or ""
    if "name" in said:
        month = MONTHS.get(said["name"] or "")
        return None if month is None else ((year, month, int(said["day"] or 0)), CERTAIN)
    if "first" not in said:
        return (year, int(said["month"] or 0), int(said["day"] or 0)), CERTAIN
    first, second = int(said["first"] or 0), int(said["second_number"] or 0)
    is_american = said["mark"] == "/" and first <= 12 and (second > 12 or said.get("half") is not None)
    sure = DOUBTFUL if said["mark"] == "/" and max(first, second) <= 12 and first != second else CERTAIN
    return (year, *((first, second) if is_american else (second, first))), sure


def _full(year: str) -> int:
    if len(year) > 2:
        return int(year)
    return int(year) + (2000 if int(year) < _TWO_DIGIT_YEARS else 1900)


def _time(said: dict[str, str | None]) -> tuple[int, int, int]:
    hour = int(said["hour"] or 0)
    if said.get("half"):
        hour = hour % 12 + (12 if said.get("half") == "p" else 0)
    return hour, int(said["minute"] or 0), int(said["second"] or 0)


def _instant(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime | None:
    """Return a time in UTC; hour 24 and a leap second are the beginning of what follows."""
    try:
        if hour < 24 and second < 60:
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        if hour > 24 or minute > 59 or second > 60 or (hour == 24 and minute + second > 0):
            return None
        return datetime(year, month, day, tzinfo=UTC) + timedelta(hours=hour, minutes=minute, seconds=second)
    except (ValueError, OverflowError):
        return None


def _moved(instant: datetime, sign: str, ahead: int, more: int, sure: float) -> Moment | None:
    offset = _offset(ahead, more)
    try:
        return Moment(instant - offset if sign == "+" else instant + offset, sure)
    except OverflowError:
        return None


@lru_cache(maxsize=256)
def _offset(hours: int, minutes: int) -> timedelta:
    return timedelta(hours=hours, minutes=minutes)


def _feedparsers(written: str) -> Moment | None:
    parsed: Any = date_in(written)
    if parsed is None:
        return None
    try:
        return Moment(datetime.fromtimestamp(calendar.timegm(parsed), UTC), ASSUMED_ZONE)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
