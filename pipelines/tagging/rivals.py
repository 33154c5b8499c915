"""Choose between actors of one spelling by the countries that an article speaks of."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pipelines.tagging.spotted import Spotted

_OWNS = re.compile(r"(?:'s?)? \Z")
_REACH = 3
"""Code points that may stand between an owner and what it owns: "Rwanda's Green Party"."""


def with_likeliest(text: str, spotted: Sequence[Spotted]) -> list[Spotted]:
    """Return the sightings, each ambiguous one as the actor whose country stands before it or is named most often.

    A draw leaves the choice to the gazetteer. "The Communist Party" is China's in an article about China that
    also names Russia.
    """
    if not any(one.rivals for one in spotted):
        return list(spotted)
    nations = [one for one in spotted if one.national]
    named: Counter[str | None] = Counter(one.country for one in nations if one.country)
    owners = {one.end: one.country for one in nations}
    return [_likeliest(text, one, named, owners) if one.rivals else one for one in spotted]


def _likeliest(text: str, one: Spotted, named: Mapping[str | None, int], owners: Mapping[int, str | None]) -> Spotted:
    if one.national:
        return one
    choices = (one, *one.rivals)
    owner = next(_owners_before(text, one.start, owners), None)
    owned = [choice for choice in choices if choice.country == owner and owner is not None]
    if len(owned) == 1:
        return _instead(one, owned[0], "the country before it")
    most = max(named.get(choice.country, 0) for choice in choices)
    best = [choice for choice in choices if named.get(choice.country, 0) == most]
    return _instead(one, best[0], "the country that the article names most") if len(best) == 1 else one


def _owners_before(text: str, start: int, owners: Mapping[int, str | None]) -> Iterator[str | None]:
    for end in range(start - 1, start - _REACH - 1, -1):
        if end in owners and _OWNS.fullmatch(text, end, start):
            yield owners[end]


def _instead(one: Spotted, choice: Spotted, why: str) -> Spotted:
    if choice is one:
        return one
    others = tuple(
        other for other in (msgspec.structs.replace(one, rivals=()), *one.rivals) if other.actor != choice.actor
    )
    return msgspec.structs.replace(choice, rivals=others, reason=f"{choice.reason}; {why} is {choice.country}")
