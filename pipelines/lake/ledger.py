"""Keep the commit database: what has been planned, committed, revealed."""

import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from pathlib import Path

import msgspec

from pipelines.lake.database import FORMAT, Database, set_meta
from pipelines.lake.plan import KnownArticle, KnownVersion, Numbered, Plan, Range
from pipelines.lake.points import reached
from schemas.errors import LakeError

_SETUP = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE positions (
    stream TEXT NOT NULL, partition INTEGER NOT NULL, identity TEXT NOT NULL, begin INTEGER NOT NULL,
    end INTEGER NOT NULL, rows INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,
    repeats INTEGER NOT NULL DEFAULT 0, gaps INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (stream, partition)) WITHOUT ROWID;
CREATE TABLE batches (
    batch INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, run_id TEXT NOT NULL, planned_at TEXT NOT NULL,
    rows INTEGER NOT NULL, failures INTEGER NOT NULL, repeats INTEGER NOT NULL, gaps INTEGER NOT NULL,
    revealed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE files (
    name TEXT PRIMARY KEY, batch INTEGER NOT NULL, epoch INTEGER NOT NULL, tab TEXT NOT NULL, day TEXT NOT NULL,
    rows INTEGER NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, revealed INTEGER NOT NULL DEFAULT 0)
    WITHOUT ROWID;
CREATE INDEX unrevealed ON files (revealed) WHERE revealed = 0;
CREATE TABLE articles (
    article_id TEXT PRIMARY KEY, content_hash TEXT NOT NULL, revision INTEGER NOT NULL, day TEXT NOT NULL)
    WITHOUT ROWID;
CREATE TABLE versions (version_id TEXT PRIMARY KEY, revision INTEGER NOT NULL, landed INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE deaths (
    place TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL, times INTEGER NOT NULL,
    PRIMARY KEY (place, partition, offset)) WITHOUT ROWID;
"""


class LakeFile(msgspec.Struct, frozen=True):
    """One Parquet file of the lake, as the commit database knows it."""

    name: str
    batch: int
    epoch: int
    table: str
    day: date
    rows: int
    bytes: int
    sha256: str


class Position(msgspec.Struct, frozen=True):
    """How far one partition has been committed; `rows + failures + repeats + gaps == end - begin`."""

    stream: str
    partition: int
    identity: str
    begin: int
    end: int
    rows: int
    failures: int
    repeats: int
    gaps: int

    @property
    def is_balanced(self) -> bool:
        """Whether every offset is accounted for."""
        return self.rows + self.failures + self.repeats + self.gaps == self.end - self.begin


class BatchCounts(msgspec.Struct, frozen=True):
    """What one batch held, and whether all of it is visible."""

    batch: int
    rows: int
    failures: int
    repeats: int
    gaps: int
    revealed: bool


class Outcome(msgspec.Struct, frozen=True):
    """What became of one planned record: a row (`landed`) or a failure."""

    place: str
    partition: int
    offset: int
    landed: bool


class Ledger:
    """The commit database of one lake (SQLite, WAL, synchronous=FULL).

    One writer at a time holds it by its epoch: every transaction that writes checks that the epoch is
    still its own and raises SupersededError when another writer has taken over. Readers need no epoch.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self._database = Database(path, read_only=read_only)
        try:
            if not read_only:
                self._set_up()
            self._database.check_format()
        except BaseException:
            self._database.close()
            raise

    @property
    def epoch(self) -> int | None:
        """The epoch in which this process is the writer, None when it only reads."""
        return self._database.epoch

    @property
    def lake_id(self) -> str:
        """The id that must also stand in the lake's root."""
        return self._database.meta("lake_id") or ""

    def begin_epoch(self, pid: int) -> int:
        """Become the writer: no transaction of an earlier epoch succeeds any more."""
        with self._database.transaction(check=False) as connection:
            epoch = int(self._database.meta("epoch") or 0) + 1
            set_meta(connection, "epoch", str(epoch))
            set_meta(connection, "writer", str(pid))
        self._database.epoch = epoch
        return epoch

    def adopt(self, lake_id: str, epoch: int) -> None:
        """Make this database, still empty, that of an existing lake whose writers had epochs up to `epoch`."""
        if self.last_batch() > 0:
            raise LakeError(f"{self.path}: already holds batches of lake {self.lake_id}")
        with self._database.transaction(check=False) as connection:
            set_meta(connection, "lake_id", lake_id)
            set_meta(connection, "epoch", str(epoch))

    def check_epoch(self) -> None:
        """Raise SupersededError when another writer has taken over."""
        self._database.check_epoch()

    def snapshot(self) -> AbstractContextManager[None]:
        """Let everything read in the block be of one moment, whatever a writer does meanwhile."""
        return self._database.snapshot()

    def last_batch(self) -> int:
        """Return the number of the last committed batch, 0 when there is none."""
        row = self._database.row("SELECT coalesce(max(batch), 0) FROM batches")
        return 0 if row is None else int(row[0])

    def positions(self) -> Sequence[Position]:
        """Return how far each partition has been committed."""
        query = (
            "SELECT stream, partition, identity, begin, end, rows, failures, repeats, gaps"
            " FROM positions ORDER BY stream, partition"
        )
        return [Position(*row) for row in self._database.rows(query)]

    def position(self, stream: str, partition: int) -> Position | None:
        """Return how far one partition has been committed, None when nothing of it has."""
        found = (one for one in self.positions() if (one.stream, one.partition) == (stream, partition))
        return next(found, None)

    def known_article(self, article_id: str) -> KnownArticle | None:
        """Return the latest planned version of an article."""
        query = "SELECT content_hash, revision, day FROM articles WHERE article_id = ?"
        row = self._database.row(query, article_id)
        return None if row is None else KnownArticle(str(row[0]), int(row[1]), date.fromisoformat(row[2]))

    def known_version(self, version_id: str) -> KnownVersion | None:
        """Return a version that was planned before."""
        row = self._database.row("SELECT revision, landed FROM versions WHERE version_id = ?", version_id)
        return None if row is None else KnownVersion(int(row[0]), bool(row[1]))

    def commit(self, plan: Plan, files: Sequence[LakeFile], outcomes: Iterable[Outcome]) -> None:
        """Commit a batch in ONE transaction: offsets, files, planning state, counts.

        Raises SupersededError when another writer took over, LakeError when the batch before is not
        wholly revealed.
        """
        landed = {(one.place, one.partition, one.offset): one.landed for one in outcomes}
        with self._database.transaction() as connection:
            self._check_order(plan.batch)
            for part in plan.ranges:
                rows = sum(landed[part.place, part.partition, one.offset] for one in part.numbered)
                self._advance(connection, part, rows)
                self._remember(connection, part, landed)
            self._enter_batch(connection, plan, sum(landed.values()))
            connection.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)", map(_file_row, files))
            reached("inside commit")

    def unrevealed(self) -> Sequence[LakeFile]:
        """Return the committed files that are not yet marked as visible."""
        return self._files("WHERE revealed = 0")

    def files(self) -> Sequence[LakeFile]:
        """Return every file of the lake, by batch."""
        return self._files("")

    def batches(self) -> Sequence[BatchCounts]:
        """Return what each batch held."""
        query = "SELECT batch, rows, failures, repeats, gaps, revealed FROM batches ORDER BY batch"
        return [
            BatchCounts(batch, rows, failures, repeats, gaps, bool(revealed))
            for batch, rows, failures, repeats, gaps, revealed in self._database.rows(query)
        ]

    def revisions(self) -> Mapping[str, int]:
        """Return the latest revision number of every article: large, for verification only."""
        return dict(self._database.rows("SELECT article_id, revision FROM articles"))

    def unrevealed_batches(self) -> Sequence[int]:
        """Return the committed batches that are not yet wholly visible."""
        return [
            int(row[0]) for row in self._database.rows("SELECT batch FROM batches WHERE revealed = 0 ORDER BY batch")
        ]

    @contextmanager
    def revealing(self) -> Iterator[int]:
        """Mark everything committed as visible; the body, which replaces LATEST, runs under the epoch's lock."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE files SET revealed = 1 WHERE revealed = 0")
            connection.execute("UPDATE batches SET revealed = 1 WHERE revealed = 0")
            reached("inside reveal")
            yield self.last_batch()

    def count_death(self, place: str, partition: int, offset: int) -> int:
        """Count one more death or timeout of a worker on a record; return how many there were."""
        query = "INSERT INTO deaths VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1 RETURNING times"
        with self._database.transaction() as connection:
            return int(connection.execute(query, (place, partition, offset)).fetchone()[0])

    def stop(self, why: str) -> None:
        """Record that processing stopped itself, until `accept` is called."""
        with self._database.transaction() as connection:
            set_meta(connection, "stopped", why)

    def stopped(self) -> str | None:
        """Return why processing stopped itself, None when it did not."""
        return self._database.meta("stopped")

    def accept(self) -> None:
        """Forget that processing stopped itself."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM meta WHERE key = 'stopped'")

    def writer(self) -> str | None:
        """Return the pid of the process that last became the writer."""
        return self._database.meta("writer")

    def last_planned(self) -> datetime | None:
        """Return when the last committed batch was planned."""
        row = self._database.row("SELECT planned_at FROM batches ORDER BY batch DESC LIMIT 1")
        return None if row is None else datetime.fromisoformat(row[0])

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _set_up(self) -> None:
        with self._database.transaction(check=False) as connection:
            exists = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
            if exists is None:
                for statement in _SETUP.split(";")[:-1]:
                    connection.execute(statement)
                set_meta(connection, "format", str(FORMAT))
                set_meta(connection, "lake_id", uuid.uuid4().hex)

    def _check_order(self, batch: int) -> None:
        hidden = self.unrevealed_batches()
        if hidden or batch != self.last_batch() + 1:
            raise LakeError(f"batch {batch}: cannot follow batch {self.last_batch()}; not revealed yet: {hidden}")

    def _advance(self, connection: sqlite3.Connection, part: Range, rows: int) -> None:
        failures = len(part.numbered) - rows
        known = self.position(part.stream, part.partition)
        if known is None:
            connection.execute(
                "INSERT INTO positions (stream, partition, identity, begin, end) VALUES (?, ?, ?, ?, ?)",
                (part.stream, part.partition, part.identity, part.start, part.start),
            )
        elif (known.end, known.identity) != (part.start, part.identity):
            raise LakeError(f"stream {part.stream}: planned from {part.start}, committed up to {known.end}")
        connection.execute(
            "UPDATE positions SET end = ?, rows = rows + ?, failures = failures + ?, repeats = repeats + ?,"
            " gaps = gaps + ? WHERE stream = ? AND partition = ?",
            (part.end, rows, failures, part.repeats, part.gaps, part.stream, part.partition),
        )

    def _remember(self, connection: sqlite3.Connection, part: Range, landed: dict[tuple[str, int, int], bool]) -> None:
        for one in part.numbered:
            if one.latest:
                connection.execute("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?)", _article_row(one))
            if one.version_id is not None:
                success = landed[part.place, part.partition, one.offset]
                connection.execute(
                    "INSERT INTO versions VALUES (?, ?, ?)"
                    " ON CONFLICT DO UPDATE SET landed = max(landed, excluded.landed)",
                    (one.version_id, one.revision, success),
                )
        query = "DELETE FROM deaths WHERE place = ? AND partition = ? AND offset < ?"
        connection.execute(query, (part.place, part.partition, part.end))

    def _enter_batch(self, connection: sqlite3.Connection, plan: Plan, rows: int) -> None:
        repeats = sum(part.repeats for part in plan.ranges)
        gaps = sum(part.gaps for part in plan.ranges)
        connection.execute(
            "INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
            (
                plan.batch,
                plan.epoch,
                plan.run_id,
                plan.committed_at.isoformat(),
                rows,
                len(plan) - rows,
                repeats,
                gaps,
            ),
        )

    def _files(self, where: str) -> Sequence[LakeFile]:
        query = f"SELECT name, batch, epoch, tab, day, rows, bytes, sha256 FROM files {where} ORDER BY batch, name"
        return [
            LakeFile(name, batch, epoch, table, date.fromisoformat(day), rows, size, sha256)
            for name, batch, epoch, table, day, rows, size, sha256 in self._database.rows(query)
        ]


def _file_row(file: LakeFile) -> tuple[str | int, ...]:
    return (
        file.name,
        file.batch,
        file.epoch,
        file.table,
        file.day.isoformat(),
        file.rows,
        file.bytes,
        file.sha256,
    )


def _article_row(one: Numbered) -> tuple[str | int | None, ...]:
    return one.article_id, one.content_hash, one.revision, one.day.isoformat()
