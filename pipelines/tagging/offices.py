"""Read offices without a country as those of the country that the article is about."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from pipelines.tagging.organisations import NATIONAL_KINDS
from pipelines.tagging.roles import RoleMatch
from pipelines.tagging.spotted import Spotted, placed
from pipelines.tagging.view import View
from schemas.vocabulary import ActorEntry

SHARE, LEAST, MARGIN = 0.4, 3, 1.5
"""A country is what an article is about with 40 % of what sightings of countries weigh, half as much again as the next
one, and three sightings. Held against the annotated articles of our own: a share of 60 % without weights finds the
country of fewer offices, and neither finds a wrong one more often."""

TITLE, LEAD = 100, 500
"""Code points up to which a sighting weighs three times and twice: titles and leads say what an article is about."""

CONFIDENCE = 0.55

_BODIES = frozenset({"ministry", "parliament", "court", "agency"})
_TELLING = frozenset({"country", "place"})
_OFFICIAL = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY"})


class Offices:
    """The rules for bodies that need no country in an article about one country."""

    def __init__(self, actors: Mapping[str, ActorEntry]) -> None:
        self._actors = actors

    def with_lone(self, view: View, spotted: Sequence[Spotted], roles: Iterable[RoleMatch]) -> list[Spotted]:
        """Add "the Constitutional Court", "parliament": bodies of which a state has one, where they stand alone.

        Where no one country leads, the body is no known actor and has no country.
        """
        lone = [role for role in roles if role.noun.office and role.noun.kind in _BODIES and _definite(view, role)]
        if not lone:
            return list(spotted)
        nation = leading_nation(spotted)
        guessed = {(one.start, one.end) for one in spotted if one.actor is None and one.method == "ner"}
        taken = [span for one in spotted if (span := (one.start, one.end)) not in guessed]
        found = [self._body(view.text, role, nation) for role in lone if not _touches(taken, role)]
        places = {(one.start, one.end) for one in found}
        kept = [one for one in spotted if one.actor is not None or (one.start, one.end) not in places]
        return placed([*kept, *found])

    def with_nation(self, spotted: Sequence[Spotted]) -> list[Spotted]:
        """Give titled people and bodies of state, none of them in the gazetteer, the leading country."""
        wanting = {id(one) for one in spotted if _wants_nation(one)}
        nation = leading_nation(spotted) if wanting else None
        if nation is None:
            return list(spotted)
        return [_of(one, nation) if id(one) in wanting else one for one in spotted]

    def _body(self, text: str, role: RoleMatch, nation: Spotted | None) -> Spotted:
        sectors = tuple(map(str, role.noun.sectors)) or ("GOV",)
        name = text[role.start : role.end]
        country = nation.country if nation else None
        state = self._actors.get(country) if country else None
        actor = f"{country}.{sectors[0]}.{role.noun.id}" if state else None
        entry = self._actors.get(actor) if actor else None
        reason = f"role noun '{name}'"
        return Spotted(
            start=role.start,
            end=role.end,
            actor=actor,
            name=entry.name if entry else _named(role, state) if state else name,
            kind=role.noun.kind,
            country=country,
            sectors=sectors,
            wikidata=entry.wikidata if entry else None,
            method="rule",
            confidence=CONFIDENCE,
            reason=f"{reason}; the article is about {state.name}" if state else f"{reason} without a country",
            form="composed",
            entry=entry,
        )


def leading_nation(spotted: Iterable[Spotted]) -> Spotted | None:
    """Return a sighting of the country that an article is about, its places counted; None where none leads."""
    told = [one for one in spotted if one.national and one.entry and one.entry.kind in _TELLING]
    weights: Counter[str | None] = Counter()
    for one in told:
        weights[one.country] += _weight(one)
    if not weights:
        return None
    (country, weight), *others = weights.most_common(2)
    sightings = [one for one in told if one.country == country]
    next_best = others[0][1] if others else 0
    if len(sightings) < LEAST or weight < max(SHARE * weights.total(), MARGIN * next_best):
        return None
    return next((one for one in sightings if one.entry and one.entry.kind == "country"), None)


def _weight(one: Spotted) -> int:
    return 3 if one.start < TITLE else 2 if one.start < LEAD else 1


def _named(role: RoleMatch, state: ActorEntry) -> str:
    phrase = role.noun.phrases[0].text
    return f"{phrase[:1].upper()}{phrase[1:]} of {state.name}"


def _definite(view: View, role: RoleMatch) -> bool:
    """Take "the interior ministry" and "Constitutional Court", leave "a court", "courts", "parliament building"."""
    words = view.text[role.start : role.end].split()
    capitalised = all(word[0].isupper() or word in ("of", "the", "and", "for") for word in words)
    before = view.lower[max(0, role.start - 4) : role.start]
    return (before == "the " or (capitalised and len(words) > 1)) and not words[-1].endswith("s")


def _touches(taken: Sequence[tuple[int, int]], role: RoleMatch) -> bool:
    return any(start < role.end and role.start < end for start, end in taken)


def _wants_nation(one: Spotted) -> bool:
    if one.actor is not None or one.country is not None or one.method == "rule":
        return False
    if one.kind == "person":
        return bool(one.sectors) and one.sectors[0] in _OFFICIAL
    return one.kind in NATIONAL_KINDS


def _of(one: Spotted, nation: Spotted) -> Spotted:
    whose = nation.entry.name if nation.entry else nation.name
    reason = f"{one.reason}; the article is about {whose}"
    return msgspec.structs.replace(
        one, country=nation.country, confidence=min(one.confidence, CONFIDENCE), reason=reason
    )
