"""Decide which office an actor holds on a day."""

from datetime import date
from typing import NamedTuple

from schemas.codes import Sector
from schemas.vocabulary.entries import ActorEntry, Role


class Standing(NamedTuple):
    """What an actor is on a day; `role` is the office held then, None when none is."""

    sectors: tuple[Sector, ...]
    country: str
    role: Role | None


def role_at(entry: ActorEntry, day: date) -> Standing:
    """Return sectors, country and role of `entry` on `day`.

    Inside a role it is that role; of several held at once the one taken up last, of those taken up on
    one day the one listed first. Outside all roles a person who has left one is ELI of its country; a
    person before the first role has the entry's own sectors, UNK without any. Actors that are no person
    have the entry's own sectors outside their roles.
    """
    held = [role for role in entry.roles if role.covers(day)]
    if held:
        role = max(held, key=_taken_up)
        return Standing(role.sectors or entry.sectors, role.country, role)
    if entry.kind != "person":
        return Standing(entry.sectors, entry.country, None)
    left = last_role(entry, day)
    if left is not None:
        return Standing(("ELI",), left.country, None)
    return Standing(entry.sectors or ("UNK",), entry.country, None)


def last_role(entry: ActorEntry, day: date) -> Role | None:
    """Return the role that ended most recently on or before `day`, None when none did."""
    ended = [(role.end, role) for role in entry.roles if role.end is not None and role.end <= day]
    return max(ended, key=_end)[1] if ended else None


def exists_at(entry: ActorEntry, day: date) -> bool:
    """Say whether `day` lies in `valid_from <= day < valid_to`; an absent bound is open."""
    return (entry.valid_from is None or entry.valid_from <= day) and (entry.valid_to is None or day < entry.valid_to)


def _taken_up(role: Role) -> date:
    return role.start or date.min


def _end(ended: tuple[date, Role]) -> date:
    return ended[0]
