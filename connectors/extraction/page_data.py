"""Find the article in the data that a page is drawn from in the reader's browser."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from connectors.extraction.linked_data import read_block
from connectors.extraction.page_facts import plain
from connectors.extraction.page_text import ends_sentence
from connectors.extraction.prose import PROSE

MAX_NODES = 200_000
"""Values of the data that are looked at; a page's state has some ten thousands."""

_ASIDE = (
    "related",
    "recommend",
    "comment",
    "teaser",
    "promo",
    "newsletter",
    "caption",
    "description",
    "summary",
    "bio",
)
"""Words in the keys of what is not the text of the article itself."""


MAX_DEPTH = 8
"""Boxes within boxes around one paragraph."""

SHORTEST = 20
"""Characters of the shortest paragraph among others."""

_TEXTS = ("text", "html", "content", "value", "body")
_BOXES = ("model", "data", "blocks", "children", "content", "body", "props", "items", "elements", "paragraphs")
_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|div|blockquote)\s*>|<br\s*/?>", re.IGNORECASE)


def drawn_text(root: etree._Element, title: str) -> str:
    """Return the longest text in the page's data, one that stands beside the title if there is any; else empty.

    A text is a string of several sentences, with markup or without, or such strings in the elements of one list.
    """
    blocks = [read_block(script.text or "") for script in root.iter("script") if _is_data(script)]
    return max((text for block in blocks for text in _texts(block, title)), default=(False, 0, ""))[2]


def _is_data(script: etree._Element) -> bool:
    return (script.get("type") or "").strip().lower() == "application/json"


def _texts(data: Any, title: str) -> Iterator[tuple[bool, int, str]]:
    """Yield whether a text stands beside the title, its length, and the text."""
    stack: list[tuple[Any, bool]] = [(data, False)]
    for _ in range(MAX_NODES):
        if not stack:
            return
        value, titled = stack.pop()
        if isinstance(value, dict):
            titled = titled or title in (one for one in value.values() if isinstance(one, str))
            stack.extend((one, titled) for key, one in value.items() if not _is_aside(key))
        elif isinstance(value, list):
            stack.extend((one, titled) for one in value)
            text = "\n".join(_paragraphs(value, 0))
            yield titled, len(text), text
        elif isinstance(value, str) and _is_told(text := _plain(value)):
            yield titled, len(text), text


def _is_aside(key: str) -> bool:
    return any(word in key.lower() for word in _ASIDE)


def _paragraphs(value: Any, depth: int) -> Iterator[str]:
    """Yield the sentences in the elements of a list, each of which may be a box with its text under some key."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, str):
        if ends_sentence(value) and _is_told(text := _plain(value), SHORTEST):
            yield text
    elif isinstance(value, dict):
        named = next((one for key in _TEXTS if isinstance(one := value.get(key), str) and ends_sentence(one)), None)
        for one in [named] if named else [one for key in _BOXES if (one := value.get(key))]:
            yield from _paragraphs(one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            yield from _paragraphs(one, depth + 1)


def _plain(text: str) -> str:
    return plain(_BLOCK_END.sub("\n", text)) if "<" in text else plain(text)


def _is_told(text: str, shortest: int = PROSE) -> bool:
    return len(text) >= shortest and ends_sentence(text) and not text.startswith(("http", "{", "[", "/"))
