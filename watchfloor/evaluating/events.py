"""Score sentences whose event is annotated: who, what kind, whom."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from schemas.tagged import Event, Tags
from watchfloor.evaluating.figures import Measure, Miss, Scored
from watchfloor.evaluating.resampling import ratio

YIELD = frozenset({"CONCEDE", "RETREAT"})
"""Types that the set has under one name."""

Span = tuple[int, int]


class EventSentence(NamedTuple):
    """One sentence; `marked` has its source in <s>, its target in <t>; `root` is one of the 15 PLOVER roots."""

    id: str
    text: str
    marked: str
    source: str
    target: str
    root: str
    quad: str

    def span(self, mark: str) -> Span:
        """Return where the part marked `s` or `t` stands in `text`."""
        before, _, rest = self.marked.partition(f"<{mark}>")
        start = len(_unmarked(before))
        return start, start + len(_unmarked(rest.partition(f"</{mark}>")[0]))


def read_events(file: Path) -> Iterator[EventSentence]:
    """Yield the sentences of a tab-separated file of Zero-Shot-PLOVER; YIELD stands for CONCEDE and RETREAT."""
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            yield EventSentence(
                row["sentence_id"],
                row["sentence"],
                row["marked_sentence"],
                row["source"],
                row["target"],
                row["gold_root"],
                row["gold_penta"],
            )


def score_events(sentences: Sequence[EventSentence], tags: Sequence[Tags]) -> Scored:
    """Score the event between the two marked parties: that there is one, its type, its quad class.

    A sentence has one annotated event. Ours counts when it leads from the one party to the other; of several
    the surest one.
    """
    found = [_between(one, each) for one, each in zip(sentences, tags, strict=True)]
    types = [event is not None and _root(event.type) == one.root for one, event in zip(sentences, found, strict=True)]
    quads = [event is not None and str(event.quad) == one.quad for one, event in zip(sentences, found, strict=True)]
    parties = [event is not None for event in found]
    measures = [
        _share("events.parties", "an event between source and target", parties),
        _share("events.quads", "such an event with its quad class", quads),
        _share("events.types", "such an event with its type", types),
    ]
    misses = [
        Miss("events.types", one.id, one.root, "-" if event is None else event.type, one.marked)
        for one, event, right in zip(sentences, found, types, strict=True)
        if not right
    ]
    return Scored(measures, misses)


def _between(sentence: EventSentence, tags: Tags) -> Event | None:
    source, target = sentence.span("s"), sentence.span("t")
    fitting = [
        event
        for event in tags.events
        if _touches(tags, event.actors, source) and _touches(tags, event.recipients, target)
    ]
    return max(fitting, key=lambda event: event.confidence, default=None)


def _touches(tags: Tags, mentions: Sequence[int], span: Span) -> bool:
    return any(tags.mentions[one].start < span[1] and span[0] < tags.mentions[one].end for one in mentions)


def _root(kind: str) -> str:
    return "YIELD" if kind in YIELD else kind


def _share(identity: str, label: str, right: Sequence[bool]) -> Measure:
    n = len(right)
    return Measure(identity, label, ratio(list(map(float, right)), [1.0] * n), n, "sentences", n, "sentences")


def _unmarked(text: str) -> str:
    for mark in ("<s>", "</s>", "<t>", "</t>"):
        text = text.replace(mark, "")
    return text
