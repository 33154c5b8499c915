"""Turn HTML fragments into plain text."""

import html
import re
from html.entities import name2codepoint

from lxml import etree

from schemas.text import clean

MAX_TAG_CHARACTERS = 64 * 1024
"""Longest tag that an HTML parser is shown: one tag with 200,000 attributes keeps libxml2 busy for minutes."""

_BLOCKS = frozenset(
    """
    address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hr li main nav ol p pre section summary table tr ul
    """.split()  # noqa: SIM905 - a table to read and extend
)
_SPACED = frozenset(("td", "th", "img"))
_PARAGRAPH_ENDS = (_BLOCKS | {"td", "th"}) - {"br"}
_SILENT = frozenset(("head", "math", "noembed", "script", "select", "style", "svg", "template", "textarea", "video"))
_NOT_SIMPLE = _SILENT | frozenset(
    """
    body button frameset html iframe listing noscript object option plaintext pre title xmp
    """.split()  # noqa: SIM905 - a table to read and extend
)
_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))
_ONCE = frozenset(("a", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "form", "nobr"))
_PARENTS = {
    "td": ("tr",),
    "th": ("tr",),
    "tr": ("table", "tbody", "thead", "tfoot"),
    **dict.fromkeys(("tbody", "thead", "tfoot", "caption", "colgroup"), ("table",)),
}
"""Elements that stand nowhere else in markup that is as it should be; `_ONCE` do not nest."""
_SIMPLE_TAG = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9]{0,15})"
    r"(?:\s+[A-Za-z][\w:.-]{0,40}(?:=(?:\"[^\"<>]{0,4000}\"|'[^'<>]{0,4000}'|[^\s\"'<>=`]{1,400}))?){0,30}\s*/?>"
)
_REFERENCE = re.compile(r"&(?:([A-Za-z][A-Za-z0-9]{1,8})|#([0-9]{2,5}));")
_LOOKS_LIKE_MARKUP = re.compile(r"<[A-Za-z/!]")
_SPACES = re.compile("[ \t\xa0\f\v]+")
_BREAKS = re.compile(r" *\n[ \n]*")
_WHITE = re.compile(r"\s+")


def plain_text(markup: str) -> str:
    """Return the readable text of an HTML fragment, clean, one line a block.

    Text without any tag keeps its own line breaks. Entities are resolved once.
    """
    stored = clean(markup)
    if not _LOOKS_LIKE_MARKUP.search(stored):
        return _tidy(html.unescape(stored))
    if (simple := _simply_spoken(stored)) is not None:
        return _tidy(clean(simple))
    if has_monstrous_tag(stored.encode()):
        return ""
    return _tidy(clean(_spoken(stored)))


def one_line(markup: str) -> str:
    """Return the readable text of a fragment as one line, as titles and names are kept."""
    return on_one_line(plain_text(markup))


def on_one_line(text: str) -> str:
    """Return text with its white space made single spaces."""
    return _WHITE.sub(" ", text).strip()


def has_monstrous_tag(document: bytes) -> bool:
    """Say whether a tag is longer than `MAX_TAG_CHARACTERS`; takes time linear in the document."""
    for piece in document.split(b">"):
        if len(piece) > MAX_TAG_CHARACTERS:
            opening = re.search(rb"<[A-Za-z/?]", piece)
            if opening is not None and len(piece) - opening.start() > MAX_TAG_CHARACTERS:
                return True
    return False


def _simply_spoken(markup: str) -> str | None:
    """Return what `_spoken` would, several times as fast; None where only an HTML parser knows.

    That is: tags that are not closed or quoted as they should be, elements that are not shown or keep
    their white space, entities beyond those of HTML 4.
    """
    pieces: list[str] = []
    within: list[str] = []
    position = 0
    for tag in _SIMPLE_TAG.finditer(markup):
        name = tag.group(2).lower()
        if name in _NOT_SIMPLE or not _nests(within, name, tag.group(1) != "", tag.group().endswith("/>")):
            return None
        pieces += (markup[position : tag.start()], _boundary(name))
        position = tag.end()
    if within:
        return None
    pieces.append(markup[position:])
    texts = pieces[::2]
    if any("<" in text or ("&" in text and not _are_simple_entities(text)) for text in texts):
        return None
    pieces[::2] = [_WHITE.sub(" ", html.unescape(text)) for text in texts]
    return "".join(pieces)


def _nests(within: list[str], name: str, ends: bool, ends_itself: bool) -> bool:
    """Open or close an element; False where a parser would put in or leave out another tag."""
    if name in _VOID:
        return not ends
    if ends:
        return bool(within) and within.pop() == name
    parent = within[-1] if within else ""
    misplaced = name == parent or parent not in _PARENTS.get(name, (parent,))
    closes_another = (name in _PARAGRAPH_ENDS and "p" in within) or (name in _ONCE and name in within)
    if ends_itself or misplaced or closes_another:
        return False
    within.append(name)
    return True


def _are_simple_entities(text: str) -> bool:
    """Whether each "&" begins a reference that every parser reads alike."""
    for found in _REFERENCE.finditer(text):
        name, number = found.group(1), found.group(2)
        if number is None and name not in name2codepoint:
            return False
        if number is not None and not (32 <= int(number) < 127 or 160 <= int(number) < 0xD800):
            return False
    return _REFERENCE.sub("", text).find("&") < 0


def _spoken(markup: str) -> str:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        # The wrapper keeps a leading bare text from being taken for a head.
        root = etree.fromstring(f"<html><body><div>{markup}".encode(), parser)
    except etree.XMLSyntaxError:
        return ""
    return "" if root is None else "".join(_pieces(root))


def _pieces(root: etree._Element) -> list[str]:
    pieces: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag)
        if event == "start":
            silent += tag in _SILENT
            pieces.append(_boundary(tag))
            text = element.text
        else:
            silent -= tag in _SILENT
            pieces.append(_boundary(tag))
            text = element.tail
        if text and not silent:
            pieces.append(_WHITE.sub(" ", text) if not _is_preformatted(element, event) else text)
    return pieces


def _boundary(tag: str) -> str:
    return "\n" if tag in _BLOCKS else " " if tag in _SPACED else ""


def _is_preformatted(element: etree._Element, event: str) -> bool:
    holder = element if event == "start" else element.getparent()
    return holder is not None and holder.tag == "pre"


def _tidy(text: str) -> str:
    return clean(_BREAKS.sub("\n", _SPACES.sub(" ", clean(text))).strip())
