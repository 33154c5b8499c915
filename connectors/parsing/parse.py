"""Parse the bytes of a feed into entries."""

import re
from collections.abc import Callable, Mapping

import msgspec

from connectors.apis import ApiName
from connectors.inflate import MAX_BYTES, unpacked
from connectors.parsing import fast, jsonfeed, loose, reliefweb, sitemap
from connectors.parsing.entries import MAX_ENTRIES, ParsedFeed
from connectors.parsing.excess import check_objects, shortened
from connectors.parsing.hints import hints_in
from connectors.parsing.markup import MAX_TAG_CHARACTERS, has_monstrous_tag
from connectors.parsing.mending import mended
from connectors.parsing.notafeed import is_page, what_it_is
from schemas.errors import FeedError

_API_PARSERS: Mapping[ApiName, Callable[[bytes], ParsedFeed]] = {"reliefweb": reliefweb.parse}
_CDATA = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.DOTALL)
"""Markup in text: pictures written into it make long tags, which `plain_text` leaves out."""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of a feed, gzip'd or not, with what is known of their origin; with `api` they are its answer."""

    body: bytes
    url: str | None = None
    content_type: str | None = None
    api: ApiName | None = None


def parse_feed(document: Document) -> ParsedFeed:
    """Return what a feed document says: at most `MAX_ENTRIES` entries, in the document's order.

    A pure function, but one that hostile documents can keep busy: outside tests call it through
    `connectors.child`. Raises FeedError `no_bytes`, `html` or `not_a_feed` saying what the document is
    instead, `too_big`, or `parse`.
    """
    document = msgspec.structs.replace(document, body=unpacked(document.body))
    _check(document)
    body, fallen = shortened(document.body)
    body, damaged = mended(body, document.content_type)
    parsed = _parsed(body, document)
    if not parsed.format and not parsed.entries:
        raise FeedError("not_a_feed", what_it_is(document.body, document.url))
    told = (f"not well formed: {damaged} characters are no UTF-8 and lost",) if damaged else ()
    parsed = msgspec.structs.replace(parsed, hints=hints_in(document.body), warnings=(*told, *parsed.warnings))
    count, entries = len(parsed.entries) + parsed.cut + fallen, parsed.entries[:MAX_ENTRIES]
    if count > MAX_ENTRIES:
        warnings = (*parsed.warnings, f"{count} entries, only the first {MAX_ENTRIES} are read")
        return msgspec.structs.replace(parsed, entries=entries, warnings=warnings, cut=count - MAX_ENTRIES)
    return parsed


def _parsed(body: bytes, document: Document) -> ParsedFeed:
    url, content_type = document.url, document.content_type
    if document.api is not None:
        return _API_PARSERS[document.api](body)
    if jsonfeed.is_json(body):
        check_objects(body)
        return jsonfeed.parse(body, url)
    is_monstrous = has_monstrous_tag(body)
    if is_monstrous and has_monstrous_tag(_CDATA.sub(b"", body)):
        raise FeedError("parse", f"a tag is longer than {MAX_TAG_CHARACTERS} characters")
    if sitemap.is_sitemap(body):
        return sitemap.parse(body, url)
    parsed = fast.parse(body, url, content_type)
    if parsed is None and is_monstrous:
        raise FeedError(
            "parse", f"it is not well formed, and a tag in it is longer than {MAX_TAG_CHARACTERS} characters"
        )
    return loose.parse(body, url, content_type) if parsed is None else parsed


def _check(document: Document) -> None:
    if len(document.body) > MAX_BYTES:
        raise FeedError("too_big", f"it is longer than {MAX_BYTES} bytes")
    if not document.body.strip():
        raise FeedError("no_bytes", what_it_is(document.body, document.url))
    if is_page(document.body):
        # feedparser takes seconds to find no feed in a long page.
        raise FeedError("html", what_it_is(document.body, document.url))
