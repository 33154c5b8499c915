"""Serve /metrics, /healthz, /readyz on loopback."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from pipelines.driver import BatchReport

log = logging.getLogger(__name__)

STUCK_SECONDS = 600.0
"""Records that wait this long while nothing is committed mean that processing is not healthy."""


class Measured(Protocol):
    """What can be asked how it is."""

    registry: CollectorRegistry

    def health(self) -> str | None:
        """Return what is wrong, None when all is well."""

    def readiness(self) -> str | None:
        """Return what it still waits for, None when it does its work."""


class ProcessingMetrics:
    """Counts what processing commits; `committed` is called with every batch, `waiting` from another thread."""

    def __init__(self, waiting: Callable[[], int], clock: Callable[[], float] = time.monotonic) -> None:
        self.registry = CollectorRegistry()
        self.batches = 0
        self._clock = clock
        self._waiting = waiting
        self._last_progress = clock()
        self._records = Counter(
            "watchfloor_records",
            "Records committed, by what became of them.",
            ["outcome"],
            registry=self.registry,
        )
        self._committed = Counter("watchfloor_batches", "Batches committed.", registry=self.registry)
        self._seconds = Histogram(
            "watchfloor_batch_seconds", "Seconds of each step of a batch.", ["step"], registry=self.registry
        )
        self._latest = Gauge("watchfloor_latest_batch", "Number of the newest visible batch.", registry=self.registry)
        lag = Gauge("watchfloor_lag_records", "Records on the streams not committed yet.", registry=self.registry)
        lag.set_function(self._waiting)

    def committed(self, report: BatchReport) -> int:
        """Count one batch; return how many records it took off the streams."""
        self.batches += 1
        self._committed.inc()
        for outcome in ("rows", "failures", "repeats", "gaps"):
            self._records.labels(outcome).inc(getattr(report, outcome))
        for step in ("planning", "processing", "committing"):
            self._seconds.labels(step).observe(getattr(report, step))
        self._latest.set(report.batch)
        self._last_progress = self._clock()
        log.info(
            "batch %d: %d rows, %d failures, %d repeats in %.2f s",
            report.batch,
            report.rows,
            report.failures,
            report.repeats,
            report.planning + report.processing + report.committing,
        )
        return report.rows + report.failures + report.repeats + report.gaps

    def health(self) -> str | None:
        """Unhealthy when records wait and nothing has been committed for ten minutes."""
        waited = self._clock() - self._last_progress
        if waited > STUCK_SECONDS and self._waiting() > 0:
            return f"records wait, and nothing was committed for {waited:.0f} s"
        return None

    def readiness(self) -> str | None:
        """Ready as soon as it exists: recovery is over and the lake is held."""
        return None


@contextmanager
def serving(port: int, measured: Measured, *, once: bool = False) -> Iterator[int]:
    """Serve on 127.0.0.1:`port` while the body runs; port 0 or `once` serve nothing. Yields the port.

    A port that is taken is logged and served nowhere: monitoring must not stop the work.
    """
    server = None if once or port == 0 else _server(port, measured)
    if server is None:
        yield 0
        return
    thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def _server(port: int, measured: Measured) -> ThreadingHTTPServer | None:
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), _handler(measured))
    except OSError as error:
        log.error("metrics: 127.0.0.1:%d: %s; set metrics_port to a free one", port, error.strerror)
        return None
    log.info("metrics: http://127.0.0.1:%d/metrics", server.server_port)
    return server


def _handler(measured: Measured) -> type[BaseHTTPRequestHandler]:
    answers: Mapping[str, Callable[[], tuple[int, bytes]]] = {
        "/metrics": lambda: (200, generate_latest(measured.registry)),
        "/healthz": lambda: _verdict(measured.health()),
        "/readyz": lambda: _verdict(measured.readiness()),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers.get(self.path, _nothing)()
            self.send_response(status)
            kind = CONTENT_TYPE_LATEST if self.path == "/metrics" else "text/plain; charset=utf-8"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            log.debug(format, *args)

    return Handler


def _verdict(problem: str | None) -> tuple[int, bytes]:
    return (200, b"ok\n") if problem is None else (503, f"{problem}\n".encode())


def _nothing() -> tuple[int, bytes]:
    return 404, b"there is /metrics, /healthz and /readyz\n"
