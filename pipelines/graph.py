"""Wire the steps of one batch together, from the stream to staged files."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import apache_beam as beam

from pipelines.decoding import decode
from pipelines.lake.plan import Plan, Range
from pipelines.lake.staging import Prepared, Staged, prepare, write, write_manifest
from pipelines.reading import StreamOpener, read_range
from pipelines.rows import LakeRows
from pipelines.tagging_pool import PoolAddress, attached
from pipelines.work import Decoded, Failed, Tagged


def monitor(
    plan: beam.PCollection,
    open_stream: StreamOpener,
    pool: PoolAddress,
    rows: LakeRows,
    staging: Path,
    batch: Plan,
) -> beam.PCollection:
    """Everything that happens to the records of one batch; the result is the name of its manifest."""
    raw = plan | "Read the ranges" >> Read(open_stream)
    decoded = raw | "Decode" >> Decode()
    tagged = decoded.oks | "Tag" >> Tag(pool)
    results = (tagged.oks, decoded.errs, tagged.errs) | "All results" >> beam.Flatten()
    prepared = results | "Prepare files" >> Prepare(rows, batch)
    return prepared | "Stage" >> Stage(staging, batch)


class Read(beam.PTransform):
    """Range -> Arrival: each range is read by whoever processes it, straight from the stream."""

    def __init__(self, open_stream: StreamOpener) -> None:
        super().__init__()
        self._read = partial(read_range, open_stream)

    def expand(self, ranges: beam.PCollection) -> beam.PCollection:
        return ranges | "Read" >> beam.FlatMap(self._read)


class Decode(beam.PTransform):
    """Arrival -> `oks`: Decoded, `errs`: Failed."""

    def expand(self, arrivals: beam.PCollection) -> Any:
        return arrivals | "Decode one" >> beam.ParDo(_DecodeOne()).with_outputs("errs", main="oks")


class Tag(beam.PTransform):
    """Decoded -> `oks`: Tagged, `errs`: Failed, by the pool of this process or the tagger it makes."""

    def __init__(self, pool: PoolAddress) -> None:
        super().__init__()
        self._pool = pool

    def expand(self, decoded: beam.PCollection) -> Any:
        return decoded | "Tag all" >> beam.ParDo(_TagAll(self._pool)).with_outputs("errs", main="oks")


class Prepare(beam.PTransform):
    """Tagged or Failed -> Prepared: one file a table and day, still in memory."""

    def __init__(self, rows: LakeRows, batch: Plan) -> None:
        super().__init__()
        self._rows = rows
        self._prepare = partial(_prepare, batch)

    def expand(self, results: beam.PCollection) -> beam.PCollection:
        return (
            results
            | "Make rows" >> beam.Map(self._rows.by_table_and_day)  # ("articles/2026-11-24", Staged)
            | "By table and day" >> beam.GroupByKey()
            | "Make a file" >> beam.MapTuple(self._prepare)
        )


class Stage(beam.PTransform):
    """Prepared -> the manifest's name: all files of the batch on disk, the manifest last.

    One step does all that waits for the disk, so that between the first sync and the commit there is
    nothing but syncs.
    """

    def __init__(self, staging: Path, batch: Plan) -> None:
        super().__init__()
        self._stage = partial(_stage, staging, batch)

    def expand(self, prepared: beam.PCollection) -> beam.PCollection:
        # One key for all: a combiner would do the same in three more stages of the runner.
        return (
            prepared
            | "One key" >> beam.Map(_under_one_key)  # (0, Prepared)
            | "All files" >> beam.GroupByKey()
            | "Write and name them" >> beam.MapTuple(self._stage)
        )


class _DecodeOne(beam.DoFn):
    def process(self, arrival: Any) -> Iterator[Any]:
        result = decode(arrival, datetime.now(UTC))
        yield beam.pvalue.TaggedOutput("errs", result) if isinstance(result, Failed) else result


class _TagAll(beam.DoFn):
    """Gathers a bundle and hands it to the pool whole, so that all workers are busy at once."""

    def __init__(self, pool: PoolAddress) -> None:
        self._address = pool

    def setup(self) -> None:
        self._pool = attached(self._address)

    def start_bundle(self) -> None:
        self._waiting: list[Decoded] = []

    def process(self, decoded: Any, timestamp: Any = beam.DoFn.TimestampParam) -> Iterator[Any]:
        self._timestamp = timestamp
        self._waiting.append(decoded)
        if len(self._waiting) >= self._pool.appetite:
            yield from map(_routed, self._tag())

    def finish_bundle(self) -> Iterator[Any]:
        if self._waiting:
            for result in self._tag():
                value = beam.transforms.window.GlobalWindows.windowed_value(result, self._timestamp)
                yield beam.pvalue.TaggedOutput("errs", value) if isinstance(result, Failed) else value

    def _tag(self) -> list[Tagged | Failed]:
        waiting, self._waiting = self._waiting, []
        return self._pool.tag(waiting)


def _routed(result: Tagged | Failed) -> Any:
    return beam.pvalue.TaggedOutput("errs", result) if isinstance(result, Failed) else result


def _prepare(batch: Plan, key: str, rows: Iterable[Staged]) -> Prepared:
    table, day = key.split("/")
    return prepare(batch, table, date.fromisoformat(day), rows)


def _under_one_key(prepared: Prepared) -> tuple[int, Prepared]:
    return 0, prepared


def _stage(staging: Path, batch: Plan, _: int, prepared: Iterable[Prepared]) -> str:
    return write_manifest(staging, batch, write(staging, batch, prepared))


def ranges_of(plan: Plan) -> list[Range]:
    """Return the ranges of a plan that hold anything to process."""
    return [part for part in plan.ranges if part.numbered]
