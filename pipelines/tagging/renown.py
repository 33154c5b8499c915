"""Link surnames that an article does not introduce to the heads of state and government whom all know by them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

import msgspec

from pipelines.tagging.given import GivenNames
from pipelines.tagging.spotted import Spotted, placed
from pipelines.tagging.standing import spotted_as
from schemas.text import unaccented
from schemas.vocabulary import ActorEntry, Alias, role_at

CONFIDENCE = 0.7

_HEAD = re.compile(
    r"(?:President|Prime Minister|Chancellor|Premier|Supreme Leader|Taoiseach|General Secretary of the Communist Party"
    r"|Chairman of the Communist Party)\b(?! of the (?!Republic|United States|Council of Ministers))"
)
_PARTICLES = "de la|de|da|di|du|van de[rn]?|van|von de[rm]|von|bin|ben|al|el|Van der|Van|De|Di|Ben|Bin|Al|El|Abdel"
_PARTICLED = re.compile(rf" ((?:(?:{_PARTICLES})[ -])+[^\W\d_][\w'-]+)\Z")
_AND = re.compile(r",? and ([A-Z][\w'-]{3,})\b(?! [A-Z])")
_SHORTEST = 4
_SURNAME_FIRST = frozenset({"CHN", "PRK", "KOR", "TWN", "VNM", "HKG", "KHM", "HUN", "SGP", "MAC", "MMR"})


class Renown:
    """The heads of state and government by surname, where no other of them has it."""

    def __init__(self, actors: Iterable[ActorEntry], given: GivenNames) -> None:
        heads: dict[str, list[ActorEntry]] = defaultdict(list)
        self._others: dict[str, list[ActorEntry]] = defaultdict(list)
        for entry in actors:
            if entry.kind != "person" or entry.country in _SURNAME_FIRST:
                continue
            led = any(_HEAD.match(role.office) for role in entry.roles)
            for surname in _surnames(entry.name):
                (heads if led else self._others)[surname].append(entry)
        self._heads = {
            surname: entries[0]
            for surname, entries in heads.items()
            if len(entries) == 1 and len(surname) >= _SHORTEST and surname.capitalize() not in given
        }

    def known(self, text: str, spotted: Sequence[Spotted], day: date) -> list[Spotted]:
        """Return the sightings, a lone surname as the leader of a country that the article speaks of.

        News gives everyone's full name once, but for those who need no introduction. Whoever shares the
        surname with a person introduced in the article, or with another one in office, is left alone. A
        surname that neither gazetteer nor model saw counts beside another person: "met Fabius and Hollande".
        """
        countries = {one.country for one in spotted}
        introduced = {_plain(one.name.split()[-1]) for one in spotted if one.kind == "person" and " " in one.name}

        def meant(one: Spotted) -> ActorEntry | None:
            entry = self._meant(one, day)
            return entry if entry and entry.country in countries and _plain(one.name) not in introduced else None

        seen = [_as_known(one, entry, day) if (entry := meant(one)) else one for one in spotted]
        beside = [_as_known(one, entry, day) for one in _beside(text, spotted) if (entry := meant(one))]
        return placed([*seen, *beside])

    def _meant(self, one: Spotted, day: date) -> ActorEntry | None:
        if one.actor is not None or one.kind != "person" or one.method != "ner":
            return None
        surname = _plain(one.name)
        if any(role_at(other, day)[0][:1] == ("GOV",) for other in self._others.get(surname, ())):
            return None
        return self._heads.get(surname)


def _beside(text: str, spotted: Sequence[Spotted]) -> Iterator[Spotted]:
    """Yield what stands in a list with a person and is no sighting: "Hollande" in "Fabius and Hollande"."""
    starts = {one.start for one in spotted}
    for one in spotted:
        if one.kind != "person" or one.form == "composed":
            continue
        other = _AND.match(text, one.end)
        if other is not None and other.start(1) not in starts:
            start, end = other.span(1)
            yield msgspec.structs.replace(
                one, start=start, end=end, name=other.group(1), actor=None, entry=None, method="ner"
            )


def _surnames(name: str) -> set[str]:
    """Return "ali" and "ben ali" of "Zine El Abidine Ben Ali"."""
    particled = _PARTICLED.search(name)
    return {_plain(name.split()[-1]), *([_plain(particled.group(1))] if particled else [])}


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return unaccented(name.replace("-", " "))


def _as_known(one: Spotted, entry: ActorEntry, day: date) -> Spotted:
    seen = spotted_as(entry, Alias(text=one.name), one.start, one.end, one.name, day)
    reason = f"'{one.name}', whom the article does not introduce, is {entry.name}; {seen.reason}"
    return msgspec.structs.replace(seen, confidence=CONFIDENCE, reason=reason, method="rule")
