"""Put a home together whose streams are processed into its lake."""

import threading
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from direct_run import run_directly
from stub_tagger import load_stub

from pipelines.driver import BatchReport, Driver, Latency, Run
from pipelines.lake.inventory import files_in
from pipelines.lake.layout import Layout
from pipelines.lake.ledger import Position
from pipelines.lake.plan import Limits
from pipelines.lake.verify import Verification, verify
from pipelines.lake.writer import LakeWriter
from pipelines.running import Engine
from pipelines.tagging_pool import Loader, PoolAddress, WorkerPool
from schemas.wire import ARTICLES, FAILURES, Envelope
from streams import Stream
from streams.embedded import EmbeddedLog

UNLIKE = frozenset({"batch", "committed_at", "failed_at", "detail", "traceback"})
"""Columns in which two lakes of the same stream may differ."""


def open_stream(path: Path, name: str) -> Stream:
    return EmbeddedLog(path).stream(name)


class LakeHome:
    """A driver with all it stands on, and what its lake holds."""

    def __init__(
        self, layout: Layout, writer: LakeWriter, log: EmbeddedLog, driver: Driver, pool: WorkerPool | None
    ) -> None:
        self.layout = layout
        self.writer = writer
        self.log = log
        self.driver = driver
        self.pool = pool
        self.articles = log.stream(ARTICLES)
        self.failures = log.stream(FAILURES)
        self.stopping = threading.Event()
        self._counted: dict[Path, Counter[tuple[str, str]]] = {}

    def append(self, *envelopes: Envelope) -> None:
        self.articles.append(envelopes)

    def drain(self) -> list[BatchReport]:
        """Process all there is; nothing may be unaccounted for at any commit."""
        reports: list[BatchReport] = []

        def committed(report: BatchReport) -> None:
            reports.append(report)
            assert_balanced(self)

        self.driver.drain(committed, self.stopping)
        return reports

    def held(self) -> Counter[tuple[str, str]]:
        """Return how many rows each (table, stream) has; a visible file never changes, so each is read once."""
        for path in files_in(self.layout):
            if path not in self._counted:
                table = path.parent.parent.name
                streams = pq.ParquetFile(path).read(["stream"])["stream"].to_pylist()
                self._counted[path] = Counter((table, stream) for stream in streams)
        return sum(self._counted.values(), Counter())

    def position(self, stream: str = ARTICLES) -> Position:
        found = self.writer.ledger.position(stream, 0)
        assert found is not None
        return found

    def rows(self, table: str = "articles") -> list[dict[str, Any]]:
        return rows_in(self.layout, table)

    def verify(self) -> Verification:
        return verify(self.layout, {ARTICLES: self.articles, FAILURES: self.failures})


@contextmanager
def lake_home(
    path: Path,
    *,
    articles: int = 256,
    run: Run = run_directly,
    loader: Loader = load_stub,
    workers: int = 0,
    article_seconds: float = 30.0,
    take_over: bool = False,
    accept_failures: bool = False,
    options: Sequence[str] = (),
    keep_text: bool = True,
    latency: Latency = Latency(),
) -> Iterator[LakeHome]:
    """Hold the lake of a home for writing; without `workers` articles are tagged in this process."""
    layout = Layout(path)
    with ExitStack() as stack:
        writer = stack.enter_context(closing(LakeWriter(layout, take_over=take_over)))
        log = stack.enter_context(closing(EmbeddedLog(layout.stream)))
        pool: WorkerPool | None = None
        address = PoolAddress(f"in-process-{uuid.uuid4().hex}", loader)
        if workers:
            pool = WorkerPool(workers, loader, writer.ledger.count_death, article_seconds=article_seconds)
            address = stack.enter_context(closing(pool)).address
        opener = partial(open_stream, layout.stream)
        engine = Engine(opener, address, writer.staging, "test", keep_text, tuple(options))
        driver = Driver(
            writer,
            {name: log.stream(name) for name in (ARTICLES, FAILURES)},
            engine,
            partial(datetime.now, UTC),
            limits=Limits(articles=articles),
            latency=latency,
            accept_failures=accept_failures,
            run=run,
        )
        yield LakeHome(layout, writer, log, driver, pool)


def assert_balanced(home: LakeHome) -> None:
    """Every committed offset is a row, a failure, a repeat or a gap, by the database and by the files."""
    held = home.held()
    for one in home.writer.ledger.positions():
        assert one.rows + one.failures + one.repeats + one.gaps == one.end - one.begin, one
        place = f"{one.stream}@{one.identity}"
        assert (one.rows, one.failures) == (held["articles", place], held["failures", place])


def rows_in(layout: Layout, table: str) -> list[dict[str, Any]]:
    """Return the visible rows of a table by stream and offset; `day` is that of their directory."""
    found = []
    for path in files_in(layout):
        if path.parent.parent.name == table:
            rows = pq.ParquetFile(path).read().to_pylist()
            found += [{**row, "day": path.parent.name.removeprefix("day=")} for row in rows]
    return sorted(found, key=_place)


def comparable(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows without what may differ between two lakes of the same stream."""
    return [{name: value for name, value in row.items() if name not in UNLIKE} for row in rows]


def _place(row: dict[str, Any]) -> tuple[str, int]:
    return row["stream"], row["offset"]
