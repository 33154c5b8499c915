"""What `verify` notices, and that it leaves a sound lake alone."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article
from lake_home import LakeHome, lake_home
from memory_stream import MemoryStream

from pipelines.lake import points
from pipelines.lake.durable import sha256
from pipelines.lake.inventory import files_in
from pipelines.lake.layout import LAKE_ID, LATEST, Layout
from pipelines.lake.verify import Verification, verify
from schemas.errors import LakeError
from schemas.wire import ARTICLES, Envelope, encode_article

A = article("One", "France, wording A")
B = article("One", "France, wording B", article_id=A.article_id, prev=A.content_hash)


def _fill(home: LakeHome) -> None:
    home.append(encode_article(A), encode_article(article("Two", "nothing")), Envelope("x", b"{ no"))
    home.append(encode_article(B), encode_article(A))
    home.drain()


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A sound lake of two batches."""
    with lake_home(tmp_path, articles=3) as home:
        _fill(home)
    return Layout(tmp_path)


def _file(layout: Layout, table: str = "articles", batch: int = 1) -> Path:
    return next(path for path in files_in(layout) if table in path.parts and path.name.startswith(f"{batch:010d}"))


def _sql(layout: Layout, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(layout.ledger)) as connection, connection:
        connection.execute(statement, values)


def _rewrite(layout: Layout, path: Path, change: Callable[[pa.Table], pa.Table], *, known: bool = True) -> None:
    """Change a lake file; with `known` as if the database had committed it so."""
    table = pq.ParquetFile(path).read()
    pq.write_table(change(table).replace_schema_metadata(table.schema.metadata), path)
    if known:
        values = (sha256(path), path.stat().st_size, path.name)
        _sql(layout, "UPDATE files SET sha256 = ?, bytes = ? WHERE name = ?", *values)


def _set(name: str, value: object) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        rows = table.to_pylist()
        rows[0][name] = value
        return pa.Table.from_pylist(rows, schema=table.schema)

    return change


def _problems(layout: Layout) -> list[tuple[str, str]]:
    return [(one.promise, f"{one.where}: {one.detail}") for one in verify(layout).problems]


def test_a_sound_lake_keeps_every_promise(layout: Layout) -> None:
    before = {path: path.read_bytes() for path in layout.lake.rglob("*") if path.is_file()}
    found = verify(layout)
    assert found.problems == ()
    assert (found.rows, found.failures, found.repeats, found.batch, found.files) == (3, 1, 1, 2, 3)
    assert {check.promise for check in found.checks} == {"P1", "P2", "P3", "P4", "identity", "spans"}
    assert found.lines()[-1] == "every promise holds"
    assert {path: path.read_bytes() for path in before} == before


def test_a_lake_without_a_database_cannot_be_verified(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match="no commit database here"):
        verify(Layout(tmp_path))


def test_an_empty_lake_keeps_every_promise(tmp_path: Path) -> None:
    with lake_home(tmp_path):
        pass
    assert verify(Layout(tmp_path)).problems == ()


def test_nothing_is_wrong_at_any_moment_of_a_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found: dict[str, Verification] = {}

    def hook(point: str) -> None:
        found[point] = verify(Layout(tmp_path))

    with lake_home(tmp_path, articles=2) as home:
        monkeypatch.setattr(points, "hook", hook)
        _fill(home)
    assert {point: one.problems for point, one in found.items()} == dict.fromkeys(found, ())
    assert set(found) == set(points.POINTS) - {"recovered"}


Sabotage = Callable[[Layout], object]


def _unlink(layout: Layout) -> None:
    _file(layout).unlink()


def _append_byte(layout: Layout) -> None:
    with _file(layout).open("ab") as file:
        file.write(b"x")


def _truncate(layout: Layout) -> None:
    path = _file(layout)
    path.write_bytes(path.read_bytes()[:100])


def _copy_in(layout: Layout) -> None:
    path = _file(layout)
    shutil.copy(path, path.with_name("copy.parquet"))


def _double(layout: Layout) -> None:
    first, second = _file(layout), _file(layout, batch=2)
    offset = pq.ParquetFile(first).read()["offset"][0].as_py()
    _rewrite(layout, second, _set("offset", offset))


def _drop_row(layout: Layout) -> None:
    _rewrite(layout, _file(layout), lambda table: table.slice(1))


def _other_batch(layout: Layout) -> None:
    _rewrite(layout, _file(layout), _set("batch", 2))


def _other_version(layout: Layout) -> None:
    _rewrite(layout, _file(layout, batch=2), _set("version_id", A.version_id))


def _other_text(layout: Layout) -> None:
    _rewrite(layout, _file(layout), _set("text", "Wording that was altered: France"))


def _no_footer(layout: Layout) -> None:
    path = _file(layout)
    table = pq.ParquetFile(path).read()
    pq.write_table(table.replace_schema_metadata({}), path)
    _sql(layout, "UPDATE files SET sha256 = ?, bytes = ? WHERE name = ?", sha256(path), path.stat().st_size, path.name)


def _latest_ahead(layout: Layout) -> None:
    (layout.lake / LATEST).write_text("3\n")


def _latest_behind(layout: Layout) -> None:
    (layout.lake / LATEST).write_text("1\n")


def _latest_gone(layout: Layout) -> None:
    (layout.lake / LATEST).unlink()


def _other_id(layout: Layout) -> None:
    (layout.lake / LAKE_ID).write_text("another\n")


def _sabotage(statement: str) -> Sabotage:
    def act(layout: Layout) -> None:
        _sql(layout, statement)

    return act


@pytest.mark.parametrize(
    ("sabotage", "promise", "says"),
    [
        (_unlink, "P1", "was committed by batch 1 with 2 rows, and is gone"),
        (_append_byte, "P3", "is not the file that batch 1 committed"),
        (_truncate, "P3", "cannot be read"),
        (_no_footer, "P3", "has no footer of ours"),
        (_copy_in, "P2", "copy.parquet: is not known to the commit database"),
        (_double, "P2", "occurs more than once, in 0000000001-"),
        (_drop_row, "P3", "has 1 rows, 2 were committed"),
        (_drop_row, "P1", "3 rows, 1 failures committed; the lake holds 2 rows, 1 failures"),
        (_other_batch, "P3", "holds rows of another batch than 1"),
        (_other_version, "P2", f"version_id {A.version_id}: has more than one row"),
        (_other_text, "spans", "offset 0: text[0:6] is not 'France'"),
        (_latest_ahead, "P4", "says 3, batch 2 is the last revealed one"),
        (_latest_behind, "P4", "says 1, batch 2 is the last revealed one"),
        (_latest_gone, "P4", "says -1"),
        (_other_id, "identity", "is another, the commit database is of lake"),
        (_sabotage("UPDATE positions SET repeats = 0"), "P1", "5 offsets committed, 4 accounted for"),
        (_sabotage("UPDATE positions SET begin = 2, repeats = -1"), "P1", "outside 2 to 5"),
        (_sabotage("DELETE FROM positions"), "P1", "has rows in the lake and was never committed"),
        (_sabotage("UPDATE batches SET rows = 9 WHERE batch = 2"), "P1", "batch 2: committed 9 rows"),
        (_sabotage("UPDATE files SET rows = 9 WHERE tab = 'articles'"), "P3", "has 2 rows, 9 were committed"),
        (_sabotage("UPDATE files SET epoch = 9 WHERE tab = 'articles'"), "P3", "by its footer, not 1, 9, ..."),
        (_sabotage("UPDATE articles SET revision = 3 WHERE revision = 2"), "identity", "its latest is 3"),
        (_sabotage("DELETE FROM articles WHERE revision = 2"), "identity", "its latest is None"),
    ],
)
def test_a_broken_promise_is_named(layout: Layout, sabotage: Sabotage, promise: str, says: str) -> None:
    sabotage(layout)
    problems = _problems(layout)
    assert [text for kind, text in problems if kind == promise and says in text], problems
    assert verify(layout).lines()[-1] == f"{len(problems)} problems"


def test_batches_out_of_order_are_named(tmp_path: Path) -> None:
    with lake_home(tmp_path, articles=1) as home:
        home.append(encode_article(article("A")), encode_article(article("B")))
        home.drain()
    layout = Layout(tmp_path)
    first, second = _file(layout), _file(layout, batch=2)
    one, two = (pq.ParquetFile(path).read()["offset"][0].as_py() for path in (first, second))
    _rewrite(layout, first, _set("offset", two))
    _rewrite(layout, second, _set("offset", one))
    assert "P4" in [kind for kind, _ in _problems(layout)]


def test_a_stream_that_was_replaced_or_has_lost_what_comes_next_is_named(layout: Layout) -> None:
    stream = MemoryStream(ARTICLES)
    (problem,) = verify(layout, {ARTICLES: stream}).problems
    assert "is one now" in problem.detail
    with lake_home(layout.home) as home:
        stream.identified = home.articles.identity()
    stream.next = 4
    (problem,) = verify(layout, {ARTICLES: stream}).problems
    assert problem.detail == "holds 0 to 4, and 5 comes next"
    stream.next = 9
    assert verify(layout, {ARTICLES: stream}).problems == ()


def test_a_lake_without_text_has_no_span_to_check(tmp_path: Path) -> None:
    with lake_home(tmp_path, keep_text=False) as home:
        home.append(encode_article(A))
        home.drain()
        assert home.verify().problems == ()
        (row,) = home.rows()
        assert (row["title"], row["text"], row["mentions"][0]["start"]) == (None, None, 0)
