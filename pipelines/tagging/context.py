"""Read an actor string in the sentence that it stands in."""

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from pipelines.tagging.english import ABROAD
from pipelines.tagging.roles import RoleMatch
from pipelines.tagging.spotted import Spotted

CONFIDENCE = 0.5
"""Confidence in what only the sentence around the string tells."""

_STRANGERS = (("UNK",), ("UAF",), ("REF",))
"""Sectors of those who need not be of the country that the sentence is about."""


def in_context(one: Spotted, roles: Sequence[RoleMatch], above: Sequence[Spotted]) -> Spotted:
    """Give a role noun without a country that of the context.

    It is the country of the one actor who is called so there ("President Macron", "the Iranian ministry"), else
    the one that leads there. `roles` are those of context and string, `above` the sightings of the context.
    """
    noun = next((role.noun for role in roles if role.start == one.start), None)
    if one.country is not None or one.form != "composed" or noun is None:
        return one
    called = {other.actor: other for other in _called(noun.id, roles, above) if other.actor and other.country}
    if len(called) == 1:
        (other,) = called.values()
        return _as(one, other.country, other.actor, f"'{other.name}' is called so in the context")
    if one.sectors[:1] in _STRANGERS or noun.id in ABROAD:
        return one
    country = _leading(above)
    return one if country is None else _as(one, country, None, f"the context is about {country}")


def _called(noun: str, roles: Sequence[RoleMatch], above: Sequence[Spotted]) -> Iterator[Spotted]:
    """Yield who stands behind that role noun, or is made of it."""
    for role in roles:
        if role.noun.id == noun:
            yield from (other for other in above if other.start == role.end + 1 and other.kind == "person")
            yield from (other for other in above if other.form == "composed" and other.end == role.end)


def _leading(above: Sequence[Spotted]) -> str | None:
    counts = Counter(nation.country for nation in above if nation.national and nation.country).most_common(2)
    if not counts or (len(counts) > 1 and counts[0][1] == counts[1][1]):
        return None
    return counts[0][0]


def _as(one: Spotted, country: str | None, actor: str | None, why: str) -> Spotted:
    actor = actor or (f"{country}.{one.sectors[0]}" if one.sectors else country)
    return msgspec.structs.replace(
        one, country=country, actor=actor, confidence=CONFIDENCE, reason=f"{one.reason}; {why}"
    )
