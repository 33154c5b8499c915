"""Decide which records a batch takes, numbered, before any work is spent on them.

Planning reads headers only and depends on nothing but the stream's content and the planning state, so
that the same records get the same numbers wherever the batches are cut.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Protocol

import msgspec

from schemas.day import DateQuality
from schemas.wire import PlanHeaders, plan_headers, recomputed_headers
from streams import Record, Stream

PAGE = 512
"""Records read at once while planning."""


class KnownArticle(msgspec.Struct, frozen=True):
    """The latest planned version of an article: its content hash, its number, the article's day."""

    content_hash: str
    revision: int
    day: date


class KnownVersion(msgspec.Struct, frozen=True):
    """A version that was planned before; `landed` says that it has a row."""

    revision: int
    landed: bool


class Numbered(msgspec.Struct, frozen=True):
    """One record that the batch processes, with what planning has fixed about it.

    `article_id` and `version_id` are null when they cannot be computed; such a record can only fail.
    `latest` says that it becomes its article's latest planned version, which a retry does not.
    """

    offset: int
    article_id: str | None
    version_id: str | None
    content_hash: str | None
    revision: int
    day: date
    date_quality: DateQuality
    retry_of: str | None
    latest: bool


class Range(msgspec.Struct, frozen=True):
    """What a batch takes of one partition: `[start, end)`, less its repeats and gaps.

    `begin` is where the lake began to read this partition; `repeats_before` and `gaps_before` count all
    batches before this one, so that any file's footer can restore the counts.
    """

    stream: str
    identity: str
    partition: int
    start: int
    end: int
    numbered: tuple[Numbered, ...]
    repeats: int
    gaps: int
    begin: int = 0
    repeats_before: int = 0
    gaps_before: int = 0

    @property
    def place(self) -> str:
        """The stream as rows name it: `name@identity`."""
        return f"{self.stream}@{self.identity}"


class Plan(msgspec.Struct, frozen=True):
    """One batch before it is processed; `run_id` tells this attempt from any other at the batch."""

    batch: int
    epoch: int
    run_id: str
    committed_at: datetime
    ranges: tuple[Range, ...]

    def __len__(self) -> int:
        return sum(len(part.numbered) for part in self.ranges)

    def outline(self) -> "Plan":
        """Return the plan without its records: what staging has to know, small enough to travel."""
        ranges = tuple(msgspec.structs.replace(part, numbered=()) for part in self.ranges)
        return msgspec.structs.replace(self, ranges=ranges)


class Limits(msgspec.Struct, frozen=True):
    """How much one batch takes at the most: records to process, bytes of values, records to look at."""

    articles: int = 256
    bytes: int = 256 * 1024 * 1024
    looked_at: int = 100_000
    backfill_articles: int = 20_000
    backfill_days: int = 16


class PlanningState(Protocol):
    """What earlier batches have planned."""

    def known_article(self, article_id: str) -> KnownArticle | None:
        """Return the latest planned version of an article."""

    def known_version(self, version_id: str) -> KnownVersion | None:
        """Return a version that was planned before."""


def plan_articles(stream: Stream, partition: int, start: int, state: PlanningState, limits: Limits) -> Range:
    """Plan the next range of a stream of articles.

    The range ends at the limit of articles, or of 20,000 when the first 256 span more than 16 days (a
    back-fill); it also ends before a record that retries an article which already stands in it.
    """
    numbering = _Numbering(state)
    taken = _Taken(start, limits)
    end = stream.end(partition)
    for record in records_from(stream, partition, start, limits.looked_at):
        head = _head(record)
        if head is not None and numbering.must_wait(head):
            break
        taken.add(record, numbering.number(record, head))
        if taken.is_full():
            break
    else:
        taken.reach(end)
    return taken.as_range(stream, partition)


def plan_failures(stream: Stream, partition: int, start: int, state: PlanningState, limits: Limits) -> Range:
    """Plan the next range of the connectors' failures; a failure published twice is a repeat."""
    seen: set[str] = set()
    taken = _Taken(start, limits)
    end = stream.end(partition)
    for record in records_from(stream, partition, start, limits.looked_at):
        failure_id = _failure_id(record)
        repeated = failure_id is not None and (failure_id in seen or state.known_version(failure_id) is not None)
        if failure_id is not None:
            seen.add(failure_id)
        taken.add(record, None if repeated else _unnumbered(record, failure_id))
        if taken.is_full():
            break
    else:
        taken.reach(end)
    return taken.as_range(stream, partition)


def records_from(stream: Stream, partition: int, start: int, limit: int) -> Iterator[Record]:
    """Read on from `start`, a page at a time, to the end of the partition or `limit` records."""
    left = limit
    while left > 0:
        page = stream.read(partition, start, min(PAGE, left))
        yield from page
        if len(page) < min(PAGE, left):
            return
        left -= len(page)
        start = page[-1].offset + 1


def _head(record: Record) -> PlanHeaders | None:
    return plan_headers(record.headers, record.key) or recomputed_headers(record.value, record.headers)


class _Numbering:
    """Number versions in stream order: what is planned here counts as planned for what follows."""

    def __init__(self, state: PlanningState) -> None:
        self._state = state
        self._articles: dict[str, KnownArticle] = {}
        self._versions: set[str] = set()

    def must_wait(self, head: PlanHeaders) -> bool:
        """A retry is decided on what has landed, so it waits until its article's batch is committed."""
        return head.retry_of is not None and head.article_id in self._articles

    def number(self, record: Record, head: PlanHeaders | None) -> Numbered | None:
        """Return the record with its number, or None when it is a repeat."""
        if head is None:
            return _unnumbered(record, None)
        known = self._articles.get(head.article_id) or self._state.known_article(head.article_id)
        if head.retry_of is not None:
            planned = self._state.known_version(head.version_id)
            if planned is not None:
                return self._retried(record, head, planned, known)
        if self._is_repeat(head, known):
            return None
        return self._next(record, head, known)

    def _is_repeat(self, head: PlanHeaders, known: KnownArticle | None) -> bool:
        if known is not None and known.content_hash == head.content_hash:
            return True
        return head.version_id in self._versions or self._state.known_version(head.version_id) is not None

    def _retried(
        self, record: Record, head: PlanHeaders, planned: KnownVersion, known: KnownArticle | None
    ) -> Numbered | None:
        if planned.landed:
            return None
        day = known.day if known else head.day
        self._articles[head.article_id] = known or KnownArticle(head.content_hash, planned.revision, day)
        version = KnownArticle(head.content_hash, planned.revision, day)
        return _numbered(record, head, version, latest=False)

    def _next(self, record: Record, head: PlanHeaders, known: KnownArticle | None) -> Numbered:
        revision = known.revision + 1 if known else 1
        version = KnownArticle(head.content_hash, revision, known.day if known else head.day)
        self._articles[head.article_id] = version
        self._versions.add(head.version_id)
        return _numbered(record, head, version, latest=True)


class _Taken:
    """What a range has taken so far."""

    def __init__(self, start: int, limits: Limits) -> None:
        self._start = self._end = start
        self._limits = limits
        self._numbered: list[Numbered] = []
        self._records = 0
        self._bytes = 0
        self._backfill = False

    def add(self, record: Record, numbered: Numbered | None) -> None:
        self._records += 1
        self._end = record.offset + 1
        if numbered is not None:
            self._numbered.append(numbered)
            self._bytes += len(record.value)

    def reach(self, end: int) -> None:
        """Take in a gap at the end of the partition, unless the limit of records came before it."""
        if self._records < self._limits.looked_at:
            self._end = max(self._end, end)

    def is_full(self) -> bool:
        count = len(self._numbered)
        if count == self._limits.articles and not self._backfill:
            days = {numbered.day for numbered in self._numbered}
            self._backfill = len(days) > self._limits.backfill_days
        limit = self._limits.backfill_articles if self._backfill else self._limits.articles
        return count >= limit or self._bytes >= self._limits.bytes

    def as_range(self, stream: Stream, partition: int) -> Range:
        width = self._end - self._start
        return Range(
            stream=stream.name,
            identity=stream.identity(),
            partition=partition,
            start=self._start,
            end=self._end,
            numbered=tuple(self._numbered),
            repeats=self._records - len(self._numbered),
            gaps=width - self._records,
        )


def _numbered(record: Record, head: PlanHeaders, version: KnownArticle, *, latest: bool) -> Numbered:
    return Numbered(
        offset=record.offset,
        article_id=head.article_id,
        version_id=head.version_id,
        content_hash=head.content_hash,
        revision=version.revision,
        day=version.day,
        date_quality=head.date_quality,
        retry_of=head.retry_of,
        latest=latest,
    )


def _unnumbered(record: Record, version_id: str | None) -> Numbered:
    day = record.appended_at.astimezone(UTC).date()
    return Numbered(record.offset, None, version_id, None, 0, day, "missing", None, latest=False)


def _failure_id(record: Record) -> str | None:
    found = dict(record.headers).get("ce_id")
    return None if found is None else found.decode("utf-8", "replace")
