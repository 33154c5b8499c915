import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from watchfloor.supervising import Half, Supervisor, notify


def _half(name: str, script: str) -> Half:
    return Half(name, (sys.executable, "-c", script))


def _until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


SLEEP = "import time; time.sleep(600)"


def test_a_half_that_dies_is_started_again(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    script = f"open({str(marks)!r}, 'a').write('x'); raise SystemExit(1)"
    supervisor = Supervisor([_half("ingest", script), _half("process", SLEEP)], pause=0.05)
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    _until(lambda: marks.exists() and len(marks.read_text()) >= 3)
    supervisor.stop()
    thread.join(20)
    assert not thread.is_alive()


def test_a_half_that_was_used_wrongly_stops_the_whole_with_that_code() -> None:
    supervisor = Supervisor([_half("ingest", "raise SystemExit(2)"), _half("process", SLEEP)])
    assert supervisor.run() == 2


def test_stopping_ends_both_halves(tmp_path: Path) -> None:
    pids = [tmp_path / "a", tmp_path / "b"]
    script = "import os, time; open({!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    supervisor = Supervisor([_half(pid.name, script.format(str(pid))) for pid in pids])
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    _until(lambda: all(pid.exists() and pid.read_text() for pid in pids))
    supervisor.stop()
    thread.join(20)
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid.read_text()), 0)


def test_halves_end_when_their_supervisor_is_killed_outright(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    child = f"import os, time; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    script = (
        "import sys\nfrom watchfloor.supervising import Half, Supervisor\n"
        f"Supervisor([Half('x', (sys.executable, '-c', {child!r}))]).run()\n"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", script])
    _until(lambda: pid.exists() and bool(pid.read_text()))
    supervisor.send_signal(signal.SIGKILL)
    supervisor.wait()
    _until(lambda: not Path(f"/proc/{pid.read_text()}").exists())


def test_once_runs_one_half_after_the_other(tmp_path: Path) -> None:
    order = tmp_path / "order"
    script = "import sys; open({!r}, 'a').write({!r})"
    halves = [_half(name, script.format(str(order), name)) for name in ("i", "p")]
    assert Supervisor(halves).run_once() == 0
    assert order.read_text() == "ip"


def test_once_returns_the_worst_exit_code() -> None:
    assert Supervisor([_half("i", "raise SystemExit(1)"), _half("p", "")]).run_once() == 1


def test_systemd_is_told_when_it_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "n"))
        listener.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "n"))
        notify("READY=1")
        assert listener.recv(100) == b"READY=1"
