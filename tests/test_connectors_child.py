"""Hostile work harms its own task only."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from connectors.child import MEBIBYTE, Child, Limits
from connectors.confined import within
from schemas.errors import FeedError

QUICK = Limits(wall_seconds=2.0, cpu_seconds=1, memory_bytes=512 * MEBIBYTE, answer_bytes=MEBIBYTE)


class Wish(msgspec.Struct, frozen=True):
    what: str
    number: int = 0


def grant(wish: Wish) -> Wish:
    match wish.what:
        case "hang":
            time.sleep(60)
        case "spin":
            while True:
                pass
        case "die":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "eat":
            return Wish(str(len(bytearray(1024 * MEBIBYTE))))
        case "raise":
            raise ValueError("as wished")
        case "refuse":
            raise FeedError("not_a_feed", "as wished")
        case "talk":
            return Wish("x" * (2 * MEBIBYTE))
        case "pid":
            return Wish("pid", os.getpid())
        case "secret":
            return Wish(os.environ.get("WATCHFLOOR_TEST_SECRET", "none"))
    return wish


def lie(_: Wish) -> int:
    return "no number"  # type: ignore[return-value]


def test_work_is_done_in_another_process_and_the_process_is_kept() -> None:
    with Child(QUICK) as child:
        first = child.call(grant, Wish("pid"))
        assert first.number not in (0, os.getpid())
        assert child.call(grant, Wish("pid")) == first
        assert child.pid == first.number


@pytest.mark.parametrize(
    ("what", "kind", "words"),
    [
        ("hang", "parse", "longer than 2 s"),
        ("spin", "parse", "CPU"),
        ("die", "parse", "died on it"),
        ("eat", "parse", "memory"),
        ("raise", "parse", "ValueError: as wished"),
        ("refuse", "not_a_feed", "as wished"),
        ("talk", "parse", "longer than 1048576 bytes"),
    ],
)
def test_work_that_goes_wrong_is_told_and_the_next_is_done(what: str, kind: str, words: str) -> None:
    limits = msgspec.structs.replace(QUICK, wall_seconds=30.0) if what == "spin" else QUICK
    with Child(limits) as child:
        with pytest.raises(FeedError, match=words) as caught:
            child.call(grant, Wish(what))
        assert caught.value.kind == kind
        assert child.call(grant, Wish("fine", 7)) == Wish("fine", 7)


def test_an_answer_of_another_type_is_not_believed() -> None:
    with Child(QUICK) as child, pytest.raises(FeedError, match="answered with something else"):
        child.call(lie, Wish("x"))


def test_the_process_is_replaced_after_so_many_tasks() -> None:
    with Child(Limits(tasks=2)) as child:
        pids = [child.call(grant, Wish("pid")).number for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_a_process_that_was_killed_between_tasks_is_replaced() -> None:
    with Child(QUICK) as child:
        pid = child.call(grant, Wish("pid")).number
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert child.call(grant, Wish("pid")).number != pid


def test_a_ctrl_c_in_the_terminal_does_not_reach_it() -> None:
    with Child(QUICK) as child:
        assert os.getpgid(child.call(grant, Wish("pid")).number) != os.getpgid(0)


def test_the_environment_is_kept_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHFLOOR_TEST_SECRET", "hidden")
    with Child(QUICK) as child:
        assert child.call(grant, Wish("secret")).what == "none"


def test_closing_ends_the_process_and_refuses_more() -> None:
    child = Child(QUICK)
    pid = child.call(grant, Wish("pid")).number
    child.close()
    assert not alive(pid)
    with pytest.raises((FeedError, RuntimeError)):
        child.call(grant, Wish("fine"))


PARENT = """
import os, sys, time
from connectors.child import Child
from test_connectors_child import Wish, grant
child = Child()
print(child.call(grant, Wish("pid")).number, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
def test_the_process_ends_when_its_parent_is_killed() -> None:
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parent.parent)])
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
    )
    with parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
    deadline = time.monotonic() + 10
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive(pid)


def alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="a stopped process is told by Linux's signals here")
def test_a_process_that_stops_in_the_middle_of_a_message_is_given_up() -> None:
    with Child(QUICK) as child:
        os.kill(child.call(grant, Wish("pid")).number, signal.SIGSTOP)
        with pytest.raises(FeedError, match="longer than 2 s"):
            child.call(grant, Wish("x" * 4 * MEBIBYTE))
        assert child.call(grant, Wish("fine", 7)) == Wish("fine", 7)


def test_a_process_that_cannot_be_started_is_no_documents_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    with Child(QUICK) as child:
        monkeypatch.setattr(sys, "executable", str(broken))
        with pytest.raises(ChildProcessError, match="status 3"):
            child.call(grant, Wish("fine"))
        monkeypatch.undo()
        assert child.call(grant, Wish("fine", 7)) == Wish("fine", 7)


def test_a_process_that_never_gets_ready_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sleepy = tmp_path / "python"
    sleepy.write_text("#!/bin/sh\nexec sleep 60\n")
    sleepy.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(sleepy))
    with Child(QUICK) as child, pytest.raises(ChildProcessError, match="not ready after 2 s"):
        child.call(grant, Wish("fine"))
    assert child.pid is None


def test_what_lies_in_the_current_folder_is_none_of_its_modules(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "resource.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    with Child(QUICK) as child:
        assert child.call(grant, Wish("fine", 7)) == Wish("fine", 7)


@pytest.mark.parametrize(("wanted", "hard", "limit"), [(5, resource.RLIM_INFINITY, 5), (5, 3, 3), (3, 5, 3)])
def test_a_limit_is_never_set_above_the_operators_own(wanted: int, hard: int, limit: int) -> None:
    assert within(wanted, hard) == limit
