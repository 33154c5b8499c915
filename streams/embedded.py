"""Keep streams in one SQLite file: durable, with no service to run."""

import json
import sqlite3
import threading
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from schemas.errors import RangeGoneError, SpoolFullError, StreamError
from streams import Change, Envelope, Record

FORMAT = 1
BUSY_SECONDS = 30.0
PARTITION = 0

_SETUP = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS streams (name TEXT PRIMARY KEY, number INTEGER UNIQUE NOT NULL, identity TEXT NOT NULL,
                                    trimmed_to INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS state (tab TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL,
                                  PRIMARY KEY (tab, key)) WITHOUT ROWID;
"""


class EmbeddedLog:
    """One SQLite file (WAL, synchronous=FULL) that holds named streams and the connectors' state.

    Safe for many threads and for a second process reading while this one writes. What `append` or
    `commit` returned from survives kill -9 and power loss, as far as the disk keeps its word on fsync.
    `budget_bytes` bounds the file; at it `append` raises SpoolFullError and nothing is written.
    """

    def __init__(self, path: Path, *, budget_bytes: int | None = None) -> None:
        self.path = path
        self._budget = budget_bytes
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._set_up()

    def stream(self, name: str) -> "EmbeddedStream":
        """Return the stream of that name, created with a new identity when it is not there."""
        with self._transaction() as connection:
            if connection.execute("SELECT 1 FROM streams WHERE name = ?", (name,)).fetchone() is None:
                self._create_stream(connection, name)
        return EmbeddedStream(self, name)

    def get(self, table: str, key: str) -> bytes | None:
        """Return one value of the connectors' state."""
        found = (
            self._connection()
            .execute("SELECT value FROM state WHERE tab = ? AND key = ?", (table, key))
            .fetchone()
        )
        return None if found is None else bytes(found[0])

    def scan(self, table: str, prefix: str = "") -> Sequence[tuple[str, bytes]]:
        """Return all (key, value) of a table whose key begins with `prefix`, by key."""
        query = (
            "SELECT key, value FROM state WHERE tab = ? AND substr(key, 1, ?) = ? AND key >= ? ORDER BY key"
        )
        rows = self._connection().execute(query, (table, len(prefix), prefix, prefix))
        return [(str(key), bytes(value)) for key, value in rows]

    def commit(self, changes: Sequence[Change], appends: Mapping[str, Sequence[Envelope]]) -> None:
        """Apply `changes` and append to the named streams in one durable transaction."""
        if any(appends.values()):
            self._check_budget()
        streams = {name: self.stream(name) for name in appends}
        with self._transaction() as connection:
            self._apply(connection, changes)
            for name, envelopes in appends.items():
                streams[name].insert(connection, envelopes)

    def size(self) -> int:
        """Return the bytes that the log takes on disk, write-ahead log included."""
        files = (self.path, self.path.with_name(self.path.name + "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()
        self._local = threading.local()

    def __getstate__(self) -> tuple[Path, int | None]:
        return self.path, self._budget

    def __setstate__(self, state: tuple[Path, int | None]) -> None:
        path, budget = state
        self.__init__(path, budget_bytes=budget)  # type: ignore[misc]

    def _set_up(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._transaction() as connection:
            for statement in _SETUP.split(";")[:-1]:
                connection.execute(statement)
            connection.execute("INSERT OR IGNORE INTO meta VALUES ('format', ?)", (str(FORMAT),))
            found = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()[0]
        if int(found) > FORMAT:
            raise StreamError(f"{self.path}: written by a newer version (format {found}); upgrade Watchfloor")

    def _create_stream(self, connection: sqlite3.Connection, name: str) -> None:
        number = connection.execute("SELECT coalesce(max(number), 0) + 1 FROM streams").fetchone()[0]
        connection.execute(
            f"CREATE TABLE records_{number} (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT, value BLOB NOT NULL,"
            " headers TEXT NOT NULL, appended_at INTEGER NOT NULL)"
        )
        connection.execute(
            "INSERT INTO streams (name, number, identity) VALUES (?, ?, ?)", (name, number, uuid.uuid4().hex)
        )

    def _apply(self, connection: sqlite3.Connection, changes: Iterable[Change]) -> None:
        for change in changes:
            if change.value is None:
                connection.execute("DELETE FROM state WHERE tab = ? AND key = ?", (change.table, change.key))
            else:
                row = (change.table, change.key, change.value)
                connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?, ?)", row)

    def _check_budget(self) -> None:
        if self._budget is not None and self.size() >= self._budget:
            raise SpoolFullError(
                f"{self.path}: {self.size()} bytes, the budget is {self._budget}; let `watchfloor process` catch up,"
                " lower stream_days or raise stream_budget"
            )

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect()
            self._local.connection = connection
        return connection

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        except sqlite3.Error as error:
            raise StreamError(f"{self.path}: cannot be opened: {error}") from error
        with self._lock:
            self._open.append(connection)
        return connection

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._connection(), self.path)


class EmbeddedStream:
    """One named stream of an EmbeddedLog: a single partition, offset = rowid - 1, never reused."""

    def __init__(self, log: EmbeddedLog, name: str) -> None:
        self.name = name
        self._log = log
        self._number, self._identity = self._look_up("number, identity")

    def identity(self) -> str:
        """Return the UUID made when the stream was created."""
        return str(self._look_up("identity")[0])

    def partitions(self) -> Sequence[int]:
        """Return the only partition, 0."""
        return (PARTITION,)

    def start(self, partition: int) -> int:
        """Return the lowest offset still held."""
        self._check(partition)
        return int(self._look_up("trimmed_to")[0])

    def end(self, partition: int) -> int:
        """Return the offset of the next record."""
        self._check(partition)
        query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
        found = self._log._connection().execute(query, (f"records_{self._number}",)).fetchone()
        return 0 if found is None else int(found[0])

    def append(self, records: Sequence[Envelope]) -> Sequence[int]:
        """Append in one transaction that is on disk when this returns; returns the offsets."""
        self._log._check_budget()
        with self._log._transaction() as connection:
            return self.insert(connection, records)

    def insert(self, connection: sqlite3.Connection, records: Sequence[Envelope]) -> Sequence[int]:
        """Append within a transaction of the caller's."""
        query = f"INSERT INTO records_{self._number} (key, value, headers, appended_at) VALUES (?, ?, ?, ?)"
        now = _to_microseconds(datetime.now(UTC))
        offsets = []
        for envelope in records:
            headers = json.dumps([(name, value.decode("latin-1")) for name, value in envelope.headers])
            cursor = connection.execute(query, (envelope.key, envelope.value, headers, now))
            offsets.append(int(cursor.lastrowid or 0) - 1)
        return offsets

    def read(self, partition: int, start: int, limit: int) -> Sequence[Record]:
        """Return up to `limit` records from `start` on; raises RangeGoneError below `start()`."""
        held = self.start(partition)
        if start < held:
            raise RangeGoneError(
                f"stream {self.name}: offset {start} is gone, the lowest still held is {held}"
            )
        query = f"SELECT id - 1, key, value, headers, appended_at FROM records_{self._number} WHERE id > ? ORDER BY id LIMIT ?"
        return [_record(row) for row in self._log._connection().execute(query, (start, limit))]

    def trim(self, partition: int, below: int) -> None:
        """Delete the records below an offset; offsets go on rising."""
        self._check(partition)
        bound = min(below, self.end(partition))
        with self._log._transaction() as connection:
            connection.execute(f"DELETE FROM records_{self._number} WHERE id <= ?", (bound,))
            connection.execute(
                "UPDATE streams SET trimmed_to = max(trimmed_to, ?) WHERE name = ?", (bound, self.name)
            )

    def close(self) -> None:
        """Close the log that this stream belongs to."""
        self._log.close()

    def _look_up(self, columns: str) -> tuple[object, ...]:
        query = f"SELECT {columns} FROM streams WHERE name = ?"
        found: tuple[object, ...] | None = self._log._connection().execute(query, (self.name,)).fetchone()
        if found is None:
            raise StreamError(f"stream {self.name}: not in {self._log.path}; was the file replaced?")
        return found

    def _check(self, partition: int) -> None:
        if partition != PARTITION:
            raise StreamError(f"stream {self.name}: no partition {partition}, an embedded stream has only 0")


class _Transaction:
    """BEGIN IMMEDIATE ... COMMIT, with SQLite's errors told in the stream's words."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def __enter__(self) -> sqlite3.Connection:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise StreamError(f"{self._path}: {error}") from error
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if error is None:
            try:
                self._connection.execute("COMMIT")
                return
            except sqlite3.Error as failed:
                error = failed
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            raise StreamError(f"{self._path}: {error}; nothing was written") from error


def _record(row: tuple[int, str | None, bytes, str, int]) -> Record:
    offset, key, value, headers, appended_at = row
    pairs = tuple((name, text.encode("latin-1")) for name, text in json.loads(headers))
    return Record(
        offset, key, bytes(value), pairs, datetime.fromtimestamp(0, UTC) + timedelta(microseconds=appended_at)
    )


def _to_microseconds(moment: datetime) -> int:
    return (moment - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)
