"""What the tagger asserts of one article, each assertion with its evidence."""

from datetime import date
from typing import Literal

import msgspec

from schemas.article import Article
from schemas.span import Field, Method, Span

Kind = Literal[
    "country",
    "people",
    "government",
    "military",
    "police",
    "ministry",
    "agency",
    "parliament",
    "court",
    "igo",
    "alliance",
    "party",
    "armed_group",
    "company",
    "media",
    "ngo",
    "think_tank",
    "person",
    "place",
    "organisation",
]


class Mention(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One sighting of one actor: `getattr(article, field)[start:end] == text`.

    `actor` is null for what the gazetteer does not know; sightings of one unknown actor share `cluster`.
    `nested_in` is the index of the mention that contains this one. `role_from` and `role_to` bound the
    dated role that gave `sectors`. `reason` says in words why this is that actor.
    """

    actor: str | None
    name: str
    kind: Kind
    country: str | None
    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    wikidata: str | None
    field: Field
    start: int
    end: int
    text: str
    cluster: int
    nested_in: int | None
    metonym: bool
    role_from: date | None
    role_to: date | None
    method: Method
    confidence: float
    reason: str


class TaggedActor(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One actor of the article over all its mentions; `mentions` holds their indexes."""

    actor: str | None
    cluster: int
    name: str
    kind: Kind
    country: str | None
    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    wikidata: str | None
    mentions: tuple[int, ...]
    salience: float
    confidence: float


class TaggedTopic(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One geopolitical topic; a `score` of at least 0.5 asserts it."""

    topic: str
    score: float
    salience: float
    iptc: tuple[str, ...]
    evidence: tuple[Span, ...]


class TaggedSubject(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One root of IPTC Media Topics, non-political ones included."""

    iptc: str
    label: str
    score: float
    evidence: tuple[Span, ...]


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """Who is quoted, as a span and, where it is one, the index of the mention."""

    mention: int | None
    actor: str | None
    field: Field
    start: int
    end: int
    text: str


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """Something said, quotation marks inside the span."""

    type: Literal["direct", "indirect", "mixed"]
    field: Field
    start: int
    end: int
    text: str
    speaker: Speaker | None
    cue: Span | None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what to whom; `actors`, `recipients` and `reported_by` hold indexes of mentions."""

    type: str
    mode: str | None
    contexts: tuple[str, ...]
    quad: int
    score: float
    actors: tuple[int, ...]
    recipients: tuple[int, ...]
    modality: tuple[str, ...]
    reported_by: tuple[int, ...]
    date: date | None
    place: str | None
    field: Field
    start: int
    end: int
    text: str
    trigger: Span
    clause: Span
    cameo: str | None
    confidence: float


class Versions(msgspec.Struct, frozen=True, kw_only=True):
    """What produced an assertion: enough to produce it again."""

    pipeline: str
    vocabulary: str
    model: str | None
    backend: str


class Tags(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the tagger says of one article.

    `mentions` are sorted: title first, then by start, longest first. `date` is the day at which roles
    were resolved; `date_assumed` says that it is not the article's own. `truncated_at` is the code point
    of `text` from which nothing was read, or null.
    """

    language: str
    language_confidence: float
    date: date
    date_assumed: bool
    truncated_at: int | None
    warnings: tuple[str, ...]
    mentions: tuple[Mention, ...]
    actors: tuple[TaggedActor, ...]
    topics: tuple[TaggedTopic, ...]
    subjects: tuple[TaggedSubject, ...]
    quotes: tuple[Quote, ...]
    events: tuple[Event, ...]
    versions: Versions


class TaggedArticle(msgspec.Struct, frozen=True):
    """An article with its tags."""

    article: Article
    tags: Tags


ASSERTED = 0.5
"""The score from which a topic or subject counts as asserted."""


def misplaced_spans(title: str, text: str, tags: Tags) -> tuple[str, ...]:
    """Name every span of `tags` that does not equal its text; empty when all is well."""
    fields = {"title": title, "text": text}
    return tuple(
        f"{span.field}[{span.start}:{span.end}] is {fields[span.field][span.start : span.end]!r}, not {span.text!r}"
        for span in _spans(tags)
        if fields[span.field][span.start : span.end] != span.text
    )


def _spans(tags: Tags) -> list[Mention | Span | Quote | Speaker | Event]:
    found: list[Mention | Span | Quote | Speaker | Event] = list(tags.mentions)
    for topic in tags.topics:
        found.extend(topic.evidence)
    for subject in tags.subjects:
        found.extend(subject.evidence)
    for quote in tags.quotes:
        found.append(quote)
        found.extend(part for part in (quote.speaker, quote.cue) if part is not None)
    for event in tags.events:
        found.extend((event, event.trigger, event.clause))
    return found
