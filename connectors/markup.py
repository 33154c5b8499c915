"""Turn HTML fragments into plain text."""

import html
import re
from functools import lru_cache

from lxml import etree

from schemas.text import clean

MAX_TAG_CHARACTERS = 64 * 1024
"""Longest tag that an HTML parser is shown: one tag with 200,000 attributes keeps libxml2 busy for minutes."""
_LONGEST_TAG = 16 * 1024
"""Longer ones, mostly pictures written into them, are left out: libxml2's time grows with the square of attributes."""

_BLOCKS = """
    p div br li ul ol h1 h2 h3 h4 h5 h6 blockquote figure figcaption table tr section article aside header footer
    nav main address caption details dl dt dd fieldset form hr pre summary
    """.split()  # noqa: SIM905 - a table to read and extend, the commonest first
_SILENT = ("head", "math", "noembed", "script", "select", "style", "svg", "template", "textarea", "video")
_LINE_MARK = "\x7f"
"""A character that text has no use for; it stands for the end of a line until all other white space is gone."""

_LOWER_TAG = re.compile(rf"<(?=/?(?:{'|'.join(_BLOCKS)})\b)")
_ANY_TAG = re.compile(_LOWER_TAG.pattern, re.IGNORECASE)
_CELL_TAG = re.compile(r"<(?=/?(?:td|th|img)\b)", re.IGNORECASE)
_SPECIAL = re.compile(rf"<(td|th|img|pre|/?[A-Z]|{'|'.join(_SILENT)})")
_CELLS = frozenset(("td", "th", "img"))
_PREFORMATTED = re.compile(r"<pre\b.*?(?:</pre|\Z)", re.DOTALL)
_LOOKS_LIKE_MARKUP = re.compile(r"<[A-Za-z/!]")
_SPACES = re.compile("[ \t\xa0\f\v]+")
_BREAKS = re.compile(r" *\n[ \n]*")
_WHITE = tuple(space for space in map(chr, range(0x3001)) if space.isspace() and space != " ")
_ASCII_WHITE = tuple(space for space in _WHITE if space.isascii())
_DOUBTFUL_SPACES = ("  ", "\t", "\f", "\v", "\r", "\0")

_all_text = etree.XPath("string()")


def plain_text(markup: str) -> str:
    """Return the readable text of an HTML fragment, clean, one line a block.

    Text without any tag keeps its own line breaks. Entities are resolved once.
    """
    stored = clean(markup)
    if "<" not in stored or not _LOOKS_LIKE_MARKUP.search(stored):
        return _tidy(html.unescape(stored) if "&" in stored else stored)
    return clean(_spoken(_without_long_tags(stored) if len(stored) > _LONGEST_TAG else stored))


def one_line(markup: str) -> str:
    """Return the readable text of a fragment as one line, as titles and names are kept."""
    return on_one_line(plain_text(markup))


def on_one_line(text: str) -> str:
    """Return text with its white space made single spaces."""
    return " ".join(text.split())


def has_monstrous_tag(document: bytes) -> bool:
    """Say whether a tag is longer than `MAX_TAG_CHARACTERS`; takes time linear in the document."""
    position = 0
    while position + MAX_TAG_CHARACTERS < len(document):
        last = document.rfind(b">", position, position + MAX_TAG_CHARACTERS + 1)
        if last >= 0:
            position = last + 1
            continue
        end = document.find(b">", position)
        piece = document[position : end if end >= 0 else None]
        opening = re.search(rb"<[A-Za-z/?]", piece)
        if opening is not None and len(piece) - opening.start() > MAX_TAG_CHARACTERS:
            return True
        position += len(piece) + 1
    return False


def _without_long_tags(markup: str) -> str:
    kept: list[str] = []
    for piece in markup.split(">"):
        opening = re.search(r"<[A-Za-z/?!]", piece) if len(piece) > _LONGEST_TAG else None
        if opening is not None and len(piece) - opening.start() > _LONGEST_TAG:
            kept.append(piece[: opening.start()])
        else:
            kept += (piece, ">")
    return "".join(kept).removesuffix(">")


def _spoken(markup: str) -> str:
    """Return what a browser would show, as text.

    A mark stands before each tag that begins or ends a line, so that the text of the whole tree, which
    libxml2 puts together at once, still says where lines end.
    """
    markup = markup.replace(_LINE_MARK, "")
    special = set(_SPECIAL.findall(markup))
    is_lower = not any(name.strip("/").isupper() for name in special)
    if "pre" in special:
        markup = _PREFORMATTED.sub(_with_kept_lines, markup)
    markup = (_LOWER_TAG if is_lower else _ANY_TAG).sub(f"{_LINE_MARK}<", markup)
    if special:
        markup = _CELL_TAG.sub(" <", markup)
    try:
        # The wrapper keeps a leading bare text from being taken for a head.
        root = etree.fromstring(f"<html><body><div>{markup}".encode(), _parser())
    except etree.XMLSyntaxError:
        return ""
    if root is None:
        return ""
    if special - _CELLS:
        etree.strip_elements(root, *_SILENT, with_tail=False)
    return _lines(str(_all_text(root)))


@lru_cache(maxsize=1)
def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)


def _with_kept_lines(part: re.Match[str]) -> str:
    return part[0].replace("\n", _LINE_MARK)


def _lines(marked: str) -> str:
    for space in _ASCII_WHITE if marked.isascii() else _WHITE:
        if space in marked:
            marked = marked.replace(space, " ")
    lines = filter(None, map(str.strip, marked.split(_LINE_MARK)))
    return "\n".join(" ".join(line.split()) if "  " in line else line for line in lines)


def _tidy(text: str) -> str:
    """Return text without markup, its white space made single but for ends of lines and spaces of other scripts."""
    if not text.isascii() or any(space in text for space in _DOUBTFUL_SPACES):
        text = _SPACES.sub(" ", clean(text))
    return (_BREAKS.sub("\n", text) if "\n" in text else text).strip()
