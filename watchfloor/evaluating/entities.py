"""Score names by strict span and coarse type."""

import re
from collections.abc import Mapping, Sequence

from watchfloor.evaluating.documents import Document, GoldMention, Tagged, differences
from watchfloor.evaluating.figures import Measure, Scored
from watchfloor.evaluating.readings import EntityType, Reading, Sight
from watchfloor.evaluating.resampling import f1

TYPES: Mapping[str, Mapping[str, EntityType]] = {
    "dwie": {
        "person": "PER",
        "organization": "ORG",
        "location": "LOC",
        "gpe": "LOC",
        "gpe0-x": "NORP",
        "gpe1-x": "NORP",
        "loc-x": "NORP",
        "religion-x": "NORP",
        "ethnicity": "NORP",
    },
    "politics": {
        "politician": "PER",
        "person": "PER",
        "organisation": "ORG",
        "politicalparty": "ORG",
        "country": "LOC",
        "location": "LOC",
    },
}
"""Type of a set -> our coarse type; the first that a mention has counts. Types not listed are no entities here.

CrossNER has no type for peoples and adjectives, so what we call NORP is left out there.
"""

_VOTE = re.compile(
    r"\b(?:1[89]|20)\d\d (?:[^\W\d_a-zß-ÿ][\w.'-]*(?: (?:of|and|the)\b)* ){1,7}"
    r"(?:(?!election|referendum)[a-z-]+ ){0,3}(?:by-)?(?:election|referendum)s?\b"
)
"""The name of a vote, "1992 United Kingdom general election"; both sets call it an event, whole."""


def score_entities(name: str, documents: Sequence[Document], readings: Sequence[Reading]) -> Scored:
    """Score names by span and type; descriptions ("German troops") and what is nested in names are left out.

    The name of a vote is such a name, although no mention of ours: "1992 United Kingdom general election".
    """
    mapped = TYPES[name]
    known = frozenset(mapped.values())
    gold = [{named for one in each.mentions if (named := _wanted(one, mapped))} for each in documents]
    found: list[set[Tagged]] = [
        {
            (one.start, one.end, one.type)
            for one in each.sights
            if not one.in_name and not one.composed and one.type in known and not _lies_in(votes, one)
        }
        for each, votes in zip(readings, map(_votes, documents), strict=True)
    ]
    right = [len(a & b) for a, b in zip(gold, found, strict=True)]
    wanted, given = list(map(len, gold)), list(map(len, found))
    unit = "articles" if name == "dwie" else "sentences"
    measure = Measure(
        f"{name}.ner.f1", "typed names, micro-F1", f1(right, given, wanted), len(gold), unit, sum(wanted), "names"
    )
    return Scored((measure,), list(differences(f"{name}.ner.f1", documents, gold, found)))


def _votes(document: Document) -> list[tuple[int, int]]:
    return [vote.span() for vote in _VOTE.finditer(document.text)]


def _lies_in(spans: Sequence[tuple[int, int]], one: Sight) -> bool:
    return any(start <= one.start and one.end <= end for start, end in spans)


def _wanted(one: GoldMention, mapped: Mapping[str, EntityType]) -> Tagged | None:
    kind = next((mapped[each] for each in mapped if each in one.types), None)
    return (one.start, one.end, kind) if kind else None
