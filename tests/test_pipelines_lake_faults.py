"""Full disks and I/O errors at every single write of one commit."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from conftest import required

TESTS = Path(__file__).parent
ERRORS = ("ENOSPC", "EIO")
MEMORY = Path("/dev/shm")
"""A directory in memory: what fails here fails by order, so that no disk has to be waited for."""

Outcomes = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """What became of a driver and its successor, by error, for each of its writes in turn."""
    shim = _compiled(tmp_path_factory.mktemp("faults"))
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as scratch:
        running = {error: _started(shim, Path(scratch) / error, error) for error in ERRORS}
        found = {error: process.communicate(timeout=240) for error, process in running.items()}
    for error, process in running.items():
        assert process.returncode == 0, found[error][1]
    return {error: [json.loads(line) for line in out.splitlines()] for error, (out, _) in found.items()}


def _compiled(where: Path) -> Path:
    if not sys.platform.startswith("linux"):
        required("LD_PRELOAD", "run this on Linux")
    compiler = shutil.which("cc")
    if compiler is None:
        required("a C compiler", "install gcc or clang")
    shim = where / "faults.so"
    command = [str(compiler), "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", str(shim)]
    subprocess.run([*command, str(TESTS / "faults.c"), "-ldl"], check=True)
    return shim


def _started(shim: Path, scratch: Path, error: str) -> "subprocess.Popen[str]":
    scratch.mkdir()
    path = os.pathsep.join([str(TESTS.parent), str(TESTS)])
    environment = {**os.environ, "LD_PRELOAD": str(shim), "PYTHONPATH": path}
    command = [sys.executable, str(TESTS / "fault_server.py"), str(scratch), error]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("error", ERRORS)
def test_no_failing_write_loses_or_repeats_anything(outcomes: Outcomes, error: str) -> None:
    for one in outcomes[error]:
        assert "crashed" not in one, one["crashed"]
        assert one["same"], one
        assert one["problems"] == [], one


@pytest.mark.parametrize("error", ERRORS)
def test_every_failing_write_ends_the_driver_with_one_line_that_says_where(outcomes: Outcomes, error: str) -> None:
    ended = [one for one in outcomes[error] if one["ended"] != "committed"]
    assert len(ended) > 50
    for one in ended:
        assert "\n" not in one["ended"]
        assert "HOME/" in one["ended"], one
        assert "; " in one["ended"], one


def test_a_full_disk_is_called_that_and_says_what_to_do(outcomes: Outcomes) -> None:
    staged = [one for one in outcomes["ENOSPC"] if one["call"].startswith("write HOME/state/staging")]
    assert staged
    for one in staged:
        assert "No space left on device; free some space on its disk, then start again; nothing is lost" in one["ended"]
    logged = [one for one in outcomes["ENOSPC"] if one["call"] == "pwrite64 HOME/state/commit.db-wal"]
    assert any("disk is full; free some space" in one["ended"] for one in logged)


@pytest.mark.parametrize("error", ERRORS)
def test_every_kind_of_write_was_made_to_fail(outcomes: Outcomes, error: str) -> None:
    failed = {(one["call"].split("/")[0].strip(), _kind(one["call"])) for one in outcomes[error] if one["call"]}
    assert {
        ("write HOME", "staged file"),
        ("fsync HOME", "staged file"),
        ("fsync HOME", "staging"),
        ("rename HOME", "manifest"),
        ("pwrite64 HOME", "commit.db-wal"),
        ("fdatasync HOME", "commit.db-wal"),
        ("renameat2 HOME", "visible file"),
        ("fsync HOME", "day"),
        ("rename HOME", "LATEST"),
    } <= failed


def _kind(call: str) -> str:
    path = Path(call.partition(" ")[2])
    if path.suffix == ".parquet":
        return "visible file" if "lake" in path.parts else "staged file"
    if path.suffix == ".json":
        return "manifest"
    if path.name.startswith("day="):
        return "day"
    return "staging" if path.parent.name == "staging" else path.name
