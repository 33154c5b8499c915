"""Turn HTML fragments into plain text."""

import html
import re

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
_SILENT = frozenset(
    ("head", "iframe", "math", "noembed", "object", "script", "select", "style", "svg", "template", "textarea", "video")
)
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
    if has_monstrous_tag(stored.encode()):
        return ""
    return _tidy(clean(_spoken(stored)))


def one_line(markup: str) -> str:
    """Return the readable text of a fragment as one line, as titles and names are kept."""
    return _WHITE.sub(" ", plain_text(markup)).strip()


def has_monstrous_tag(document: bytes) -> bool:
    """Say whether a tag is longer than `MAX_TAG_CHARACTERS`; takes time linear in the document."""
    for piece in document.split(b">"):
        if len(piece) > MAX_TAG_CHARACTERS:
            opening = re.search(rb"<[A-Za-z/?]", piece)
            if opening is not None and len(piece) - opening.start() > MAX_TAG_CHARACTERS:
                return True
    return False


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
