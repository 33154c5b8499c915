"""Read well-formed feeds of the usual shape with lxml, several times as fast as feedparser.

What is unusual in a way that feedparser has an opinion on is left to it: `parse` returns None, never a guess.
"""

import html
import re

from lxml import etree

from connectors.entries import Entry, ParsedFeed
from connectors.fast_atom import parse_atom
from connectors.feed_elements import (
    ATOM,
    CONTENT,
    DC,
    DCTERMS,
    XML,
    Raw,
    Unusual,
    authors_of,
    enclosure_of,
    moment_at,
    pass_by,
    text_of,
    value_of,
)
from connectors.loose import absolute, looks_like_html
from connectors.markup import on_one_line, plain_text
from schemas.text import clean

_RSS_VERSIONS = {"2.0": "rss20", "0.91": "rss091u", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}

_DECLARED = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]+)[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.-]+)", re.IGNORECASE)
_UNUSUAL = re.compile(rb"<!(?!--|\[CDATA\[)|xml:base|\slang=")

_READ = frozenset(("title", "link", "description", "guid", "pubDate", "author", "enclosure"))
_PASSED_BY = frozenset(("category", "comments", "source", "rights", "contributor"))
"""Elements of the formats that say nothing of what an entry holds."""


def parse(body: bytes, base_url: str | None, content_type: str | None) -> ParsedFeed | None:
    """Return what a feed says, the same as `loose.parse` finds in it; None when that is to be asked.

    Nothing outside the document is read, and no entity is expanded: a document that declares one is
    unusual. The caller has refused tags without end (`markup.has_monstrous_tag`).
    """
    if not _is_utf8(body, content_type) or _UNUSUAL.search(body) is not None or body.count(b"xml:lang") > 1:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return _parsed(etree.fromstring(body.strip(), parser), base_url)
    except (etree.XMLSyntaxError, ValueError, Unusual):
        return None


def _is_utf8(body: bytes, content_type: str | None) -> bool:
    """Whether neither declaration nor header says anything else."""
    declared = _DECLARED.match(body[:512])
    told = {declared.group(1).decode().lower()} if declared else set()
    charset = _CHARSET.search(content_type or "")
    if charset:
        told.add(charset.group(1).lower())
    return told <= {"utf-8", "utf8"}


def _parsed(root: etree._Element, base_url: str | None) -> ParsedFeed:
    if root.xpath("boolean(*/descendant-or-self::*/@xml:lang)"):
        raise Unusual
    form = _RSS_VERSIONS.get(root.get("version", "")) if root.tag == "rss" else None
    if form is not None and root.get(f"{XML}lang") is None and [child.tag for child in root] == ["channel"]:
        return _rss(root[0], form, base_url)
    if root.tag == f"{ATOM}feed":
        return parse_atom(root, base_url)
    raise Unusual


def _rss(channel: etree._Element, form: str, base_url: str | None) -> ParsedFeed:
    items = channel.findall("item")
    if not items or any(str(child.tag).startswith((DC, DCTERMS)) for child in channel):
        raise Unusual
    if any(len(channel.findall(name)) > 1 for name in ("title", "link", "language", "pubDate", "lastBuildDate")):
        raise Unusual
    link = text_of(channel.find("link"))
    base = base_url or link
    updated = moment_at(text_of(channel.find("lastBuildDate"))) or moment_at(text_of(channel.find("pubDate")))
    return ParsedFeed(
        title=_title(text_of(channel.find("title"))),
        link=absolute(base, link),
        language=text_of(channel.find("language")) or None,
        updated=updated,
        format=form,
        entries=tuple(_item(_gathered(item), base) for item in items),
        parser="fast",
    )


def _gathered(item: etree._Element) -> Raw:
    """Sort the children of an RSS item; raise for what feedparser reads and this module does not."""
    raw = Raw({}, [], [], [])
    for child in item:
        tag = str(child.tag)
        if tag.startswith("{"):
            _foreign_child(raw, tag, child)
            continue
        if tag in _PASSED_BY and not len(child):
            continue
        if tag not in _READ:
            pass_by(child, "title" in raw.one)
            continue
        if len(child):
            raise Unusual
        if tag == "enclosure":
            raw.enclosures.append(child)
        elif tag == "author":
            raw.authors.append(child)
        elif tag in raw.one:
            raise Unusual
        else:
            raw.one[tag] = child
    if len(raw.authors) > 1:
        raise Unusual
    return raw


def _foreign_child(raw: Raw, tag: str, child: etree._Element) -> None:
    if tag in (f"{CONTENT}encoded", f"{DC}date"):
        if tag in raw.one or len(child):
            raise Unusual
        raw.one[tag] = child
    elif tag == f"{DC}creator":
        raw.authors.append(child)
    elif tag == f"{ATOM}link":
        if child.get("rel", "alternate") in ("alternate", "enclosure"):
            raise Unusual
    else:
        pass_by(child, "title" in raw.one)


def _item(raw: Raw, base: str) -> Entry:
    one = raw.one
    guid = one.get("guid")
    identity = text_of(guid)
    link = text_of(one.get("link"))
    if not link and guid is not None and guid.get("isPermaLink", "true") == "true":
        link = identity
    content = plain_text(value_of(one.get(f"{CONTENT}encoded")))
    summary = plain_text(value_of(one.get("description")))
    dated = moment_at(text_of(one.get("pubDate")))
    dublin = moment_at(text_of(one.get(f"{DC}date")))
    if "pubDate" not in one:
        dated = dublin
    return Entry(
        id=identity or None,
        link=absolute(base, link),
        title=_title(value_of(one.get("title"))),
        summary="" if summary == content else summary,
        content=content,
        published=dated,
        updated=dublin,
        authors=authors_of(text_of(author) for author in raw.authors),
        enclosures=tuple(enclosure_of(one, base, "url") for one in raw.enclosures),
    )


def _title(value: str) -> str:
    """Read an RSS title, of which nobody says whether it is markup."""
    is_markup = "<" in value and looks_like_html(value)
    return on_one_line(plain_text(value) if is_markup else clean(html.unescape(value)))
