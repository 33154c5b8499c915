"""Plan batches, have them processed, commit them."""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import msgspec

from pipelines.breaker import Breaker
from pipelines.engine import Engine
from pipelines.lake.ledger import Position
from pipelines.lake.plan import Limits, Plan, Range, plan_articles, plan_failures
from pipelines.lake.points import reached
from pipelines.lake.staging import Manifest
from pipelines.lake.writer import LakeWriter
from schemas.errors import (
    InterruptedRun,
    LakeError,
    RangeGoneError,
    StoppedError,
    StreamError,
    StreamReplacedError,
    WatchfloorError,
)
from schemas.wire import ARTICLES, FAILURES
from streams import Stream

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Run = Callable[[Plan, Engine], None]
IDLE_SECONDS = 0.2


class Latency(msgspec.Struct, frozen=True):
    """When a batch is due: at this many records, or when its oldest has waited this long."""

    records: int = 256
    wait: timedelta = timedelta(seconds=30)


NORMAL = Latency()
LOW = Latency(32, timedelta(seconds=2))


class BatchReport(msgspec.Struct, frozen=True):
    """What one committed batch held, and how long its steps took, in seconds."""

    batch: int
    rows: int
    failures: int
    repeats: int
    gaps: int
    planning: float
    processing: float
    committing: float


class Driver:
    """The one process that plans and commits; whoever processes, it only trusts what it planned.

    Each step is exactly-once: a batch is either wholly committed and revealed, or planned again. Raises
    StoppedError when processing stopped itself and nobody has accepted it yet.
    """

    def __init__(
        self,
        writer: LakeWriter,
        streams: Mapping[str, Stream],
        engine: Engine,
        clock: Clock,
        *,
        limits: Limits = Limits(),
        latency: Latency = NORMAL,
        accept_failures: bool = False,
        run: Run | None = None,
    ) -> None:
        self._writer = writer
        self._streams = streams
        self._engine = engine
        self._clock = clock
        self._limits = limits
        self._latency = latency
        self._breaker = None if accept_failures else Breaker()
        self._run = run or run_on_beam
        self.waiting = 0
        self._check_not_stopped(accept_failures)

    def drain(self, on_commit: Callable[[BatchReport], object], stop: threading.Event) -> int:
        """Process until the streams hold nothing new, or `stop` is set; return how many batches that took."""
        batches = 0
        while not stop.is_set() and (report := self.step()) is not None:
            batches += 1
            on_commit(report)
        return batches

    def follow(self, on_commit: Callable[[BatchReport], object], stop: threading.Event) -> None:
        """Process for good, a batch whenever one is due, until `stop` is set."""
        while not stop.is_set():
            if not self._is_due():
                # Not stop.wait(): a signal handler that sets `stop` in the middle of it would never return.
                time.sleep(IDLE_SECONDS)
            elif (report := self.step()) is not None:
                on_commit(report)

    def step(self) -> BatchReport | None:
        """Plan, process and commit one batch; None when there is nothing new."""
        started = time.perf_counter()
        plan = self.plan()
        if plan is None:
            return None
        reached("planned")
        planned = time.perf_counter()
        manifest = self._process(plan)
        processed = time.perf_counter()
        self._watch(plan, manifest)
        self._check_identities(plan)
        self._writer.commit(plan, manifest)
        committed = time.perf_counter()
        return _report(plan, manifest, planned - started, processed - planned, committed - processed)

    def plan(self) -> Plan | None:
        """Return the next batch, None when no stream has anything new."""
        ranges = [
            part
            for name, stream in self._streams.items()
            for partition in stream.partitions()
            if (part := self._plan_range(name, stream, partition)).end > part.start
        ]
        if not ranges:
            return None
        ledger = self._writer.ledger
        assert ledger.epoch is not None
        return Plan(
            batch=ledger.last_batch() + 1,
            epoch=ledger.epoch,
            run_id=secrets.token_hex(8),
            committed_at=self._clock(),
            ranges=tuple(ranges),
        )

    def lag(self) -> int:
        """Return how many records of all streams are not committed yet; `waiting` keeps the last answer."""
        self.waiting = sum(
            stream.end(partition) - self._committed(name, stream, partition)
            for name, stream in self._streams.items()
            for partition in stream.partitions()
        )
        return self.waiting

    def _process(self, plan: Plan) -> Manifest:
        try:
            self._run(plan, self._engine)
            return self._writer.staged(plan)
        except Exception as error:
            self._writer.discard(plan)
            # A writer that was replaced finds its staging cleared: then that is what has to be told.
            self._writer.ledger.check_epoch()
            if isinstance(error, WatchfloorError):
                raise
            raise LakeError(f"batch {plan.batch}: {_last_line(error)}; nothing of it was committed") from error

    def _plan_range(self, name: str, stream: Stream, partition: int) -> Range:
        position = self._writer.ledger.position(name, partition)
        if position is None:
            start = stream.start(partition)
            return msgspec.structs.replace(self._range_from(name, stream, partition, start), begin=start)
        _check_held(stream, position)
        part = self._range_from(name, stream, partition, position.end)
        return msgspec.structs.replace(
            part, begin=position.begin, repeats_before=position.repeats, gaps_before=position.gaps
        )

    def _range_from(self, name: str, stream: Stream, partition: int, start: int) -> Range:
        plan_range = plan_failures if name == FAILURES else plan_articles
        return plan_range(stream, partition, start, self._writer.ledger, self._limits)

    def _committed(self, name: str, stream: Stream, partition: int) -> int:
        position = self._writer.ledger.position(name, partition)
        return stream.start(partition) if position is None else position.end

    def _is_due(self) -> bool:
        if self.lag() >= self._latency.records:
            return True
        oldest = [self._oldest(name, stream) for name, stream in self._streams.items()]
        waiting = [moment for moment in oldest if moment is not None]
        return bool(waiting) and self._clock() - min(waiting) >= self._latency.wait

    def _oldest(self, name: str, stream: Stream) -> datetime | None:
        moments = [
            record.appended_at
            for partition in stream.partitions()
            for record in stream.read(partition, self._committed(name, stream, partition), 1)
        ]
        return min(moments, default=None)

    def _watch(self, plan: Plan, manifest: Manifest) -> None:
        if self._breaker is None:
            return
        alarming = {offset for file in manifest.files for offset in file.alarming}
        articles = [part for part in plan.ranges if part.stream == ARTICLES]
        why = self._breaker.watch(
            (part.place, part.partition, one.offset) in alarming for part in articles for one in part.numbered
        )
        if why is not None:
            self._writer.ledger.stop(f"batch {plan.batch}: {why}")
            self._writer.discard(plan)
            raise StoppedError(_stopped(f"batch {plan.batch}: {why}"))

    def _check_not_stopped(self, accept: bool) -> None:
        why = self._writer.ledger.stopped()
        if why is None:
            return
        if not accept:
            raise StoppedError(_stopped(why))
        self._writer.ledger.accept()

    def _check_identities(self, plan: Plan) -> None:
        for part in plan.ranges:
            if self._streams[part.stream].identity() != part.identity:
                raise StreamReplacedError(
                    f"stream {part.stream}: was created anew while batch {plan.batch} was processed; not committed"
                )


def run_on_beam(plan: Plan, engine: Engine) -> None:
    """Run the graph; Beam takes seconds to import, so whoever only plans need not wait for it."""
    from pipelines.running import run

    run(plan, engine)


def _check_held(stream: Stream, position: Position) -> None:
    name, partition = position.stream, position.partition
    if stream.identity() != position.identity:
        raise StreamReplacedError(
            f"stream {name}: is {stream.identity()} now, offsets up to {position.end} were committed of"
            f" {position.identity}; it was deleted and created anew. Put the old one back, or start a new home"
        )
    if stream.start(partition) > position.end:
        raise RangeGoneError(
            f"stream {name}: offsets {position.end} to {stream.start(partition)} of partition {partition} were never"
            " processed and are no longer held; start a new home, or restore the stream"
        )
    if stream.end(partition) < position.end:
        raise StreamError(
            f"stream {name}: ends at {stream.end(partition)}, but {position.end} was committed; it has lost records."
            " Restore it from a backup, or start a new home"
        )


def _report(plan: Plan, manifest: Manifest, planning: float, processing: float, committing: float) -> BatchReport:
    rows = sum(file.rows for file in manifest.files if file.table == "articles")
    return BatchReport(
        batch=plan.batch,
        rows=rows,
        failures=len(plan) - rows,
        repeats=sum(part.repeats for part in plan.ranges),
        gaps=sum(part.gaps for part in plan.ranges),
        planning=planning,
        processing=processing,
        committing=committing,
    )


def _stopped(why: str) -> str:
    return (
        f"processing stopped itself: {why}. Look at `watchfloor failures list`, mend the cause, or accept them with"
        " `watchfloor process --accept-failures`"
    )


def _last_line(error: Exception) -> str:
    # Beam turns what a step raised into text, the exception itself on the last line.
    lines = [line for line in str(error).splitlines() if line.strip()]
    return lines[-1].strip() if lines else type(error).__name__


def interrupted(error: BaseException) -> bool:
    """Say whether a run ended because it was asked to stop."""
    return isinstance(error, InterruptedRun)
