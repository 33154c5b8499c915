"""Read JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from collections.abc import Iterator
from typing import Any

from connectors.authors import distinct
from connectors.parsing.dates import moment_in, read_date
from connectors.parsing.entries import MAX_ENTRIES, Enclosure, Entry, ParsedFeed
from connectors.parsing.feedparser_rules import looks_like_html
from connectors.parsing.loose import absolute, readable
from connectors.parsing.markup import on_one_line, one_line, plain_text
from schemas.errors import FeedError
from schemas.text import clean

_VERSION = "jsonfeed.org/version/"
_FORMATS = {"1": "json1", "1.0": "json1", "1.1": "json11"}
_SHOWN_KEYS = 5

Members = dict[str, Any]


def is_json(body: bytes) -> bool:
    """Whether a document begins as a JSON object or array does."""
    return body[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:1] in (b"{", b"[")


def parse(body: bytes, base_url: str | None) -> ParsedFeed:
    """Return what a JSON Feed says; members of the wrong type count as absent.

    Raises FeedError `parse` for what is no JSON, `not_a_feed` for JSON that is no feed.
    """
    feed = _feed(body)
    version = _line(feed, "version").partition(_VERSION)[2].strip("/")
    base = base_url or _line(feed, "home_page_url") or _line(feed, "feed_url")
    items = feed["items"]
    return ParsedFeed(
        title=_title(feed),
        link=absolute(base, _line(feed, "home_page_url")),
        language=_line(feed, "language") or None,
        format=_FORMATS.get(version, "json1"),
        entries=tuple(_entry(item, base, feed) for item in items[:MAX_ENTRIES] if isinstance(item, dict)),
        cut=max(0, len(items) - MAX_ENTRIES),
        parser="json",
        warnings=_warnings(version, items),
    )


def _feed(body: bytes) -> Members:
    try:
        found = json.loads(body.strip(b" \t\r\n"))
    except (ValueError, RecursionError) as error:
        raise FeedError("parse", f"the document begins as JSON does but is none: {clean(str(error))[:200]}") from error
    if not isinstance(found, dict):
        raise FeedError("not_a_feed", "the document is a JSON array, no JSON Feed")
    if not isinstance(found.get("items"), list) or _VERSION not in _line(found, "version"):
        keys = ", ".join(clean(key)[:40] for key in list(found)[:_SHOWN_KEYS]) or "nothing"
        raise FeedError(
            "not_a_feed", f"the document is JSON, but no JSON Feed: it has {keys}, not `version` and `items`"
        )
    return found


def _warnings(version: str, items: list[Any]) -> tuple[str, ...]:
    told = []
    if version not in _FORMATS:
        told.append(f"JSON Feed version {version[:40]!r} is read as 1.1")
    if (others := sum(not isinstance(item, dict) for item in items)) > 0:
        told.append(f"{others} items are no objects")
    return tuple(told)


def _entry(item: Members, base: str, feed: Members) -> Entry:
    html, text = item.get("content_html"), item.get("content_text")
    texts = (plain_text(html) if isinstance(html, str) else "", _value(item, "content_text") if text else "")
    content = max(texts, key=len)
    summary = _said(_value(item, "summary"))
    published = read_date(_line(item, "date_published"))
    return Entry(
        id=_identity(item.get("id")),
        link=absolute(base, _line(item, "url") or _line(item, "external_url")),
        title=_title(item),
        summary="" if summary == content else summary,
        content=content,
        published=published.instant if published else None,
        published_raw=_line(item, "date_published") or None,
        published_confidence=published.confidence if published else None,
        updated=moment_in(_line(item, "date_modified")),
        authors=distinct(_authors(item)) or distinct(_authors(feed)),
        language=_line(item, "language") or _line(feed, "language") or None,
        enclosures=tuple(_enclosures(item, base)),
    )


def _identity(written: object) -> str | None:
    """Return an id as a string; publishers write numbers too, which readers are to take as such."""
    if isinstance(written, bool) or not isinstance(written, str | int | float):
        return None
    return clean(str(written)).strip() or None


def _authors(members: Members) -> Iterator[str]:
    written = members.get("authors")
    people = written if isinstance(written, list) else [members.get("author")]
    for person in people:
        if isinstance(person, dict):
            yield one_line(_line(person, "name"))


def _enclosures(item: Members, base: str) -> Iterator[Enclosure]:
    attachments = item.get("attachments")
    for one in attachments if isinstance(attachments, list) else ():
        url = absolute(base, _line(one, "url")) if isinstance(one, dict) else None
        if url:
            size = one.get("size_in_bytes")
            length = int(size) if isinstance(size, int | float) and 0 <= size < 2**63 else None
            yield Enclosure(url, _line(one, "mime_type") or None, length)


def _title(members: Members) -> str:
    return on_one_line(_said(_value(members, "title")))


def _said(value: str) -> str:
    return readable(value, "text/html" if looks_like_html(value) else "text/plain", "json")


def _line(members: Members, key: str) -> str:
    return on_one_line(_value(members, key))


def _value(members: Members, key: str) -> str:
    value = members.get(key)
    return clean(value).strip() if isinstance(value, str) else ""
