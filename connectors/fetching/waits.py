"""Read from an answer's headers how long the server asks us to wait."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that Retry-After asks for; a date counts from the server's own clock (Date)."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return _whole_seconds(value)
    then = _http_date(value)
    if then is None:
        return None
    return max(0.0, (then - (_http_date(headers.get("Date", "")) or now)).total_seconds())


def fresh_for(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return for how many seconds the answer says it stays fresh: max-age less Age, else Expires less Date."""
    directives = headers.get("Cache-Control", "").lower().split(",")
    ages = [one.partition("=")[2].strip(' "') for one in directives if one.strip().startswith("max-age=")]
    if ages and ages[0].isascii() and ages[0].isdigit():
        age = headers.get("Age", "").strip()
        return max(0.0, _whole_seconds(ages[0]) - (_whole_seconds(age) if age.isascii() and age.isdigit() else 0.0))
    expires = _http_date(headers.get("Expires", ""))
    if expires is None:
        return None
    return max(0.0, (expires - (_http_date(headers.get("Date", "")) or now)).total_seconds())


def _whole_seconds(digits: str) -> float:
    return float(digits.lstrip("0")[:10] or "0")


def _http_date(value: str) -> datetime | None:
    try:
        then = parsedate_to_datetime(value)
        # The last hours of year 9999 and the first of year 1 have no UTC.
        return then.astimezone(UTC) if then.tzinfo else then.replace(tzinfo=UTC)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
