"""Read feeds of any format, well formed or not, with feedparser."""

import html
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeAlias
from urllib.parse import urljoin

from connectors.authors import distinct
from connectors.parsing.dates import moment_in, read_date
from connectors.parsing.entries import Enclosure, Entry, ParsedFeed
from connectors.parsing.excess import tamed
from connectors.parsing.feedparser_rules import HTML_TYPES, WHOLE_LINK, everything_in, name_in, said
from connectors.parsing.markup import on_one_line, one_line, plain_text
from schemas.errors import FeedError
from schemas.text import clean

FEEDPARSER_BROKE = "feedparser breaks on it"
_OTHER_TEXT = frozenset(("text/markdown", "text/x-markdown"))
FULL_TEXTS = ("yandex_full-text", "rbc_news_full-text", "full-text", "fulltext", "turbo_content")
"""Elements that systems of the Russian press have for the whole text, of which feedparser makes no content."""

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

Detail: TypeAlias = dict[str, Any]
"""A dictionary of feedparser's; its own `get` answers with other keys, so `dict.get` reads it."""


def parse(body: bytes, base_url: str | None, content_type: str | None) -> ParsedFeed:
    """Return what feedparser finds, as records; `format` is empty when it recognised no feed.

    Raises FeedError `parse` when feedparser itself breaks on the document.
    """
    body = tamed(body)
    try:
        found = everything_in(body, content_type)
    except _BREAKAGE:
        found = _second_try(body, content_type)
    feed: Detail = found["feed"]
    base = base_url or _raw(feed, "link") or ""
    form = str(found.get("version") or "")
    dated_by_dc = form.startswith("rss") and has_dublin_core_date(body)
    return ParsedFeed(
        title=_line(feed, "title", form),
        link=absolute(base, _raw(feed, "link")),
        language=_raw(feed, "language") or None,
        updated=_date(feed, "updated") or _date(feed, "published"),
        format=form,
        entries=tuple(_entry(one, base, form, dated_by_dc) for one in found["entries"]),
        warnings=_warnings(found),
    )


def has_dublin_core_date(body: bytes) -> bool:
    """Whether a document dates anything by Dublin Core."""
    return b":date" in body and _DUBLIN_CORE_DATE.search(body) is not None


def _second_try(body: bytes, content_type: str | None) -> Mapping[str, Any]:
    """Leave out what is known to break feedparser: entity declarations, characters beyond Unicode."""
    mended = _ENTITY_DECLARATION.sub(b"", _NUMBERED_CHARACTER.sub(_only_if_it_exists, body))
    try:
        return everything_in(mended, content_type)
    except _BREAKAGE as error:
        raise FeedError("parse", f"{FEEDPARSER_BROKE}: {type(error).__name__}: {error}") from error


def _only_if_it_exists(reference: re.Match[bytes]) -> bytes:
    digits = reference[1]
    number = int(digits[1:], 16) if digits[:1] in b"xX" else int(digits)
    return reference[0] if number <= sys.maxunicode else b"&#65533;"


def _entry(found: Detail, base: str, form: str, dated_by_dc: bool) -> Entry:
    contents = _details(found, "content")
    content = _longest(contents, form) or max((plain_text(_raw(found, key)) for key in FULL_TEXTS), key=len)
    # feedparser copies a content into a missing summary.
    copied = len(contents) == 1 and "summary_detail" not in found
    summary = _text(dict.get(found, "summary"), dict.get(found, "summary_detail"), form)
    # feedparser files dc:date under `updated`; in RSS it is the only date that an item was published on.
    is_undated = dated_by_dc and dict.get(found, "published") is None
    written = _raw(found, "updated" if is_undated else "published")
    published = read_date(written)
    return Entry(
        id=_raw(found, "id") or None,
        link=absolute(base, _raw(found, "link")),
        title=_line(found, "title", form),
        summary="" if copied or summary == content else summary,
        content=content,
        published=published.instant if published else None,
        published_raw=written or None,
        published_confidence=published.confidence if published else None,
        updated=_date(found, "updated"),
        authors=_authors(found),
        language=_language(found),
        enclosures=tuple(_enclosures(found, base)),
    )


def _line(found: Detail, key: str, form: str) -> str:
    return on_one_line(_text(dict.get(found, key), dict.get(found, f"{key}_detail"), form))


def _text(value: object, detail: object, form: str) -> str:
    if not isinstance(value, str):
        return ""
    return readable(value, dict.get(detail, "type", "text/html") if isinstance(detail, dict) else "text/html", form)


def _details(found: Detail, key: str) -> list[Detail]:
    """Return what feedparser lists under a key; an element of that very name puts its text in the list's place."""
    listed = dict.get(found, key)
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def readable(value: str, kind: str, form: str) -> str:
    """Return what a value of a media type says, in plain, clean text."""
    if bare(kind) in HTML_TYPES:
        return plain_text(value)
    # RSS does not say whether its text was escaped twice; Atom's text is what it says it is.
    return clean(value if form.startswith("atom") else html.unescape(value)).strip()


def _longest(contents: Iterable[Detail], form: str) -> str:
    texts = [_text(dict.get(one, "value"), one, form) for one in contents if is_read(dict.get(one, "type"))]
    return max(texts, key=len, default="")


def is_read(kind: object) -> bool:
    """Whether content of a media type is read, whatever the type says of its charset; without one it is HTML."""
    return is_text(bare(str(kind or "text/html"))) or bare(str(kind)) in _OTHER_TEXT


def is_text(kind: str) -> bool:
    """Whether feedparser takes content of a media type for a summary where there is none."""
    return kind in HTML_TYPES or kind == "text/plain"


@lru_cache(maxsize=256)
def bare(kind: str) -> str:
    """Return a media type without its parameters."""
    return kind if kind in HTML_TYPES else kind.partition(";")[0].strip().lower()


def _raw(found: Detail, key: str) -> str:
    value = dict.get(found, key)
    return clean(value).strip() if isinstance(value, str) else ""


def absolute(base: str, link: str) -> str | None:
    """Return a link against the address of its feed; None where there is none or it cannot be one."""
    if not link:
        return None
    if WHOLE_LINK.match(link):
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return None


def _date(found: Detail, key: str) -> datetime | None:
    return moment_in(_raw(found, key))


def _authors(found: Detail) -> tuple[str, ...]:
    details, written = _details(found, "authors"), _raw(found, "author")
    names = [one_line(str(dict.get(one, "name") or "")) for one in details]
    if details and dict.get(details[-1], "email") and "@" in written:
        names[-1] = one_line(name_in(written))
    if not any(names):
        names = [one_line(written)]
    return distinct(names)


def _language(found: Detail) -> str | None:
    for key in ("content", "title_detail", "summary_detail"):
        detail = dict.get(found, key)
        detail = detail[0] if isinstance(detail, list) and detail else detail
        if isinstance(detail, dict) and dict.get(detail, "language"):
            return clean(str(dict.get(detail, "language")))
    return _raw(found, "language") or None


def _enclosures(found: Detail, base: str) -> Iterable[Enclosure]:
    for link in _details(found, "links"):
        url = absolute(base, _raw(link, "href")) if dict.get(link, "rel") == "enclosure" else None
        if url:
            yield Enclosure(url, _raw(link, "type") or None, bytes_in(_raw(link, "length")))


def bytes_in(length: str) -> int | None:
    """Return the length of an enclosure as published, None where it is no number."""
    return int(length) if length.isdecimal() else None


def _warnings(found: Mapping[str, Any]) -> tuple[str, ...]:
    if not found.get("bozo"):
        return ()
    return (clean(said(found.get("bozo_exception"))),)
