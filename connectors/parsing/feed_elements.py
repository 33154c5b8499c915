"""Read the elements of a well-formed feed by feedparser's rules."""

from functools import cached_property
from html import escape

import msgspec
from lxml import etree
from msgspec.structs import replace

from connectors.parsing.feedparser_rules import (
    base_within,
    key_of,
    kind_of,
    looks_like_html,
    mended,
    minds_the_end,
    needs_mending,
)
from schemas.text import clean

_XML = "{http://www.w3.org/XML/1998/namespace}"
_VOID = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))
_PLACED = etree.XPath("@xml:base or @base or @xml:lang or @lang")
_PLACED_BELOW = etree.XPath(_PLACED.path.replace("@", "descendant::*/@"))
_BASED_BELOW = etree.XPath("not(@xml:base or @base) and (descendant::*/@xml:base or descendant::*/@base)")
_DIVISIONS = frozenset(("div", "xhtml_div"))
_LOWER_VALUES = ("rel", "type")
XHTML = "application/xhtml+xml"
MAX_DEPTH = 100
"""Levels of elements that are followed; deeper ones are no feed's."""


class Unusual(Exception):
    """The document has something that only feedparser knows how to read."""


class Place(msgspec.Struct, frozen=True, gc=False):
    """Where an element stands: its depth below its entry, xml:base and xml:lang there."""

    depth: int = 0
    base: str = ""
    language: str | None = None

    def inside(self, element: etree._Element) -> "Place":
        """Return the place of an element that stands here: what it says of base and language holds in it."""
        attributes = element.attrib
        if not attributes:
            return self
        base = _base_of(element)
        language = attributes.get(f"{_XML}lang", attributes.get("lang", self.language))
        return replace(self, base=base_within(self.base, base) if base else self.base, language=language or None)

    def deeper(self) -> "Place":
        """Return the place of the children of an element that stands here."""
        if self.depth > MAX_DEPTH:
            raise Unusual
        return Place(self.depth + 1, self.base, self.language)


class Text(msgspec.Struct, frozen=True, gc=False):
    """A value as it stands in the document, with its media type and language."""

    value: str
    kind: str
    language: str | None


class Vocabulary:
    """The elements of one document by the names under which feedparser has rules for them."""

    def __init__(self, form: str, root: etree._Element, document: bytes) -> None:
        self.form = form
        self.document = document
        self.has_places = bool(_PLACED_BELOW(root))
        """Whether any element below the root says something of base or language."""
        self._is_placed = self.has_places or bool(_PLACED(root))
        self._bases = _lasting_bases(root) if self.has_places and _BASED_BELOW(root) else {}
        self.is_atom = form.startswith("atom")
        self.keys: dict[object, str] = {}
        self.drift = 0
        """Levels by which feedparser thinks what follows deeper."""

    def key(self, element: etree._Element) -> str:
        """Return the name of an element, such as `title` or `dc_creator`, whatever its prefix."""
        tag = str(element.tag)
        key = self.keys.get(tag)
        if key is None:
            key = self.keys[tag] = key_of(tag, element.prefix)
        return key

    def place(self, element: etree._Element, around: Place) -> Place:
        """Return the place of an element that stands in another: what it says of base and language holds in it."""
        if not self.has_places:
            return around
        place = around.inside(element)
        return replace(place, base=self._bases[element]) if self._bases else place

    def text(self, element: etree._Element, place: Place, default: str) -> Text:
        """Return what a text element holds; without a `type` it is of the default media type.

        Raises Unusual for what has to be decoded.
        """
        kind = _announced(element, default) if element.attrib else default
        value = element.text or ""
        if len(element) or kind == XHTML:
            value, kind = self._with_markup(element, kind)
        value = value.strip()
        if kind == "text/plain" and not self.is_atom and looks_like_html(value):
            kind = "text/html"
        language = place.language
        if not value.isascii():
            value = self.mended(value)
        return Text(value, kind, language.replace("_", "-") if language else None)

    def line(self, element: etree._Element) -> str:
        """Return the text of an element that holds no markup; raises Unusual when it has children."""
        if len(element):
            raise Unusual
        return self.mended((element.text or "").strip())

    def mended(self, text: str) -> str:
        """Return text without the damage that encoding it twice did."""
        return text if text.isascii() or not self.needs_mending else mended(text)

    @cached_property
    def needs_mending(self) -> bool:
        """Whether any text of the document may have to be mended."""
        return needs_mending(self.document)

    def _with_markup(self, element: etree._Element, kind: str) -> tuple[str, str]:
        """Return text with the elements in it written out; markup where none was announced makes it XHTML."""
        pieces: list[str] = []
        kind = self._write_inside(element, pieces, kind, 0)
        return "".join(pieces), kind

    def _write_inside(self, element: etree._Element, pieces: list[str], kind: str, depth: int) -> str:
        """Write out what stands in an element; return the media type that the text has behind it.

        feedparser leaves out divisions before any other element, and never knows that it is out of them.
        """
        is_markup = kind.endswith("xml")
        pieces.append(escape(element.text or "", quote=False) if is_markup else element.text or "")
        for child in element:
            if is_markup or self.key(child) not in _DIVISIONS:
                kind, is_markup = kind if is_markup else XHTML, True
                self._write_out(child, pieces, 0)
                continue
            if depth > MAX_DEPTH or self._is_placed:
                raise Unusual
            kind = self._write_inside(child, pieces, kind, depth + 1)
            is_markup = kind.endswith("xml")
            self.drift += not is_markup
            pieces.append(f"</div>{escape(child.tail or '', quote=False)}" if is_markup else child.tail or "")
        return kind

    def _write_out(self, element: etree._Element, pieces: list[str], depth: int, *, is_drawn: bool = False) -> None:
        key = self.key(element)
        name = key.rpartition("_")[2]
        is_drawn = is_drawn or name == "svg"  # In a drawing feedparser minds no end.
        if (minds_the_end(key) and not is_drawn) or depth > MAX_DEPTH:
            raise Unusual
        pieces += (f"<{name}>", escape(element.text or "", quote=False))
        for child in element:
            self._write_out(child, pieces, depth + 1, is_drawn=is_drawn)
        if name not in _VOID:
            pieces.append(f"</{name}>")
        pieces.append(escape(element.tail or "", quote=False))


def _lasting_bases(root: etree._Element) -> dict[etree._Element, str]:
    """Return the xml:base of each element where the root has none.

    feedparser goes on with a base behind the element that names it, as there is none to go back to.
    """
    found: dict[etree._Element, str] = {}
    around: list[str] = []
    current = ""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            written = _base_of(element)
            current = base_within(current, written) if written else current
            around.append(current)
            found[element] = current
        else:
            around.pop()
            current = (around[-1] if around else "") or current
    return found


def _base_of(element: etree._Element) -> str:
    return str(element.get(f"{_XML}base") or element.get("base") or "")


def _announced(element: etree._Element, default: str) -> str:
    """Return the media type of a text element; raises Unusual for what has to be decoded."""
    written = element.get("type")
    kind = default if written is None else kind_of(written)
    is_text = kind.startswith(("text/", XHTML)) and element.get("mode") != "base64"
    if not is_text and (element.text or len(element)):
        raise Unusual
    return kind


def attributes_of(element: etree._Element) -> dict[str, str]:
    """Return attributes by their names in lower case; a relation or media type in lower case too."""
    said = {name.lower(): value for name, value in element.items()}
    for name in _LOWER_VALUES:
        if name in said:
            said[name] = said[name].lower()
    return said


def address_in(attributes: dict[str, str]) -> str:
    """Return the address that an element points to, as written; empty without one."""
    return attributes.get("url") or attributes.get("uri") or attributes.get("href") or ""


def stored(value: str | None) -> str:
    """Return a value in the form in which it is stored."""
    if not value or (value.isascii() and "\r" not in value):
        return value.strip() if value else ""
    return clean(value).strip()
