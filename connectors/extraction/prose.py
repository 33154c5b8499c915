"""Mark the prose of a page as paragraphs, whatever its elements are called."""

import re
from collections import Counter
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
_BOXES = frozenset(("div", "section", "article", "main", "center"))
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


def open_prose(root: etree._Element) -> None:
    """Make paragraphs of prose that stands in boxes without them, and spare prose misleading names, in place."""
    for element in reversed(list(root.iter(etree.Element))):  # inner boxes first: a paragraph holds no other
        if (element.tag in _BOXES or "-" in element.tag) and not names_furniture(element):
            _open(element)
    for time in root.iter("time"):
        if next(time.iterancestors("p", "li"), None) is not None:
            time.tag = "span"  # extraction drops moments, also those of a sentence
    _spare([paragraph for paragraph in root.iter("p") if is_prose(paragraph)])


def is_prose(element: etree._Element) -> bool:
    """Say whether an element reads as prose: long enough, and not mostly links."""
    return _is_long("".join(element.itertext()), sum(len("".join(link.itertext())) for link in element.iter("a")))


def names_furniture(element: etree._Element) -> bool:
    """Say whether an element is called as furniture is."""
    return any(_FURNITURE.search(element.get(attribute) or "") for attribute in ("class", "id"))


def _is_long(text: str, linked: int) -> bool:
    length = len(text.strip())
    return length >= PROSE and linked <= MOST_LINKED * length


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
        written = "".join(child.itertext())
        runs[-1].parts.append(child)
        runs[-1].text += written + (child.tail or "")
        runs[-1].linked += len(written) if child.tag == "a" else 0
    return runs


def _is_block(element: etree._Element) -> bool:
    return element.tag in _BLOCKS or next(element.iter(*_BLOCKS), None) is not None


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
