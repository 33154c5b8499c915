"""Treat the captions of a gallery as the text that they are."""

from collections.abc import Iterator
from itertools import takewhile

from lxml import etree

SHORTEST = 80
"""Characters of the shortest caption that tells something of its own; teasers and credits are shorter."""

_BOXES = frozenset(("figure", "div", "section", "li", "ul", "ol"))
_ASIDE = frozenset(("aside", "nav", "footer"))


def captions(root: etree._Element) -> list[str]:
    """Return the captions of a page that are sentences, beside its pictures, not in its margins."""
    return [text for _, text in _telling(root)]


def open_captions(root: etree._Element) -> None:
    """Make paragraphs of those captions, in place, so that extraction takes them for text."""
    for caption, text in list(_telling(root)):
        for child in list(caption):
            caption.remove(child)
        caption.tag, caption.text = "p", text
        for above in takewhile(_is_box, caption.iterancestors()):
            # Extraction passes over what is called a gallery.
            above.tag = "div"
            above.attrib.clear()


def _is_box(element: etree._Element) -> bool:
    return element.tag in _BOXES


def _telling(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for caption in root.iter("figcaption"):
        text = " ".join(_words(caption).split())
        if len(text) >= SHORTEST and not any(above.tag in _ASIDE for above in caption.iterancestors()):
            yield caption, text


def _words(caption: etree._Element) -> str:
    """Return a caption without the credit that stands in an element of its own behind its paragraphs."""
    paragraphs = ["".join(one.itertext()) for one in caption.iter("p")]
    return " ".join(paragraphs) if paragraphs else "".join(caption.itertext())
