"""Read news sitemaps (https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap)."""

import re
from collections.abc import Iterator

from lxml import etree

from connectors.parsing.dates import moment_in, read_date
from connectors.parsing.entries import MAX_ENTRIES, Entry, ParsedFeed
from connectors.parsing.excess import EXCESSIVE
from connectors.parsing.loose import absolute
from connectors.parsing.markup import on_one_line, plain_text
from schemas.errors import FeedError
from schemas.text import clean

_FIRST_BYTES = 16 * 1024
_ROOT = re.compile(
    rb"\A(?:\xef\xbb\xbf)?(?:\s|<\?[^>]*>|<!--.*?-->)*<(?:[\w.-]+:)?(urlset|sitemapindex)[\s>]", re.DOTALL
)
_NAMED_CHILDREN = 5


def is_sitemap(body: bytes) -> bool:
    """Whether the first element of a document is that of a sitemap or of an index of sitemaps."""
    return _ROOT.match(body[:_FIRST_BYTES].replace(b"\0", b"").lstrip(b"\xff\xfe")) is not None


def parse(body: bytes, base_url: str | None) -> ParsedFeed:
    """Return the news that a sitemap lists; pages in it that are no news are left out.

    Raises FeedError `not_a_feed` for an index of sitemaps, naming some of them, and for a sitemap without
    news; `parse` for what cannot be read at all.
    """
    root, warnings = _tree(body)
    if _name(root) == "sitemapindex":
        raise FeedError("not_a_feed", _index_said(root, base_url))
    pages = root[:EXCESSIVE]
    news = [(page, item) for page in pages if (item := _child(page, "news")) is not None]
    entries = tuple(_entry(page, item, base_url or "") for page, item in news[:MAX_ENTRIES])
    if not entries:
        raise FeedError(
            "not_a_feed", f"the document is a sitemap of {len(pages)} pages, none of them news (`news:news`)"
        )
    if len(news) < len(pages):
        warnings += (f"{len(pages) - len(news)} pages are no news and left out",)
    publication = next((one for _, item in news if (one := _child(item, "publication")) is not None), None)
    return ParsedFeed(
        title=on_one_line(_text(publication, "name")),
        link=None,
        language=_text(publication, "language") or None,
        format="sitemap",
        entries=entries,
        parser="sitemap",
        warnings=warnings,
        cut=max(0, len(news) - MAX_ENTRIES + len(root) - len(pages)),
    )


def _tree(body: bytes) -> tuple[etree._Element, tuple[str, ...]]:
    body = body.strip() if body[:2] not in (b"\xff\xfe", b"\xfe\xff") else body
    options = {"resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True}
    try:
        return etree.fromstring(body, etree.XMLParser(**options)), ()
    except etree.XMLSyntaxError as error:
        told = clean(str(error.msg))[:200]
    root = etree.fromstring(body, etree.XMLParser(recover=True, **options))
    if root is None:
        raise FeedError("parse", f"the sitemap cannot be read: {told}")
    return root, (f"not well formed: {told}",)


def _index_said(root: etree._Element, base_url: str | None) -> str:
    places = [place for child in root if (place := absolute(base_url or "", _text(child, "loc")))]
    # Those for news are what a person looks for; in an index of thousands they stand anywhere.
    places.sort(key=_is_other)
    shown = ", ".join(places[:_NAMED_CHILDREN]) or "none"
    more = f" and {len(places) - _NAMED_CHILDREN} more" if len(places) > _NAMED_CHILDREN else ""
    return f"the document is an index of sitemaps, no feed; name one of its sitemaps instead: {shown}{more}"


def _is_other(place: str) -> bool:
    return "news" not in place.lower()


def _entry(page: etree._Element, news: etree._Element, base: str) -> Entry:
    written = _text(news, "publication_date")
    published = read_date(written)
    return Entry(
        link=absolute(base, _text(page, "loc")),
        title=on_one_line(plain_text(_text(news, "title"))),
        published=published.instant if published else None,
        published_raw=written or None,
        published_confidence=published.confidence if published else None,
        updated=moment_in(_text(page, "lastmod")),
        language=_text(_child(news, "publication"), "language") or None,
    )


def _child(parent: etree._Element, name: str) -> etree._Element | None:
    return next(_named(parent, name), None)


def _named(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in parent if _name(child) == name)


def _text(parent: etree._Element | None, name: str) -> str:
    child = _child(parent, name) if parent is not None else None
    return clean("".join(child.itertext())).strip() if child is not None else ""


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()
