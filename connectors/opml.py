"""Exchange feed lists with other readers as OPML."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from lxml import etree

from connectors.apis import APIS
from connectors.feedlist import FeedConfig, check_feed, web_address
from schemas.errors import ConfigurationError

NAMESPACE = "urn:watchfloor:opml:1"
"""Our own fields travel as attributes of this namespace; readers that do not know it ignore them."""

_OWN = ("country", "kind", "ownership", "checked", "fetch_pages", "origin", "enabled", "api")
_BOOLEAN = frozenset(("fetch_pages", "enabled"))
_ADDRESS = ("xmlurl", "url")
_HEAD_BYTES = 4096
_ADDRESSES = re.compile(rb"\s*(?:https?|feed):\S+(?:\s+(?:https?|feed):\S+)*\s*\Z")


def export_opml(feeds: Iterable[FeedConfig], title: str = "Watchfloor feeds") -> bytes:
    """Return the feeds as an OPML 2.0 document, in their folders; `read_opml` gives back equal feeds.

    Their order is kept among those of one folder.
    """
    root = etree.Element("opml", version="2.0", nsmap={"watchfloor": NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    folders: dict[tuple[str, ...], etree._Element] = {(): etree.SubElement(root, "body")}
    for feed in feeds:
        etree.SubElement(_folder(folders, feed.folders), "outline", _attributes(feed))
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return document


class FeedList(msgspec.Struct, frozen=True):
    """What an OPML document holds: its feeds, each URL once, and what a person may miss among them.

    `repeated` counts feeds that were listed before. `passed_over` names what looks like a feed, with its address, and
    is none that can be polled. `damage` says where the document is not well formed.
    """

    feeds: tuple[FeedConfig, ...]
    repeated: int = 0
    passed_over: tuple[str, ...] = ()
    damage: str | None = None


def read_opml(document: bytes) -> FeedList:
    """Return the feeds of an OPML document, of all its folders; one without an id gets one from its title.

    Raises ConfigurationError, saying what else it is, when the document holds no feed.
    """
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(document.strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    feeds: dict[str, FeedConfig] = {}
    taken: set[str] = set()
    repeated = 0
    passed_over: list[str] = []
    for outline in () if root is None else root.iter("{*}outline", "{*}Outline", "{*}OUTLINE"):
        feed = _feed(outline, taken)
        if feed is None:
            passed_over += _missed(outline)
        elif feed.url in feeds:
            repeated += 1
        else:
            feeds[feed.url] = feed
            taken.add(feed.id)
    if not feeds:
        raise ConfigurationError(_instead(document))
    return FeedList(tuple(feeds.values()), repeated, tuple(passed_over), _damage(parser))


def _folder(folders: dict[tuple[str, ...], etree._Element], path: tuple[str, ...]) -> etree._Element:
    if path not in folders:
        folders[path] = etree.SubElement(_folder(folders, path[:-1]), "outline", text=path[-1])
    return folders[path]


def _attributes(feed: FeedConfig) -> dict[str, str]:
    attributes = {"type": "rss", "text": feed.outlet or feed.id, "xmlUrl": feed.url}
    attributes[f"{{{NAMESPACE}}}id"] = feed.id
    for name, value in (("title", feed.outlet), ("htmlUrl", feed.page), ("language", feed.language)):
        if value is not None:
            attributes[name] = value
    if feed.refuse:
        attributes[f"{{{NAMESPACE}}}refuse"] = "\n".join(feed.refuse)
    for name in _OWN:
        value = getattr(feed, name)
        if value is not None:
            attributes[f"{{{NAMESPACE}}}{name}"] = str(value).lower() if name in _BOOLEAN else str(value)
    return attributes


def _feed(outline: etree._Element, taken: set[str]) -> FeedConfig | None:
    plain = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
    own = dict(_own(outline))
    url = "" if _is_page(plain) else web_address(_written(plain))
    name = own.get("id") or _free_id(plain.get("title") or plain.get("text") or url, taken)
    fields: dict[str, Any] = {key: own[key] for key in _OWN if key in own}
    fields.update({key: own[key] != "false" for key in _BOOLEAN if key in own})
    fields["refuse"] = tuple(own.get("refuse", "").splitlines())
    if fields.get("origin") not in ("live", "backfill"):
        fields.pop("origin", None)
    if fields.get("api") not in APIS:
        fields.pop("api", None)
    outlet = plain.get("title") or (None if "id" in own else plain.get("text") or None)
    fields.update({key: plain.get(written) or None for key, written in (("language", "language"), ("page", "htmlurl"))})
    try:
        return check_feed(FeedConfig(id=name, url=url, outlet=outlet, folders=_path(outline), **fields))
    except ConfigurationError:
        return None


def _written(plain: Mapping[str, str]) -> str:
    return next((plain[name].strip() for name in _ADDRESS if plain.get(name, "").strip()), "")


def _is_page(plain: Mapping[str, str]) -> bool:
    # OPML 2.0: an outline of these types leads to a page, or to another list.
    return plain.get("type", "").lower() in ("link", "include") and "xmlurl" not in plain


def _missed(outline: etree._Element) -> Iterator[str]:
    plain = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
    is_leaf = len(outline) == 0
    if (address := _written(plain)) or plain.get("type", "").lower() == "rss" or (is_leaf and plain.get("htmlurl")):
        yield f"{plain.get('title') or plain.get('text') or 'without a title'} ({address or 'no address'})"


def _instead(document: bytes) -> str:
    root = re.search(rb"<(?![?!])(?:[\w.-]+:)?([\w-]+)", document[:_HEAD_BYTES])
    name = root[1].decode().lower() if root else ""
    if name in ("rss", "feed", "rdf"):
        return "is a feed, no list of feeds; `watchfloor feeds add` takes its address"
    if name == "opml":
        return "is a list without a feed: no outline has an xmlUrl with a web address"
    if _ADDRESSES.match(document):
        return "is no OPML, but lists addresses; `xargs watchfloor feeds add < FILE` takes them"
    return f"is {'a web page' if name == 'html' else 'no list of feeds'}; OPML has an outline with an xmlUrl for each"


def _damage(parser: etree.XMLParser) -> str | None:
    for error in parser.error_log:
        if error.level >= etree.ErrorLevels.FATAL:
            return f"not well formed at line {error.line}: {error.message}"
    return None


def _path(outline: etree._Element) -> tuple[str, ...]:
    above = [one for one in outline.iterancestors() if str(one.tag).rpartition("}")[2].lower() == "outline"]
    return tuple(name for one in reversed(above) if (name := (one.get("text") or one.get("title") or "").strip()))


def _own(outline: etree._Element) -> Iterator[tuple[str, str]]:
    for name, value in outline.attrib.items():
        if str(name).startswith(f"{{{NAMESPACE}}}"):
            yield str(name).rpartition("}")[2], str(value)


def _free_id(title: str, taken: set[str]) -> str:
    stem = re.sub(r"[^\w]+", "-", title.lower()).strip("-")[:80] or "feed"
    number = 1
    while (name := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return name
