"""Tell sports clubs from the cities that they are named after."""

import re
from collections.abc import Iterable

import msgspec

from pipelines.tagging.spotted import Spotted
from pipelines.tagging.view import View

LEAST = 8
"""Words of sport that make an article one on sport; articles on anything else rarely have three."""

_SPORT = re.compile(
    r"\b(?:midfielders?|strikers?|goalkeepers?|defenders?|bundesliga|league|scored|equali[sz]er|relegation|semi-?finals?"
    r"|quarter-?finals?|half-?time|penalt(?:y|ies)|squad|playoffs?|coach|kick-?off|championship|trophy|touchdown"
    r"|quarterback|innings|wicket|matchday|stoppage time|fans|stadium|season|footballer|first leg|second leg|draw"
    r"|substitute|goals?|match|club)\b"
)
_GATE = (
    "striker",
    "goal",
    "league",
    "coach",
    "match",
    "season",
    "stadium",
    "cup",
    "squad",
    "club",
    "scored",
    "champion",
)
"""Cheap to look for; three of them have to be there before the words are counted."""

_LOCATIVE = re.compile(
    r"\b(?:in|at|from|near|to|through|outside|around|of|into|for|city|town|across|toward|towards|via|district|leave|left)"
    r"(?: the| nearby| downtown| central)? \Z"
)
_CITY = re.compile(r",? (?:on|in) [A-Z]|, [A-Z]|'s (?:streets|airport|mayor|police|centre|center|main)|-based|-born")


def with_clubs(view: View, spotted: Iterable[Spotted]) -> list[Spotted]:
    """Return the sightings; in an article on sport a city that is nobody's whereabouts is its club.

    "Dortmund drew with Bremen" names two clubs, "in Dortmund" a city.
    """
    found = list(spotted)
    cities = {id(one) for one in found if _may_play(view.text, one)}
    if not cities or sum(word in view.lower for word in _GATE) < 3 or len(_SPORT.findall(view.lower)) < LEAST:
        return found
    return [_club(view.text, one) if id(one) in cities else one for one in found]


def _may_play(text: str, one: Spotted) -> bool:
    if one.kind != "place" or one.form not in ("place", "capital", "model") or " " in text[one.start : one.end].strip():
        return False
    return _LOCATIVE.search(text, max(0, one.start - 30), one.start) is None and _CITY.match(text, one.end) is None


def _club(text: str, city: Spotted) -> Spotted:
    name = text[city.start : city.end]
    return msgspec.structs.replace(
        city,
        actor=None,
        entry=None,
        name=name,
        kind="organisation",
        sectors=("UNK",),
        form="model",
        method="rule",
        confidence=0.5,
        reason=f"'{name}' as a club, in an article on sport",
    )
