"""Read how often a feed document asks to be polled."""

import re

from connectors.parsing.entries import DAY_NAMES, PollHints

MAX_BYTES = 16 * 1024
"""What a channel says of itself stands this near the edges of its document, before and after its entries."""

MINUTE = 60.0
PERIODS = {"hourly": 3_600.0, "daily": 86_400.0, "weekly": 604_800.0, "monthly": 2_592_000.0, "yearly": 31_536_000.0}
"""Seconds of an `updatePeriod` (RSS 1.0 syndication module); it is daily when only a frequency is given."""

_ENTRY = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>/]")
_LAST_ENTRY = re.compile(rb".*</(?:[\w.-]+:)?(?:item|entry)\s*>", re.DOTALL)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_TTL = re.compile(rb"<ttl>\s*(\d{1,9})\s*</ttl>")
_PERIOD = re.compile(rb"<(?:[\w.-]+:)?updateperiod(?:\s[^<>]{0,300})?>\s*([a-z]{1,9})\s*<")
_FREQUENCY = re.compile(rb"<(?:[\w.-]+:)?updatefrequency(?:\s[^<>]{0,300})?>\s*(\d{1,9})\s*<")
_SKIP_HOURS = re.compile(rb"<skipHours>(.{0,4096}?)</skipHours>", re.DOTALL)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>")
_SKIP_DAYS = re.compile(rb"<skipDays>(.{0,4096}?)</skipDays>", re.DOTALL)
_DAY = re.compile(rb"<day>\s*([A-Za-z]{6,9})\s*</day>")


def hints_in(body: bytes) -> PollHints:
    """Return the hints that stand outside the entries of an RSS or Atom document, well formed or not."""
    said = _outside_entries(_as_ascii(body))
    return PollHints(
        ttl=_number(_TTL, said) * MINUTE or None,
        update_every=_update_every(said.lower()),
        skip_hours=tuple(sorted({hour % 24 for hour in _numbers(_SKIP_HOURS, _HOUR, said) if hour <= 24})),
        skip_days=_skip_days(said),
    )


def _as_ascii(body: bytes) -> bytes:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace").encode("ascii", "replace")
    return body


def _outside_entries(body: bytes) -> bytes:
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return b""
    first = _ENTRY.search(body)
    if first is None:
        return _COMMENT.sub(b"", body[:MAX_BYTES])
    tail = body[max(first.start(), len(body) - MAX_BYTES) :]
    last = _LAST_ENTRY.match(tail)
    after = tail[last.end() :] if last is not None else b""
    return _COMMENT.sub(b"", body[: min(first.start(), MAX_BYTES)] + b"\n" + after)


def _update_every(said: bytes) -> float | None:
    if b"updateperiod" not in said and b"updatefrequency" not in said:
        return None
    period, frequency = _PERIOD.search(said), _number(_FREQUENCY, said)
    if period is None and not frequency:
        return None
    name = period[1].decode() if period is not None else "daily"
    return PERIODS[name] / max(frequency, 1) if name in PERIODS else None


def _skip_days(said: bytes) -> tuple[int, ...]:
    block = _SKIP_DAYS.search(said)
    named = {found.decode().capitalize() for found in _DAY.findall(block[1])} if block is not None else set()
    return tuple(number for number, name in enumerate(DAY_NAMES) if name in named)


def _numbers(block: re.Pattern[bytes], one: re.Pattern[bytes], said: bytes) -> list[int]:
    found = block.search(said)
    return [int(number) for number in one.findall(found[1])] if found is not None else []


def _number(pattern: re.Pattern[bytes], said: bytes) -> int:
    found = pattern.search(said)
    return int(found[1]) if found is not None else 0
