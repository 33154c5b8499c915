"""Say what a document is that is no feed."""

import re
from collections.abc import Sequence
from urllib.parse import urljoin

from lxml import etree

from connectors.parsing.markup import MAX_TAG_CHARACTERS
from connectors.parsing.walls import wall_in
from schemas.text import clean

HEAD_BYTES = 256 * 1024
_SEARCHED_BYTES = 8 * HEAD_BYTES
_OPENING = re.compile(rb"<[A-Za-z/?!]")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_PAGE = re.compile(rb"<!doctype\s+html(?![^>]*rss)|<html[\s>]", re.IGNORECASE)
_OPML = re.compile(rb"<opml[\s>]", re.IGNORECASE)
_WEB_ADDRESS = re.compile(r"https?://[^/?#\[\]]+", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<!\S)https?://\S+", re.IGNORECASE)
MAX_TITLE = 100
TOLD_CHARACTERS = 400
"""So long may the addresses be that are told of a page: what is kept of an error has its bounds, and half an address
leads nowhere."""

_MAY_BE_A_FEED = re.compile(r"(?:^|[/.=])(?:rss|atom|feeds?)\d*(?:$|[/.?&])", re.IGNORECASE)
"""How addresses of feeds look that a page links to without saying what they are: /feed/, /rss.xml, ?format=atom."""

_NAMES = "the document is an HTML page; it names "
ROBOT_TEST = "a test for robots stands in the feed's place"
"""Begins what is said of a page that keeps programs out."""

_SPACE = re.compile(r"\s")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "gzip data within gzip data, or damaged"),
    (b"PK\x03\x04", "a zip archive"),
)


def what_it_is(document: bytes, base_url: str | None) -> str:
    """Return a few words that tell a person what came in a feed's place."""
    head = document[:HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return "the document is empty"
    if (name := file_kind(document)) is not None:
        return f"the document is {name}, no feed"
    if _OPML.search(head[:4096]):
        return "the document is a list of feeds (OPML), no feed; `watchfloor feeds import` takes it"
    if _HTML.search(head[:4096]):
        return _page_words(document, base_url)
    root = re.search(rb"<([A-Za-z_][\w:.-]*)", head)
    if root is not None:
        return f"the document is XML or HTML that begins with <{root[1].decode('ascii', 'replace')}>, no feed"
    return f"the document is text without markup, no feed: {head[:60].decode('utf-8', 'replace')!r}"


def file_kind(document: bytes) -> str | None:
    """Return what a document is whose first bytes give it away as no text at all, None for any other."""
    head = document[:HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    return next((name for signature, name in _SIGNATURES if head.startswith(signature)), None)


def is_page(document: bytes) -> bool:
    """Say whether a document declares itself an HTML page in its first tag."""
    head = _COMMENT.sub(b"", document[:4096]).lstrip(b"\xef\xbb\xbf \t\r\n")
    return _PAGE.match(head) is not None


def named_feeds(words: str) -> tuple[str, ...]:
    """Return the web addresses of feeds that a page advertises, out of what `what_it_is` said of it."""
    return tuple(_ADDRESS.findall(words)) if words.startswith(_NAMES) else ()


def _page_words(page: bytes, base_url: str | None) -> str:
    root = _tree(page)
    if root is None:
        return "the document is an HTML page that names no feed"
    feeds, title = _feeds_in(root, base_url), _words(root.findtext(".//title") or "")[:MAX_TITLE]
    if told := _told(feeds):
        return f"{_NAMES}{'this feed' if len(told) == 1 else 'these feeds'}: {' and '.join(told)}"
    etree.strip_elements(root, "script", "style", "title", with_tail=False)
    if wall_in(title, _words(" ".join(root.itertext()))) == "check":
        return f"{ROBOT_TEST}: {title!r}"
    found = f"the document is an HTML page{f', {title!r},' if title else ''} that names no feed"
    linked = _told(_linked(root, base_url))
    return f"{found}; it links to what may be one: {' and '.join(linked)}" if linked else found


def _told(feeds: Sequence[str]) -> list[str]:
    room = TOLD_CHARACTERS
    told = []
    for feed in feeds:
        room -= len(feed) + len(" and ")
        if room < 0:
            break
        told.append(feed)
    return told


def _tree(page: bytes) -> etree._Element | None:
    head = b">".join(map(_without_monster, page[:_SEARCHED_BYTES].split(b">")))[:HEAD_BYTES]
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root: etree._Element | None = etree.fromstring(head, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def _feeds_in(root: etree._Element, url: str | None) -> tuple[str, ...]:
    base_url = _base(root, url)
    found = [link.get("href") for link in root.iter("link") if (link.get("type") or "").strip().lower() in _FEED_TYPES]
    return tuple(dict.fromkeys(_joined(base_url, href.strip()) for href in found if href and href.strip()))


def _linked(root: etree._Element, url: str | None) -> tuple[str, ...]:
    """Return the addresses on a page's own host that look as those of feeds do, from its links for readers."""
    base_url = _base(root, url)
    if (own := _WEB_ADDRESS.match(base_url or "")) is None:
        return ()
    found = (_joined(base_url, link.get("href", "").partition("#")[0].strip()) for link in root.iter("a"))
    places = {address: _place(address, own[0]) for address in found if address != base_url}
    return tuple(address for address, place in places.items() if _MAY_BE_A_FEED.search(place))


def _place(address: str, host: str) -> str:
    """Return what stands behind the host in an address, "" where it is another host."""
    return address[len(host) :] if address.startswith((f"{host}/", f"{host}?")) else ""


def _words(text: str) -> str:
    return " ".join(clean(text).split())


def _without_monster(piece: bytes) -> bytes:
    """Leave a tag that no HTML parser may see, such as an icon written into it, out of what stands before a `>`."""
    openings = [opening.start() for opening in _OPENING.finditer(piece)] if len(piece) > MAX_TAG_CHARACTERS else []
    if not openings or len(piece) - openings[0] <= MAX_TAG_CHARACTERS:
        return piece
    # The last one may be a tag of its own: in a script, `a<b` looks like the first.
    last = piece[openings[-1] :]
    return piece[: openings[0]] + (last if len(last) <= MAX_TAG_CHARACTERS else b"")


def _base(root: etree._Element, url: str | None) -> str | None:
    """Return what links of a page are relative to: the first `<base href>`, unless it is no web address."""
    for base in root.iter("base"):
        if (href := base.get("href")) is not None:
            place = _joined(url, href.strip())
            return place if _WEB_ADDRESS.match(place) else url
    return url


def _joined(base_url: str | None, href: str) -> str:
    try:
        joined = urljoin(base_url or "", href)
    except ValueError:
        return href
    return _SPACE.sub("%20", joined)
