"""Score articles that are annotated with the story they tell."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from watchfloor.evaluating.figures import Measure, Miss, Scored
from watchfloor.evaluating.resampling import mean


class StoryArticle(NamedTuple):
    """One article; those with the same `story` tell of the same thing."""

    id: str
    story: str
    outlet: str
    day: date
    title: str
    text: str


def read_stories(file: Path) -> Iterator[StoryArticle]:
    """Yield the articles of BASIL, JSON lines."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            day = date.fromisoformat(row["date"][:10])
            yield StoryArticle(row["id"], row["story"], row["source"], day, row["title"], row["text"])


def score_stories(articles: Sequence[StoryArticle], stories: Sequence[str | None]) -> Scored:
    """Score the grouping of articles into stories by B-cubed; an article without a story is one by itself.

    B-cubed (Bagga and Baldwin, 1998): for each article, how much of its group belongs to its story, how much of
    its story is in its group; then the mean over articles.
    """
    names = [story or f"alone {number}" for number, story in enumerate(stories)]
    told = [article.story for article in articles]
    shared = [_size_of_both(n, told, names) for n in range(len(articles))]
    precision = [both / names.count(name) for both, name in zip(shared, names, strict=True)]
    recall = [both / told.count(story) for both, story in zip(shared, told, strict=True)]
    harmonic = [2 * p * r / (p + r) for p, r in zip(precision, recall, strict=True)]
    measures = [
        _measure("stories.precision", "grouped with its story, precision", precision),
        _measure("stories.recall", "grouped with its story, recall", recall),
        _measure("stories.f1", "grouped with its story, F1", harmonic),
    ]
    misses = [
        Miss("stories.f1", article.id, article.story, name, article.title)
        for article, name, value in zip(articles, names, harmonic, strict=True)
        if value < 1.0
    ]
    return Scored(measures, misses)


def _size_of_both(number: int, told: Sequence[str], names: Sequence[str]) -> int:
    here = told[number], names[number]
    return sum(pair == here for pair in zip(told, names, strict=True))


def _measure(identity: str, label: str, values: Sequence[float]) -> Measure:
    return Measure(identity, label, mean(values), len(values), "articles", len(values), "articles")
