"""Make actors out of a country and a role noun."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

import msgspec

from pipelines.tagging.english import ABROAD, FORMER, MODIFIERS
from pipelines.tagging.organisations import NATIONAL_KINDS
from pipelines.tagging.roles import RoleMatch
from pipelines.tagging.spotted import Spotted
from pipelines.tagging.standing import FORMS
from pipelines.tagging.view import View
from schemas.tagged import Kind
from schemas.vocabulary import ActorEntry, RoleNoun, role_at

CONFIDENCE = 0.85

_WORDS = "|".join(sorted(map(re.escape, MODIFIERS | FORMER), key=len, reverse=True))
_CHAINED = re.compile(rf"(?: ?'s?)?(?:[ -](?:{_WORDS})){{0,3}}[ -]", re.IGNORECASE)
_FROM_COUNTRY = re.compile(rf"(?:'s?)?(?:,? (?:{_WORDS})|'s own){{0,3}}[ -]", re.IGNORECASE)
_TO_COUNTRY = re.compile(r" (of|in|from|across) (?:the )?(?:(?:\w{2,12}ern|central|mainland|war-torn|neighbou?ring) )?")
_LISTED = re.compile(r",? (?:and|or|&) (?:the )?|, (?:the )?| and/or ")
_FORMER = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(FORMER)))})(?=[ -])", re.IGNORECASE)
_FORMER_BEFORE = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(FORMER)))})[ -]\Z", re.IGNORECASE)
_CHAIN = 3 * (1 + max(map(len, MODIFIERS | FORMER))) + 5
"""Code points at least between two role nouns that no three modifiers can join."""
_START, _END = attrgetter("start"), attrgetter("end")
_LOOK_BACK = 20
_REACH = 60
_NEAREST = 3
"""Code points before a role noun, and sightings there, among which its country is looked for."""
_REMEMBERED = 10_000
"""Composed actors that are kept to be seen again elsewhere."""
_GENERIC = ((), ("GOV",), ("CVL",), ("UNK",))
APART = frozenset({"relatives"})
"""Role nouns of people who do not belong to what they are named after: "airline passengers", "soldiers' families"."""

BODIES: Mapping[str, str] = {
    "GOV": "Government",
    "LEG": "Legislature",
    "JUD": "Judiciary",
    "PTY": "Party politicians",
    "OPP": "Opposition",
    "COP": "Police",
    "SPY": "Intelligence services",
    "MIL": "Armed forces",
    "PRM": "Pro-government paramilitaries",
    "REB": "Armed opposition",
    "UAF": "Unidentified armed forces",
    "UNK": "Unidentified actors",
    "BUS": "Business",
    "AGR": "Farmers",
    "LAB": "Workers",
    "EDU": "Schools and universities",
    "MED": "Health services",
    "JRN": "Media",
    "REL": "Religious actors",
    "SOC": "Civil society",
    "CVL": "Civilians",
    "CRM": "Criminals",
    "REF": "Refugees",
    "ELI": "Former officials",
    "PRE": "Partly recognised authorities",
}
"""What the composed actor `XXX.<sector>` is called, before "of" and the country's name."""

_COLLECTIVES: Mapping[str, Kind] = {"MIL": "military", "COP": "police", "REB": "armed_group", "UAF": "armed_group"}


class Composed(NamedTuple):
    """A composed actor, and the role nouns and the sighting of a country that it was made of."""

    spotted: Spotted
    roles: tuple[RoleMatch, ...]
    anchor: Spotted | None


class Composition:
    """The rules of composition over one vocabulary's actors."""

    def __init__(self, actors: Mapping[str, ActorEntry]) -> None:
        self._actors = actors
        self._made: dict[tuple[object, ...], Spotted] = {}
        self._offices = {key: entry for entry in actors.values() for key in _office_names(entry, actors)}

    def compose(self, view: View, spotted: Sequence[Spotted], roles: Iterable[RoleMatch], day: date) -> list[Composed]:
        """Return every country or demonym that stands with a role noun, as one actor.

        "China's foreign ministry", "North Korean soldiers", "the president of France", "Kyiv police",
        "a former French president" (ELI). Role nouns inside the name of an actor make no other one, nor does
        a country at its end ("Liberal Party of Canada candidate").
        """
        names, nations = _apart(spotted)
        starts, ends = {one.start: one for one in nations}, sorted(nations, key=_END)
        free = _outside(roles, [(one.start, one.end) for one in names])
        composed = []
        for chain in chains(view.text, free):
            anchor = _before(view.text, chain, ends) or _after(view.text, chain, starts)
            if anchor is not None:
                listed = _listed(view.text, anchor, nations, chain) if _shared(view.text, chain) else ()
                composed += [Composed(self._actor(view.text, chain, one, day), chain, one) for one in (anchor, *listed)]
        return composed

    def _actor(self, text: str, chain: tuple[RoleMatch, ...], anchor: Spotted, day: date) -> Spotted:
        start, end = _extent(text, chain, anchor)
        left_at = former_at(text, start, end)
        former, start = left_at is not None, start if left_at is None else min(start, left_at)
        phrase = text[chain[0].start : chain[-1].end]
        key = (anchor.country, anchor.countries, tuple([id(role.noun) for role in chain]), phrase, former, day)
        made = self._made.get(key)
        if made is None:
            if len(self._made) > _REMEMBERED:
                self._made.clear()
            made = self._made[key] = self._composed(chain, anchor, phrase, former, day)
        return msgspec.structs.replace(made, start=start, end=end, reason=_reason(text, phrase, anchor, former))

    def _composed(self, chain: Sequence[RoleMatch], anchor: Spotted, phrase: str, former: bool, day: date) -> Spotted:
        country = anchor.country or "UNK"
        sectors = ("ELI",) if former else sectors_of(chain)
        actor = f"{country}.{sectors[0]}"
        office = next((role.noun for role in chain if role.noun.office), None)
        if office is not None and not former:
            actor = f"{country}.{(office.sectors or ('GOV',))[0]}.{office.id}"
        composed = Spotted(
            start=anchor.start,
            end=anchor.end,
            actor=actor,
            name=self._name(country, sectors[0], office.phrases[0].text if office and not former else None),
            kind="person" if former else _kind(chain[-1].noun, sectors[0]),
            country=country,
            countries=anchor.countries,
            sectors=sectors,
            method="rule",
            confidence=CONFIDENCE,
            reason="",
            form="composed",
        )
        return composed if former else self._known(composed, phrase, day)

    def _known(self, composed: Spotted, phrase: str, day: date) -> Spotted:
        """Take name, kind and QID from the gazetteer where it knows this very office."""
        entry = self._actors.get(composed.actor or "") or self._offices.get((composed.country or "", phrase.lower()))
        if entry is None:
            return composed
        sectors, _, _ = role_at(entry, day)
        return msgspec.structs.replace(
            composed,
            actor=entry.id,
            name=entry.name,
            kind=entry.kind,
            sectors=sectors,
            wikidata=entry.wikidata,
            entry=entry,
        )

    def _name(self, country: str, sector: str, office: str | None) -> str:
        entry = self._actors.get(country)
        whose = entry.name if entry else country
        what = office[:1].upper() + office[1:] if office else BODIES[sector]
        return f"{what} of {whose}"


def _office_names(entry: ActorEntry, actors: Mapping[str, ActorEntry]) -> Iterator[tuple[str, str]]:
    """Yield what an office of state is called without its state: "foreign ministry" of "German Foreign Ministry"."""
    state = actors.get(entry.country or "")
    if state is None or state is entry or entry.kind not in NATIONAL_KINDS - {"party"}:
        return
    nations = [alias.text for alias in state.aliases if alias.form in ("name", "adjective")]
    for alias in entry.aliases:
        for nation in nations:
            if alias.text.startswith((f"{nation} ", f"{nation}'s ")) and not alias.guarded:
                yield state.id, alias.text[len(nation) :].removeprefix("'s").strip().lower()


def chains(text: str, roles: Sequence[RoleMatch]) -> list[tuple[RoleMatch, ...]]:
    """Join role nouns that make one phrase: "foreign ministry" + "spokesman", "opposition" + "lawmakers"."""
    joined: list[tuple[RoleMatch, ...]] = []
    for role in roles:
        if (
            joined
            and role.start - joined[-1][-1].end < _CHAIN
            and _CHAINED.fullmatch(text, joined[-1][-1].end, role.start)
        ):
            joined[-1] = (*joined[-1], role)
        else:
            joined.append((role,))
    return joined


def sectors_of(chain: Sequence[RoleMatch]) -> tuple[str, ...]:
    """Return the sectors of a phrase: its last noun's, unless that says less than those before it.

    "opposition lawmakers" are LEG and OPP, "military officials" MIL, "police spokesman" COP. A civil
    title outranks a rank: "Defence Minister General" is GOV.
    """
    last = chain[-1].noun
    if last.title and last.sectors == ("MIL",):
        civil = (role.noun for role in chain if role.noun.title and role.noun.sectors[:1] == ("GOV",))
        if (held := next(civil, None)) is not None:
            return tuple(dict.fromkeys(map(str, (*held.sectors, *last.sectors))))
    head = tuple(map(str, last.sectors))
    if last.id in APART:
        return head
    before = [str(sector) for role in reversed(chain[:-1]) for sector in role.noun.sectors]
    if before and head in _GENERIC:
        return tuple(dict.fromkeys(before))
    return tuple(dict.fromkeys((*head, *before))) or ("UNK",)


def former_at(text: str, start: int, end: int) -> int | None:
    """Return where "former" or its like stands, before or inside a phrase; None where it does not."""
    before = _FORMER_BEFORE.search(text, max(0, start - _LOOK_BACK), start)
    found = before or _FORMER.search(text, start, end)
    return found.start() if found else None


def _apart(spotted: Iterable[Spotted]) -> tuple[list[Spotted], list[Spotted]]:
    """Part names from nations, without the nations at the end of a name."""
    names: list[Spotted] = []
    nations: list[Spotted] = []
    for one in spotted:
        (nations if one.national else names).append(one)
    ends = {one.end for one in names}
    return names, [one for one in nations if one.end not in ends]


def _outside(roles: Iterable[RoleMatch], names: Sequence[tuple[int, int]]) -> list[RoleMatch]:
    """Leave out role nouns inside the names of actors; both come sorted by start, names longest first."""
    free: list[RoleMatch] = []
    index, covered = 0, (0, 0)
    for role in roles:
        while index < len(names) and names[index][0] <= role.start:
            if names[index][1] > covered[1]:
                covered = names[index]
            index += 1
        if role.end > covered[1]:
            free.append(role)
    return free


def _before(text: str, chain: tuple[RoleMatch, ...], ends: Sequence[Spotted]) -> Spotted | None:
    first = chain[0].start
    nearest = bisect_left(ends, first, key=_END)
    for anchor in reversed(ends[max(0, nearest - _NEAREST) : nearest]):
        if anchor.end > first - _REACH and _FROM_COUNTRY.fullmatch(text, anchor.end, first):
            return anchor
    return None


def _extent(text: str, chain: tuple[RoleMatch, ...], anchor: Spotted) -> tuple[int, int]:
    """Leave a possessor out of a name: "Foreign Ministry" of "Germany's Foreign Ministry"; else take both."""
    first, last = chain[0].start, chain[-1].end
    owned = anchor.end < first and text.startswith(("'s ", "' "), anchor.end)
    if (
        owned
        and chain[-1].noun.kind in NATIONAL_KINDS
        and all(word[0].isupper() or word in ("of", "the", "and", "for") for word in text[first:last].split())
    ):
        return first, last
    return min(anchor.start, first), max(anchor.end, last)


def _shared(text: str, chain: tuple[RoleMatch, ...]) -> bool:
    """Say whether a phrase can be of several countries: "soldiers", not "president"."""
    return text[chain[-1].end - 1] == "s" or chain[-1].noun.kind in ("military", "people")


def _listed(text: str, anchor: Spotted, nations: Sequence[Spotted], chain: tuple[RoleMatch, ...]) -> Iterable[Spotted]:
    """Yield the other countries of a list: "French, German and British soldiers", "envoys of Egypt and Qatar"."""
    step = -1 if anchor.start < chain[0].start else 1
    index = nations.index(anchor)
    while 0 <= index + step < len(nations):
        left, right = sorted((nations[index], nations[index + step]), key=_START)
        if not _LISTED.fullmatch(text, left.end, right.start) or (left.form == "adjective") != (
            right.form == "adjective"
        ):
            return
        index += step
        yield nations[index]


def _after(text: str, chain: tuple[RoleMatch, ...], starts: Mapping[int, Spotted]) -> Spotted | None:
    gap = _TO_COUNTRY.match(text, chain[-1].end)
    if gap is None or (gap.group(1) != "of" and _may_be_foreign(chain[-1].noun)):
        return None
    return starts.get(gap.end())


def _may_be_foreign(noun: RoleNoun) -> bool:
    """Troops, embassies, reporters in a country are often not that country's."""
    return noun.id in ABROAD or "MIL" in noun.sectors


def _kind(noun: RoleNoun, sector: str) -> Kind:
    """Take "soldiers" for the armed forces and "refugees" for people; a noun of office is one person's."""
    if noun.kind != "person" or noun.title:
        return noun.kind
    return _COLLECTIVES.get(sector, "people")


def _reason(text: str, phrase: str, anchor: Spotted, former: bool) -> str:
    what = FORMS.get(anchor.form, "country")
    reason = f"{what} '{text[anchor.start : anchor.end]}' + role noun '{phrase}'"
    return f"former: {reason}" if former else reason
