"""A deployment as it runs for good: both halves, a feed on loopback, signals."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest

from pipelines.lake.layout import Layout
from pipelines.lake.verify import verify
from schemas.errors import LakeError
from watchfloor.lake import open_lake

ROOT = Path(__file__).parent.parent
SETTINGS = """
ner = "off"
workers = 1
latency = "low"
metrics_port = 0
host_spacing = 0.0
allow_networks = ["127.0.0.0/8"]
contact = "test"

[[feed]]
id = "wire"
url = "{url}/wire.rss.xml"
fetch_pages = false
origin = "backfill"
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing in the tests' output."""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    handler = partial(_Quiet, directory=str(ROOT / "seeds" / "demo-feeds"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    (tmp_path / "watchfloor.toml").write_text(SETTINGS.format(url=f"http://127.0.0.1:{server.server_port}"))
    yield tmp_path
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def _running(home: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "watchfloor", *arguments, "--home", str(home)]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stderr=log, text=True)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def _rows(home: Path) -> int:
    try:
        with closing(open_lake(home / "lake")) as lake:
            found = lake.execute("SELECT count(*) FROM articles").fetchone()
    except LakeError:
        return 0
    return int(found[0]) if found else 0


def _check_promises(home: Path) -> None:
    found = verify(Layout(home))
    assert found.problems == ()
    assert found.rows + found.failures + found.repeats + found.gaps == 6


def _until(condition: Callable[[], bool], home: Path) -> None:
    deadline = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < deadline, (home / "log").read_text()
        time.sleep(0.1)


def _pid_of(home: Path, half: str) -> int:
    return int(re.findall(rf"{half} started as process (\d+)", (home / "log").read_text())[-1])


def test_run_polls_processes_and_stops_when_asked(home: Path) -> None:
    with _running(home, "run") as supervisor:
        _until(lambda: _rows(home) == 6, home)
        halves = psutil.Process(supervisor.pid).children(recursive=True)
        supervisor.send_signal(signal.SIGTERM)
        assert supervisor.wait(20) == 0
        gone, alive = psutil.wait_procs(halves, timeout=5)
    assert gone
    assert alive == []
    assert "killed" not in (home / "log").read_text()
    _check_promises(home)


def test_a_half_that_is_killed_is_started_again_and_nothing_is_lost_or_repeated(home: Path) -> None:
    with _running(home, "run") as supervisor:
        _until(lambda: "process started" in (home / "log").read_text(), home)
        first = _pid_of(home, "process")
        os.kill(first, signal.SIGKILL)
        _until(lambda: _pid_of(home, "process") != first, home)
        _until(lambda: _rows(home) == 6, home)
        supervisor.send_signal(signal.SIGINT)
        assert supervisor.wait(20) == 0
    _check_promises(home)


def test_once_drains_and_ends(home: Path) -> None:
    with _running(home, "run", "--once") as process:
        assert process.wait(90) == 0
    assert _rows(home) == 6
    _check_promises(home)


def test_processing_alone_stops_when_asked_and_a_second_one_is_refused(home: Path) -> None:
    with _running(home, "process") as process:
        _until(lambda: "records wait" in (home / "log").read_text(), home)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "watchfloor", "process", "--home", str(home)]
        second = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert second.returncode == 2
        assert f"process {process.pid} writes to this lake" in second.stderr
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_a_wrong_configuration_stops_the_whole_with_exit_code_2(home: Path) -> None:
    (home / "watchfloor.toml").write_text('[[feed]]\nid = "x"\nurl = "https://example.org"\nnaem = "y"\n')
    with _running(home, "run") as supervisor:
        assert supervisor.wait(90) == 2
    assert "unknown key `naem`" in (home / "log").read_text()
