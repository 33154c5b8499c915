import socket
import urllib.error
import urllib.request
from types import SimpleNamespace

import pytest

from pipelines.driver import BatchReport
from watchfloor.metrics import STUCK_SECONDS, ProcessingMetrics, serving


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def driver() -> SimpleNamespace:
    return SimpleNamespace(waiting=7)


def _metrics(driver: SimpleNamespace, clock: Time) -> ProcessingMetrics:
    return ProcessingMetrics(lambda: driver.waiting, clock)


def _report(batch: int) -> BatchReport:
    return BatchReport(batch, 3, 1, 2, 0, 0.1, 0.2, 0.3)


def _get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_what_was_committed_is_counted(driver: SimpleNamespace) -> None:
    metrics = _metrics(driver, Time())
    assert metrics.committed(_report(1)) == 6
    with serving(_free_port(), metrics) as port:
        status, text = _get(port, "/metrics")
    assert status == 200
    assert 'watchfloor_records_total{outcome="rows"} 3.0' in text
    assert "watchfloor_lag_records 7.0" in text
    assert "watchfloor_latest_batch 1.0" in text


def test_processing_that_is_stuck_is_not_healthy(driver: SimpleNamespace) -> None:
    clock = Time()
    metrics = _metrics(driver, clock)
    with serving(_free_port(), metrics) as port:
        assert _get(port, "/healthz") == (200, "ok\n")
        assert _get(port, "/readyz") == (200, "ok\n")
        clock.now = STUCK_SECONDS + 1
        assert _get(port, "/healthz")[0] == 503
        driver.waiting = 0
        assert _get(port, "/healthz")[0] == 200
        assert _get(port, "/elsewhere")[0] == 404


def test_a_port_that_is_taken_stops_no_work(driver: SimpleNamespace) -> None:
    metrics = _metrics(driver, Time())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with serving(taken.getsockname()[1], metrics) as port:
            assert port == 0


def test_nothing_is_served_when_the_port_is_zero(driver: SimpleNamespace) -> None:
    with serving(0, _metrics(driver, Time())) as port:
        assert port == 0
