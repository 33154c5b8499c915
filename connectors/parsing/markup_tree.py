"""Read the text of any HTML from its tree."""

import re
from functools import lru_cache

from lxml import etree

from connectors.parsing.simple_markup import BLOCKS, CELLS, LINE_MARK, SILENT
from schemas.text import clean

_LONGEST_TAG = 16 * 1024
"""Longer ones, mostly pictures written into them, are left out: libxml2's time grows with the square of attributes."""

_LOWER_TAG = re.compile(rf"<(?=/?(?:{'|'.join(BLOCKS)})\b)")
_ANY_TAG = re.compile(_LOWER_TAG.pattern, re.IGNORECASE)
_CELL_TAG = re.compile(rf"<(?=/?(?:{'|'.join(CELLS)})\b)", re.IGNORECASE)
_SPECIAL = re.compile(rf"</?({'|'.join(CELLS)}|pre|[A-Z]|{'|'.join(SILENT)})")
_NO_TEXT = "<wbr>"
"""It keeps apart what stands around something left out, which may read as a tag when put together."""
_FRAME = re.compile(r"</?iframe\b[^<>]*+>", re.IGNORECASE)
"""Its tags are left out, because libxml2 takes markup behind one that is never closed for text."""
_PREFORMATTED = re.compile(r"<pre\b.*?(?:</pre|\Z)", re.DOTALL)

_all_text = etree.XPath("string()")


def tree_text(markup: str) -> str:
    """Return what a browser would show, as text, marked like that of `marked_text`.

    A mark stands before each tag that begins or ends a line, so that the text of the whole tree, which
    libxml2 puts together at once, still says where lines end.
    """
    markup = clean(_without_long_tags(markup) if len(markup) > _LONGEST_TAG else markup)
    markup = _FRAME.sub(_NO_TEXT, markup)
    special = set(_SPECIAL.findall(markup))
    is_lower = not any(name.isupper() for name in special)
    if "pre" in special:
        markup = _PREFORMATTED.sub(_with_kept_lines, markup)
    markup = (_LOWER_TAG if is_lower else _ANY_TAG).sub(f"{LINE_MARK}<", markup)
    if special:
        markup = _CELL_TAG.sub(" <", markup)
    try:
        # The wrapper keeps a leading bare text from being taken for a head.
        root = etree.fromstring(f"<html><body><div>{markup}".encode(), _parser())
    except etree.XMLSyntaxError:
        return ""
    if root is None:
        return ""
    if special.difference(CELLS):
        etree.strip_elements(root, *SILENT, with_tail=False)
    return str(_all_text(root))


@lru_cache(maxsize=1)
def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)


def _with_kept_lines(part: re.Match[str]) -> str:
    return part[0].replace("\n", LINE_MARK)


def _without_long_tags(markup: str) -> str:
    kept: list[str] = []
    for piece in markup.split(">"):
        opening = re.search(r"<[A-Za-z/?!]", piece) if len(piece) > _LONGEST_TAG else None
        if opening is not None and len(piece) - opening.start() > _LONGEST_TAG:
            kept.append(piece[: opening.start()])
        else:
            kept += (piece, ">")
    return "".join(kept).removesuffix(">")
