"""Open one SQLite file for many threads, in the stream's words when it fails."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import StreamError, StreamReplacedError

BUSY_SECONDS = 30.0
NEEDED_BYTES = 1024 * 1024
"""With less room on its disk no database can be written to."""

WAL_BYTES = 64 * 1024 * 1024
"""The write-ahead log is cut back to this after a reader has let it grow."""


class SqliteFile:
    """A durable SQLite file: write-ahead log, flushed at each commit, one connection a thread.

    A file that was deleted or replaced while it was open is noticed at the next use: what a connection wrote
    to a file without a name would be lost. With `read_only` nothing is made or written, and somebody who may only
    read the file can use it, whether another process writes it or not.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self._read_only = read_only
        self._local = threading.local()
        self._lock = threading.Lock()
        self._open: list[sqlite3.Connection] = []
        self._closed = False
        if not read_only:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self._telling():
                self._local.connection = self._connect()
        except StreamError:
            self.close()
            raise
        self._inode = _inode(path)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give this thread's connection; SQLite's errors become StreamError."""
        with self._telling():
            yield self._connection()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give a connection in a transaction that is on disk when the block ends, or gone when it raises."""
        with self._telling("; nothing was written"):
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # A full disk ends the transaction by itself.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def size(self) -> int:
        """Return the bytes on disk, write-ahead log included."""
        return _size(self.path) + _size(self._wal)

    def used(self) -> int:
        """Return the bytes that hold something: pages freed by deletion are used again before the file grows."""
        with self.reading() as connection:
            page = int(connection.execute("PRAGMA page_size").fetchone()[0])
            pages = int(connection.execute("PRAGMA page_count").fetchone()[0])
            free = int(connection.execute("PRAGMA freelist_count").fetchone()[0])
        return (pages - free) * page + _size(self._wal)

    def close(self) -> None:
        """Close the connections of all threads, for good."""
        with self._lock:
            self._closed = True
            while self._open:
                self._open.pop().close()

    @property
    def _wal(self) -> Path:
        return self.path.with_name(self.path.name + "-wal")

    def _connection(self) -> sqlite3.Connection:
        if self._closed:
            raise StreamError(f"{self.path}: is closed")
        if _inode(self.path) != self._inode:
            raise StreamReplacedError(f"{self.path}: was deleted or replaced while it was open; restart")
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect()
            self._local.connection = connection
        return connection

    def _connect(self) -> sqlite3.Connection:
        place = self._place_to_read() if self._read_only else self.path
        connection = sqlite3.connect(
            place, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=self._read_only
        )
        with self._lock:
            self._open.append(connection)
        if self._read_only:
            connection.execute("PRAGMA query_only = ON")
            return connection
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA journal_size_limit = {WAL_BYTES}")
        return connection

    def _place_to_read(self) -> str:
        # SQLite wants a write-ahead log beside the file, which only a writer may make; without one nobody writes.
        if os.access(self.path.parent, os.W_OK) and os.access(self.path, os.W_OK):
            return f"{self.path.absolute().as_uri()}?mode=rw"
        return f"{self.path.absolute().as_uri()}?mode=ro{'' if self._wal.exists() else '&immutable=1'}"

    @contextmanager
    def _telling(self, effect: str = "") -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StreamError(f"{self.path}: {error}{effect}; {_remedy(error, self.path)}") from error


def _remedy(error: sqlite3.Error, path: Path) -> str:
    match getattr(error, "sqlite_errorcode", None):
        case code if code is not None and code & 0xFF == sqlite3.SQLITE_IOERR and _is_full(path):
            # The log beside the file cannot even be begun on a full disk, and SQLite calls that an I/O error.
            return "its disk is full: free some space"
        case sqlite3.SQLITE_FULL:
            return "free some space on its disk"
        case sqlite3.SQLITE_BUSY:
            return f"another process has been writing for {BUSY_SECONDS:.0f} s"
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return "restore it from a backup"
        case _:
            return "check the disk and who may write there"


def _is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < NEEDED_BYTES
    except OSError:
        return False


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
