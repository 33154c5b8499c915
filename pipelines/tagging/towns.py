"""Tell of which state a town is."""

from collections.abc import Mapping, Sequence

import msgspec

from pipelines.tagging.spotted import Spotted
from schemas.vocabulary import folded


def with_towns(spotted: Sequence[Spotted], towns: Mapping[str, str]) -> list[Spotted]:
    """Return the sightings, each place that is the one large town of its name with the code of its state.

    `towns` is that of the vocabulary.
    """
    return [_of_state(one, towns) if one.kind == "place" and one.country is None else one for one in spotted]


def _of_state(place: Spotted, towns: Mapping[str, str]) -> Spotted:
    code = towns.get(folded(place.name))
    if code is None:
        return place
    return msgspec.structs.replace(place, country=code, reason=f"{place.reason}; a town of {code}")
