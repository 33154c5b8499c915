"""Fail every write of one commit in turn, each time in a process of its own; runs under LD_PRELOAD of `faults.c`.

Prints one JSON line per failed call: which it was, how the driver ended, what the next start made of it.
"""

import ctypes
import errno
import json
import logging
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from articles import article
from lake_home import LakeHome, comparable, lake_home

from schemas.errors import WatchfloorError
from schemas.failure import Failure
from schemas.wire import FAILURES, Envelope, encode_article, encode_failure


def main(scratch: Path, error: int) -> None:
    """Run over all indexes; the last line is of the run in which nothing was left to fail."""
    logging.disable(logging.CRITICAL)
    faults = ctypes.CDLL(None)
    faults.faults_failed.restype = ctypes.c_char_p
    template = scratch / "template"
    wanted = _in_a_child(partial(_prepared, template, scratch / "wanted"))
    index, more = 0, True
    while more:
        index += 1
        home = scratch / str(index)
        shutil.copytree(template, home)
        first = _in_a_child(partial(_with_fault, faults, home, index, error))
        more = bool(first["call"])
        after = _in_a_child(partial(_without_fault, home))
        print(json.dumps({**first, **after, "same": after.pop("rows", None) == wanted["rows"]}))
        shutil.rmtree(home)


def _prepared(template: Path, clean: Path) -> dict[str, Any]:
    """Make a home with one committed batch and another to come; return the rows that must come of it."""
    with lake_home(template) as home:
        home.append(*(encode_article(article(f"Old {number}")) for number in range(3)))
        home.drain()
        home.append(*(encode_article(article(f"New {number}")) for number in range(3)), Envelope("x", b"nonsense"))
        home.append(encode_article(article("Old 1")))
        failure = Failure(stage="fetch", reason="not_a_feed", detail="no feed", failed_at=article().first_seen)
        home.log.stream(FAILURES).append([encode_failure(failure, "f1")])
    shutil.copytree(template, clean)
    return _without_fault(clean)


def _with_fault(faults: ctypes.CDLL, home: Path, index: int, error: int) -> dict[str, Any]:
    """Process under the fault; return how it ended, in one line, and which call failed."""
    faults.faults_arm(os.fsencode(home), index, error)
    opened = lake_home(home)
    try:
        driven = opened.__enter__()
        driven.driver.drain(_no_report, driven.stopping)
        ended = "committed"
    except WatchfloorError as problem:
        ended = str(problem)
    if error == errno.ENOSPC:
        # After an I/O error the process ends as by a kill: SQLite must make do with the log as it stands.
        opened.__exit__(None, None, None)
    faults.faults_disarm()
    return {
        "call": os.fsdecode(faults.faults_failed()).replace(str(home), "HOME"),
        "ended": ended.replace(str(home), "HOME"),
    }


def _without_fault(home: Path) -> dict[str, Any]:
    with lake_home(home) as driven:
        driven.drain()
        return {"rows": _rows(driven), "problems": [one.detail for one in driven.verify().problems]}


def _rows(driven: LakeHome) -> list[str]:
    return [repr(row) for table in ("articles", "failures") for row in comparable(driven.rows(table))]


def _no_report(_: object) -> None:
    """Reports of batches are of no interest here."""


def _in_a_child(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what `work` returns in a forked process: locks and caches end with it."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            result = work()
        except BaseException:  # noqa: BLE001 - told to the parent, whose test fails
            result = {"call": "", "ended": "", "crashed": traceback.format_exc()}
        with os.fdopen(theirs, "w") as answer:
            json.dump(result, answer)
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as answer:
        found: dict[str, Any] = json.load(answer)
    os.waitpid(pid, 0)
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), getattr(errno, sys.argv[2]))
