"""Score articles whose attributions are annotated: who, by which words, said what."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from schemas.span import Span
from schemas.tagged import Quote, Speaker, Tags
from watchfloor.evaluating.figures import Measure, Miss, Scored, around
from watchfloor.evaluating.resampling import f1, ratio

SAME = 0.5
"""Share of all characters of two contents that both hold, from which on they are the same content."""

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


def score_quotes(articles: Sequence[QuotedArticle], tags: Sequence[Tags]) -> Scored:
    """Score contents (found when at least half is shared), and speaker and cue of those that were found."""
    pairs = [_paired(article, each) for article, each in zip(articles, tags, strict=True)]
    wanted = [float(sum(bool(one.content) for one in article.attributions)) for article in articles]
    found = [float(len(each.quotes)) for each in tags]
    right = [float(len(each)) for each in pairs]
    speakers = [[_meets(quote.speaker, one.source) for one, quote in each if one.source] for each in pairs]
    cues = [[_meets(quote.cue, one.cue) for one, quote in each if one.cue] for each in pairs]
    n, given, units = int(sum(wanted)), int(sum(found)), len(articles)
    measures = [
        Measure("quotes.precision", "contents, precision", ratio(right, found), units, "articles", given, "found"),
        Measure("quotes.recall", "contents, recall", ratio(right, wanted), units, "articles", n, "contents"),
        Measure("quotes.f1", "contents, F1", f1(right, found, wanted), units, "articles", n, "contents"),
        _share("quotes.speakers", "speaker right, where the content was found", speakers),
        _share("quotes.cues", "cue right, where the content was found", cues),
    ]  # fmt: skip
    return Scored(
        measures, [miss for article, each in zip(articles, pairs, strict=True) for miss in _missed(article, each)]
    )


Pair = tuple[Attribution, Quote]


def _paired(article: QuotedArticle, tags: Tags) -> list[Pair]:
    """Pair each content with the quote that shares most with it, each quote once."""
    free = list(tags.quotes)
    pairs: list[Pair] = []
    for one in article.attributions:
        best = max(free, key=lambda quote: _shared(one.content, quote), default=None)
        if best is not None and _shared(one.content, best) >= SAME:
            pairs.append((one, best))
            free.remove(best)
    return pairs


def _shared(content: Stretches, quote: Quote) -> float:
    """Return the characters in both over the characters in either."""
    both = sum(max(0, min(end, quote.end) - max(start, quote.start)) for start, end in content)
    either = sum(end - start for start, end in content) + quote.end - quote.start - both
    return both / either if either else 0.0


def _meets(part: Span | Speaker | None, stretches: Stretches) -> bool:
    return part is not None and any(part.start < end and start < part.end for start, end in stretches)


def _share(identity: str, label: str, right: Sequence[Sequence[bool]]) -> Measure:
    asked = [float(len(each)) for each in right]
    gained = [float(sum(each)) for each in right]
    return Measure(identity, label, ratio(gained, asked), len(right), "articles", int(sum(asked)), "quotes")


def _missed(article: QuotedArticle, pairs: Sequence[Pair]) -> Iterator[Miss]:
    there = [one for one, _ in pairs]
    for one in article.attributions:
        if one.content and one not in there:
            start, end = one.content[0]
            yield Miss("quotes.recall", article.id, "content", "-", around(article.text, start, end))
