"""Read feeds of any format, well formed or not, with feedparser."""

import calendar
import html
import io
import re
import sys
import warnings
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeAlias
from urllib.parse import urljoin

import feedparser
from feedparser.datetimes import _parse_date
from feedparser.mixin import _FeedParserMixin

from connectors.entries import Enclosure, Entry, ParsedFeed
from connectors.markup import on_one_line, one_line, plain_text
from schemas.errors import FeedError
from schemas.text import clean

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

MAX_AUTHORS = 50
_HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))
_DUBLIN_CORE_DATE = re.compile(rb"<[\w.-]+:date[\s>]")
_NUMBERED_CHARACTER = re.compile(rb"&#([xX][0-9a-fA-F]{1,12}|[0-9]{1,12});?")
_ENTITY_DECLARATION = re.compile(rb"<!ENTITY[^>]{0,4096}>")
_BREAKAGE = (
    ValueError,
    ArithmeticError,
    LookupError,
    RecursionError,
    AttributeError,
    TypeError,
    AssertionError,
    re.error,
)
_PREFIXES = {space.lower(): prefix for space, prefix in _FeedParserMixin.namespaces.items()}

Detail: TypeAlias = dict[str, Any]
"""A dictionary of feedparser's; its own `get` answers with other keys, so `dict.get` reads it."""


def parse(body: bytes, base_url: str | None, content_type: str | None) -> ParsedFeed:
    """Return what feedparser finds, as records; `format` is empty when it recognised no feed.

    Raises FeedError `parse` when feedparser itself breaks on the document.
    """
    try:
        found = _feedparser(body, content_type)
    except _BREAKAGE:
        found = _second_try(body, content_type)
    feed: Detail = found["feed"]
    base = base_url or _raw(feed, "link") or ""
    form = str(found.get("version") or "")
    dated_by_dc = form.startswith("rss") and _DUBLIN_CORE_DATE.search(body) is not None
    return ParsedFeed(
        title=_line(feed, "title", form),
        link=absolute(base, _raw(feed, "link")),
        language=_raw(feed, "language") or None,
        updated=_date(feed, "updated") or _date(feed, "published"),
        format=form,
        entries=tuple(_entry(one, base, form, dated_by_dc) for one in found["entries"]),
        warnings=_warnings(found),
    )


def _feedparser(body: bytes, content_type: str | None) -> Mapping[str, Any]:
    headers = {"content-type": content_type} if content_type else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        # A stream, because feedparser opens a file of the name that a str or bytes happens to spell.
        found: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(body), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
        )
    return found


def _second_try(body: bytes, content_type: str | None) -> Mapping[str, Any]:
    """Leave out what is known to break feedparser: entity declarations, characters beyond Unicode."""
    mended = _ENTITY_DECLARATION.sub(b"", _NUMBERED_CHARACTER.sub(_only_if_it_exists, body))
    try:
        return _feedparser(mended, content_type)
    except _BREAKAGE as error:
        raise FeedError("parse", f"feedparser breaks on it: {type(error).__name__}: {error}") from error


def _only_if_it_exists(reference: re.Match[bytes]) -> bytes:
    digits = reference[1]
    number = int(digits[1:], 16) if digits[:1] in b"xX" else int(digits)
    return reference[0] if number <= sys.maxunicode else b"&#65533;"


def _entry(found: Detail, base: str, form: str, dated_by_dc: bool) -> Entry:
    content = _longest(dict.get(found, "content") or (), form)
    summary = _text(dict.get(found, "summary"), dict.get(found, "summary_detail"), form)
    published = _date(found, "published")
    updated = _date(found, "updated")
    if published is None and dated_by_dc and dict.get(found, "published") is None:
        # feedparser files dc:date under `updated`; in RSS it is the only date that an item was published on.
        published = updated
    return Entry(
        id=_raw(found, "id") or None,
        link=absolute(base, _raw(found, "link")),
        title=_line(found, "title", form),
        # feedparser copies an Atom content into a missing summary.
        summary="" if summary == content else summary,
        content=content,
        published=published,
        updated=updated,
        authors=_authors(found),
        language=_language(found),
        enclosures=tuple(_enclosures(found, base)),
    )


def _line(found: Detail, key: str, form: str) -> str:
    return on_one_line(_text(dict.get(found, key), dict.get(found, f"{key}_detail"), form))


def _text(value: object, detail: Detail | None, form: str) -> str:
    if not isinstance(value, str):
        return ""
    if detail is None or dict.get(detail, "type", "text/html") in _HTML_TYPES:
        return plain_text(value)
    # RSS does not say whether its text was escaped twice; Atom's text is what it says it is.
    return clean(value if form.startswith("atom") else html.unescape(value)).strip()


def _longest(contents: Iterable[Detail], form: str) -> str:
    texts = [_text(dict.get(one, "value"), one, form) for one in contents if _is_text(one)]
    return max(texts, key=len, default="")


def _is_text(content: Detail) -> bool:
    return str(dict.get(content, "type") or "text/html") in _HTML_TYPES | {"text/plain"}


def _raw(found: Detail, key: str) -> str:
    value = dict.get(found, key)
    return clean(value).strip() if isinstance(value, str) else ""


def absolute(base: str, link: str) -> str | None:
    """Return a link against the address of its feed; None where there is none or it cannot be one."""
    if not link:
        return None
    try:
        return urljoin(base, link)
    except ValueError:
        return None


def _date(found: Detail, key: str) -> datetime | None:
    return moment_of(dict.get(found, f"{key}_parsed"), _raw(found, key))


def moment_of(parsed: Any, raw: str) -> datetime | None:
    """Return the instant that feedparser read in `raw`, a time tuple in UTC; None before `EARLIEST_YEAR`."""
    if parsed is None:
        return None
    try:
        moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC) - _unread_offset(raw)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    return moment if moment.year >= EARLIEST_YEAR else None


def moment_in(raw: str) -> datetime | None:
    """Return the instant of a date as it is written."""
    return moment_of(_parse_date(raw), raw)


def looks_like_html(text: str) -> bool:
    """Whether feedparser takes a title, of which nobody says what it is, for markup."""
    return bool(_FeedParserMixin.looks_like_html(text))


@lru_cache(maxsize=4096)
def is_read(tag: str) -> bool:
    """Whether feedparser has a rule for an element, `{namespace}name`; its rules are methods named after it."""
    space, _, name = tag.rpartition("}")
    prefix = _PREFIXES.get(space.removeprefix("{").lower(), "unknown") if space else ""
    key = f"{prefix}_{name}".strip("_").replace("-", "_").lower()
    return any(hasattr(_FeedParserMixin, f"_{edge}_{key}") for edge in ("start", "end"))


def _unread_offset(raw: str) -> timedelta:
    """Return the offset of a zone that feedparser takes for UTC because RFC 822 does not name it."""
    zone = raw.rpartition(" ")[2].upper()
    return timedelta(hours=ZONES.get(zone, 0))


def _authors(found: Detail) -> tuple[str, ...]:
    people = dict.get(found, "authors") or ()
    names = [one_line(str(dict.get(one, "name") or "")) for one in people]
    if not any(names):
        names = [one_line(_raw(found, "author"))]
    return distinct(names)


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of authors as they are kept: none empty, endless or twice, `MAX_AUTHORS` at most."""
    return tuple(dict.fromkeys(name[:200] for name in names if name))[:MAX_AUTHORS]


def _language(found: Detail) -> str | None:
    for key in ("content", "title_detail", "summary_detail"):
        detail = dict.get(found, key)
        detail = detail[0] if isinstance(detail, list) and detail else detail
        if isinstance(detail, dict) and dict.get(detail, "language"):
            return clean(str(dict.get(detail, "language")))
    return _raw(found, "language") or None


def _enclosures(found: Detail, base: str) -> Iterable[Enclosure]:
    for link in dict.get(found, "links") or ():
        url = absolute(base, _raw(link, "href")) if dict.get(link, "rel") == "enclosure" else None
        if url:
            yield Enclosure(url, _raw(link, "type") or None, bytes_in(_raw(link, "length")))


def bytes_in(length: str) -> int | None:
    """Return the length of an enclosure as published, None where it is no number."""
    return int(length) if length.isdecimal() else None


def _warnings(found: Mapping[str, Any]) -> tuple[str, ...]:
    if not found.get("bozo"):
        return ()
    error = found.get("bozo_exception")
    return (clean(f"not well formed: {type(error).__name__}: {error}"[:500]),)
