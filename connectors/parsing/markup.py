"""Turn HTML fragments into plain text."""

import re

from connectors.parsing.markup_tree import tree_text
from connectors.parsing.simple_markup import LINE_MARK, marked_text, resolved
from schemas.text import clean, is_clean

MAX_TAG_CHARACTERS = 64 * 1024
"""Longest tag that an HTML parser is shown: one tag with 200,000 attributes keeps libxml2 busy for minutes."""
_LOOKS_LIKE_MARKUP = re.compile(r"<[A-Za-z/!]")
_SPACES = re.compile("[ \t\xa0\f\v]+")
_BREAKS = re.compile(r" *\n[ \n]*")
_WHITE = tuple(space for space in map(chr, range(0x3001)) if space.isspace() and space != " " and is_clean(space))
"""White space that clean text may have but for the space itself; `clean` makes others one of these."""

_ASCII_WHITE = tuple(space for space in _WHITE if space.isascii())


def plain_text(markup: str) -> str:
    """Return the readable text of an HTML fragment, clean, one line a block.

    Text without any tag keeps its own line breaks. Entities are resolved once.
    """
    if "<" not in markup or not _LOOKS_LIKE_MARKUP.search(markup):
        return _tidy(clean(resolved(markup) if "&" in markup else markup))
    if LINE_MARK in markup:
        markup = markup.replace(LINE_MARK, "")
    marked = marked_text(markup)
    return lines_of(tree_text(markup) if marked is None else marked)


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


def lines_of(marked: str) -> str:
    """Return text that has a `LINE_MARK` at each end of a line as clean lines, none empty, white space made single."""
    text = clean(marked)
    for space in _ASCII_WHITE if text.isascii() else _WHITE:
        if space in text:
            text = text.replace(space, " ")
    lines = filter(None, map(str.strip, text.split(LINE_MARK)))
    return "\n".join([" ".join(line.split()) if "  " in line else line for line in lines])


def _tidy(text: str) -> str:
    """Return text without markup, its white space made single but for ends of lines and spaces of other scripts."""
    if "  " in text or "\xa0" in text or "\t" in text or "\f" in text or "\v" in text:
        text = _SPACES.sub(" ", text)
    return (_BREAKS.sub("\n", text) if "\n" in text else text).strip()
