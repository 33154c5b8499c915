"""Tell where a capital stands for its government."""

import re
from collections.abc import Iterable

import msgspec

from pipelines.tagging.english import ADVERBS, AGENT_VERBS, CITY_NOUNS, LOCATIVES, SOLO_AUXILIARIES, SPONSOR
from pipelines.tagging.spotted import Spotted
from pipelines.tagging.view import View
from schemas.vocabulary import government

CONFIDENCE = 0.8

_POSSESSION = re.compile(r"(?:'s|(?<=s)') ([a-z-]{2,30})")
_NEXT = re.compile(r" ([a-z]{2,20})\b")
_WORD_BEFORE = re.compile(r"([\w-]{1,30})[ \"(]{1,2}\Z")
_LOOK_BACK = 60
_WORDS_TO_VERB = 4


def with_metonyms(view: View, spotted: Iterable[Spotted]) -> list[Spotted]:
    """Return the sightings, capitals that act turned into their governments.

    A capital acts when it is the subject of a verb of speech, decision or will ("Beijing rejects"), has
    what a government has ("Moscow's demands"), or sponsors ("Moscow-backed"); never after a preposition
    of place ("in Moscow"). `metonym` is then true.
    """
    return [_government(view.text, one) if one.form == "capital" else one for one in spotted]


def _government(text: str, capital: Spotted) -> Spotted:
    why = _acts(text, capital.start, capital.end)
    if why is None or capital.entry is None:
        return capital
    state = government(capital.entry)
    return msgspec.structs.replace(
        capital,
        actor=state.actor,
        name=state.name,
        kind=state.kind,
        sectors=tuple(map(str, state.sectors)),
        metonym=True,
        form="seat",
        method="rule",
        confidence=CONFIDENCE,
        reason=f"capital '{text[capital.start : capital.end]}' stands for its government: {why}",
    )


def _acts(text: str, start: int, end: int) -> str | None:
    if text.startswith(SPONSOR, end):
        return "it sponsors"
    before = _WORD_BEFORE.search(text, max(0, start - _LOOK_BACK), start)
    if before and before.group(1).lower() in LOCATIVES:
        return None
    owned = _POSSESSION.match(text, end)
    if owned:
        return None if owned.group(1) in CITY_NOUNS else f"it has '{owned.group(1)}'"
    verb = _verb(text, end)
    return f"it is the subject of '{verb}'" if verb else None


def _verb(text: str, end: int) -> str | None:
    """Return the verb whose subject ends at `end`; adverbs and auxiliaries may stand between."""
    position = end
    for _ in range(_WORDS_TO_VERB):
        word = _NEXT.match(text, position)
        if word is None:
            return None
        if word.group(1) in AGENT_VERBS:
            return word.group(1)
        if word.group(1) not in ADVERBS and word.group(1) not in SOLO_AUXILIARIES:
            return None
        position = word.end()
    return None
