"""Score names by strict span and coarse type."""

from collections.abc import Iterator, Mapping, Sequence

from watchfloor.evaluating.documents import Document, GoldMention
from watchfloor.evaluating.figures import Measure, Miss, Scored, around
from watchfloor.evaluating.readings import EntityType, Reading
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

Name = tuple[int, int, EntityType]


def score_entities(name: str, documents: Sequence[Document], readings: Sequence[Reading]) -> Scored:
    """Score names by span and type; descriptions ("German troops") and what is nested in names are left out."""
    mapped = TYPES[name]
    known = frozenset(mapped.values())
    gold = [{named for one in each.mentions if (named := _wanted(one, mapped))} for each in documents]
    found = [
        {
            (one.start, one.end, one.type)
            for one in each.sights
            if not one.in_name and not one.composed and one.type in known
        }
        for each in readings
    ]
    right = [len(a & b) for a, b in zip(gold, found, strict=True)]
    wanted, given = list(map(len, gold)), list(map(len, found))
    unit = "articles" if name == "dwie" else "sentences"
    measure = Measure(
        f"{name}.ner.f1", "typed names, micro-F1", f1(right, given, wanted), len(gold), unit, sum(wanted), "names"
    )
    return Scored((measure,), list(_misses(f"{name}.ner.f1", documents, gold, found)))


def _wanted(one: GoldMention, mapped: Mapping[str, EntityType]) -> Name | None:
    kind = next((mapped[each] for each in mapped if each in one.types), None)
    return (one.start, one.end, kind) if kind else None


def _misses(
    figure: str, documents: Sequence[Document], gold: Sequence[set[Name]], found: Sequence[set[Name]]
) -> Iterator[Miss]:
    for document, wanted, given in zip(documents, gold, found, strict=True):
        for start, end, kind in sorted(wanted ^ given):
            missed = (start, end, kind) in wanted
            shown = around(document.text, start, end)
            yield Miss(figure, document.id, kind if missed else "-", "-" if missed else kind, shown)
