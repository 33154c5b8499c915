"""Take from a page the small boxes that are called furniture."""

import re
from itertools import pairwise

from lxml import etree

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
_TAGS = ("div", "section", "p", "span", "ul", "ol", "small", "h2", "h3", "h4", "h5", "h6")
_NEGATED = re.compile(r"\b(?:no|not|without|hide|has|with)-\w+", re.IGNORECASE)
"""`no-share` is of what is not there, `has-caption` of what lies within."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def take_margins(root: etree._Element) -> None:
    """Remove the small boxes that are called captions, bylines, promotions and the like, in place."""
    for box in list(root.iter(*_TAGS)):
        if is_called_furniture(box) and len("".join(box.itertext()).strip()) <= LONGEST and _stands_alone(box):
            remove(box)


def is_called_furniture(element: etree._Element) -> bool:
    """Say whether the class or the id of an element has a word that furniture is called by."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if len(names) == 1:
        return False
    words = [word.lower() for word in _WORD.findall(_NEGATED.sub("", names))]
    return not _NAMES.isdisjoint(words) or any(f"{one} {two}" in _PAIRS for one, two in pairwise(words))


def _stands_alone(box: etree._Element) -> bool:
    """Say whether a box is no part of a sentence, and none that the whole page hangs on."""
    return box.find(".//h1") is None and (box.tag != "span" or next(box.iterancestors("p", "li"), None) is None)
