"""Read what else an actor string says into the actor that it names."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from pipelines.tagging.composition import APART, chains, former_at, sectors_of
from pipelines.tagging.people import PRIVATE
from pipelines.tagging.roles import RoleMatch
from pipelines.tagging.spotted import Spotted, contains
from pipelines.tagging.view import View
from schemas.vocabulary import government

_ARTICLE = re.compile(r"\A(?:the|an?) ", re.IGNORECASE)
_IN = re.compile(r" (?:of|in|from|across) (?:the )?")
_BESIDE = re.compile(r" |, (?:(?:a|an|the|then|now|who is) )?")
_BEFORE_IT = re.compile(r" (?:outside|near|against|in front of) (?:the )?")
_ARMED = frozenset({"REB", "PRM", "UAF", "CRM", "MIL"})
_OWN = frozenset({"LEG", "JUD", "COP", "SPY", "JRN", "MED", "EDU", "REL", "LAB", "REF", "AGR"}) | _ARMED
"""Sectors that someone of a body has beside its own: "Labour lawmakers", "factory workers of Toyota"."""


class Asked(NamedTuple):
    """What stands in an actor string: its sightings and role nouns, in view offsets from `start` on."""

    view: View
    here: Sequence[Spotted]
    roles: Sequence[RoleMatch]

    @property
    def text(self) -> str:
        """The view's text, the context before it included."""
        return self.view.text

    @property
    def start(self) -> int:
        """Where the string begins."""
        return self.view.text_start

    @property
    def bare(self) -> str:
        """The string without article and quotes around it."""
        return _ARTICLE.sub("", self.text[self.start :].strip(" .,\"'\n")) or self.text[self.start :].strip()


def meant(one: Spotted, asked: Asked) -> Spotted:
    """Return the main actor as the whole string has it.

    "a former CIA official" is ELI, "TEHRAN" the government, "legislators, Iran" LEG, "NATO warplanes" MIL,
    "Lebanese Christians" are of Lebanon, a town is its people.
    """
    outside = [role for role in asked.roles if role.end <= one.start or one.end <= role.start]
    if _stands_alone(one, asked):
        return _as_government(one)
    if one.form == "composed" and (person := _person_beside(one, asked)) is not None:
        return _as_holder(person, one, asked)
    if one.form == "composed" and len(one.countries) > 1:
        return _settled(one, asked)
    if one.kind == "place" and one.country is not None and not one.sectors and not outside:
        return _as_people(one)
    if one.kind == "people" and one.form != "composed" and not outside:
        return _of_nation(one, asked)
    if one.actor is None:
        return _described(one, asked, outside) if one.kind == "person" else _told(one, asked)
    if one.kind == "person" and one.form != "composed":
        return _titled(_owned(one, asked, outside), asked, outside)
    if one.national and (person := _person_after(one, asked)) is not None:
        return _described(msgspec.structs.replace(person, country=one.country), asked, outside)
    if one.form == "composed" or one.kind == "person":
        return one
    return _joined(one, asked, outside)


def _stands_alone(one: Spotted, asked: Asked) -> bool:
    return one.form == "capital" and one.entry is not None and asked.bare == asked.text[one.start : one.end]


def _as_government(capital: Spotted) -> Spotted:
    if capital.entry is None:
        return capital
    state = government(capital.entry)
    reason = f"{capital.reason}; a capital as an actor is its government"
    return msgspec.structs.replace(
        capital, actor=state.actor, name=state.name, kind=state.kind, sectors=state.sectors, reason=reason
    )


def _as_people(place: Spotted) -> Spotted:
    """Take a town, or something in it, for those who live there: PLOVER codes towns as civilians."""
    reason = f"{place.reason}; a place as an actor is its people"
    return msgspec.structs.replace(place, sectors=("CVL",), actor=f"{place.country}.CVL", reason=reason)


def _of_nation(people: Spotted, asked: Asked) -> Spotted:
    """Give a people the state that stands beside it, and no sector but theirs: "Turkish Kurds", "Sunnis in Iraq"."""
    nation = _nation_beside(people, asked)
    country = nation.country if nation else people.country
    sectors = people.sectors or ("CVL",)
    reason = f"{people.reason}; of '{nation.name}'" if nation else people.reason
    actor = f"{country}.{sectors[0]}" if nation or people.national else people.actor
    return msgspec.structs.replace(people, country=country, sectors=sectors, actor=actor, reason=reason)


def _settled(composed: Spotted, asked: Asked) -> Spotted:
    """Let the state that is named decide for a people of several: "Kurdish politicians in Turkey"."""
    nation = _nation_beside(composed, asked)
    if nation is None or nation.country not in composed.countries:
        return composed
    reason = f"{composed.reason}; in '{nation.name}'"
    actor = f"{nation.country}.{composed.sectors[0]}"
    return msgspec.structs.replace(composed, country=nation.country, actor=actor, reason=reason)


def _nation_beside(one: Spotted, asked: Asked) -> Spotted | None:
    """Return the state whose adjective stands before a sighting, or that it is in."""
    for nation in asked.here:
        if not nation.national or nation.country is None or nation.kind == "people" or nation.country == "ISM":
            continue
        if nation.form == "adjective" and asked.text[nation.end : one.start] in (" ", "-"):
            return nation
        if (gap := _IN.match(asked.text, one.end)) is not None and gap.end() == nation.start:
            return nation
    return None


def _person_beside(composed: Spotted, asked: Asked) -> Spotted | None:
    """Return the person outside the gazetteer whom a composed actor describes: "Kenyan athlete X", "X, an envoy"."""
    for one in asked.here:
        before, after = sorted((composed, one), key=_end)
        if one.kind == "person" and one.actor is None and _BESIDE.fullmatch(asked.text, before.end, after.start):
            return one
    return None


def _as_holder(person: Spotted, composed: Spotted, asked: Asked) -> Spotted:
    roles = [role for role in asked.roles if composed.start <= role.start and role.end <= composed.end]
    sectors = _public(composed.sectors, roles)
    return msgspec.structs.replace(
        person, country=composed.country, sectors=sectors, reason=f"{person.reason}; {composed.reason}"
    )


def _person_after(nation: Spotted, asked: Asked) -> Spotted | None:
    behind = (one for one in asked.here if one.kind == "person" and one.actor is None and one.start > nation.end)
    return next(behind, None) if nation.form == "adjective" else None


def _described(person: Spotted, asked: Asked, outside: Sequence[RoleMatch]) -> Spotted:
    """Give a person outside the gazetteer the sector of the nearest role noun: "rights lawyer X", "X, the mayor"."""
    if not outside or person.sectors not in ((), ("UNK",)):
        return person
    before = [chain for chain in chains(asked.text, outside) if chain[-1].end < person.start]
    chain = before[-1] if before else chains(asked.text, outside)[0]
    first, last = chain[0].start, chain[-1].end
    sectors = ("ELI",) if former_at(asked.text, first, last) is not None else _public(sectors_of(chain), chain)
    return msgspec.structs.replace(
        person, sectors=sectors, reason=f"{person.reason}; role noun '{asked.text[first:last]}'"
    )


def _public(sectors: tuple[str, ...], roles: Sequence[RoleMatch]) -> tuple[str, ...]:
    """Keep what no private person gets, party and faith, for those of whom an office is stated."""
    if any(role.noun.title for role in roles):
        return sectors
    return tuple(sector for sector in sectors if sector not in PRIVATE) or ("UNK",)


def _owned(person: Spotted, asked: Asked, outside: Sequence[RoleMatch]) -> Spotted:
    """Take "Assad's forces" for what they are rather than for him; an official's family is ELI."""
    behind = [role for role in outside if role.start >= person.end]
    if not behind or asked.text[person.end : behind[0].start] not in (" ", "'s ", "' "):
        return person
    chain = chains(asked.text, behind)[0]
    sectors = ("ELI",) if chain[-1].noun.id in APART and person.role_from else sectors_of(chain)
    if sectors[0] in ("GOV", "UNK"):
        return person
    reason = f"{person.reason}; role noun '{asked.text[behind[0].start : behind[0].end]}' of that person"
    return msgspec.structs.replace(
        person,
        sectors=sectors,
        actor=f"{person.country}.{sectors[0]}",
        kind=behind[0].noun.kind,
        wikidata=None,
        reason=reason,
    )


def _titled(person: Spotted, asked: Asked, outside: Sequence[RoleMatch]) -> Spotted:
    """Let a title in the string speak for its own time: "Defence Secretary Ben Wallace".

    A noun that is no office says nothing against one that the person holds: "warlord", "journalist".
    """
    text = asked.text
    before = [role for role in outside if role.end < person.start and role.noun.title]
    if not before or person.kind != "person" or former_at(text, asked.start, person.start) is not None:
        return person
    titles = chains(text, before)
    official = next((chain for chain in titles if any(role.noun.office for role in chain)), None)
    if official is None and person.sectors[:1] not in ((), ("UNK",), ("ELI",)):
        return person
    chain = official or titles[-1]
    nouns = text[chain[0].start : chain[-1].end]
    return msgspec.structs.replace(person, sectors=sectors_of(chain), reason=f"{person.reason}; titled '{nouns}'")


def _told(unknown: Spotted, asked: Asked) -> Spotted:
    """Take country and sector of an unknown body from its name and a role noun in the string."""
    nation = next((one for one in asked.here if one.national and contains(unknown, one)), None)
    country = unknown.country or (nation.country if nation else None)
    sectors, reason = unknown.sectors, unknown.reason
    if asked.roles and unknown.sectors in ((), ("UNK",)):
        chain = chains(asked.text, asked.roles)[0]
        sectors = sectors_of(chain)
        reason = f"{reason}; role noun '{asked.text[chain[0].start : chain[-1].end]}'"
    return msgspec.structs.replace(unknown, country=country, sectors=sectors, reason=reason)


def _joined(one: Spotted, asked: Asked, outside: Sequence[RoleMatch]) -> Spotted:
    """Join a country or a body with the role noun elsewhere in the string, or with "former" before it."""
    text = asked.text
    if not outside:
        return _left(one, text[one.start : one.end]) if _is_left(one, asked) else one
    chain = chains(text, outside)[0]
    first, last = chain[0].start, chain[-1].end
    if former_at(text, first, last) is not None or former_at(text, one.start, one.end) is not None:
        return _left(one, text[first:last])
    sectors = sectors_of(chain)
    reason = f"{one.reason}; role noun '{text[first:last]}'"
    if not one.national:
        beside = last < one.start and _BEFORE_IT.fullmatch(text, last, one.start) is not None
        employed = sectors if beside else _employed(one, chain)
        return msgspec.structs.replace(one, sectors=employed, reason=reason)
    return msgspec.structs.replace(
        one,
        sectors=sectors,
        kind=chain[-1].noun.kind,
        actor=f"{one.country}.{sectors[0]}",
        wikidata=None,
        reason=reason,
    )


def _is_left(one: Spotted, asked: Asked) -> bool:
    """Whether somebody has left a body by a word that is no role noun: "ex-CIA chief"."""
    behind = asked.text[one.end :].strip(" .,\"'\n")
    return not one.national and bool(behind) and former_at(asked.text, one.start, one.start) is not None


def _left(one: Spotted, whom: str) -> Spotted:
    return msgspec.structs.replace(
        one, sectors=("ELI",), kind="person", actor=None, reason=f"former '{whom}': {one.reason}"
    )


def _employed(body: Spotted, chain: Sequence[RoleMatch]) -> tuple[str, ...]:
    """Return the sectors of those of a body whom a role noun names: "NATO warplanes" MIL, "Labour MPs" LEG and PTY."""
    sectors = sectors_of(chain)
    main = sectors[0]
    if chain[-1].noun.id in APART:
        return sectors
    fights = main in _ARMED and bool(_ARMED.intersection(body.sectors))
    works = main == "LAB" and body.kind != "company"
    if works or fights or (body.sectors and main not in _OWN) or main in body.sectors:
        return body.sectors
    return tuple(dict.fromkeys((*sectors, *body.sectors)))


def _end(one: Spotted) -> int:
    return one.end
