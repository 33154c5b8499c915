"""Take from a page the lines that only lead elsewhere."""

import re

from lxml import etree

from connectors.extraction.prose import is_prose, line_of, prose_in, written

LONGEST = 220
"""Characters of the longest line that can be a signpost; what is longer says something of its own."""

LONGEST_CARD = 500
"""Characters of the longest card: picture, linked heading, summary."""

FEWEST_PROSE = 3
"""Paragraphs of prose from which a page is an article; a page that has fewer may be a list of links by trade."""

_LINES = ("p", "li", "h2", "h3", "h4", "h5", "h6", "div", "section", "dt", "dd")
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_BLOCKS = ("p", "div", "section", "ul", "ol", "dl", "table", "figure", "article", *_HEADINGS)
_LABEL = re.compile(r"\W*[\w'’]+(?:[ -][\w'’]+){0,3}\s*[:：|»>→–—-]+\W*")
"""Up to four words before a colon or a bar, such as `Also read:`; what follows it is a link."""


_LINKS = etree.XPath("descendant::a[@href or @onclick]")
"""Links; an anchor that leads nowhere may hold the article: `<a name="top">` is often left open."""


def take_signposts(root: etree._Element) -> None:
    """Remove lines and lists that consist of links, in place, where the page has prose beside them."""
    if len(prose_in(root)) < FEWEST_PROSE:
        return
    for items in list(root.iter("ul", "ol", "dl")):
        if _is_of_links(items):
            remove(items)
    lengths: dict[etree._Element, int] = {}
    for line in _lines(root):
        if _leads_away(line) and not _introduces(line, card := _card(line, lengths)):
            remove(card)


def remove(element: etree._Element) -> None:
    """Remove an element, and the heading above it when nothing else stands below that; the text behind it stays."""
    heading, below, parent = element.getprevious(), element.getnext(), element.getparent()
    if parent is None:
        return
    if heading is not None and heading.tag in _HEADINGS and _is_done_with(heading, below):
        remove(heading)
    if element.tail and element.tail.strip():
        previous = element.getprevious()
        if previous is None:
            parent.text = (parent.text or "") + element.tail
        else:
            previous.tail = (previous.tail or "") + element.tail
    parent.remove(element)


def _is_done_with(heading: etree._Element, below: etree._Element | None) -> bool:
    return below is None or below.tag in _HEADINGS or line_of(heading).endswith((":", "："))


def _lines(root: etree._Element) -> list[etree._Element]:
    """Return the lines that links stand in, and the links that hold lines, each once; without the items of lists."""
    lines: dict[etree._Element, None] = {}
    whole: dict[etree._Element, bool] = {}
    for link in _LINKS(root):
        if _holds_lines(link):
            lines[link] = None
            continue
        line = next(link.iterancestors(*_LINES), None)
        if line is None or line.tag == "li":
            continue
        if line not in whole:  # asked once: a line may hold a thousand links
            whole[line] = line.tag not in ("div", "section") or not _holds_lines(line)
        if whole[line]:
            lines[line] = None
    return list(lines)


def _holds_lines(element: etree._Element) -> bool:
    return next(element.iterdescendants(*_BLOCKS), None) is not None


def _card(line: etree._Element, lengths: dict[etree._Element, int]) -> etree._Element:
    """Return the card that a linked heading is on, with its summary; any other line itself.

    `lengths` keeps what was measured: the box around a thousand cards is met a thousand times.
    """
    if line.tag not in _HEADINGS and line.tag != "a":
        return line
    card = line
    for above in line.iterancestors("article", "div", "li", "section", *_HEADINGS):
        length = lengths.get(above)
        if length is None:
            length = lengths[above] = len(written(above))
        if length > LONGEST_CARD or above.find(".//h1") is not None:
            break
        card = above
    return card


def _introduces(line: etree._Element, card: etree._Element) -> bool:
    """Say whether a heading has prose below it that is no summary on a card: news in brief, a review."""
    below = line.getnext()
    prose = line.tag in _HEADINGS and below is not None and below.tag == "p" and is_prose(below)
    return prose and card.tag not in ("article", "li")


def _leads_away(line: etree._Element) -> bool:
    text = line_of(line)
    if not 0 < len(text) <= LONGEST:
        return False
    links = [*map(line_of, _LINKS(line))]
    return line.tag == "a" or sum(map(len, links)) >= 0.9 * len(text) or _is_labelled(text, links)


def _is_labelled(text: str, links: list[str]) -> bool:
    label = text[: text.find(links[0])] if links and links[0] else ""
    return _LABEL.fullmatch(label) is not None and len(text) - len(label) - sum(map(len, links)) <= len(links) + 1


def _is_of_links(items: etree._Element) -> bool:
    listed = [(item, text) for item in items if item.tag in ("li", "dt", "dd") and (text := line_of(item))]
    return bool(listed) and all(_leads_most(item, text) for item, text in listed)


def _leads_most(item: etree._Element, text: str) -> bool:
    return len(text) <= LONGEST and sum(len(line_of(link)) for link in _LINKS(item)) >= 0.6 * len(text)
