"""Read what a web page says of itself: title, day, authors, language, conditions."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from html import unescape
from typing import Any

import msgspec
from lxml import etree

from connectors.extraction.bylines import names_in
from connectors.extraction.linked_data import linked_article, texts_in
from connectors.extraction.page_dates import dated_in
from schemas.article import Instant
from schemas.language import primary_language
from schemas.text import clean

_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "citation_publication_date",
)
"""Names under which pages give the moment of publication, the surest first."""

_AUTHORS = ("author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "citation_author")
_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "citation_title")
_TAG = re.compile(r"<[^>]{0,2000}>")
_SEPARATOR = re.compile(r"\s+[|–—·•-]\s+|\s*::\s*|\s+»\s+")


class PageFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the head of a page and its linked data (schema.org) say; empty or null where they are silent.

    `published` is UTC; without a zone it is read as UTC. `text` is the article's text as the linked data
    give it. `free` is false where the page says that the text is not for everybody. `reserved` says that
    the publisher forbids keeping or mining the page (`noarchive`, `noai`, TDM reservation).
    """

    title: str = ""
    published: Instant | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    text: str = ""
    free: bool = True
    reserved: bool = False


def page_facts(root: etree._Element) -> PageFacts:
    """Return what a parsed page says of itself; never raises, whatever stands there."""
    metas = _metas(root)
    article = linked_article(root)
    return PageFacts(
        title=_title(root, metas, article),
        published=_first_moment((article.get("datePublished"), *_named(metas, _PUBLISHED), *_times(root))),
        authors=_authors(article, metas),
        language=_language(root, metas, article),
        text=plain(article.get("articleBody")),
        free=str(article.get("isAccessibleForFree", True)).lower() != "false",
        reserved=_is_reserved(metas),
    )


def one_line(text: object) -> str:
    """Return text in one line, clean; empty for what is no text."""
    return clean(" ".join(text.split())) if isinstance(text, str) else ""


def _metas(root: etree._Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        content = one_line(meta.get("content"))
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _named(metas: dict[str, list[str]], names: Iterable[str]) -> Iterator[str]:
    return (value for name in names for value in metas.get(name, ()))


def _title(root: etree._Element, metas: dict[str, list[str]], article: dict[str, Any]) -> str:
    """Return the headline: as the linked data give it, else the one heading, else the title without the outlet."""
    if headline := _plain_line(article.get("headline")):
        return headline
    headings = [text for heading in root.iter("h1") if (text := one_line("".join(heading.itertext())))]
    titles = [*_named(metas, _TITLES), *(one_line("".join(title.itertext())) for title in root.iter("title"))]
    for heading in headings:
        if len(headings) == 1 or any(title.startswith(heading) for title in titles):
            return heading
    return next((_without_outlet(title, metas) for title in titles if title), "")


def _without_outlet(title: str, metas: dict[str, list[str]]) -> str:
    """Return a title without the outlet's name behind it: `Envoys meet - The Strait`."""
    for site in metas.get("og:site_name", ()):
        head = title.removesuffix(site)
        if head != title and (cut := head.rstrip(" |–—·•-:»")):
            return cut
    parts = _SEPARATOR.split(title)
    return parts[0] if len(parts) > 1 and len(parts[0]) > len(title) / 2 else title


def _first_moment(written: Iterable[object]) -> datetime | None:
    return next((moment for one in written if (moment := dated_in(one)) is not None), None)


def _times(root: etree._Element) -> Iterator[object]:
    for time in root.iter("time"):
        marked = time.get("pubdate") is not None or time.get("itemprop") == "datePublished"
        if marked or "published" in (time.get("class") or ""):
            yield time.get("datetime")


def _authors(article: dict[str, Any], metas: dict[str, list[str]]) -> tuple[str, ...]:
    linked = tuple(_names(article.get("author")))
    named = linked or tuple(_named(metas, _AUTHORS))
    return names_in(_plain_line(name) for name in named)


def _names(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        yield from texts_in(name)


def _language(root: etree._Element, metas: dict[str, list[str]], article: dict[str, Any]) -> str | None:
    declared = (root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"))
    tags = (*declared, article.get("inLanguage"), *_named(metas, ("og:locale", "content-language", "language")))
    return primary_language(*tags)


def plain(text: object) -> str:
    """Return text without the markup that some systems leave in their linked data, a paragraph a line."""
    if not isinstance(text, str):
        return ""
    lines = (" ".join(_TAG.sub(" ", line).split()) for line in _unescaped(text).splitlines())
    return clean("\n".join(line for line in lines if line))


def _plain_line(text: object) -> str:
    return one_line(_TAG.sub("", _unescaped(text))) if isinstance(text, str) else ""


def _unescaped(text: str) -> str:
    return unescape(text) if "&" in text else text


def _is_reserved(metas: dict[str, list[str]]) -> bool:
    robots = {word.strip().lower() for value in metas.get("robots", ()) for word in value.split(",")}
    return bool(robots & {"noarchive", "noai"}) or "1" in metas.get("tdm-reservation", ())
