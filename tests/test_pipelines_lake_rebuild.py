"""A commit database restored from nothing but the lake's files."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from articles import article
from lake_home import LakeHome, comparable, lake_home
from test_pipelines_lake_writer import crashing
from torture_story import Story

from pipelines.lake.inventory import files_in
from pipelines.lake.layout import LAKE_ID, LATEST, Layout
from pipelines.lake.rebuild import RebuildReport, rebuild
from pipelines.lake.verify import verify
from pipelines.lake.writer import LakeWriter
from schemas.errors import LakeError, WriterLockedError
from schemas.wire import ARTICLES, FAILURES, encode_article

TABLES = ("positions", "batches", "files", "articles", "versions")


def _told(count: int, seed: int = 5) -> list[Any]:
    story = Story(seed, dying=False)
    return [story.next() for _ in range(count)]


def _append(home: LakeHome, told: list[Any]) -> None:
    for name in (ARTICLES, FAILURES):
        home.log.stream(name).append([envelope for envelope, one in told if one.stream == name])


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A lake of several batches with failures, repeats, edits and retries."""
    with lake_home(tmp_path, articles=16, accept_failures=True) as home:
        _append(home, _told(100))
        home.append(encode_article(article("The last one leaves a file")))
        home.drain()
        assert home.writer.ledger.last_batch() > 3
    return Layout(tmp_path)


def _dump(layout: Layout) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(layout.ledger)) as connection:
        found = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
        found["lake_id"] = connection.execute("SELECT value FROM meta WHERE key = 'lake_id'").fetchall()
    return found


def _lose(layout: Layout) -> None:
    for path in layout.state.glob("commit.db*"):
        path.unlink()


def test_everything_that_the_files_hold_is_restored(layout: Layout) -> None:
    before, files = _dump(layout), {path: path.read_bytes() for path in files_in(layout)}
    _lose(layout)
    report = rebuild(layout)
    assert _dump(layout) == before
    assert {path: path.read_bytes() for path in files_in(layout)} == files
    assert report.set_aside is None
    assert len(report.not_restored) == 1
    assert verify(layout).problems == ()


def test_processing_goes_on_as_if_nothing_had_happened(tmp_path: Path) -> None:
    told = _told(120)
    with lake_home(tmp_path / "once", articles=10, accept_failures=True) as home:
        _append(home, told)
    shutil.copytree(tmp_path / "once", tmp_path / "twice")
    with lake_home(tmp_path / "once", articles=10, accept_failures=True) as home:
        home.drain()
        wanted = [comparable(home.rows(table)) for table in ("articles", "failures")]
    with lake_home(tmp_path / "twice", articles=10, accept_failures=True) as home:
        for _ in range(4):
            home.driver.step()
    rebuild(Layout(tmp_path / "twice"))
    with lake_home(tmp_path / "twice", articles=7, accept_failures=True) as home:
        home.drain()
        assert [comparable(home.rows(table)) for table in ("articles", "failures")] == wanted
        assert home.verify().problems == ()


def test_the_old_database_is_moved_aside_each_time(layout: Layout) -> None:
    before = _dump(layout)
    first, second = rebuild(layout), rebuild(layout)
    assert first.set_aside == str(layout.state / "commit.db.old-1")
    assert second.set_aside == str(layout.state / "commit.db.old-2")
    assert _dump(layout) == before
    assert "the old commit database is now" in second.text


@pytest.mark.parametrize("point", ["renamed", "before rename", "day made"])
def test_files_of_the_last_batch_that_were_still_hidden_are_found(
    tmp_path: Path, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _told(60)
    with lake_home(tmp_path, articles=20, accept_failures=True) as home:
        _append(home, told)
        home.driver.step()
    with crashing(monkeypatch, point), lake_home(tmp_path, accept_failures=True) as home:
        home.drain()
    layout = Layout(tmp_path)
    _lose(layout)
    rebuild(layout)
    assert verify(layout).problems == ()
    with lake_home(tmp_path, accept_failures=True) as home:
        home.drain()
        assert home.verify().problems == ()
        assert home.position().end == home.articles.end(0)


def test_a_batch_of_repeats_leaves_no_file_and_loses_nothing(tmp_path: Path) -> None:
    one = encode_article(article("One"))
    with lake_home(tmp_path, articles=2) as home:
        for envelopes in ([one], [one] * 3, [one, encode_article(article("Two"))], [one]):
            home.append(*envelopes)
            home.drain()
        assert home.position().repeats == 5
    layout = Layout(tmp_path)
    report = rebuild(layout)
    assert (report.batches, report.rows, report.repeats) == (4, 2, 4)
    assert [what for what in report.not_restored if what.startswith("batches 4 to 4: they left no file")]
    with lake_home(tmp_path) as home:
        (after,) = home.drain()
        assert (after.batch, after.repeats) == (5, 1)
        assert home.position().repeats == 5
        assert home.verify().problems == ()


def test_a_batch_number_that_readers_have_seen_is_not_given_out_again(layout: Layout) -> None:
    (layout.lake / LATEST).write_text("40\n")
    rebuild(layout)
    with lake_home(layout.home) as home:
        home.append(encode_article(article("Next")))
        assert [report.batch for report in home.drain()] == [41]
        assert home.verify().problems == ()


def test_what_is_lost_is_named_and_stays_named(layout: Layout) -> None:
    gone = files_in(layout)[1]
    rows = verify(layout).rows
    gone.unlink()
    report = rebuild(layout)
    (lost,) = [what for what in report.not_restored if "their files are gone" in what]
    assert lost in report.text
    assert report.rows + report.failures < rows + verify(layout).failures + 1
    assert "accounted for" in verify(layout).problems[0].detail
    with lake_home(layout.home) as home:
        home.append(encode_article(article("Goes on")))
        home.driver.step()


def test_a_lake_id_that_is_gone_is_made_anew(layout: Layout) -> None:
    (layout.lake / LAKE_ID).unlink()
    report = rebuild(layout)
    assert (layout.lake / LAKE_ID).read_text() == f"{report.lake}\n"
    LakeWriter(layout).close()


def test_nothing_is_restored_beside_a_writer(layout: Layout) -> None:
    with closing(LakeWriter(layout)), pytest.raises(WriterLockedError):
        rebuild(layout)


def _refused(layout: Layout, says: str) -> None:
    before = _dump(layout)
    with pytest.raises(LakeError, match=says):
        rebuild(layout)
    assert _dump(layout) == before
    assert sorted(path.name for path in layout.state.glob("commit.db*")) == ["commit.db"]


def test_a_file_that_cannot_be_read_is_named_and_nothing_changed(layout: Layout) -> None:
    path = files_in(layout)[0]
    path.write_bytes(b"torn")
    _refused(layout, f"{path}: cannot be read")


def test_a_file_of_somebody_else_is_named_and_nothing_changed(layout: Layout) -> None:
    (layout.lake / "notes.txt").write_text("mine")
    _refused(layout, r"notes.txt: is not a file that Watchfloor wrote; move it out of the lake")


def test_a_file_in_another_day_is_named_and_nothing_changed(layout: Layout) -> None:
    path = files_in(layout)[0]
    other = path.parent.parent / "day=2001-01-01"
    other.mkdir()
    path.rename(other / path.name)
    _refused(layout, f"belongs to {path}; move it back there")


def test_a_copy_of_a_file_is_named_and_nothing_changed(layout: Layout) -> None:
    path = files_in(layout)[0]
    shutil.copy(path, path.with_name(path.name.replace("-", "-f")))
    _refused(layout, "stand in the lake more than once")


def test_two_runs_of_one_batch_are_named_and_nothing_changed(layout: Layout, tmp_path: Path) -> None:
    with lake_home(tmp_path / "other") as home:
        home.append(encode_article(article("Other")))
        home.drain()
    (path,) = files_in(Layout(tmp_path / "other"))
    target = layout.lake / path.relative_to(tmp_path / "other" / "lake")
    target.parent.mkdir(exist_ok=True)
    shutil.copy(path, target)
    _refused(layout, "batch 1: its files are of different runs")


def test_there_must_be_a_lake(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match="no lake here"):
        rebuild(Layout(tmp_path))


def test_the_report_is_plain_data(layout: Layout) -> None:
    report = rebuild(layout)
    assert isinstance(report, RebuildReport)
    assert report.text.startswith(f"restored lake {report.lake}: {report.batches} batches")
