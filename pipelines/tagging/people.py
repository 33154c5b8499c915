"""Give people outside the gazetteer the country and sector that the text states."""

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec

from pipelines.tagging.composition import Composed, former_at, sectors_of
from pipelines.tagging.english import AFFILIATIONS
from pipelines.tagging.options import UnknownPeople
from pipelines.tagging.roles import RoleMatch
from pipelines.tagging.spotted import Spotted
from pipelines.tagging.view import View

Title = TypeVar("Title")

PRIVATE = frozenset({"PTY", "REL", "OPP"})
"""Sectors that no private person gets: party, faith and conviction are theirs to tell."""

_GAP = re.compile(r",? (?:Gen\.? |Col\.? |Dr\.? |Mr\.? |Mrs\.? |Ms\.? |Sir )?")
_APPOSITION = re.compile(r"(?: \([^()\n]{1,30}\))?, (?:(?:a|an|the|who is|who was|then|now) )?")
_SENTENCE_END = re.compile(r"[.!?;\n](?:\s|\Z)|\n")
_WORD = re.compile(r"[A-Za-z-]{3,25}")
_TIE = re.compile(r"\b(?:at|of|for|with|from|in)\b")
APPOSITION = 120
"""Code points after a name in which its apposition is looked for."""


def with_standings(
    view: View, spotted: Sequence[Spotted], composed: Sequence[Composed], roles: Sequence[RoleMatch]
) -> list[Spotted]:
    """Return the sightings with titles and appositions taken into the people they describe.

    "Japanese Foreign Minister Taro Tanaka" is one actor, not two; "Ali Wyne, an adviser at the Crisis
    Group" has that group's sector. What the gazetteer says of a person is left alone.
    """
    titles = {one.spotted.end: one for one in composed if one.roles[-1].noun.title}
    loose = {role.end: role for role in roles if role.noun.title}
    begun = {one.spotted.start: one for one in composed}
    gone: set[tuple[int, int]] = set()
    changed: list[Spotted] = []
    for one in spotted:
        if one.kind != "person" or one.form == "composed":
            changed.append(one)
            continue
        title = _ending_before(view.text, one.start, titles)
        if title is not None:
            gone.add((title.spotted.start, title.spotted.end))
        changed.append(one if one.actor is not None else _described(view, one, title, loose, begun, spotted))
    return [one for one in changed if (one.start, one.end) not in gone or one.form != "composed"]


def shown(spotted: Sequence[Spotted], choice: UnknownPeople) -> list[Spotted]:
    """Apply what the deployment chose for people outside the gazetteer."""
    if choice == "name":
        return list(spotted)
    unknown = [one.kind == "person" and one.actor is None for one in spotted]
    if choice == "off":
        return [one for one, hidden in zip(spotted, unknown, strict=True) if not hidden]
    return [_initialled(one) if hidden else one for one, hidden in zip(spotted, unknown, strict=True)]


def _described(
    view: View,
    person: Spotted,
    title: Composed | None,
    loose: Mapping[int, RoleMatch],
    begun: Mapping[int, Composed],
    spotted: Sequence[Spotted],
) -> Spotted:
    text = view.text
    if title is not None:
        return _standing(person, title.spotted.country, title.spotted.sectors, title.spotted.reason)
    apposition = _APPOSITION.match(text, person.end)
    if apposition is not None:
        if (office := begun.get(apposition.end())) is not None:
            return _standing(person, office.spotted.country, office.spotted.sectors, office.spotted.reason)
        if (tied := _affiliated(text, person, apposition.end(), spotted)) is not None:
            return tied
    role = _ending_before(text, person.start, loose)
    if role is not None:
        former = former_at(text, role.start, role.end) is not None
        sectors = ("ELI",) if former else sectors_of((role,))
        return _standing(person, None, sectors, f"title '{text[role.start : role.end]}'")
    return person


def _standing(person: Spotted, country: str | None, sectors: Sequence[str], reason: str) -> Spotted:
    public = tuple(sector for sector in sectors if sector not in PRIVATE) or ("UNK",)
    return msgspec.structs.replace(person, country=country, sectors=public, reason=f"{person.reason}; {reason}")


def _ending_before(text: str, start: int, ends: Mapping[int, Title]) -> Title | None:
    for end in range(start - 1, max(-1, start - 8), -1):
        if end in ends and _GAP.fullmatch(text, end, start):
            return ends[end]
    return None


def _affiliated(text: str, person: Spotted, start: int, spotted: Sequence[Spotted]) -> Spotted | None:
    """Read "a senior fellow at the Example Institute": a noun of affiliation, then an organisation."""
    limit = _apposition_end(text, start)
    noun = next((word for word in _WORD.finditer(text, start, limit) if word.group().lower() in AFFILIATIONS), None)
    if noun is None or (tie := _TIE.search(text, noun.end(), limit)) is None:
        return None
    body = next((one for one in spotted if tie.end() <= one.start < limit and _employs(one)), None)
    if body is None:
        return None
    name = text[body.start : body.end]
    return _standing(person, body.country, body.sectors, f"'{noun.group()}' of '{name}' by apposition")


def _apposition_end(text: str, start: int) -> int:
    end = _SENTENCE_END.search(text, start, start + APPOSITION)
    return end.start() if end else min(len(text), start + APPOSITION)


def _employs(one: Spotted) -> bool:
    return one.kind not in ("person", "people", "place", "country")


def _initialled(person: Spotted) -> Spotted:
    initials = " ".join(f"{word[0]}." for word in person.name.split() if word[0].isalpha())
    reason = f"a person outside the gazetteer ({person.method})"
    return msgspec.structs.replace(person, name=initials or "?", reason=reason)
