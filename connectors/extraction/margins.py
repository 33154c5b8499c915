"""Take from a page the small boxes that are called furniture."""

import re
from functools import lru_cache
from itertools import pairwise

from lxml import etree

from connectors.extraction.prose import names_of, written
from connectors.extraction.signposts import remove

LONGEST = 400
"""Characters of the longest box that is believed to be what it is called; designers call whole pages anything."""

_NAMES = frozenset(
    ("caption", "captions", "legend", "credit", "credits", "photographer", "copyright", "newsletter", "newsletters",
     "promo", "promos", "signup", "subscribe", "readmore", "alsoread", "seealso", "related", "recommended",
     "recirculation", "recirc", "bio", "authorbox", "byline", "share", "sharing", "social", "taboola", "outbrain",
     "comments", "breadcrumb", "breadcrumbs", "cookie", "cookies", "tags", "taglist", "hashtags", "advert",
     "advertisement", "sponsor", "sponsored", "popup", "screenreader", "visuallyhidden")
)  # fmt: skip
_PAIRS = frozenset(
    ("read more", "also read", "see also", "lire aussi", "leggi anche", "author bio", "about author",
     "author box", "sign up", "screen reader", "visually hidden", "sr only", "more on", "most read",
     "most popular", "tag list", "reading time")
)  # fmt: skip
_CALLED = ("div", "section", "p", "span", "ul", "ol", "small", "h2", "h3", "h4", "h5", "h6")
_NEGATED = re.compile(r"\b(?:no|not|without|hide|has|with)-\w+", re.IGNORECASE)
"""`no-share` is of what is not there, `has-caption` of what lies within."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def strip_furniture(root: etree._Element) -> None:
    """Remove what holds no text of an article by its tag, in place: pages are mostly that, and every step is quicker.

    An element that holds half of what is written stays: it may be one that nobody closed.
    """
    for script in root.iter("script", "style"):
        if "json" not in (script.get("type") or ""):
            script.text = None
    whole = len(written(root))
    for element in list(root.iter("nav", "aside", "footer", "svg", "noscript", "iframe")):
        if len(written(element)) <= whole / 2:
            remove(element)


def take_margins(root: etree._Element) -> None:
    """Remove the small boxes that are called captions, bylines, promotions and the like, in place."""
    for box in list(root.iterdescendants(*_CALLED)):
        if is_called_furniture(box) and len(written(box).strip()) <= LONGEST and _stands_alone(box):
            remove(box)


def is_called_furniture(element: etree._Element) -> bool:
    """Say whether the class or the id of an element has a word that furniture is called by."""
    return _names_furniture(names_of(element))


@lru_cache(maxsize=4_096)
def _names_furniture(names: str) -> bool:
    words = [word.lower() for word in _WORD.findall(_NEGATED.sub("", names))]
    return not _NAMES.isdisjoint(words) or any(f"{one} {two}" in _PAIRS for one, two in pairwise(words))


def _stands_alone(box: etree._Element) -> bool:
    """Say whether a box is no part of a sentence, and none that the whole page hangs on."""
    return box.find(".//h1") is None and (box.tag != "span" or next(box.iterancestors("p", "li"), None) is None)
