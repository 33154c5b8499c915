"""Read articles whose attributions are annotated: who, by which words, said what."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

Stretches = tuple[tuple[int, int], ...]
"""Offsets in the article's text; more than one where an annotation is interrupted."""


class Attribution(NamedTuple):
    """One attribution; a part that is not annotated is empty."""

    source: Stretches
    cue: Stretches
    content: Stretches


class QuotedArticle(NamedTuple):
    """One article with its attributions."""

    id: str
    text: str
    attributions: tuple[Attribution, ...]


def read_quotes(file: Path) -> Iterator[QuotedArticle]:
    """Yield the articles of PolNeAR: JSON lines with annotations in brat's stand-off format."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield QuotedArticle(row["id"], row["text"], tuple(_attributions(row["ann"].splitlines())))


def _attributions(lines: Sequence[str]) -> Iterator[Attribution]:
    """Read `T1<tab>Source 89 106;110 112<tab>words` and `E1<tab>Attribution:T4 Content:T3 Cue:T2 Source:T1`."""
    places: Mapping[str, Stretches] = {
        key: _stretches(label.partition(" ")[2])
        for key, label, *_ in (line.split("\t") for line in lines if line.startswith("T"))
    }
    for line in lines:
        if line.startswith("E"):
            parts: dict[str, list[tuple[int, int]]] = {}
            for part in line.split("\t")[1].split():
                role, _, key = part.partition(":")
                parts.setdefault(role.rstrip("0123456789"), []).extend(places[key])
            yield Attribution(*(tuple(sorted(parts.get(role, ()))) for role in ("Source", "Cue", "Content")))


def _stretches(text: str) -> Stretches:
    pairs = (part.split() for part in text.split(";"))
    return tuple((int(start), int(end)) for start, end in pairs)
