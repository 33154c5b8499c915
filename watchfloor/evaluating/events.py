"""Read sentences whose event is annotated: who, what kind, whom."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class EventSentence(NamedTuple):
    """One sentence; `marked` has its source in <s>, its target in <t>; `root` is one of the 15 PLOVER roots."""

    id: str
    text: str
    marked: str
    source: str
    target: str
    root: str
    quad: str


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
