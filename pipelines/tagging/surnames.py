"""Find whom a title and a surname mean on a day."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from pipelines.tagging.roles import RoleMatch
from pipelines.tagging.spellings import Spellings
from pipelines.tagging.spotted import Spotted
from pipelines.tagging.standing import AMBIGUOUS, of_the_day
from pipelines.tagging.strings import Asked
from schemas.vocabulary import ActorEntry, Alias, Role, folded, last_role

CONFIDENCE = 0.75

_PARTICLES = "(?:(?:al|el|bin|ibn|von|van|de|der|den|la|le|du|da|dos|di)[ -])*"
_SURNAME = re.compile(rf"[ -]({_PARTICLES}[A-Z][\w'-]+(?: [A-Z][\w'-]+)?)(?=[\s,.;)]|'s)")
_ADMINISTRATION = re.compile(
    rf"({_PARTICLES}[A-Z][\w-]+)(?:'s)? (?:administration|government|cabinet|presidency|regime|White House)\b"
)
_ALONE = re.compile(rf"({_PARTICLES}[A-Z][\w'-]+)")
_HEADS = re.compile(r"\b(?:President|Prime Minister|Chancellor|Premier|Taoiseach|Leader|King|Emir)\b(?! of the)")
_LESSER = re.compile(r"\b(?:Vice|Deputy|First Lady)\b")
_ROYAL = frozenset({"king", "queen", "emperor", "pope", "sultan", "emir"})


def by_title(asked: Asked, spellings: Spellings, day: date) -> Spotted | None:
    """Return who has that surname and office on `day`: "Deputy Secretary Hicks", "the Bush administration".

    A country in the string decides between several of one name; where none does, the others are rivals.
    """
    for role in asked.roles:
        found = _SURNAME.match(asked.text, role.end) if role.noun.title else None
        if found is not None:
            holders = _of_country(_holders(role, asked.text, spellings.bearers(found.group(1)), day), asked)
            if holders:
                return _spotted(holders, found, day, f"titled '{asked.text[role.start : role.end]}'")
    found = _ADMINISTRATION.search(asked.text, asked.start)
    heads = _heads(spellings.bearers(found.group(1)), day) if found else ()
    if found is None or not heads:
        return None
    return _as_government(_spotted(_of_country(heads, asked), found, day, "head of that government"))


def by_surname(asked: Asked, spellings: Spellings, day: date) -> Spotted | None:
    """Return the office holder of a day whose surname is all that the string says, one who leads a state first."""
    found = _ALONE.fullmatch(asked.bare)
    bearers = [entry for entry in spellings.bearers(asked.bare) if _in_office(entry, day)] if found else []
    leading = [entry for entry in bearers if _leads(entry, day)] or bearers
    if found is None or not leading:
        return None
    return _spotted(leading, found, day, "the surname of an office holder")


def _holders(role: RoleMatch, text: str, bearers: Sequence[ActorEntry], day: date) -> Sequence[ActorEntry]:
    """Keep whose office has the sector of the title; of those, whose office is called by it where any is."""
    title = folded(text[role.start : role.end])
    fitting = [entry for entry in bearers if _sectors(entry, day) & set(role.noun.sectors)]
    called = [entry for entry in fitting if any(title in office for office in _offices(entry, day))]
    return called or ([] if title in _ROYAL else fitting)


def _heads(bearers: Sequence[ActorEntry], day: date) -> Sequence[ActorEntry]:
    """Keep who leads a state on `day`, else who has done so."""
    return [entry for entry in bearers if _leads(entry, day)] or [
        entry for entry in bearers if last_role(entry, day) and any(map(_is_head, entry.roles))
    ]


def _in_office(entry: ActorEntry, day: date) -> bool:
    return any(role.covers(day) for role in entry.roles)


def _sectors(entry: ActorEntry, day: date) -> set[str]:
    return {sector for role in entry.roles if role.covers(day) for sector in role.sectors}


def _offices(entry: ActorEntry, day: date) -> Iterator[str]:
    return (folded(role.office) for role in entry.roles if role.covers(day))


def _leads(entry: ActorEntry, day: date) -> bool:
    return any(role.covers(day) and _is_head(role) for role in entry.roles)


def _is_head(role: Role) -> bool:
    return _HEADS.search(role.office) is not None and _LESSER.search(role.office) is None


def _of_country(entries: Sequence[ActorEntry], asked: Asked) -> Sequence[ActorEntry]:
    codes = {one.country for one in asked.here if one.national}
    return [entry for entry in entries if entry.country in codes] or entries


def _spotted(entries: Sequence[ActorEntry], found: re.Match[str], day: date, why: str) -> Spotted:
    name = found.group(1)
    owners = [(entry, Alias(name)) for entry in entries]
    one = of_the_day(owners, found.start(1), found.end(1), name, day)
    confidence = AMBIGUOUS if one.rivals else CONFIDENCE
    return msgspec.structs.replace(one, confidence=confidence, reason=f"{one.reason}; {why}")


def _as_government(head: Spotted) -> Spotted:
    """Take "the Bush administration" for the government that its head leads."""
    return msgspec.structs.replace(
        head, actor=f"{head.country}.GOV", kind="government", name=f"Government of {head.name}", wikidata=None
    )
