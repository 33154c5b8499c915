"""The rows of the lake, column by column."""

from collections.abc import Iterable
from typing import Any

import msgspec

from schemas.article import Article, Instant, Origin, Quality, TextOrigin
from schemas.countries import COUNTRIES, HISTORIC
from schemas.day import DateQuality
from schemas.failure import Reason, Stage
from schemas.tagged import (
    ASSERTED,
    Event,
    Mention,
    Quote,
    TaggedActor,
    TaggedSubject,
    TaggedTopic,
    Tags,
)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where on the stream a row comes from, and the batch that brought it.

    `stream` is `name@identity`. `batch` only rises: it is a reader's cursor. `committed_at` is when the
    batch was planned, one value for the whole batch.
    """

    stream: str
    partition: int
    offset: int
    batch: int
    committed_at: Instant


class ArticleRow(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of one article in `lake/articles`; `day` is in the path only."""

    article_id: str
    revision: int
    version_id: str
    prev_content_hash: str | None
    content_hash: str
    url: str | None
    canonical_url: str | None
    feed: str | None
    feed_kind: str | None
    outlet: str | None
    outlet_country: str | None
    outlet_kind: str | None
    outlet_ownership: str | None
    title: str | None
    summary: str | None
    text: str | None
    authors: tuple[str, ...] | None
    words: int
    truncated: bool
    text_origin: TextOrigin
    quality: Quality
    language: str
    language_confidence: float
    published: Instant | None
    first_seen: Instant
    updated: Instant | None
    date_quality: DateQuality
    date_assumed: bool
    origin: Origin
    countries: tuple[str, ...]
    actor_ids: tuple[str, ...]
    topic_ids: tuple[str, ...]
    mentions: tuple[Mention, ...]
    actors: tuple[TaggedActor, ...]
    topics: tuple[TaggedTopic, ...]
    subjects: tuple[TaggedSubject, ...]
    quotes: tuple[Quote, ...]
    events: tuple[Event, ...]
    story: str | None
    near_duplicate_of: str | None
    truncated_at: int | None
    warnings: tuple[str, ...]
    extra: str | None
    stream: str
    partition: int
    offset: int
    batch: int
    committed_at: Instant
    pipeline_version: str
    vocabulary_version: str
    model: str | None
    backend: str


class FailureRow(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that could not be processed, in `lake/failures`, filed by the date of its append."""

    stage: Stage
    reason: Reason
    detail: str
    traceback: str | None
    article_id: str | None
    version_id: str | None
    feed: str | None
    url: str | None
    payload: bytes | None
    failed_at: Instant
    retry_of: str | None
    stream: str
    partition: int
    offset: int
    batch: int
    committed_at: Instant
    pipeline_version: str


Row = ArticleRow | FailureRow

_FROM_ARTICLE = tuple(
    name
    for name in ArticleRow.__struct_fields__
    if name in Article.__struct_fields__ and name not in Tags.__struct_fields__ and name != "extra"
)
_FROM_TAGS = tuple(name for name in ArticleRow.__struct_fields__ if name in Tags.__struct_fields__)


MOST_STATES = 3
"""Whoever looks for a state wants what names Kashmir, not all that names the Red Sea: a place that more states share
than these counts for none of them in the filter column."""


def article_row(
    article: Article,
    tags: Tags,
    place: Place,
    *,
    revision: int,
    date_quality: DateQuality,
    keep_text: bool = True,
) -> ArticleRow:
    """Return the lake's row of one tagged article; without `keep_text` nothing of its wording stays."""
    row = ArticleRow(
        **{name: getattr(article, name) for name in _FROM_ARTICLE},
        **{name: getattr(tags, name) for name in _FROM_TAGS},
        **msgspec.structs.asdict(place),
        revision=revision,
        date_quality=date_quality,
        words=len(article.text.split()),
        **_filters(tags),
        story=None,
        near_duplicate_of=None,
        extra=msgspec.json.encode(article.extra).decode() if article.extra else None,
        pipeline_version=tags.versions.pipeline,
        vocabulary_version=tags.versions.vocabulary,
        model=tags.versions.model,
        backend=tags.versions.backend,
    )
    return row if keep_text else without_text(row)


def without_text(row: ArticleRow) -> ArticleRow:
    """Return `row` with gazetteer names, codes, URLs, offsets and hashes only: nothing of its wording."""
    spans = ("mentions", "topics", "subjects", "quotes", "events")
    return msgspec.structs.replace(
        row,
        title=None,
        text=None,
        summary=None,
        authors=None,
        extra=None,
        actors=tuple(_unnamed(actor) for actor in row.actors),
        **{name: tuple(_wordless(part) for part in getattr(row, name)) for name in spans},
    )


def _filters(tags: Tags) -> dict[str, Any]:
    actors = sorted(tags.actors, key=lambda actor: -actor.salience)
    topics = sorted(tags.topics, key=lambda topic: -topic.salience)
    return {
        "countries": _distinct(country for actor in actors for country in _countries(actor)),
        "actor_ids": _distinct(actor.actor for actor in actors if actor.actor is not None),
        "topic_ids": _distinct(topic.topic for topic in topics if topic.score >= ASSERTED),
    }


def _countries(actor: TaggedActor) -> tuple[str, ...]:
    if len(actor.countries) > MOST_STATES:
        return ()
    codes = actor.countries or ((actor.country,) if actor.country else ())
    return tuple(code for code in codes if code in COUNTRIES or code in HISTORIC)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _unnamed(actor: TaggedActor) -> TaggedActor:
    return actor if actor.actor else msgspec.structs.replace(actor, name="")


def _wordless(part: Any) -> Any:
    if not isinstance(part, msgspec.Struct):
        return tuple(map(_wordless, part)) if isinstance(part, tuple) else part
    blank = {"text": "", "reason": ""}
    if getattr(part, "actor", "known") is None:
        blank["name"] = ""
    changes = {name: _wordless(getattr(part, name)) for name in part.__struct_fields__}
    changes.update({name: value for name, value in blank.items() if name in changes})
    return msgspec.structs.replace(part, **changes)
