"""Run transactions on the commit database, in the lake's words when they fail."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from schemas.errors import LakeError, NewerVersionError, SupersededError, WriterLockedError

FORMAT = 1
BUSY_SECONDS = 30.0


class Database:
    """One SQLite file (WAL, synchronous=FULL) with a table `meta`, used by the threads of one process.

    Every transaction checks that `epoch` is still the one in the file. Raises LakeError for whatever SQLite
    raises, WriterLockedError when another process holds a transaction for 30 s.
    """

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self.path = path
        self.epoch: int | None = None
        self._lock = threading.RLock()
        with self._telling():
            self._connection = _connect(path, read_only)

    @contextmanager
    def transaction(self, *, check: bool = True) -> Iterator[sqlite3.Connection]:
        """Give a connection in a transaction that is on disk when the block ends, or gone when it raises.

        Raises SupersededError when another writer has taken over, unless `check` is false.
        """
        with self._lock, self._telling():
            self._begin()
            try:
                if check:
                    self.check_epoch()
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk ends the transaction by itself.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let everything read in the block be of one moment, whatever a writer does meanwhile."""
        with self._lock, self._telling():
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")

    def row(self, query: str, *values: str | int) -> tuple[Any, ...] | None:
        """Return the first row of a query, None when it has none."""
        with self._lock, self._telling():
            found: tuple[Any, ...] | None = self._connection.execute(query, values).fetchone()
        return found

    def rows(self, query: str, *values: str | int) -> Sequence[tuple[Any, ...]]:
        """Return all rows of a query."""
        with self._lock, self._telling():
            return self._connection.execute(query, values).fetchall()

    def meta(self, key: str) -> str | None:
        """Return one value of the table `meta`."""
        found = self.row("SELECT value FROM meta WHERE key = ?", key)
        return None if found is None else str(found[0])

    def check_epoch(self) -> None:
        """Raise SupersededError when another writer has taken over."""
        current = int(self.meta("epoch") or 0)
        if current != self.epoch:
            raise SupersededError(
                f"{self.path}: process {self.meta('writer')} has taken this lake over (epoch {current}, this one is"
                f" {self.epoch}); this process must not write any more"
            )

    def check_format(self) -> None:
        """Raise NewerVersionError for a file that a newer version wrote."""
        found = int(self.meta("format") or 0)
        if found > FORMAT:
            raise NewerVersionError(
                f"{self.path}: written by a newer version (format {found}, this one reads up to {FORMAT});"
                " upgrade Watchfloor"
            )

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _begin(self) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            writer = self.meta("writer")
            raise WriterLockedError(
                f"{self.path}: held for {BUSY_SECONDS:.0f} s by process {writer}; stop that process"
                f" (kill -9 {writer}), then start again"
            ) from error

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise LakeError(f"{self.path}: {error}; {_remedy(error)}") from error


def set_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Put one value into the table `meta`."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def _connect(path: Path, read_only: bool) -> sqlite3.Connection:
    if read_only and not path.exists():
        raise LakeError(f"{path}: no commit database here; `watchfloor process` makes it, if this is the home you mean")
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA query_only = ON" if read_only else "PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _remedy(error: sqlite3.Error) -> str:
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return "free some space on its disk, then start again; nothing is lost"
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return "restore it from a backup, or run `watchfloor verify --rebuild`"
        case _:
            return "check the disk and who may write there, then start again; nothing is lost"
