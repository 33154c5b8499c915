"""Who may write to a lake, and what a start makes of what it finds."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from articles import article
from lake_home import LakeHome, lake_home

from pipelines.lake import database, points
from pipelines.lake.inventory import files_in, staged, visible
from pipelines.lake.layout import LAKE_ID, LATEST, Layout
from pipelines.lake.ledger import LakeFile, Ledger
from pipelines.lake.writer import LakeWriter
from schemas.errors import ConfigurationError, LakeError, NewerVersionError, WriterLockedError
from schemas.wire import Envelope, encode_article

TESTS = Path(__file__).parent
RECORDS = [encode_article(article(f"Title {number}")) for number in range(5)] + [Envelope("x", b"{ no")]
VERSIONS = [dict(one.headers)["ce_id"].decode() for one in RECORDS[:-1]]


class Crash(BaseException):
    """Stands for the end of the process: nothing may catch it but the test."""


@contextmanager
def crashing(monkeypatch: pytest.MonkeyPatch, point: str) -> Iterator[None]:
    """Let the body crash at the named point."""

    def hook(reached: str) -> None:
        if reached == point:
            raise Crash(point)

    with monkeypatch.context() as patched:
        patched.setattr(points, "hook", hook)
        try:
            yield
        except Crash:
            return
    pytest.fail(f"the point {point!r} was never reached")


def _crashed(home: Path, point: str, monkeypatch: pytest.MonkeyPatch) -> Layout:
    with crashing(monkeypatch, point), lake_home(home) as driven:
        driven.append(*RECORDS)
        driven.drain()
    return Layout(home)


def _finishes(home: Path) -> None:
    with lake_home(home) as driven:
        driven.append(*(RECORDS if driven.articles.end(0) == 0 else ()))
        driven.drain()
        assert [row["version_id"] for row in driven.rows()] == VERSIONS
        assert [row["offset"] for row in driven.rows("failures")] == [5]
        assert driven.verify().problems == ()
        assert list(driven.layout.staging.iterdir()) == [driven.writer.staging]


@pytest.mark.parametrize("point", points.POINTS)
def test_after_a_crash_at_any_point_the_next_start_finishes(
    tmp_path: Path, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _crashed(tmp_path, point, monkeypatch)
    _finishes(tmp_path)


@pytest.mark.parametrize("point", ["before rename", "renamed", "all renamed", "inside reveal", "LATEST replaced"])
def test_after_a_crash_while_recovering_the_next_start_recovers(
    tmp_path: Path, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _crashed(tmp_path, "committed", monkeypatch)
    with crashing(monkeypatch, point), lake_home(tmp_path):
        pass
    _finishes(tmp_path)


def test_a_file_that_was_linked_but_not_yet_unlinked_is_revealed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = _crashed(tmp_path, "before rename", monkeypatch)
    first = _hidden(layout)[0]
    os.link(staged(layout, first), visible(layout, first))
    _finishes(tmp_path)


def test_latest_is_restored_and_never_lowered(tmp_path: Path) -> None:
    _finishes(tmp_path)
    (tmp_path / "lake" / LATEST).unlink()
    _finishes(tmp_path)
    assert (tmp_path / "lake" / LATEST).read_text() == "1\n"


def test_what_no_commit_names_is_cleared_from_staging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = _crashed(tmp_path, "before commit", monkeypatch)
    (layout.staging / ".lake_id.1.new").write_text("left by a crash")
    assert len(list(layout.staging.rglob("*.parquet"))) == 2
    _finishes(tmp_path)


def _hidden(layout: Layout) -> list[LakeFile]:
    with closing(Ledger(layout.ledger, read_only=True)) as ledger:
        return list(ledger.unrevealed())


class TestTornStates:
    """What no crash leaves behind, so that somebody has to look."""

    @pytest.fixture
    def hidden(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Layout, LakeFile]:
        layout = _crashed(tmp_path, "before rename", monkeypatch)
        return layout, _hidden(layout)[0]

    def test_a_committed_file_that_is_nowhere_stops_the_start(self, hidden: tuple[Layout, LakeFile]) -> None:
        staged(*hidden).unlink()
        with pytest.raises(LakeError, match="committed by batch 1, but neither staged nor visible"):
            LakeWriter(hidden[0])

    def test_a_staged_file_that_was_changed_stops_the_start(self, hidden: tuple[Layout, LakeFile]) -> None:
        staged(*hidden).write_bytes(b"changed")
        with pytest.raises(LakeError, match="was changed after batch 1 committed it"):
            LakeWriter(hidden[0])

    def test_another_file_under_its_name_is_not_replaced(self, hidden: tuple[Layout, LakeFile]) -> None:
        visible(*hidden).write_bytes(b"somebody else's")
        with pytest.raises(LakeError, match="is not the file that batch 1 committed"):
            LakeWriter(hidden[0])
        assert visible(*hidden).read_bytes() == b"somebody else's"

    def test_a_start_that_stopped_lets_the_next_one_in(self, hidden: tuple[Layout, LakeFile]) -> None:
        kept = staged(*hidden).read_bytes()
        staged(*hidden).unlink()
        with pytest.raises(LakeError):
            LakeWriter(hidden[0])
        staged(*hidden).write_bytes(kept)
        _finishes(hidden[0].home)


class TestStart:
    """What a start refuses."""

    @pytest.fixture
    def layout(self, tmp_path: Path) -> Layout:
        _finishes(tmp_path)
        return Layout(tmp_path)

    def test_a_file_nobody_knows_stops_the_start(self, layout: Layout) -> None:
        stray = layout.table("articles") / "day=2026-11-24" / "stray.parquet"
        stray.write_bytes(b"")
        with pytest.raises(LakeError, match=r"stray.parquet: this lake does not know that file \(1 such files\)"):
            LakeWriter(layout)
        stray.unlink()
        _finishes(layout.home)

    def test_a_file_that_is_gone_stops_the_start(self, layout: Layout) -> None:
        gone = files_in(layout)[0]
        gone.unlink()
        with pytest.raises(LakeError, match=f"{gone}: committed by batch 1, and gone"):
            LakeWriter(layout)

    def test_the_lake_of_another_database_is_refused(self, layout: Layout) -> None:
        (layout.lake / LAKE_ID).write_text("another\n")
        with pytest.raises(LakeError, match="belongs to another commit database"):
            LakeWriter(layout)

    def test_a_lake_that_has_lost_its_id_is_refused(self, layout: Layout) -> None:
        (layout.lake / LAKE_ID).unlink()
        with pytest.raises(LakeError, match="lake_id is gone; restore it"):
            LakeWriter(layout)

    def test_a_lake_without_its_database_is_not_begun_anew(self, layout: Layout) -> None:
        layout.ledger.unlink()
        with pytest.raises(LakeError, match=r"commit.db is gone; restore it from a backup, or run .*--rebuild"):
            LakeWriter(layout)
        assert not layout.ledger.exists()

    def test_a_database_of_a_newer_version_is_refused(self, layout: Layout) -> None:
        with closing(sqlite3.connect(layout.ledger)) as connection, connection:
            connection.execute("UPDATE meta SET value = '2' WHERE key = 'format'")
        with pytest.raises(NewerVersionError, match="format 2, this one reads up to 1") as raised:
            LakeWriter(layout)
        assert raised.value.exit_code == 2

    def test_what_is_no_database_is_told_in_one_line(self, layout: Layout) -> None:
        layout.ledger.write_bytes(b"no database" * 1000)
        with pytest.raises(LakeError, match="file is not a database; restore it from a backup, or run"):
            LakeWriter(layout)

    def test_state_and_lake_on_two_filesystems_are_refused(
        self, layout: Layout, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = Path.stat

        def elsewhere(path: Path, **options: Any) -> os.stat_result:
            found = list(real(path, **options))
            found[2] += path == layout.lake
            return os.stat_result(found)

        monkeypatch.setattr(Path, "stat", elsewhere)
        with pytest.raises(ConfigurationError, match="are on different filesystems") as raised:
            LakeWriter(layout)
        assert raised.value.exit_code == 2

    def test_a_second_writer_is_refused_and_told_who_writes(self, layout: Layout) -> None:
        with closing(LakeWriter(layout)):
            with pytest.raises(WriterLockedError, match=f"process {os.getpid()} writes to this lake") as raised:
                LakeWriter(layout)
            assert raised.value.exit_code == 2
        _finishes(layout.home)


@pytest.fixture
def stopped(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator["subprocess.Popen[str]"]:
    """A writer of another process that has stopped at the point the test names."""
    with lake_home(tmp_path) as home:
        home.append(*RECORDS)
    command = [sys.executable, str(TESTS / "stopping_writer.py"), str(tmp_path), request.param]
    path = os.pathsep.join([str(TESTS.parent), str(TESTS)])
    environment = {**os.environ, "PYTHONPATH": path}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "stopping\n"
        os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
        try:
            yield process
        finally:
            process.kill()


def _woken(process: "subprocess.Popen[str]") -> str:
    process.send_signal(signal.SIGCONT)
    return process.communicate(timeout=60)[0].strip()


@pytest.mark.parametrize("stopped", ["manifest written", "committed", "before rename", "renamed"], indirect=True)
def test_a_hung_writer_that_was_replaced_is_refused_when_it_wakes(
    tmp_path: Path, stopped: "subprocess.Popen[str]"
) -> None:
    with pytest.raises(WriterLockedError, match=f"process {stopped.pid} writes to this lake"), lake_home(tmp_path):
        pass
    with lake_home(tmp_path, take_over=True) as home:
        home.drain()
        told = _woken(stopped)
        assert told.startswith("SupersededError")
        assert f"process {os.getpid()} has taken this lake over" in told
        assert home.verify().problems == ()
    _finishes(tmp_path)


@pytest.mark.parametrize("stopped", ["inside commit", "inside reveal"], indirect=True)
def test_a_hung_writer_in_a_transaction_has_to_be_killed_first(
    tmp_path: Path, stopped: "subprocess.Popen[str]", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    with pytest.raises(WriterLockedError, match=f"by process {stopped.pid}; stop that process"):
        LakeWriter(Layout(tmp_path), take_over=True)
    stopped.kill()
    stopped.wait()
    _finishes(tmp_path)


@pytest.mark.parametrize("stopped", ["inside commit"], indirect=True)
def test_a_hung_writer_in_a_transaction_that_wakes_finishes_it(
    tmp_path: Path, stopped: "subprocess.Popen[str]", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    with pytest.raises(WriterLockedError):
        LakeWriter(Layout(tmp_path), take_over=True)
    assert _woken(stopped) == "committed"
    _finishes(tmp_path)


def test_recovery_says_what_it_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _crashed(tmp_path, "committed", monkeypatch)
    with lake_home(tmp_path):
        assert "recovering: 2 committed files were not visible yet" in caplog.text


def test_a_home_that_is_closed_can_be_opened_again(tmp_path: Path) -> None:
    epochs = []
    for _ in range(3):
        with lake_home(tmp_path) as home:
            epochs.append(_epoch(home))
    assert epochs == [1, 2, 3]


def _epoch(home: LakeHome) -> int | None:
    return home.writer.ledger.epoch
