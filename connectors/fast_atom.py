"""Read well-formed Atom feeds of the usual shape with lxml."""

from lxml import etree

from connectors.entries import Entry, ParsedFeed
from connectors.feed_elements import (
    ATOM,
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
from connectors.loose import absolute
from connectors.markup import on_one_line, plain_text
from schemas.text import clean

_READ = frozenset(("title", "summary", "content", "id", "published", "updated"))


def parse_atom(root: etree._Element, base_url: str | None) -> ParsedFeed:
    """Return what an Atom feed says; raises Unusual for what feedparser reads in its own way."""
    entries = root.findall(f"{ATOM}entry")
    link = _alternate(root.findall(f"{ATOM}link"))
    base = base_url or link
    language = root.get(f"{XML}lang") or None
    return ParsedFeed(
        title=_atom_line(root.find(f"{ATOM}title")),
        link=absolute(base, link),
        language=language.replace("_", "-") if language else None,
        updated=moment_at(text_of(root.find(f"{ATOM}updated"))),
        format="atom10",
        entries=tuple(_atom_entry(entry, base, language) for entry in entries),
        parser="fast",
    )


def _atom_entry(entry: etree._Element, base: str, language: str | None) -> Entry:
    raw = Raw({}, [], [], [])
    for child in entry:
        tag = str(child.tag)
        name = tag.removeprefix(ATOM)
        if tag == name:
            pass_by(child, "title" in raw.one)
        elif name == "link":
            (raw.enclosures if child.get("rel") == "enclosure" else raw.links).append(child)
        elif name == "author":
            raw.authors.append(child)
        elif name in _READ and name not in raw.one and not len(child) and child.get("src") is None:
            raw.one[name] = child
        elif name not in ("category", "rights"):
            raise Unusual
    one = raw.one
    content, summary = _atom_text(one.get("content")), _atom_text(one.get("summary"))
    return Entry(
        id=text_of(one.get("id")) or None,
        link=absolute(base, _alternate(raw.links)),
        title=_atom_line(one.get("title")),
        summary="" if summary == content else summary,
        content=content,
        published=moment_at(text_of(one.get("published"))),
        updated=moment_at(text_of(one.get("updated"))),
        authors=authors_of(text_of(author.find(f"{ATOM}name")) for author in raw.authors),
        language=language,
        enclosures=tuple(enclosure_of(one, base, "href") for one in raw.enclosures),
    )


def _alternate(links: list[etree._Element]) -> str:
    pages = [
        (link.get("href") or "").strip()
        for link in links
        if link.get("rel", "alternate") == "alternate" and link.get("type", "text/html") == "text/html"
    ]
    if len(pages) != 1 or not pages[0] or any(not link.get("href") for link in links):
        raise Unusual
    return clean(pages[0])


def _atom_line(element: etree._Element | None) -> str:
    return on_one_line(_atom_text(element))


def _atom_text(element: etree._Element | None) -> str:
    if element is None:
        return ""
    kind, value = element.get("type", "text"), value_of(element)
    if kind in ("html", "text/html"):
        return plain_text(value)
    if kind in ("text", "text/plain") and "<" not in value:
        return clean(value).strip()
    raise Unusual
