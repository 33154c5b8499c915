"""Keep streams in one SQLite file: durable, with no service to run."""

import sqlite3
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from schemas.errors import NewerVersionError, RangeGoneError, RecordTooLargeError, SpoolFullError, StreamError
from streams import Change, Envelope, Record
from streams.sqlite_file import SqliteFile

FORMAT = 1
PARTITION = 0
MAX_RECORD_BYTES = 64 * 1024 * 1024
"""Longest value that is taken: eight times the longest that is ever decoded."""
TRIM_RECORDS = 1000
"""Records deleted in one transaction, so that a long trim holds up no writer."""

KEYS_A_QUERY = 500
"""So many keys are looked up in one query: SQLite takes at least 999 parameters."""

_SETUP = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE streams (name TEXT PRIMARY KEY, number INTEGER UNIQUE NOT NULL, identity TEXT NOT NULL,"
    " trimmed_to INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE state (tab TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (tab, key))"
    " WITHOUT ROWID",
)
_EPOCH = datetime.fromtimestamp(0, UTC)
_MICROSECOND = timedelta(microseconds=1)


class EmbeddedLog:
    """One SQLite file that holds named streams and the connectors' state.

    Safe for many threads, and for other processes reading and writing. What `append` or `commit` returned
    from survives kill -9 and power loss, as far as the disk keeps its word on fsync. `budget_bytes` bounds
    what the file holds; at it nothing is appended and SpoolFullError raised. With `read_only` the file, which has to
    be there, is left as it is. Raises NewerVersionError for a file of a newer version.
    """

    def __init__(self, path: Path, *, budget_bytes: int | None = None, read_only: bool = False) -> None:
        self.path = path
        self._budget = budget_bytes
        self._read_only = read_only
        self._file = SqliteFile(path, read_only=read_only)
        self._set_up()

    def stream(self, name: str) -> "EmbeddedStream":
        """Return the stream of that name, created with a new identity when it is not there."""
        with self._file.reading() as connection:
            found = _number(connection, name)
        if found is None:
            with self._file.transaction() as connection:
                _ensure_stream(connection, name)
        return EmbeddedStream(self, self._file, name)

    def has_stream(self, name: str) -> bool:
        """Say whether the stream of that name was ever created."""
        with self._file.reading() as connection:
            return _number(connection, name) is not None

    def get(self, table: str, key: str) -> bytes | None:
        """Return one value of the connectors' state."""
        query = "SELECT value FROM state WHERE tab = ? AND key = ?"
        with self._file.reading() as connection:
            found = connection.execute(query, (table, key)).fetchone()
        return None if found is None else bytes(found[0])

    def get_many(self, table: str, keys: Iterable[str]) -> Mapping[str, bytes]:
        """Return the values of those keys of the connectors' state that have one."""
        asked, found = list(keys), {}
        with self._file.reading() as connection:
            for start in range(0, len(asked), KEYS_A_QUERY):
                some = asked[start : start + KEYS_A_QUERY]
                query = f"SELECT key, value FROM state WHERE tab = ? AND key IN ({','.join('?' * len(some))})"
                found.update({str(key): bytes(value) for key, value in connection.execute(query, (table, *some))})
        return found

    def scan(self, table: str, prefix: str = "") -> Sequence[tuple[str, bytes]]:
        """Return all (key, value) of a table whose key begins with `prefix`, by key."""
        query = "SELECT key, value FROM state WHERE tab = ? AND key >= ? AND substr(key, 1, ?) = ? ORDER BY key"
        with self._file.reading() as connection:
            rows = connection.execute(query, (table, prefix, len(prefix), prefix)).fetchall()
        return [(str(key), bytes(value)) for key, value in rows]

    def commit(
        self,
        changes: Sequence[Change],
        appends: Mapping[str, Sequence[Envelope]],
        *,
        beyond_budget: bool = False,
    ) -> None:
        """Apply `changes` and append to the named streams in one durable transaction, or do nothing at all.

        `beyond_budget` is for the little that has to be written before anything can be trimmed. Raises
        SpoolFullError, and RecordTooLargeError with places counted over all `appends`.
        """
        if any(appends.values()) and not beyond_budget:
            self.check_budget()
        _check_sizes([envelope for envelopes in appends.values() for envelope in envelopes])
        with self._file.transaction() as connection:
            _apply(connection, changes)
            for name, envelopes in appends.items():
                _insert(connection, _ensure_stream(connection, name), envelopes)

    def check_budget(self) -> None:
        """Raise SpoolFullError when the log holds as much as it may."""
        if self._budget is not None and (used := self._file.used()) >= self._budget:
            raise SpoolFullError(
                f"{self.path}: holds {used} bytes, the budget is {self._budget}; let `watchfloor process` catch"
                " up, lower stream_days or raise stream_budget_mb"
            )

    def size(self) -> int:
        """Return the bytes that the log takes on disk, write-ahead log included."""
        return self._file.size()

    def close(self) -> None:
        """Close the connections of all threads; the log cannot be used afterwards."""
        self._file.close()

    def __getstate__(self) -> tuple[Path, int | None, bool]:
        return self.path, self._budget, self._read_only

    def __setstate__(self, state: tuple[Path, int | None, bool]) -> None:
        path, budget, read_only = state
        self.__init__(path, budget_bytes=budget, read_only=read_only)  # type: ignore[misc]  # unpickled: made anew

    def _set_up(self) -> None:
        with self._file.reading() as connection:
            found = _format(connection)
        if found is None and self._read_only:
            self.close()
            raise StreamError(f"{self.path}: holds nothing yet; whoever made it has not come far")
        if found is None:
            with self._file.transaction() as connection:
                found = _format(connection) or _create(connection)
        if found > FORMAT:
            self.close()
            raise NewerVersionError(
                f"{self.path}: written by a newer version (format {found}, this one knows {FORMAT}); upgrade"
            )


class EmbeddedStream:
    """One named stream of an EmbeddedLog: a single partition, offset = rowid - 1, never reused, no gaps."""

    def __init__(self, log: EmbeddedLog, file: SqliteFile, name: str) -> None:
        self.name = name
        self._log = log
        self._file = file
        self._number = int(str(self._look_up("number")))

    def identity(self) -> str:
        """Return the UUID made when the stream was created."""
        return str(self._look_up("identity"))

    def partitions(self) -> Sequence[int]:
        """Return the only partition, 0."""
        return (PARTITION,)

    def start(self, partition: int) -> int:
        """Return the lowest offset still held."""
        self._check(partition)
        return int(str(self._look_up("trimmed_to")))

    def end(self, partition: int) -> int:
        """Return the offset of the next record."""
        self._check(partition)
        with self._file.reading() as connection:
            return _last_id(connection, self._number)

    def append(self, records: Sequence[Envelope]) -> Sequence[int]:
        """Append in one transaction that is on disk when this returns; returns the offsets.

        Raises SpoolFullError with nothing written, RecordTooLargeError when all but the refused were.
        """
        self._log.check_budget()
        taken = [envelope for envelope in records if len(envelope.value) <= MAX_RECORD_BYTES]
        with self._file.transaction() as connection:
            offsets = _insert(connection, self._number, taken)
        _check_sizes(records)
        return offsets

    def read(self, partition: int, start: int, limit: int) -> Sequence[Record]:
        """Return up to `limit` records from `start` on; raises RangeGoneError below `start()`."""
        query = (
            f"SELECT id - 1, key, value, headers, appended_at FROM records_{self._number}"
            " WHERE id > ? ORDER BY id LIMIT ?"
        )
        with self._file.reading() as connection:
            rows = connection.execute(query, (start, max(limit, 0))).fetchall()
        # Asked afterwards: a trim moves the start before it deletes, so nothing was skipped when this holds.
        if start < (held := self.start(partition)):
            raise RangeGoneError(f"stream {self.name}: offset {start} is gone, the lowest still held is {held}")
        return [_record(row) for row in rows]

    def trim(self, partition: int, below: int) -> None:
        """Delete the records below an offset; offsets go on rising."""
        bound = min(below, self.end(partition))
        moved = "UPDATE streams SET trimmed_to = max(trimmed_to, ?) WHERE name = ?"
        with self._file.transaction() as connection:
            connection.execute(moved, (bound, self.name))
        while self._delete_some(bound):
            continue

    def close(self) -> None:
        """Close the log that this stream belongs to."""
        self._log.close()

    def __getstate__(self) -> tuple[EmbeddedLog, str]:
        return self._log, self.name

    def __setstate__(self, state: tuple[EmbeddedLog, str]) -> None:
        log, name = state
        self.__init__(log, log._file, name)  # type: ignore[misc]  # unpickled: made anew

    def _delete_some(self, bound: int) -> bool:
        table = f"records_{self._number}"
        query = f"DELETE FROM {table} WHERE id <= min(?, (SELECT min(id) FROM {table}) + {TRIM_RECORDS - 1})"
        with self._file.transaction() as connection:
            return connection.execute(query, (bound,)).rowcount > 0

    def _look_up(self, column: str) -> object:
        with self._file.reading() as connection:
            found = connection.execute(f"SELECT {column} FROM streams WHERE name = ?", (self.name,)).fetchone()
        if found is None:
            raise StreamError(f"stream {self.name}: not in {self._log.path}; was the file replaced?")
        value: object = found[0]
        return value

    def _check(self, partition: int) -> None:
        if partition != PARTITION:
            raise StreamError(f"stream {self.name}: no partition {partition}, an embedded stream has only {PARTITION}")


def _format(connection: sqlite3.Connection) -> int | None:
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone() is None:
        return None
    return int(connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()[0])


def _create(connection: sqlite3.Connection) -> int:
    for statement in _SETUP:
        connection.execute(statement)
    connection.execute("INSERT INTO meta VALUES ('format', ?)", (str(FORMAT),))
    return FORMAT


def _number(connection: sqlite3.Connection, name: str) -> int | None:
    found = connection.execute("SELECT number FROM streams WHERE name = ?", (name,)).fetchone()
    return None if found is None else int(found[0])


def _ensure_stream(connection: sqlite3.Connection, name: str) -> int:
    number = _number(connection, name)
    if number is not None:
        return number
    number = int(connection.execute("SELECT coalesce(max(number), 0) + 1 FROM streams").fetchone()[0])
    connection.execute(
        f"CREATE TABLE records_{number} (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT, value BLOB NOT NULL,"
        " headers TEXT NOT NULL, appended_at INTEGER NOT NULL)"
    )
    row = (name, number, uuid.uuid4().hex)
    connection.execute("INSERT INTO streams (name, number, identity) VALUES (?, ?, ?)", row)
    return number


def _apply(connection: sqlite3.Connection, changes: Iterable[Change]) -> None:
    for change in changes:
        if change.value is None:
            connection.execute("DELETE FROM state WHERE tab = ? AND key = ?", (change.table, change.key))
        else:
            row = (change.table, change.key, change.value)
            connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?, ?)", row)


def _insert(connection: sqlite3.Connection, number: int, envelopes: Sequence[Envelope]) -> Sequence[int]:
    first = _last_id(connection, number) + 1
    now = (datetime.now(UTC) - _EPOCH) // _MICROSECOND
    connection.executemany(
        f"INSERT INTO records_{number} (id, key, value, headers, appended_at) VALUES (?, ?, ?, ?, ?)",
        [(id, envelope.key, envelope.value, _headers(envelope), now) for id, envelope in enumerate(envelopes, first)],
    )
    return range(first - 1, first - 1 + len(envelopes))


def _last_id(connection: sqlite3.Connection, number: int) -> int:
    query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
    found = connection.execute(query, (f"records_{number}",)).fetchone()
    return 0 if found is None else int(found[0])


def _headers(envelope: Envelope) -> str:
    # Any byte is one of Latin-1's first 256 code points, so binary values fit into JSON.
    return msgspec.json.encode([(name, value.decode("latin-1")) for name, value in envelope.headers]).decode()


def _check_sizes(records: Sequence[Envelope]) -> None:
    refused = tuple(place for place, one in enumerate(records) if len(one.value) > MAX_RECORD_BYTES)
    if refused:
        keys = ", ".join(records[place].key for place in refused)
        raise RecordTooLargeError(f"longer than {MAX_RECORD_BYTES} bytes, by key: {keys}", refused)


def _record(row: tuple[int, str | None, bytes, str, int]) -> Record:
    offset, key, value, headers, appended_at = row
    pairs = msgspec.json.decode(headers, type=list[tuple[str, str]])
    return Record(
        offset=offset,
        key=key,
        value=bytes(value),
        headers=tuple((name, text.encode("latin-1")) for name, text in pairs),
        appended_at=_EPOCH + timedelta(microseconds=appended_at),
    )
