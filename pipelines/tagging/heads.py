"""Link "the ministry", "the group", "the former" to what an article named before."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import msgspec

from pipelines.tagging.spotted import Spotted, placed
from pipelines.tagging.view import View
from schemas.tagged import Kind

CONFIDENCE = 0.65
_PAIR_REACH = 200

_ORGANISATIONS: frozenset[Kind] = frozenset({"igo", "ngo", "organisation"})
HEADS: Mapping[str, frozenset[Kind]] = {
    "ministry": frozenset({"ministry"}),
    "alliance": frozenset({"alliance"}),
    "bloc": frozenset({"igo"}),
    "group": frozenset({"armed_group"}),
    "militia": frozenset({"armed_group"}),
    "party": frozenset({"party"}),
    "company": frozenset({"company"}),
    "firm": frozenset({"company"}),
    "carmaker": frozenset({"company"}),
    "airline": frozenset({"company"}),
    "agency": frozenset({"agency"}),
    "court": frozenset({"court"}),
    "tribunal": frozenset({"court"}),
    "newspaper": frozenset({"media"}),
    "broadcaster": frozenset({"media"}),
    "think tank": frozenset({"think_tank"}),
    "organisation": _ORGANISATIONS,
    "organization": _ORGANISATIONS,
    "commission": frozenset(),
    "council": frozenset(),
    "union": frozenset(),
    "fund": frozenset(),
    "bank": frozenset(),
    "institute": frozenset(),
    "foundation": frozenset(),
    "authority": frozenset(),
    "assembly": frozenset(),
    "coalition": frozenset(),
    "front": frozenset(),
    "league": frozenset(),
}
"""Noun -> kinds that it may stand for, beside every body whose name has the noun in it."""

_BODILESS: frozenset[Kind] = frozenset({"person", "people", "country", "place"})
_OTHER = "of|for|on|to|stage|line|[A-Z]|member|leader|chief|boss|official"
_INITIALS = sorted({noun[0] for noun in HEADS})
_NOUNS = "|".join(
    f"[{first.upper()}{first}](?:{'|'.join(noun[1:] for noun in HEADS if noun[0] == first)})" for first in _INITIALS
)
# Begun with letters, not with a choice of them, it is searched for six times as fast.
_THE_NOUN = re.compile(rf"he (?<=[Tt]he )({_NOUNS})(?='s |\b(?! (?:{_OTHER}))[^-\w])")
_FORMER = re.compile(
    r"\b[Tt]he (former|latter)(?=[,.;:]| (?:has|had|have|is|was|will|would|said|says|also|did|does|\w+ed)\b)"
)
_HALVES = {"North": "PRK", "South": "KOR"}
_HALF = re.compile(r"\b[Tt]he (North|South)\b(?! ?[A-Z-]| of\b)")
_OTHER_HALF = re.compile(r"\b(North|South)(?:ern)? (?!Korea)[A-Z]")
_JOINED = re.compile(r"(?:'s)? (?:and|or|with) (?:the )?")


def with_heads(view: View, spotted: Sequence[Spotted]) -> list[Spotted]:
    """Return the sightings and those of nouns that stand for one body the article has named.

    A noun counts where everything it could stand for, up to that place, is one and the same actor: wrong
    links cost more than missed ones. What the model or a rule read there without knowing whom gives way.
    """
    bodies = [one for one in spotted if one.kind not in _BODILESS and one.method != "coreference" and not _is_noun(one)]
    found = [*_nouns(view.text, bodies), *_formers(view.text, spotted), *_halves(view.text, spotted)]
    if not found:
        return list(spotted)
    known = sorted((one.start, one.end) for one in spotted if one.actor is not None)
    new = [one for one in found if not _overlaps(known, one)]
    spans = sorted((one.start, one.end) for one in new)
    kept = [one for one in spotted if one.actor is not None or not _overlaps(spans, one)]
    return placed([*kept, *new])


def _is_noun(one: Spotted) -> bool:
    """Whether the model took the noun itself for a name: "the Party"."""
    return one.actor is None and one.name.lower() in HEADS


def _nouns(text: str, bodies: Sequence[Spotted]) -> Iterable[Spotted]:
    for match in _THE_NOUN.finditer(text) if bodies else ():
        noun = match.group(1).lower()
        capital = match.group(1)[0].isupper()
        meant = {
            one.actor or (one.head, one.name): one
            for one in bodies
            if one.start < match.start() - 1 and _fits(one, noun, capital)
        }
        if len(meant) == 1:
            (full,) = meant.values()
            yield _as(
                full,
                match.start(1),
                match.end(1),
                f"'the {match.group(1)}' is '{full.name}', the only one named before",
            )


def _fits(one: Spotted, noun: str, capital: bool) -> bool:
    if noun in one.name.lower().split():
        return True
    if capital:
        return False
    if noun in ("group", "militia"):
        return one.kind == "armed_group" or "REB" in one.sectors
    return one.kind in HEADS[noun] and (noun != "bloc" or not one.sectors)


def _formers(text: str, spotted: Sequence[Spotted]) -> Iterable[Spotted]:
    """Read "the former" and "the latter" after "Iran and Iraq"."""
    for match in _FORMER.finditer(text) if "he former" in text or "he latter" in text else ():
        before = [one for one in spotted if match.start() - _PAIR_REACH < one.start and one.end <= match.start()]
        outer = [one for one in before if not any(other is not one and _covers(other, one) for other in before)]
        pairs = [
            (one, other)
            for one, other in pairwise(outer)
            if _JOINED.fullmatch(text, one.end, other.start) and one.actor != other.actor
        ]
        if len(pairs) == 1:
            full = pairs[0][match.group(1) == "latter"]
            yield _as(
                full, match.start(1), match.end(1), f"'the {match.group(1)}' is '{full.name}' of the pair before it"
            )


def _halves(text: str, spotted: Sequence[Spotted]) -> Iterable[Spotted]:
    """Read "the North" after "North Korea", where nothing else of the article is in a north of that name."""
    for match in _HALF.finditer(text) if "he North" in text or "he South" in text else ():
        half, state = match.group(1), _HALVES[match.group(1)]
        full = next((one for one in spotted if one.actor == state and one.end <= match.start()), None)
        if full is not None and not any(other.group(1) == half for other in _OTHER_HALF.finditer(text)):
            yield _as(full, match.start(1), match.end(1), f"'the {half}' is {full.name}, named before")


def _as(full: Spotted, start: int, end: int, reason: str) -> Spotted:
    return msgspec.structs.replace(
        full, start=start, end=end, method="coreference", confidence=min(CONFIDENCE, full.confidence), reason=reason
    )


def _covers(outer: Spotted, inner: Spotted) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _overlaps(spans: Sequence[tuple[int, int]], one: Spotted) -> bool:
    index = bisect_left(spans, (one.start - 200, 0))
    while index < len(spans) and spans[index][0] < one.end:
        if spans[index][1] > one.start:
            return True
        index += 1
    return False
