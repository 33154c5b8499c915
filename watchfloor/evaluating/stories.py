"""Read articles that are annotated with the story they tell."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple


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
