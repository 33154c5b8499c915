"""The whole graph on Beam's own runner."""

import os
import resource
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from articles import article
from lake_home import LakeHome, comparable, lake_home
from pool_taggers import load_full_disk, load_missing
from test_pipelines_lake_writer import RECORDS, VERSIONS
from torture_story import Story

from pipelines.driver import interrupted
from pipelines.running import run
from schemas.errors import InterruptedRun, LakeError, ModelError, RangeGoneError
from schemas.wire import ARTICLES, FAILURES, Envelope, encode_article

TESTS = Path(__file__).parent
TWO_PROCESSES = ("--direct_running_mode=multi_processing", "--direct_num_workers=2")


def _rows(home: LakeHome) -> list[list[dict[str, object]]]:
    return [comparable(home.rows(table)) for table in ("articles", "failures")]


def test_a_story_lands_as_it_does_without_beam(tmp_path: Path) -> None:
    story = Story(21, dying=False)
    with lake_home(tmp_path / "beam", run=run, accept_failures=True) as home:
        for envelope, one in (story.next() for _ in range(80)):
            home.log.stream(one.stream).append([envelope])
    os.makedirs(tmp_path / "plain" / "state")
    (tmp_path / "plain" / "state" / "stream.db").write_bytes((tmp_path / "beam" / "state" / "stream.db").read_bytes())
    with lake_home(tmp_path / "beam", run=run, articles=40, accept_failures=True) as home:
        home.drain()
        assert home.verify().problems == ()
        with_beam = _rows(home)
    with lake_home(tmp_path / "plain", accept_failures=True) as home:
        home.drain()
        assert _rows(home) == with_beam
    assert len(with_beam[0]) > 30


def test_workers_are_shared_by_the_whole_graph(tmp_path: Path) -> None:
    with lake_home(tmp_path, run=run, workers=2) as home:
        home.append(*(encode_article(article(f"T{number}")) for number in range(40)), *RECORDS)
        (report,) = home.drain()
        assert (report.rows, report.failures) == (45, 1)


def test_every_step_travels_to_other_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(TESTS.parent), str(TESTS)]))
    with lake_home(tmp_path, run=run, options=TWO_PROCESSES) as home:
        home.append(*RECORDS)
        home.drain()
        assert [row["version_id"] for row in home.rows()] == VERSIONS
        assert [row["reason"] for row in home.rows("failures")] == ["invalid_json"]
        assert home.verify().problems == ()


def test_a_batch_of_repeats_runs_nothing(tmp_path: Path) -> None:
    with lake_home(tmp_path, run=run) as home:
        home.append(*RECORDS)
        home.drain()
        home.append(*RECORDS[:3])
        (report,) = home.drain()
        assert (report.rows, report.failures, report.repeats) == (0, 0, 3)


def test_both_streams_are_processed_in_one_batch(tmp_path: Path) -> None:
    with lake_home(tmp_path, run=run) as home:
        home.append(*RECORDS)
        home.failures.append([Envelope("f", b"{}")])
        (report,) = home.drain()
        assert (report.rows, report.failures) == (5, 2)
        assert {home.position(name).end for name in (ARTICLES, FAILURES)} == {6, 1}


def test_an_interrupt_ends_a_run_and_commits_nothing(tmp_path: Path) -> None:
    with lake_home(tmp_path, run=run, workers=1) as home:
        home.append(*RECORDS, encode_article(article("please hang")))
        pool = home.pool
        assert pool is not None
        timer = threading.Timer(1.0, pool.interrupt)
        timer.start()
        with pytest.raises(InterruptedRun, match="planned again at the next start") as raised:
            home.drain()
        timer.join()
        assert interrupted(raised.value)
        assert home.writer.ledger.last_batch() == 0
        assert list(home.writer.staging.iterdir()) == []


@pytest.mark.parametrize("options", [(), TWO_PROCESSES], ids=["in this process", "in others"])
def test_what_a_step_raises_keeps_its_kind(
    tmp_path: Path, options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(TESTS.parent), str(TESTS)]))
    with lake_home(tmp_path, run=run, loader=load_missing, options=options) as home:
        home.append(*RECORDS)
        with pytest.raises(ModelError, match=r"^the language model is not here; install it$") as raised:
            home.drain()
        assert raised.value.exit_code == 2


def test_what_is_raised_by_name_is_not_logged_with_a_traceback_as_well(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with lake_home(tmp_path, run=run, loader=load_missing) as home:
        home.append(*RECORDS)
        with pytest.raises(ModelError):
            home.drain()
    assert "Traceback" not in caplog.text


def test_a_range_that_vanishes_is_told_as_that(tmp_path: Path) -> None:
    with lake_home(tmp_path, run=run) as home:
        home.append(*RECORDS)
        plan = home.driver.plan()
        assert plan is not None
        home.articles.trim(0, 3)
        with pytest.raises(RangeGoneError, match="offset 0 is gone"):
            home.driver._process(plan)


def test_trouble_of_the_machine_is_told_in_one_line(tmp_path: Path) -> None:
    with lake_home(tmp_path, run=run, loader=load_full_disk) as home:
        home.append(*RECORDS)
        with pytest.raises(
            LakeError, match=r"batch 1: .*No space left on device.*nothing of it was committed"
        ) as raised:
            home.drain()
        assert "\n" not in str(raised.value)
        assert home.writer.ledger.last_batch() == 0


def test_a_disk_that_is_full_when_staging_is_told_in_one_line(tmp_path: Path) -> None:
    with lake_home(tmp_path, run=run) as home:
        home.append(*RECORDS)
        limit = _file_size_limit(1000)
        try:
            with pytest.raises(LakeError, match=r"^staging: .*\.parquet: File too large; check the disk"):
                home.drain()
        finally:
            limit()
        assert home.writer.ledger.last_batch() == 0
        home.drain()
        assert len(home.rows()) == 5


def _file_size_limit(size: int) -> Callable[[], None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))

    def restore() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)

    return restore
