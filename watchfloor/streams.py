"""Open the streams that a home is configured for."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from typing import Any

from pipelines.reading import StreamOpener
from schemas.wire import ALERTS, ARTICLES, FAILURES
from streams import Stream
from streams.embedded import EmbeddedLog
from watchfloor.home import Home

MEGABYTE = 1024 * 1024
PROCESSED = (ARTICLES, FAILURES)
"""The streams whose records land in the lake."""

PUBLISHED = (*PROCESSED, ALERTS)
"""The streams that connectors publish to."""


def open_spool(home: Home) -> EmbeddedLog:
    """Return the connectors' outbox, which on one machine is the stream itself."""
    return EmbeddedLog(home.layout.stream, budget_bytes=home.configuration.stream_budget_mb * MEGABYTE)


@contextmanager
def looked_at_spool(home: Home) -> Iterator[EmbeddedLog | None]:
    """Yield the connectors' outbox for reading alone, None where nothing was ever polled or published."""
    if not home.layout.stream.exists():
        yield None
        return
    with closing(EmbeddedLog(home.layout.stream, read_only=True)) as spool:
        yield spool


def stream_opener(home: Home) -> StreamOpener:
    """Return what opens a stream by name; it can be pickled, so that workers read for themselves."""
    if home.configuration.stream == "kafka":
        return partial(_open_kafka, dict(home.configuration.kafka))
    return partial(_open_embedded, home)


def _open_embedded(home: Home, name: str) -> Stream:
    return open_spool(home).stream(name)


def _open_kafka(options: dict[str, Any], name: str) -> Stream:
    from streams.kafka import KafkaStream

    return KafkaStream(name, options)
