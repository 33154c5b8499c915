"""Set a driver up for a home, with its workers and its lake."""

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol, runtime_checkable

from pipelines.driver import LOW, NORMAL, BatchReport, Driver, interrupted
from pipelines.engine import Engine
from pipelines.lake.writer import LakeWriter
from pipelines.tagging import TaggerOptions, load_tagger
from pipelines.tagging.versions import PIPELINE_VERSION
from pipelines.tagging_pool import WorkerPool
from schemas.wire import ALERTS
from streams import Stream
from watchfloor.home import Home
from watchfloor.metrics import ProcessingMetrics, serving
from watchfloor.progress import progress
from watchfloor.retention import Retention
from watchfloor.stopping import stopping_with
from watchfloor.streams import PROCESSED, stream_opener
from watchfloor.supervising import notify
from watchfloor.vocabulary import extra_files

log = logging.getLogger(__name__)


@runtime_checkable
class KeepsGroup(Protocol):
    """A stream that can be told how far its readers are, so that tools which measure lag see it."""

    def commit_group(self, offsets: Mapping[int, int]) -> None:
        """Note the offset up to which each partition is committed."""


class Processing:
    """A driver with all it stands on; `stop` makes it end soon, with nothing lost."""

    def __init__(
        self, driver: Driver, pool: WorkerPool, writer: LakeWriter, streams: Sequence[Stream], retention: Retention
    ) -> None:
        self.driver = driver
        self.streams = streams
        self.retention = retention
        self.writer = writer
        self.stopping = threading.Event()
        self._pool = pool

    def stop(self) -> None:
        """End after the step that is under way, or in the middle of tagging; safe in a signal handler."""
        self.stopping.set()
        self._pool.interrupt()


def process_home(home: Home, *, once: bool, take_over: bool = False, accept_failures: bool = False) -> int:
    """Process a home's streams: with `once` until nothing is new, else for good; return how many batches.

    SIGTERM or Ctrl-C end it in less than ten seconds; the batch in hand is planned again next time.
    """
    with open_processing(home, take_over=take_over, accept_failures=accept_failures) as processing:
        # Not `lag()`: that asks the stream, whose client belongs to the thread that processes.
        metrics = ProcessingMetrics(lambda: processing.driver.waiting)
        with stopping_with(processing.stop), serving(home.configuration.metrics_port, metrics, once=once):
            try:
                return _process(processing, metrics, once)
            except Exception as error:
                if processing.stopping.is_set() and interrupted(error):
                    log.info("stopped; the batch in hand is processed again at the next start")
                    return metrics.batches
                raise


def _process(processing: Processing, metrics: ProcessingMetrics, once: bool) -> int:
    driver = processing.driver
    log.info("processing; %d records wait", driver.lag())
    notify("READY=1")
    if not once:
        driver.follow(lambda report: _committed(processing, metrics, report), processing.stopping)
        return metrics.batches
    with progress("processing", driver.lag()) as advance:
        return driver.drain(lambda report: advance(_committed(processing, metrics, report)), processing.stopping)


def _committed(processing: Processing, metrics: ProcessingMetrics, report: BatchReport) -> int:
    positions = processing.writer.ledger.positions()
    ends = {(position.stream, position.partition): position.end for position in positions}
    processing.retention.apply(ends, datetime.now(UTC))
    for stream in processing.streams:
        if isinstance(stream, KeepsGroup):
            stream.commit_group({one.partition: one.end for one in positions if one.stream == stream.name})
    return metrics.committed(report)


@contextmanager
def open_processing(home: Home, *, take_over: bool = False, accept_failures: bool = False) -> Iterator[Processing]:
    """Hold the home's lake for writing and process into it.

    The workers load the model while Beam is imported. Raises what LakeWriter, Driver and the tagger raise.
    """
    options = tagger_options(home)
    with ExitStack() as stack:
        writer = stack.enter_context(closing(LakeWriter(home.layout, take_over=take_over)))
        loader = partial(load_tagger, options)
        pool = stack.enter_context(closing(WorkerPool(home.workers, loader, writer.ledger.count_death)))
        opener = stream_opener(home)
        streams = {name: stack.enter_context(closing(opener(name))) for name in PROCESSED}
        engine = Engine(opener, pool.address, writer.staging, PIPELINE_VERSION, home.configuration.store_text)
        driver = Driver(
            writer,
            streams,
            engine,
            lambda: datetime.now(UTC),
            latency=LOW if home.configuration.latency == "low" else NORMAL,
            accept_failures=accept_failures,
        )
        # Kafka has a retention of its own, set on the topic.
        embedded = home.configuration.stream == "embedded"
        unread = [stack.enter_context(closing(opener(ALERTS)))] if embedded else []
        keep = timedelta(days=home.configuration.stream_days)
        retention = Retention(streams.values() if embedded else (), keep, unread)
        yield Processing(driver, pool, writer, tuple(streams.values()), retention)


def tagger_options(home: Home) -> TaggerOptions:
    """Return how this home wants its articles tagged."""
    extra = tuple(map(str, extra_files(home)))
    return TaggerOptions(
        ner=home.configuration.ner,
        vocabulary_extra=extra,
        unknown_people=home.configuration.unknown_people,
    )
