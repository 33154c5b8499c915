"""A poller that is killed at any moment loses nothing and repeats nothing."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import ingest_kills
from ingest_kills import FEEDS, torture


def test_ten_pollers_killed_while_they_publish_lose_and_repeat_nothing(tmp_path: Path) -> None:
    verdict = torture(tmp_path, kills=10, seed=5)
    assert verdict.wrong == ()
    assert verdict.articles > 10 * FEEDS
    assert verdict.versions > verdict.articles


def test_a_poller_ends_with_the_one_that_meant_to_kill_it(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, ingest_kills.__file__, str(tmp_path)], stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    poller = int(parent.stdout.readline())
    try:
        wait_for(lambda: (tmp_path / "round").exists())
        parent.kill()
        parent.wait()
        wait_for(lambda: not is_alive(poller))
    finally:
        parent.stdout.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(poller, signal.SIGKILL)


PARENT = """
import os, subprocess, sys, time
script, folder = sys.argv[1:]
command = [sys.executable, script, "--poll", folder, "--parent", str(os.getpid())]
print(subprocess.Popen(command).pid, flush=True)
time.sleep(600)
"""


def wait_for(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60.0
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        # Who adopted it may not have waited for it yet.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
