"""The entries of the vocabulary as the tagger reads them."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

import msgspec

from schemas.codes import Sector
from schemas.tagged import Kind
from schemas.text import unaccented

Case = Literal["exact", "fold"]

Form = Literal["name", "adjective", "people", "seat", "place", "capital"]
"""What an alias is to its entry; everything but `name` occurs on countries, see `sighting`."""

Origin = Literal["factbook", "rigour", "editor", "iptc"]

Ownership = Literal["state", "public", "private"]
"""Who owns a news outlet: a government or ruling party, an independent public body, anyone else."""


class Alias(msgspec.Struct, frozen=True, gc=False):
    """One spelling, braces expanded, with the guards under which it counts.

    Guards are strings of one or more words. `not_before`: refused when the words after the match begin
    with one of them; `not_after`: refused when the words before it end with one. `only_before`,
    `only_after`: one of them has to be there. `near`, `not_near`: one or none of them occurs in title
    and text. A guard in lower case matches any case, another one only itself.
    `weight` is what a topic or subject phrase adds to a score (decisive 1.0, strong 0.6, weak 0.3 unless
    the file says otherwise); it is 1.0 and without meaning on actors and roles.
    """

    text: str
    case: Case = "exact"
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    not_near: tuple[str, ...] = ()
    weight: float = 1.0
    form: Form = "name"
    reason: str | None = None

    @property
    def guarded(self) -> bool:
        """Whether anything but the spelling decides that this alias counts."""
        return bool(
            self.not_before or self.not_after or self.only_before or self.only_after or self.near or self.not_near
        )


class Role(msgspec.Struct, frozen=True, gc=False):
    """One office that an actor holds over the days `start <= day < end`; None is open."""

    office: str
    country: str
    sectors: tuple[Sector, ...]
    start: date | None
    end: date | None
    source: Origin
    reason: str | None = None

    def covers(self, day: date) -> bool:
        """Whether the office is held on `day`."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


class ActorEntry(msgspec.Struct, frozen=True, gc=False):
    """One actor of the gazetteer; countries are actors of kind `country` whose id is their code.

    `country` is an ISO 3166-1 alpha-3 code or a non-state first part; `countries` names several when one
    place stands for more than one state (Kashmir), `country` being the first of them. `sectors` are those
    that hold whatever the date. `members` are the codes of the states that belong to an intergovernmental
    body, `ownership` is known of news outlets, `iso2` and `successor` are set on countries only.
    """

    id: str
    name: str
    kind: Kind
    country: str
    sectors: tuple[Sector, ...] = ()
    wikidata: str | None = None
    aliases: tuple[Alias, ...] = ()
    roles: tuple[Role, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    source: Origin = "editor"
    reason: str | None = None
    countries: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    ownership: Ownership | None = None
    iso2: str | None = None
    successor: str | None = None


class RoleNoun(msgspec.Struct, frozen=True):
    """A noun that makes an actor out of a country: "Chinese" + "foreign ministry".

    With `office` the actor is `CHN.GOV.foreign-ministry` (`id` is the last part), without it `CHN.GOV`.
    With `title` the phrase may stand before a person's name. A noun without sectors says nothing of them.
    """

    id: str
    kind: Kind
    sectors: tuple[Sector, ...]
    office: bool
    title: bool
    phrases: tuple[Alias, ...]


class TopicEntry(msgspec.Struct, frozen=True):
    """A topic: `id` is dotted, its part before the last dot is the parent."""

    id: str
    label: str
    about: str
    iptc: tuple[str, ...]
    phrases: tuple[Alias, ...]

    @property
    def parent(self) -> str | None:
        """Id of the topic above, None on the first level."""
        return self.id.rpartition(".")[0] or None


class SubjectEntry(msgspec.Struct, frozen=True):
    """An IPTC root; `id` is its QCode, `medtop:15000000`."""

    id: str
    label: str
    phrases: tuple[Alias, ...]
    about: str | None = None


class Vocabulary(msgspec.Struct, frozen=True):
    """Everything the tagger knows by name; `version` is a hash of the files it was read from.

    `towns` leads from the name of a town, as `folded` returns it, to the code of its state. `languages` holds
    by language code the files of other languages, name and content, for `read_tongue`: most are never needed.
    """

    actors: Mapping[str, ActorEntry]
    role_nouns: tuple[RoleNoun, ...]
    topics: tuple[TopicEntry, ...]
    subjects: tuple[SubjectEntry, ...]
    version: str
    languages: Mapping[str, tuple[tuple[str, bytes], ...]] = {}
    towns: Mapping[str, str] = {}


_STROKES = str.maketrans("øØłŁđĐı", "oOlLdDi")


def folded(name: str) -> str:
    """Return a name without accents, hyphens and capitals: "Puerto Peñasco" is "puerto penasco"."""
    return unaccented(name.translate(_STROKES).replace("-", " "))


class Sighting(NamedTuple):
    """What one alias of one entry is a sighting of."""

    actor: str
    name: str
    kind: Kind
    country: str
    sectors: tuple[Sector, ...]


def sighting(entry: ActorEntry, alias: Alias) -> Sighting:
    """Say which actor a match of `alias`, one of `entry.aliases`, is a mention of.

    name, adjective  the entry itself ("France", "French": FRA, country)
    people           the entry's people ("Frenchmen": FRA, people)
    seat             its government ("Élysée": FRA.GOV, government, GOV)
    capital, place   a place that stands for the country ("Paris": FRA, place); whether a capital means
                     the government in its clause is for the caller to decide, with `government` at hand

    Dated roles are left to `role_at`.
    """
    if alias.form == "seat":
        return government(entry)
    if alias.form in ("capital", "place"):
        return Sighting(entry.id, alias.text, "place", entry.country, ())
    kind: Kind = "people" if alias.form == "people" else entry.kind
    return Sighting(entry.id, entry.name, kind, entry.country, entry.sectors)


def government(country: ActorEntry) -> Sighting:
    """Return the composed actor that is the government of `country`."""
    return Sighting(f"{country.id}.GOV", f"Government of {country.name}", "government", country.country, ("GOV",))
