"""A lock is held by the living."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams import locking
from streams.locking import holder_of, sign_lock, take_lock

HOLDER = """
import os, sys, time
from streams.locking import sign_lock, take_lock
descriptor = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
assert take_lock(descriptor)
sign_lock(descriptor)
if not os.fork():
    print(os.getpid(), flush=True)  # A child that has not begun a program of its own yet.
time.sleep(60)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lock"


@pytest.fixture
def descriptor(path: Path) -> Iterator[int]:
    found = os.open(path, os.O_RDWR | os.O_CREAT)
    yield found
    os.close(found)


@pytest.fixture
def holder(path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process that holds the lock, and its child."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    yield process, child
    for pid in (child, process.pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait()
    process.stdout.close()


def test_a_living_holder_is_named_at_once(
    descriptor: int, holder: tuple[subprocess.Popen[str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking.time, "sleep", lambda _: pytest.fail("it waits for a living process"))
    assert not take_lock(descriptor)
    assert holder_of(descriptor) == str(holder[0].pid)


def test_what_a_killed_holder_left_behind_is_waited_for(
    descriptor: int, holder: tuple[subprocess.Popen[str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    process, child = holder
    process.kill()
    process.wait()
    monkeypatch.setattr(locking.time, "sleep", lambda _: os.kill(child, signal.SIGKILL))
    monkeypatch.setattr(locking, "LINGERING", 60.0)
    assert take_lock(descriptor)
    sign_lock(descriptor)
    assert holder_of(descriptor) == str(os.getpid())


def test_nothing_is_waited_for_endlessly(
    descriptor: int, holder: tuple[subprocess.Popen[str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    process, _ = holder
    process.kill()
    process.wait()
    monkeypatch.setattr(locking, "LINGERING", 0.05)
    assert not take_lock(descriptor)


def test_a_lock_may_name_nobody(descriptor: int, path: Path) -> None:
    assert holder_of(descriptor) == "unknown"
    path.write_text("nobody\n")
    assert holder_of(descriptor) == "nobody"
