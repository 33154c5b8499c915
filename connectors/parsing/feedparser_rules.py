"""Ask feedparser: the one file that knows it."""

import io
import re
import warnings
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import feedparser
from feedparser.datetimes import _date_handlers, _parse_date, _parse_date_iso8601
from feedparser.encodings import convert_to_utf8
from feedparser.html import _cp1252
from feedparser.mixin import _FeedParserMixin
from feedparser.sanitizer import replace_doctype
from feedparser.urls import _urljoin, make_safe_absolute_uri

HTML_TYPES = frozenset(_FeedParserMixin.html_types)

_SPACES = {space.lower(): prefix.lower() for space, prefix in _FeedParserMixin.namespaces.items()}
_ANY_USERLAND = "backend.userland.com/rss"
_FORMS = {"http://purl.org/rss/1.0/": "rss10", "http://www.w3.org/2005/atom": "atom10"}
_C1 = re.compile("[\x80-\x9f]")
_TWICE_ENCODED = (
    (b"\xc2", re.compile(rb"\xc2[\x80-\x9f]")),
    (b"\xc2", re.compile(rb"\xc3[\x82-\xb4]\xc2")),
    (b"#", re.compile(rb"&#(?:0*(?:1[2-9]\d|2[0-4]\d)|[xX]0*[89a-fA-F][\da-fA-F]);")),
)
"""A byte that must be there at all, and what it must be part of; an expression that begins with `|` is five times as
slow."""
_WHOLE_ISO = re.compile(r"(?:\d\d)?\d\d-?(?:\d\d-?\d\d|\d{3})(?:T?\d\d:\d\d|\Z)")
_ADDRESS = re.compile(r"[^\s@()<>,;]+@[\w-]+(?:\.[\w-]+)+")
_DOUBTFUL_SLASHES = ":///"
WHOLE_LINK = re.compile(r"https?://[a-z0-9.-]+/[^?#;\s]*(?:\?[^#\s]+)?\Z")
"""What `urljoin` leaves as it is: most links."""


def everything_in(body: bytes, content_type: str | None) -> Mapping[str, Any]:
    """Return what feedparser finds in a document; raises whatever breaks in it."""
    headers = {"content-type": content_type} if content_type else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        # A stream, because feedparser opens a file of the name that a str or bytes happens to spell.
        found: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(body), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
        )
    return found


def as_utf8(body: bytes, content_type: str | None) -> tuple[bytes, str]:
    """Return a document in UTF-8, declared as such, and what was wrong with its encoding, empty if nothing.

    Raises ValueError when no encoding fits it.
    """
    result: dict[str, Any] = {}
    found: bytes = convert_to_utf8({"content-type": content_type} if content_type else {}, body, result)
    if not result["encoding"]:
        raise ValueError("no encoding fits the document")
    error = result.get("bozo_exception")
    return found, "" if error is None or type(error).__name__ == "NonXMLContentType" else said(error)


def without_doctype(document: bytes) -> tuple[bytes, str]:
    """Return a UTF-8 document without its document type, and the format that this type means, mostly none."""
    form, rest, _ = replace_doctype(document)
    return rest, form or ""


def said(error: object) -> str:
    """Return what feedparser says of a document that is not well formed."""
    return f"not well formed: {type(error).__name__}: {error}"[:500]


def date_in(written: str) -> Any:
    """Return the time tuple, in UTC, that feedparser reads in a date; None when it reads none.

    What its ISO 8601 rule takes from the clock, because the text does not say it, is no date.
    """
    if _WHOLE_ISO.match(written):
        return _parse_date(written)
    for handler in _date_handlers:
        with suppress(KeyError, OverflowError, ValueError, AttributeError):
            found = None if handler is _parse_date_iso8601 else handler(written)
            if found:
                return found
    return None


def looks_like_html(text: str) -> bool:
    """Whether feedparser takes text, of which nobody says what it is, for markup."""
    return ("&" in text or "</" in text) and bool(_FeedParserMixin.looks_like_html(text))


def form_of_namespaces(namespaces: Mapping[str | None, str]) -> str:
    """Return the format that the first telling namespace of a root element means; empty when none tells."""
    for prefix, space in namespaces.items():
        lowered = space.lower()
        if prefix is None and lowered == "http://my.netscape.com/rdf/simple/0.9/":
            return "rss090"
        if lowered in _FORMS:
            return _FORMS[lowered]
    return ""


def key_of(tag: str, prefix: str | None) -> str:
    """Return the name by which feedparser has a rule for an element `{namespace}name`, such as `dc_creator`."""
    space, _, name = tag.rpartition("}")
    space = space.removeprefix("{").lower()
    known = "" if _ANY_USERLAND in space else _SPACES.get(space, prefix or "")
    return f"{known}_{name}".lower() if known else name.lower()


@lru_cache(maxsize=4096)
def minds_the_end(key: str) -> bool:
    """Whether feedparser does something at the end of an element, also when it stands within markup."""
    return hasattr(_FeedParserMixin, f"_end_{key}")


@lru_cache(maxsize=256)
def kind_of(written: str) -> str:
    """Return the media type that a `type` attribute means."""
    return str(_FeedParserMixin.map_content_type(written))


def joined(base: str, link: str) -> str:
    """Return a link against the xml:base it stands under, if any."""
    # Under a base that is broken even a whole link is lost.
    is_kept = WHOLE_LINK.match(link) and WHOLE_LINK.match(base) if base else _DOUBTFUL_SLASHES not in link
    return link if is_kept else str(_urljoin(base, link))


def base_within(base: str, written: str) -> str:
    """Return the xml:base of an element that says `written` under another base."""
    if base:
        return str(make_safe_absolute_uri(base, written) or base)
    return str(_urljoin(base, written))


def needs_mending(document: bytes) -> bool:
    """Whether a document in UTF-8 may hold text that `mended` changes."""
    return any(part in document and sign.search(document) for part, sign in _TWICE_ENCODED)


def mended(text: str) -> str:
    """Return text that was encoded twice as it was meant, and Windows' quotation marks as such."""
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("iso-8859-1").decode("utf-8")
    return text.translate(_cp1252) if _C1.search(text) else text


@lru_cache(maxsize=4096)
def name_in(author: str) -> str:
    """Return the name in an author line that may hold an e-mail address; empty when it holds nothing else."""
    if "@" not in author:
        return author
    # feedparser takes the end of a domain with a long last part for the beginning of a name.
    author = _ADDRESS.sub("a@b.cd", author)
    context: dict[str, Any] = {"author": author, "authors": [{}]}
    _FeedParserMixin._sync_author_detail(SimpleNamespace(_get_context=lambda: context))
    return str(context["authors"][-1].get("name", ""))
