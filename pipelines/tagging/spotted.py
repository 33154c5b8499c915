"""Hold what the stages hand on: one sighting of an actor in a view."""

from collections.abc import Iterable
from datetime import date
from operator import attrgetter
from typing import Literal

import msgspec

from schemas.span import Method
from schemas.tagged import Kind
from schemas.vocabulary import ActorEntry

SpottedForm = Literal["name", "adjective", "people", "seat", "place", "capital", "composed", "model"]
"""An alias's form, or how else the sighting came about."""

_START, _END = attrgetter("start"), attrgetter("end")


class Spotted(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One sighting in view offsets; the same fields as a Mention where they have the same name.

    `entry` is the gazetteer's entry behind it. `head` groups sightings of one actor that the gazetteer
    does not know: they share the head's position. `rivals` are the other actors of an ambiguous spelling.
    """

    start: int
    end: int
    actor: str | None
    name: str
    kind: Kind
    country: str | None
    method: Method
    confidence: float
    reason: str
    form: SpottedForm
    sectors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    wikidata: str | None = None
    metonym: bool = False
    role_from: date | None = None
    role_to: date | None = None
    entry: ActorEntry | None = None
    head: int | None = None
    rivals: tuple["Spotted", ...] = ()

    @property
    def length(self) -> int:
        """Code points covered."""
        return self.end - self.start

    @property
    def national(self) -> bool:
        """Whether it names a state, its people, or a place or people that stands for it and for no other."""
        if self.form == "name" and self.kind in ("place", "people"):
            return not self.countries and not self.sectors
        return self.form in ("adjective", "people", "place", "capital") or self.kind == "country"


def placed(spotted: Iterable[Spotted]) -> list[Spotted]:
    """Return sightings sorted by start, longest first."""
    found = sorted(spotted, key=_END, reverse=True)
    found.sort(key=_START)
    return found


def contains(outer: Spotted, inner: Spotted) -> bool:
    """Whether `outer` covers `inner` without being the same stretch."""
    return outer.start <= inner.start and inner.end <= outer.end and outer.length > inner.length
