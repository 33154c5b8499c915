"""Extract the article from a web page."""

from datetime import UTC, datetime

import msgspec
from lxml import etree

from connectors.markup import MAX_TAG_CHARACTERS, has_monstrous_tag
from schemas.article import Instant, Quality
from schemas.errors import FeedError
from schemas.text import clean, cut

ENOUGH_CHARACTERS = 200
"""Shortest text that passes for an article; below it the slower, more forgiving extraction is tried."""

EARLIEST_YEAR = 1990
_AUTHOR_SEPARATOR = ";"


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of a web page, with the address they came from."""

    html: bytes
    url: str | None = None


class Extracted(msgspec.Struct, frozen=True, kw_only=True):
    """What a web page says; `text` is plain and clean, empty when no article was found.

    `published` is UTC; a page that names only a day is dated to its midnight.
    """

    title: str = ""
    text: str = ""
    published: Instant | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    quality: Quality = "headline"


def extract(page: Page) -> Extracted:
    """Return the article of a page.

    A pure function, but one that hostile pages can keep busy: outside tests call it through
    `connectors.child`. Raises FeedError `parse` when the page is no HTML, or not fit for a parser.
    """
    if has_monstrous_tag(page.html):
        raise FeedError("parse", f"a tag is longer than {MAX_TAG_CHARACTERS} characters")
    root = _tree(page.html)
    found = _trafilatura(page, fast=True)
    if len(found.text) < ENOUGH_CHARACTERS:
        slower = _trafilatura(page, fast=False)
        found = slower if len(slower.text) > len(found.text) else found
    return msgspec.structs.replace(found, language=found.language or _language(root))


def _trafilatura(page: Page, *, fast: bool) -> Extracted:
    # Imported here because it takes half a second, and only the child process ever needs it.
    import trafilatura

    found = trafilatura.bare_extraction(
        page.html, url=page.url, fast=fast, include_comments=False, include_tables=False, with_metadata=True
    )
    if found is None:
        return Extracted()
    text, _ = cut(clean(found.text or "").strip())
    return Extracted(
        title=clean(" ".join((found.title or "").split())),
        text=text,
        published=_midnight(found.date),
        authors=_authors(found.author),
        language=_subtag(found.language),
        quality="full" if len(text) >= ENOUGH_CHARACTERS else "summary" if text else "headline",
    )


def _tree(page: bytes) -> etree._Element:
    parser = etree.HTMLParser(no_network=True, remove_comments=True, huge_tree=True)
    try:
        root = etree.fromstring(page, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FeedError("parse", f"the page is no HTML: {error}") from error
    if root is None:
        raise FeedError("parse", "the page is no HTML: it has no element")
    return root


def _language(root: etree._Element) -> str | None:
    return _subtag(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"))


def _subtag(tag: str | None) -> str | None:
    primary = (tag or "").strip().lower().replace("_", "-").partition("-")[0]
    return primary if primary.isascii() and primary.isalpha() and len(primary) in (2, 3) else None


def _midnight(day: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(day or "")
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC) if moment.year >= EARLIEST_YEAR else None


def _authors(names: str | None) -> tuple[str, ...]:
    found = [clean(" ".join(name.split()))[:200] for name in (names or "").split(_AUTHOR_SEPARATOR)]
    return tuple(dict.fromkeys(name for name in found if name))
