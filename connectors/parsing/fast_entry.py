"""Read the elements of an entry into a draft, each by the rule that feedparser has for its name."""

import re
from collections.abc import Callable

from lxml import etree

from connectors.parsing.draft import Draft
from connectors.parsing.feed_elements import Place, Unusual, Vocabulary, address_in, attributes_of, stored
from connectors.parsing.feedparser_rules import HTML_TYPES, joined, kind_of, minds_the_end
from connectors.parsing.loose import FULL_TEXTS

_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_LOST_SEMICOLON = re.compile("&([A-Za-z0-9_]+);")
_PICTURE_PARTS = frozenset(("url", "width", "height", "link"))
_ABOUT_OTHERS = frozenset(("name", "email", "uri", "url", "homepage", "itunes_name", "itunes_email"))
_NEVER_INSIDE = frozenset(("item", "entry", "channel", "feed", "rss", "textinput", "authors", "links"))


def read_entry(element: etree._Element, words: Vocabulary, place: Place, *, has_content: bool = False) -> Draft:
    """Return what an entry says; raises Unusual for what only feedparser knows how to read.

    `has_content` says that a description in it is no content, however many there are.
    """
    draft = Draft(words, has_content=has_content)
    if element.attrib:
        if element.get("href") or element.get("lastmod"):
            raise Unusual
        draft.id = element.get(_ABOUT, "")
    _read_children(draft, element, place)
    return draft


def read_one(draft: Draft, key: str, element: etree._Element, place: Place) -> None:
    """Take in one element whose name has a rule."""
    _READERS[key](draft, element, place)


def _read_children(draft: Draft, parent: etree._Element, place: Place) -> None:
    words, here = draft.words, place.deeper()
    known, has_places = words.keys, words.has_places
    for child in parent:
        key = known.get(child.tag) or words.key(child)
        reader = _READERS.get(key)
        if reader is not None:
            reader(draft, child, words.place(child, here) if has_places else here)
        elif key in _NEVER_INSIDE:
            raise Unusual
        elif len(child):
            _read_children(draft, child, words.place(child, here))


def _read_title(draft: Draft, element: etree._Element, place: Place) -> None:
    draft.take_title(draft.words.text(element, place, "text/plain"), place.depth)


def _read_media_title(draft: Draft, element: etree._Element, place: Place) -> None:
    before = draft.titled_at
    _read_title(draft, element, place)
    draft.titled_at = before


def _read_link(draft: Draft, element: etree._Element, place: Place) -> None:
    (_take_address if element.attrib else _take_line)(draft, element, place)


def _take_address(draft: Draft, element: etree._Element, place: Place) -> None:
    said = attributes_of(element)
    href = address_in(said)
    # An address that is none of the web gives way to one of the web in the text, which feedparser overlooks.
    if "href" in said or (href and (href.startswith("http") or not draft.words.line(element).startswith("http"))):
        _take_relation(draft, said, href, place)
        if len(element):
            _read_children(draft, element, place)
    elif said.get("rel") == "enclosure":
        raise Unusual
    else:
        _take_line(draft, element, place)


def _take_line(draft: Draft, element: etree._Element, place: Place) -> None:
    written = draft.words.line(element)
    link = joined(place.base, written).replace("&amp;", "&") if written else ""
    draft.link = _LOST_SEMICOLON.sub(r"&\g<1>", link) if "&" in link else link


def _take_relation(draft: Draft, said: dict[str, str], href: str, place: Place) -> None:
    relation, kind = said.get("rel", "alternate"), said.get("type", "text/html")
    if relation == "alternate" and kind_of(kind) in HTML_TYPES:
        draft.link = joined(place.base, href)
    elif relation == "enclosure":
        draft.enclosures.append((joined(place.base, href), kind, said.get("length", "")))


def _read_id(draft: Draft, element: etree._Element, place: Place) -> None:
    is_link = not element.attrib or attributes_of(element).get("ispermalink", "true") == "true"
    written = (element.text or "").strip()
    if len(element):
        raise Unusual
    identity = draft.words.mended(joined(place.base, written) if is_link and written else written)
    if draft.is_kept("id", place.depth):
        draft.id = identity
    if is_link and draft.link is None:
        draft.link = identity


def _read_description(draft: Draft, element: etree._Element, place: Place) -> None:
    _read_summary(draft, element, place, "text/html")


def _read_plain_summary(draft: Draft, element: etree._Element, place: Place) -> None:
    _read_summary(draft, element, place, "text/plain")


def _read_summary(draft: Draft, element: etree._Element, place: Place, kind: str) -> None:
    if draft.has_summary():
        _read_content(draft, element, place)
    else:
        draft.take_summary(draft.words.text(element, place, kind), place.depth)


def _read_abstract(draft: Draft, element: etree._Element, place: Place) -> None:
    draft.take_summary(draft.words.text(element, place, "text/plain"), place.depth)


def _read_content(draft: Draft, element: etree._Element, place: Place) -> None:
    draft.take_content(draft.words.text(element, place, "text/plain"))


def _read_encoded_content(draft: Draft, element: etree._Element, place: Place) -> None:
    draft.take_content(draft.words.text(element, place, "text/html"))


def _read_full_text(draft: Draft, element: etree._Element, place: Place) -> None:
    if len(element):
        _read_children(draft, element, place)
    elif not element.attrib:
        draft.full_texts.append(draft.words.mended((element.text or "").strip()))


def _read_body(draft: Draft, element: etree._Element, place: Place) -> None:
    draft.take_content(draft.words.text(element, place, "application/xhtml+xml"), is_announced=False)


def _read_published(draft: Draft, element: etree._Element, place: Place) -> None:
    written = _date(draft, element, place)
    if draft.is_kept("published", place.depth):
        draft.published = written


def _read_updated(draft: Draft, element: etree._Element, place: Place) -> None:
    written = _date(draft, element, place)
    if draft.is_kept("updated", place.depth):
        draft.updated = written


def _read_bare_date(draft: Draft, element: etree._Element, place: Place) -> None:
    if element.attrib:
        raise Unusual
    _read_updated(draft, element, place)


def _date(draft: Draft, element: etree._Element, place: Place) -> str:
    if place.depth > 1:
        raise Unusual
    return stored(draft.words.line(element))


def _read_author(draft: Draft, element: etree._Element, _: Place) -> None:
    draft.authors.add(element, draft.words)


def _read_language(draft: Draft, element: etree._Element, place: Place) -> None:
    if draft.is_kept("language", place.depth):
        draft.language = draft.words.line(element)


def _read_enclosure(draft: Draft, element: etree._Element, _: Place) -> None:
    if len(element):
        raise Unusual
    said = attributes_of(element)
    draft.enclosures.append((address_in(said), said.get("type", ""), said.get("length", "")))


def _read_source(draft: Draft, element: etree._Element, place: Place) -> None:
    """Leave out where the entry was taken from; a title in there lets another title of the entry count."""
    titles = [child for child in element if draft.words.key(child) == "title" and (len(child) or child.text)]
    draft.titled_at = place.depth + 1 + draft.words.drift if titles else -1


def _read_picture(draft: Draft, element: etree._Element, place: Place) -> None:
    """Take in a picture's title, which stands in for a missing one; its link is no link of the entry."""
    draft.titled_at = -1
    is_within = True
    for child in element:
        key = draft.words.key(child)
        if key == "title":
            _read_title(draft, child, draft.words.place(child, place.deeper()))
        elif len(child) or key in _NEVER_INSIDE or _is_read_there(key, child, is_within):
            raise Unusual
        # feedparser takes a picture to end where it holds something that no picture has.
        is_within = is_within and (key == "title" or key in _PICTURE_PARTS or "_" in key)


def _is_read_there(key: str, part: etree._Element, is_within: bool) -> bool:
    """Whether a part of a picture says something of the entry."""
    return key in _READERS and not (key == "link" and is_within and not part.attrib)


def _pass_over(draft: Draft, element: etree._Element, _: Place) -> None:
    """Leave out text that is about something else than the entry."""
    for one in element.iterdescendants():
        key = draft.words.key(one)
        if minds_the_end(key) and key not in _ABOUT_OTHERS:
            raise Unusual


_READERS: dict[str, Callable[[Draft, etree._Element, Place], None]] = {
    **dict.fromkeys(("title", "dc_title"), _read_title),
    "media_title": _read_media_title,
    "link": _read_link,
    **dict.fromkeys(("guid", "id"), _read_id),
    **dict.fromkeys(("description", "dc_description", "media_description"), _read_description),
    **dict.fromkeys(("summary", "itunes_summary"), _read_plain_summary),
    "abstract": _read_abstract,
    "content": _read_content,
    **dict.fromkeys(("content_encoded", "fullitem"), _read_encoded_content),
    **dict.fromkeys(("body", "xhtml_body"), _read_body),
    **dict.fromkeys(FULL_TEXTS, _read_full_text),
    **dict.fromkeys(("published", "issued", "pubdate", "dcterms_issued"), _read_published),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"), _read_updated),
    "date": _read_bare_date,
    **dict.fromkeys(("author", "managingeditor", "dc_author", "dc_creator", "itunes_author"), _read_author),
    **dict.fromkeys(("language", "dc_language"), _read_language),
    "enclosure": _read_enclosure,
    "source": _read_source,
    "image": _read_picture,
    **dict.fromkeys(("subtitle", "tagline", "itunes_subtitle", "info", "feedburner_browserfriendly"), _pass_over),
    **dict.fromkeys(("rights", "copyright", "dc_rights"), _pass_over),
    **dict.fromkeys(("contributor", "dc_contributor", "itunes_owner"), _pass_over),
}
