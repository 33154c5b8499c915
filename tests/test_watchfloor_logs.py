"""Who asks for JSON on stderr gets nothing else there, from whichever process it comes."""

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from watchfloor import logs
from watchfloor.home import open_home
from watchfloor.supervising import halves

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize(
    ("style", "verbose", "flags"),
    [("text", False, ()), ("json", False, ("--log", "json")), ("json", True, ("--log", "json", "--verbose"))],
)
def test_both_halves_log_as_the_whole_does(tmp_path: Path, style: str, verbose: bool, flags: tuple[str, ...]) -> None:
    logs.set_up(style, verbose=verbose)
    for half in halves(open_home(tmp_path, environment={})):
        assert half.command[1:][: 2 + len(flags)] == ("-m", "watchfloor", *flags)
        assert half.command[3 + len(flags)] == half.name


def run(home: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "watchfloor", "--log", "json", *arguments, "--home", str(home)]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)


def test_the_last_word_of_a_command_is_an_event_too(tmp_path: Path) -> None:
    with run(tmp_path, "ingest") as process:
        _, said = process.communicate(timeout=60)
    (event,) = map(json.loads, said.splitlines())
    assert process.returncode == 2
    assert (event["level"], "no feed is configured" in event["message"]) == ("error", True)


def test_a_signal_is_answered_with_an_event(tmp_path: Path) -> None:
    feed = '[[feed]]\nid = "a"\nurl = "http://127.0.0.1:1/"\n'
    (tmp_path / "watchfloor.toml").write_text(f"metrics_port = 0\n{feed}")
    with run(tmp_path, "ingest") as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        while "feed a: refused" not in (line := process.stderr.readline()):
            assert line
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    events = [json.loads(line) for line in (first, *said.splitlines())]
    assert "stopping" in [event["message"] for event in events]
