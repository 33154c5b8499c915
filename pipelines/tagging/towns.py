"""Tell of which state a town is."""

import re
from collections.abc import Mapping, Sequence

import msgspec

from pipelines.tagging.spotted import Spotted
from pipelines.tagging.strings import Asked
from schemas.vocabulary import folded

CONFIDENCE = 0.6
_LONGEST = 4
"""Words of the longest town that is looked for."""
_WORD = re.compile(r"[\w-]+(?:'(?!s\b)[\w-]+)*")


def with_towns(spotted: Sequence[Spotted], towns: Mapping[str, str]) -> list[Spotted]:
    """Return the sightings, each place that is the one large town of its name with the code of its state.

    `towns` is that of the vocabulary.
    """
    return [_of_state(one, towns) if one.kind == "place" and one.country is None else one for one in spotted]


def town_in(asked: Asked, towns: Mapping[str, str]) -> Spotted | None:
    """Return the longest town that stands in an actor string outside its role nouns, of those the first."""
    words = [word for word in _WORD.finditer(asked.text, asked.start) if not _in_role(word, asked)]
    for length in range(_LONGEST, 0, -1):
        for first, last in zip(words, words[length - 1 :], strict=False):
            name = asked.text[first.start() : last.end()]
            code = towns.get(folded(name)) if name[0].isupper() and last.group()[0].isupper() else None
            if code is not None:
                return _town(name, code, first.start())
    return None


def _in_role(word: re.Match[str], asked: Asked) -> bool:
    return any(role.start <= word.start() and word.end() <= role.end for role in asked.roles)


def _town(name: str, code: str, start: int) -> Spotted:
    return Spotted(
        start=start,
        end=start + len(name),
        actor=code,
        name=name,
        kind="place",
        country=code,
        method="dictionary",
        confidence=CONFIDENCE,
        reason=f"a town of {code}",
        form="place",
    )


def _of_state(place: Spotted, towns: Mapping[str, str]) -> Spotted:
    code = towns.get(folded(place.name))
    if code is None:
        return place
    return msgspec.structs.replace(place, country=code, reason=f"{place.reason}; a town of {code}")
