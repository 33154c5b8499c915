"""Score whether actors of each class are found at their span with the right kind."""

from collections.abc import Iterator, Mapping, Sequence

from watchfloor.evaluating.documents import Document, GoldMention
from watchfloor.evaluating.figures import Measure, Miss, Scored, around
from watchfloor.evaluating.readings import Reading
from watchfloor.evaluating.resampling import ratio

_STATE_BODIES = frozenset({"ministry", "agency", "parliament", "court", "police", "military", "government"})
_PEOPLE = frozenset({"person"})
_POLITICIANS = frozenset({"politician", "politics_per", "gov_per", "advisor"})
_STUDY = frozenset({"think_tank", "ngo", "organisation"})

CLASSES: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "leaders and ministers": (frozenset({"head_of_state", "head_of_gov", "minister"}), _PEOPLE),
    "igos": (frozenset({"igo", "military_alliance"}), frozenset({"igo", "alliance", "court", "parliament"})),
    "armed groups": (frozenset({"armed_movement"}), frozenset({"armed_group"})),
    "parties": (frozenset({"party"}), frozenset({"party"})),
    "ministries and agencies": (frozenset({"ministry", "agency", "governmental_organisation"}), _STATE_BODIES),
    "companies": (frozenset({"company"}), frozenset({"company"})),
    "media": (frozenset({"media"}), frozenset({"media"})),
    "other politicians": (_POLITICIANS, _PEOPLE),
    "ngos": (frozenset({"ngo"}), frozenset({"ngo", "organisation"})),
    "policy and research institutes": (frozenset({"policy_institute", "research_center"}), _STUDY),
    "courts": (frozenset({"court"}), frozenset({"court"})),
    "other people": (frozenset({"person"}), _PEOPLE),
}
"""Class -> the types of DWIE that make it, the kinds of ours that are right.

DWIE files parliaments under its agencies. Of two classes that a mention has, the first counts.
"""


def score_kinds(documents: Sequence[Document], readings: Sequence[Reading]) -> Scored:
    """Score each class by the share of its mentions that are found at their very span with a right kind.

    Of a system without kinds like ours the span alone is asked.
    """
    measures = []
    misses: list[Miss] = []
    for name, (_, kinds) in CLASSES.items():
        found, wanted = [], []
        for document, reading in zip(documents, readings, strict=True):
            mentions = [one for one in document.mentions if _class(one) == name]
            hits = [_hit(one, reading, kinds) for one in mentions]
            found.append(float(sum(hits)))
            wanted.append(float(len(hits)))
            misses += _missed(
                name, document, reading, [one for one, hit in zip(mentions, hits, strict=True) if not hit]
            )
        statistic = ratio(found, wanted)
        measures.append(Measure(_figure(name), f"found with right kind: {name}", statistic, len(found), "articles",
                                int(sum(wanted)), "mentions"))  # fmt: skip
    return Scored(measures, misses)


def _figure(name: str) -> str:
    return f"dwie.kinds.{name.replace(' ', '_')}"


def _class(one: GoldMention) -> str | None:
    return next((name for name, (types, _) in CLASSES.items() if one.types & types), None)


def _hit(one: GoldMention, reading: Reading, kinds: frozenset[str]) -> bool:
    there = reading.by_span.get((one.start, one.end), ())
    return any(sight.kind in kinds or not reading.kinds for sight in there)


def _missed(name: str, document: Document, reading: Reading, missed: Sequence[GoldMention]) -> Iterator[Miss]:
    for one in missed:
        there = [sight for sight in reading.sights if sight.start < one.end and one.start < sight.end]
        found = ", ".join(f"{sight.kind} {document.text[sight.start : sight.end]!r}" for sight in there) or "-"
        yield Miss(_figure(name), document.id, name, found, around(document.text, one.start, one.end))
