"""Offer the tagger and the lake to notebooks."""

import functools
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pipelines.tagging import Tagger, load_tagger, tag_text
from watchfloor.lake import open_lake
from watchfloor.tagging import resolved, tagged_line

__all__ = ["open_lake", "resolve", "tag"]


def tag(text: str, **fields: Any) -> dict[str, Any]:
    """Return what `watchfloor tag` prints for one article: its fields, mentions, actors, topics, subjects.

    `fields` are such as `title`, `published` (ISO 8601), `language`. The first call loads the model, which
    takes seconds. Raises ModelError when the model is not installed, UsageError for a date that is none.
    """
    given: Mapping[str, Any] = {"text": text, **fields}
    return tagged_line(given, tag_text(_tagger(), given, datetime.now(UTC).date()))


def resolve(text: str, *, date: str | None = None, context: str | None = None) -> dict[str, Any]:
    """Return what `watchfloor resolve` prints for one actor string: country, sectors, actor, reason."""
    given = {"text": text, "date": date, "context": context}
    chosen = {name: value for name, value in given.items() if value is not None}
    return resolved(_tagger(), chosen, datetime.now(UTC).date())


@functools.cache
def _tagger() -> Tagger:
    return load_tagger()
