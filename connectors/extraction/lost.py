"""Put back what extraction lost of an article."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate

import msgspec
from lxml import etree

from connectors.extraction.page_text import ends_sentence
from connectors.extraction.prose import is_prose, line_of, names_furniture

SHORTEST_KNOWN = 20
"""Characters from which a unit is looked for anywhere in a text; a shorter one has to be a line of it."""

MOST_LEADING = 3
"""Paragraphs that may stand between a title and the body of its article."""

SHORTEST_LEAD = 140
"""Characters of the shortest lead: the beginning of the story, where a standfirst sums it up in a line."""

FEWEST_NESTED = 2
"""Paragraphs of prose that show a box within the article to be a part of it, such as what a button unfolds."""

_UNITS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "pre")
_BOXES = ("div", "section", "article", "main", "td", "body", "blockquote")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ASIDE = frozenset(
    ("aside", "nav", "footer", "form", "figure", "figcaption", "noscript", "table", "menu", "dialog", "button", "a")
)  # fmt: skip


class _Unit(msgspec.Struct):
    """A paragraph, heading or item of a page; `line` is its place in the text, None where the text lacks it."""

    element: etree._Element
    box: etree._Element
    text: str
    prose: bool
    line: int | None


class Restored(msgspec.Struct, frozen=True):
    """A text with what it had lost; `share` says how much of the page's prose it holds, in [0, 1].

    Prose that stands alone in its box, as the summary on a card does, is not counted unless the text holds it.
    """

    text: str
    share: float


def with_lost(root: etree._Element, text: str, title: str) -> Restored:
    """Return a text with the paragraphs, headings and items that stand among its own in the page, but not in it.

    These are of boxes that hold paragraphs of the text, stand within such boxes, or are called as they are; and
    the prose between the title and the first paragraph.
    """
    lines = text.split("\n")
    units = list(_units(root, lines))
    known = [unit for unit in units if unit.prose and unit.line is not None]
    around = {above for unit in known for above in unit.element.iterancestors()}
    aside: dict[etree._Element, bool] = dict.fromkeys(around, False)
    missing = [n for n, unit in enumerate(units) if unit.line is None and not _is_aside(unit.element, aside)]
    lost = _lost(units, known, missing, title) if known else set()
    told = sum(len(unit.text) for unit in known) + sum(len(units[n].text) for n in lost)
    left = told + _together([units[n] for n in missing if n not in lost and units[n].prose])
    return Restored("\n".join(_merged(lines, units, lost)) if lost else text, told / left if left else 1.0)


def _together(units: Sequence[_Unit]) -> int:
    """Return the length of prose that has other prose in its box: the summary on a card is alone in its own."""
    alone = Counter(unit.box for unit in units)
    return sum(len(unit.text) for unit in units if alone[unit.box] > 1)


def _units(root: etree._Element, lines: Sequence[str]) -> Iterator[_Unit]:
    squeezed = [_squeezed(line.removeprefix("- ")) for line in lines]
    places = {line: number for number, line in reversed(list(enumerate(squeezed)))}
    whole, ends = "".join(squeezed), list(accumulate(map(len, squeezed)))
    for element in root.iter(*_UNITS):
        text = line_of(element)
        if not text or (element.tag == "li" and next(element.iterdescendants(*_UNITS), None) is not None):
            continue
        box = next(element.iterancestors(*_BOXES), root)
        short = _squeezed(text)
        line = places.get(short)
        if line is None and (at := _found(short, whole)) >= 0:
            line = bisect_right(ends, at)
        yield _Unit(element, box, text, is_prose(element, text), line)


def _found(unit: str, whole: str) -> int:
    """Return where a unit stands in a text, also one of which something within was left out; -1 where it does not."""
    at = whole.find(unit) if len(unit) >= SHORTEST_KNOWN else -1
    if at >= 0 or len(unit) < 4 * SHORTEST_KNOWN:
        return at
    head, tail = unit[: 2 * SHORTEST_KNOWN], unit[-2 * SHORTEST_KNOWN :]
    at = whole.find(head)
    end = whole.find(tail, at) + len(tail) if at >= 0 else -1
    return at if 0 < end - at <= len(unit) else -1


def _lost(units: Sequence[_Unit], known: Sequence[_Unit], missing: Sequence[int], title: str) -> set[int]:
    """Return the numbers of the units that the text should have."""
    boxes = {unit.box for unit in known}
    kin = _kin(boxes, (units[n].box for n in missing if units[n].prose))
    lead = _leading(units, next(n for n, unit in enumerate(units) if unit is known[0]), title)
    lost = {n for n in missing if units[n].box in kin or n in lead or _belongs(units, n, boxes)}
    return {n for n in lost if units[n].element.tag not in _HEADINGS or _is_followed(units, n, lost)}


def _kin(boxes: set[etree._Element], missing: Iterator[etree._Element]) -> set[etree._Element]:
    """Return those boxes of missing prose that are called as boxes of the text, or stand within one of them."""
    names = {name for box in boxes if (name := box.get("class"))}
    return {
        box
        for box, count in Counter(missing).items()
        if box not in boxes
        and (box.get("class") in names or (count >= FEWEST_NESTED and not boxes.isdisjoint(box.iterancestors())))
    }


def _leading(units: Sequence[_Unit], first: int, title: str) -> set[int]:
    """Return the numbers of the prose between the title and the first paragraph of the text."""
    words = _squeezed(title).casefold()
    heads = [
        n for n in range(first) if units[n].element.tag in _HEADINGS and _squeezed(units[n].text).casefold() == words
    ]
    between = range(heads[-1] + 1, first) if heads else range(0)
    lead = {n for n in between if len(units[n].text) >= SHORTEST_LEAD and ends_sentence(units[n].text)}
    return lead if len(lead) <= MOST_LEADING else set()


def _belongs(units: Sequence[_Unit], number: int, boxes: set[etree._Element]) -> bool:
    """Say whether a unit of a box of the text, or a heading alone in a box between its paragraphs, is of the text."""
    unit = units[number]
    if unit.box in boxes:
        return unit.prose or unit.element.tag in _HEADINGS or unit.element.tag == "li"
    beside = units[max(number - 1, 0)], units[min(number + 1, len(units) - 1)]
    between = unit.element.tag in _HEADINGS and all(one.line is not None for one in beside)
    return between and not boxes.isdisjoint(unit.box.iterancestors())


def _is_aside(element: etree._Element, known: dict[etree._Element, bool]) -> bool:
    """Say whether an element is aside of the text, or within one that is; `known` is of elements asked about before."""
    path = []
    for one in (element, *element.iterancestors()):
        if one in known:
            found = known[one]
            break
        path.append(one)
    else:
        found = False
    for one in reversed(path):
        found = known[one] = found or one.tag in _ASIDE or names_furniture(one)
    return found


def _is_followed(units: Sequence[_Unit], number: int, lost: set[int]) -> bool:
    """Say whether text of the article stands below a heading."""
    return number + 1 < len(units) and (units[number + 1].line is not None or number + 1 in lost)


def _merged(lines: Sequence[str], units: Sequence[_Unit], lost: set[int]) -> Iterator[str]:
    """Yield the lines with each lost unit before the line of the next unit that the text has."""
    before: dict[int, list[str]] = {}
    place = len(lines)
    for number in range(len(units) - 1, -1, -1):
        unit = units[number]
        if unit.line is not None:
            place = unit.line
        elif number in lost:
            before.setdefault(place, []).insert(0, f"- {unit.text}" if unit.element.tag == "li" else unit.text)
    for number, line in enumerate(lines):
        yield from before.get(number, ())
        yield line
    yield from before.get(len(lines), ())


def _squeezed(text: str) -> str:
    return "".join(text.split())
