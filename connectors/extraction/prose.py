"""Mark the prose of a page as paragraphs, whatever its elements are called."""

import re
from collections import Counter
from functools import lru_cache
from itertools import islice

import msgspec
from lxml import etree

PROSE = 60
"""Characters from which a run of text is taken for prose; labels, bylines and teasers are shorter."""

MOST_LINKED = 0.5
"""Share of a run of prose that may lead elsewhere."""

_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "center", "details", "dialog", "div", "dl", "fieldset", "figure",
     "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "iframe", "li", "main", "nav",
     "noscript", "ol", "p", "pre", "script", "section", "style", "table", "ul", "video")
)  # fmt: skip
_NAMED = ("div", "section", "p", "span", "ul", "ol")
_MISLEADING = re.compile(
    r"icon|slide|embed|expand|overlay|options|viewport|attachment|rating|bar|widget|button|message|next-|timestamp"
    r"|banner|hide|hidden|noprint|^ad-|-ad-|meta|tags|viral|premium|blurred|obfuscated|permission|yin",
    re.IGNORECASE,
)
"""Words that trafilatura takes for furniture, and that designers use of the article as well (`RichText--iconLinks`)."""

_FURNITURE = re.compile(
    r"comment|reply|newsletter|related|recommend|sidebar|side-bar|foot|cookie|consent|gdpr|share|sharing|social|author"
    r"|bio\b|byline|promo|teaser|outbrain|taboola|nav|menu|crumb|caption|credit|advert|sponsor|subscri|sign-?up"
    r"|popup|modal|popular|most-|trending|disclaim|copyright|legal|login|register|search|copyright|rail|about",
    re.IGNORECASE,
)
"""Words that name furniture surely: what is called so stays called so, however long its sentences are."""


_WRITTEN = etree.XPath("string()", smart_strings=False)
_LINKS = etree.XPath(".//a")
_BOXES = frozenset(("div", "section", "article", "main", "center"))
_IN_LINE = frozenset(("span", "b", "strong", "font", "em", "i"))


def open_prose(root: etree._Element) -> None:
    """Make paragraphs of prose that stands in boxes without them, and spare prose misleading names, in place."""
    for box in reversed(_open_boxes(root)):  # inner boxes first: a paragraph holds no other
        if not names_furniture(box):
            _open(box)
    for time in root.iter("time"):
        if next(time.iterancestors("p", "li"), None) is not None:
            time.tag = "span"  # extraction drops moments, also those of a sentence
    _spare(prose_in(root))


def prose_in(root: etree._Element) -> list[etree._Element]:
    """Return the paragraphs of a page that read as prose."""
    return [paragraph for paragraph in root.iterdescendants("p") if is_prose(paragraph)]


def written(element: etree._Element) -> str:
    """Return all that is written in an element."""
    text: str = _WRITTEN(element)
    return text


def line_of(element: etree._Element) -> str:
    """Return all that is written in an element, in one line."""
    return " ".join(written(element).split())


def is_prose(element: etree._Element, text: str | None = None) -> bool:
    """Say whether an element reads as prose: long enough, and not mostly links; `text` is what is written in it."""
    text = written(element) if text is None else text
    return len(text) >= PROSE and _is_long(text, sum(len(written(link)) for link in _LINKS(element)))


def names_furniture(element: etree._Element) -> bool:
    """Say whether an element is called as furniture is."""
    return _is_furniture(names_of(element))


def names_of(element: etree._Element) -> str:
    """Return what an element is called: its class and its id."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


@lru_cache(maxsize=4_096)
def _is_furniture(names: str) -> bool:
    return _FURNITURE.search(names) is not None


def _is_long(text: str, linked: int) -> bool:
    length = len(text.strip())
    return length >= PROSE and linked <= MOST_LINKED * length


def _open_boxes(root: etree._Element) -> list[etree._Element]:
    """Return the boxes, outer ones first, that may hold prose of their own; custom elements are boxes."""
    boxes = (one for one in root.iterdescendants("*") if one.tag in _BOXES or "-" in one.tag)
    return [box for box in boxes if _is_written(box.text) or any(map(_is_or_precedes_text, box))]


def _is_or_precedes_text(child: etree._Element) -> bool:
    return _is_written(child.tail) or (child.tag in _IN_LINE and len(written(child)) >= PROSE)


def _is_written(text: str | None) -> bool:
    return text is not None and bool(text.strip())


def _open(box: etree._Element) -> None:
    runs = _runs(box)
    if not any(_is_long(run.text, run.linked) for run in runs):
        return
    if len(runs) == 1 and not any(map(_is_block, box)):
        box.tag = "p"
        return
    for run in runs:
        if run.text.strip():
            _wrap(box, run)


class _Run(msgspec.Struct):
    """Text and what is written in line with it, behind `before`, or at the beginning of a box."""

    before: etree._Element | None
    text: str
    linked: int = 0
    parts: list[etree._Element] = []


def _runs(box: etree._Element) -> list[_Run]:
    runs = [_Run(before=None, text=box.text or "")]
    for child in box:
        if _is_block(child):
            runs.append(_Run(before=child, text=child.tail or ""))
            continue
        text = written(child)
        runs[-1].parts.append(child)
        runs[-1].text += text + (child.tail or "")
        runs[-1].linked += len(text) if child.tag == "a" else 0
    return runs


def _is_block(element: etree._Element) -> bool:
    return element.tag in _BLOCKS or (len(element) > 0 and next(element.iter(*_BLOCKS), None) is not None)


def _wrap(box: etree._Element, run: _Run) -> None:
    paragraph = etree.Element("p")
    if run.before is None:
        paragraph.text, box.text = box.text, None
        box.insert(0, paragraph)
    else:
        paragraph.text, run.before.tail = run.before.tail, None
        run.before.addnext(paragraph)
    paragraph.extend(run.parts)


def _spare(paragraphs: list[etree._Element]) -> None:
    """Take the misleading part of the names that paragraphs, and the two boxes around each, have in common.

    Names further out are of the layout; a name that only one paragraph has may be that of a box beside the article.
    """
    around = [named for one in paragraphs for named in (one, *islice(one.iterancestors(*_NAMED), 2))]
    for attribute in ("class", "id"):
        given = Counter(names for named in around if (names := named.get(attribute)))
        for named in around:
            names = named.get(attribute)
            if names and given[names] > 1 and _MISLEADING.search(names) and not _FURNITURE.search(names):
                named.set(attribute, _MISLEADING.sub("", names))
