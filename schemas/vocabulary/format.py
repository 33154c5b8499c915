"""The shape of a vocabulary file, entry by entry."""

from datetime import date
from typing import Literal

import msgspec

from schemas.codes import Sector
from schemas.tagged import Kind
from schemas.vocabulary.entries import Case, Form, Origin, Ownership


class AliasRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"form": "as"}):
    """An alias or phrase with guards; braces are not expanded yet."""

    text: str
    case: Case | None = None
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    not_near: tuple[str, ...] = ()
    weight: float | None = None
    form: Form | None = None
    reason: str | None = None


class CountryRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A `[[country]]`."""

    id: str
    name: str
    source: Origin
    iso2: str | None = None
    wikidata: str | None = None
    capital: str | AliasRow | tuple[str | AliasRow, ...] = ()
    aliases: tuple[str | AliasRow, ...] = ()
    adjectives: tuple[str | AliasRow, ...] = ()
    people: tuple[str | AliasRow, ...] = ()
    seats: tuple[str | AliasRow, ...] = ()
    places: tuple[str | AliasRow, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None
    reason: str | None = None


class RoleRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}):
    """One line of `roles`; country, sectors and source default to those of the actor."""

    office: str
    country: str | None = None
    sectors: tuple[Sector, ...] = ()
    start: date | None = None
    end: date | None = None
    source: Origin | None = None
    reason: str | None = None


class ActorRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An `[[actor]]`; `country` may be left out where `countries` is given."""

    id: str
    name: str
    kind: Kind
    source: Origin
    country: str | None = None
    countries: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    ownership: Ownership | None = None
    sectors: tuple[Sector, ...] = ()
    wikidata: str | None = None
    aliases: tuple[str | AliasRow, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    reason: str | None = None


class TownsRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A `[[towns]]`: towns of one state that no other state shares by name."""

    country: str
    source: Origin
    names: tuple[str, ...]


class RoleNounRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A `[[role]]`."""

    id: str
    kind: Kind
    phrases: tuple[str | AliasRow, ...]
    sectors: tuple[Sector, ...] = ()
    office: bool = False
    title: bool = False


class TopicRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A `[[topic]]`."""

    id: str
    label: str
    about: str
    iptc: tuple[str, ...] = ()
    decisive: tuple[str | AliasRow, ...] = ()
    strong: tuple[str | AliasRow, ...] = ()
    weak: tuple[str | AliasRow, ...] = ()


class SubjectRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A `[[subject]]`."""

    id: str
    label: str
    about: str | None = None
    decisive: tuple[str | AliasRow, ...] = ()
    strong: tuple[str | AliasRow, ...] = ()
    weak: tuple[str | AliasRow, ...] = ()


class ExtensionRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An `[[extend]]`: more for an entry of another file.

    A spelling that the entry has already is replaced, so a guard can be put on it; `remove` takes
    spellings away. `aliases`, `roles`, `members` and `ownership` are for actors, `adjectives`, `people` and
    `places` for countries, `phrases` for roles, the rest for topics and subjects.
    """

    id: str
    aliases: tuple[str | AliasRow, ...] = ()
    adjectives: tuple[str | AliasRow, ...] = ()
    people: tuple[str | AliasRow, ...] = ()
    places: tuple[str | AliasRow, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    members: tuple[str, ...] = ()
    ownership: Ownership | None = None
    phrases: tuple[str | AliasRow, ...] = ()
    decisive: tuple[str | AliasRow, ...] = ()
    strong: tuple[str | AliasRow, ...] = ()
    weak: tuple[str | AliasRow, ...] = ()
    remove: tuple[str, ...] = ()

    @property
    def weighted(self) -> bool:
        """Whether it can be for a topic or subject alone: a role noun and a topic may share an id."""
        return bool(self.decisive or self.strong or self.weak)


Section = Literal["country", "actor", "towns", "role", "topic", "subject", "extend"]

ROWS: dict[str, type[msgspec.Struct]] = {
    "country": CountryRow,
    "actor": ActorRow,
    "towns": TownsRow,
    "role": RoleNounRow,
    "topic": TopicRow,
    "subject": SubjectRow,
    "extend": ExtensionRow,
}
"""Which shape the entries of each table of a file have."""
