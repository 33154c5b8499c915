"""Publish the spool to the stream that others read."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

import msgspec

from schemas.errors import (
    ArticleError,
    RangeGoneError,
    RecordTooLargeError,
    StreamError,
    StreamReplacedError,
)
from schemas.failure import Failure, cut_payload
from schemas.wire import (
    ARTICLE_TYPE,
    FAILURE_TYPE,
    FAILURES,
    decode_article,
    decode_failure,
    encode_failure,
)
from streams import Change, Envelope, Record, Stream
from streams.embedded import PARTITION, EmbeddedLog, EmbeddedStream

log = logging.getLogger(__name__)

TABLE = "relay"
"""Where the positions stand in the spool's state, by stream."""
LIMIT = 256
IDLE_SECONDS = 0.2
FIRST_BACKOFF_SECONDS = 1.0
LONGEST_BACKOFF_SECONDS = 30.0

Clock = Callable[[], datetime]


class RelayReport(msgspec.Struct, frozen=True):
    """What one step did: records published, records refused for their size, where the next step begins."""

    published: int
    refused: int
    position: int


class Relay:
    """Publishes one stream of the spool to `target`, in order, and marks what was acknowledged.

    At least once: a crash between acknowledgement and mark publishes records again, with the same `ce_id`.
    The mark stands in the spool itself. A record that the target refuses for its size becomes a Failure
    (`publish`, `refused_by_stream`) on the spool's `news.failures`, in the transaction that marks it. Only
    what lies below `position()` may be trimmed from the spool. One relay a stream at a time.
    """

    def __init__(
        self, spool_stream: EmbeddedStream, log: EmbeddedLog, target: Stream, *, clock: Clock | None = None
    ) -> None:
        self._spool = spool_stream
        self._log = log
        self._target = target
        self._clock = clock or _now

    def position(self) -> int:
        """Return the spool's first offset that is not marked as published."""
        marked = self._log.get(TABLE, self._spool.name)
        return 0 if marked is None else int(marked)

    def lag(self) -> int:
        """Return how many records of the spool are not published yet."""
        return self._spool.end(PARTITION) - self.position()

    def relay_once(self, limit: int = LIMIT) -> RelayReport:
        """Publish up to `limit` records and mark them.

        Raises StreamError when the target cannot take them now, RangeGoneError when the spool was trimmed
        past the mark.
        """
        position = self.position()
        records = self._spool.read(PARTITION, position, limit)
        if not records:
            return RelayReport(0, 0, position)
        refused = self._append(records)
        end = records[-1].offset + 1
        self._mark(end, [self._failure(record) for record in refused])
        return RelayReport(len(records) - len(refused), len(refused), end)

    def run(self, stop: threading.Event) -> None:
        """Publish whatever arrives until `stop` is set; while the target is away, try again with growing pauses.

        What no pause mends is raised: RangeGoneError when records were trimmed before they were published,
        StreamReplacedError when the target was created anew.
        """
        pauses = _pauses()
        while not stop.is_set():
            try:
                report = self.relay_once()
            except (RangeGoneError, StreamReplacedError):
                raise
            except StreamError as error:
                pause = next(pauses)
                log.warning("%s; trying again in %.0f s, %d waiting", error, pause, self.lag())
                stop.wait(pause)
                continue
            pauses = _pauses()
            if report.published + report.refused == 0:
                stop.wait(IDLE_SECONDS)

    def _append(self, records: Sequence[Record]) -> Sequence[Record]:
        """Publish, return what was refused for its size; everything else is acknowledged."""
        try:
            self._target.append([Envelope(one.key or "", one.value, one.headers) for one in records])
        except RecordTooLargeError as error:
            return [records[place] for place in error.refused]
        return ()

    def _mark(self, position: int, failures: Sequence[Envelope]) -> None:
        mark = Change(TABLE, self._spool.name, str(position).encode())
        appends = {FAILURES: failures} if failures else {}
        # At the budget the spool is only trimmed up to the mark, so the mark has to move on nevertheless.
        self._log.commit([mark], appends, beyond_budget=True)

    def _failure(self, record: Record) -> Envelope:
        failure_id = f"{self._spool.identity()}/{record.offset}"
        headers = dict(record.headers)
        log.error(
            "stream %s: offset %d (%s) of the spool is refused as too large, %d bytes; kept as a failure",
            self._target.name,
            record.offset,
            record.key,
            len(record.value),
        )
        if headers.get("ce_type") == FAILURE_TYPE.encode():
            return encode_failure(self._without_payload(record), failure_id)
        payload, remark = cut_payload(record.value)
        failure = Failure(
            stage="publish",
            reason="refused_by_stream",
            detail=f"{len(record.value)} bytes, more than stream {self._target.name} takes{remark}",
            failed_at=self._clock(),
            payload=payload,
        )
        return encode_failure(_identified(failure, record, headers), failure_id)

    def _without_payload(self, record: Record) -> Failure:
        failure = decode_failure(record.value)
        if failure.payload is None:
            raise StreamError(
                f"stream {self._target.name}: refuses a failure of {len(record.value)} bytes that has no payload;"
                " raise max.message.bytes of the topic"
            )
        detail = f"{failure.detail} (payload of {len(failure.payload)} bytes refused by the stream)"
        return msgspec.structs.replace(failure, payload=None, detail=detail)


def _identified(failure: Failure, record: Record, headers: dict[str, bytes]) -> Failure:
    if headers.get("ce_type") != ARTICLE_TYPE.encode():
        return failure
    try:
        article = decode_article(record.value, record.headers, record.key)
    except ArticleError:
        # What cannot be decoded has no ids; its payload shows why.
        return failure
    return msgspec.structs.replace(
        failure,
        article_id=article.article_id,
        version_id=article.version_id,
        feed=article.feed,
        url=article.url,
    )


def _pauses() -> Iterator[float]:
    pause = FIRST_BACKOFF_SECONDS
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_BACKOFF_SECONDS)


def _now() -> datetime:
    return datetime.now(UTC)
