"""List what could not be processed, and try it again."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any

import msgspec

from schemas.errors import ArticleError, RangeGoneError, UsageError
from schemas.failure import MAX_PAYLOAD_BYTES
from schemas.wire import FAILURES, Envelope, decode_article, encode_article
from streams import Record, Stream
from watchfloor.home import Home
from watchfloor.lake import open_lake
from watchfloor.streams import stream_opener

COLUMNS = (
    "stage",
    "reason",
    "detail",
    "feed",
    "url",
    "article_id",
    "version_id",
    "retry_of",
    "failed_at",
    "stream",
    "partition",
    "offset",
    "batch",
)


class FailureRef(msgspec.Struct, frozen=True):
    """One failure in the lake; `id` is stream/partition/offset, the name it goes by on the command line."""

    id: str
    stage: str
    reason: str
    detail: str
    feed: str | None
    url: str | None
    article_id: str | None
    version_id: str | None
    retry_of: str | None
    failed_at: datetime
    stream: str
    partition: int
    offset: int
    batch: int


def list_failures(home: Home, *, reason: str | None = None, limit: int = 50) -> list[FailureRef]:
    """Return the newest failures first, of one reason if it is given."""
    return list(_query(home, "? IS NULL OR reason = ?", [reason, reason], limit))


def find_failure(home: Home, failure_id: str) -> FailureRef:
    """Return one failure by its id; raises UsageError when the lake has none of that id."""
    stream, partition, offset = _parse_id(failure_id)
    where = "split_part(stream, '@', 1) = ? AND partition = ? AND \"offset\" = ?"
    found = list(_query(home, where, [stream, partition, offset], 1))
    if not found:
        raise UsageError(f"failure {failure_id}: the lake has none of that id; `watchfloor failures list` shows them")
    return found[0]


def payload_of(home: Home, failure: FailureRef) -> tuple[bytes | None, str | None]:
    """Return what a failure kept of its record, and the traceback if there is one."""
    with closing(open_lake(home.layout.lake)) as lake:
        sql = 'SELECT payload, traceback FROM failures WHERE stream = ? AND partition = ? AND "offset" = ?'
        row = lake.execute(sql, [failure.stream, failure.partition, failure.offset]).fetchone()
    return (None, None) if row is None else (row[0], row[1])


def retry(home: Home, failures: Sequence[FailureRef]) -> int:
    """Append the record of each failure to its stream anew, marked `retry_of`; return how many.

    Raises UsageError for a failure of a connector, which its feed or file has to bring again, and for one
    whose record is kept neither whole in the lake nor on the stream. Nothing is appended then.
    """
    envelopes: dict[str, list[Envelope]] = {}
    for failure in failures:
        name = failure.stream.split("@")[0]
        if name == FAILURES:
            raise UsageError(f"failure {failure.id}: came from a connector; ingest its feed or file again instead")
        envelopes.setdefault(name, []).append(_envelope(home, failure, name))
    for name, again in envelopes.items():
        with closing(stream_opener(home)(name)) as stream:
            stream.append(again)
    return sum(map(len, envelopes.values()))


def _query(home: Home, where: str, values: Sequence[Any], limit: int) -> Iterator[FailureRef]:
    columns = ", ".join(f'"{name}"' for name in COLUMNS)
    with closing(open_lake(home.layout.lake)) as lake:
        order = 'batch DESC, stream, partition, "offset" DESC'
        sql = f"SELECT {columns} FROM failures WHERE {where} ORDER BY {order} LIMIT ?"
        for row in lake.execute(sql, [*values, limit]).fetchall():
            named = dict(zip(COLUMNS, row, strict=True))
            name = f"{named['stream'].split('@')[0]}/{named['partition']}/{named['offset']}"
            yield FailureRef(id=name, **named)


def _parse_id(failure_id: str) -> tuple[str, int, int]:
    try:
        stream, partition, offset = failure_id.rsplit("/", 2)
        return stream, int(partition), int(offset)
    except ValueError as error:
        raise UsageError(f"failure {failure_id}: an id looks like news.articles/0/17") from error


def _envelope(home: Home, failure: FailureRef, name: str) -> Envelope:
    value = _whole_payload(home, failure, name)
    mark = (("retry_of", (failure.retry_of or failure.version_id or failure.id).encode()),)
    try:
        article = decode_article(value)
    except ArticleError:
        # It cannot be read today either; appended as it is, a version that can read it will.
        return Envelope(failure.article_id or failure.id, value, mark)
    return encode_article(article, retry_of=mark[0][1].decode())


def _whole_payload(home: Home, failure: FailureRef, name: str) -> bytes:
    payload, _ = payload_of(home, failure)
    if payload is not None and len(payload) < MAX_PAYLOAD_BYTES:
        return payload
    with closing(stream_opener(home)(name)) as stream:
        return _still_held(stream, failure).value


def _still_held(stream: Stream, failure: FailureRef) -> Record:
    try:
        found = stream.read(failure.partition, failure.offset, 1)
    except RangeGoneError:
        found = []
    if not found or found[0].offset != failure.offset:
        raise UsageError(
            f"failure {failure.id}: its payload was not kept whole and the stream no longer holds it; publish it again"
        )
    return found[0]
