"""Tell a country or city from a person who bears its name."""

import re
from collections.abc import Sequence

from pipelines.tagging.matching import Found
from pipelines.tagging.roles import RoleMatch
from pipelines.tagging.spotted import Spotted
from pipelines.tagging.view import View

FIRST_NAMES = frozenset(
    (
        "Austin",
        "Chad",
        "Charlotte",
        "Chelsea",
        "Florence",
        "Georgia",
        "Israel",
        "Jordan",
        "Kenya",
        "Paris",
        "Sofia",
        "Sydney",
    )
)
"""Names of states and cities that people are often given."""

_SELDOM_STATES = (FIRST_NAMES - {"Israel", "Kenya", "Sofia"}) | {"Washington"}
"""Those that are people more often than not where nothing else is political."""
_WHERE = re.compile(r"\b(?:[Ii]n|into|across|throughout|outside|visit(?:ed|ing)?) \Z")
_ITS = re.compile(r" (?:[a-z]+ ){1,2}its\b")

_WEAK = 0.3
"""What a phrase weighs that says little of a topic by itself."""

_NO_SURNAME = (
    "Accords?|Agreement|Air|Airlines|Airport|Airways|Archipelago|Armed|Army|Association|Attorney|Avenue|Bank|Basin|Bay"
    "|Board|Border|Bridge|Bureau|Capital|Cathedral|Central|City|Climate|Club|Commission|Company|Compact|Corporation"
    "|Council|County|Court|Cricket|Crown|Cup|Customs|Dam|Day|Declaration|Defen[cs]e|Democrat(?:s|ic)?|Department|Dream"
    "|Election|Exchange|FC|Fashion|Federation|Festival|Film|Football|Foreign|General|Government|Governor|Group|Harbou?r"
    "|Herald|Highway|Hospital|Hotel|House|International|Island|Islands|Jazz|King|League|Marathon|Masters|Match|Metro"
    "|Minister|Ministry|Morning|National|News|Navy|North|Olympics?|Open|Opera|Pacific|Park|Parliament|Peace|Police|Ports?"
    "|Post|Power|Premier|President|Prime|Prince|Queen|Republicans?|Review|Rift|River|Road|Royal|Rugby|Saint|School|Sea"
    "|Secretary|Senate|South|Southern|Square|Stadium|State|Station|Stock|Strait|Street|Summit|Supreme|Symphony|Tech"
    "|Times|Tower|Treasury|Treaty|United|University|Valley|War|Week|Western"
)
_SURNAME = re.compile(rf" (?!(?:{_NO_SURNAME})\b)[A-Z][a-z]{{2,}}(?=[,.;:?!]|'s\b| [a-z]|\Z)")


def is_first_name(text: str, start: int, end: int) -> bool:
    """Say whether a person is meant: "Georgia Hale won", but not "Georgia Tech won"."""
    return text[start:end] in FIRST_NAMES and _SURNAME.match(text, end) is not None


def without_lone_first_names(
    view: View, spotted: Sequence[Spotted], roles: Sequence[RoleMatch], topical: Sequence[Found]
) -> list[Spotted]:
    """Return the sightings without "Jordan" and its like where nothing else in the article is political.

    Neither another actor of the gazetteer nor an office nor a phrase that tells a topic by itself: "Jordan
    makes candles", "Washington tackled Chad". What something is in, or has "its" airspace, is no person.
    """
    if any(spelling.plain or spelling.phrases[0].weight > _WEAK for _, _, spelling in topical):
        return list(spotted)
    text = view.text
    lone = [
        one
        for one in spotted
        if one.national and text[one.start : one.end] in _SELDOM_STATES and not _is_state(text, one)
    ]
    known = sum(one.actor is not None for one in spotted)
    if not lone or len(lone) < known or any(role.noun.office for role in roles):
        return list(spotted)
    return [one for one in spotted if one not in lone]


def _is_state(text: str, one: Spotted) -> bool:
    return _WHERE.search(text, max(0, one.start - 12), one.start) is not None or _ITS.match(text, one.end) is not None
