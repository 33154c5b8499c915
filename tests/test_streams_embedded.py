"""What the embedded stream does beyond the promises of every stream."""

import pickle
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.errors import NewerVersionError, RecordTooLargeError, SpoolFullError, StreamError, StreamReplacedError
from streams import Change, Envelope, Spool
from streams.embedded import FORMAT, MAX_RECORD_BYTES, TRIM_RECORDS, EmbeddedLog, EmbeddedStream
from streams.sqlite_file import SqliteFile

ROOT = Path(__file__).parent.parent
NAME = "news.articles"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EmbeddedLog]:
    """An empty log."""
    log = EmbeddedLog(tmp_path / "stream.db")
    yield log
    log.close()


def envelopes(count: int, size: int = 1) -> list[Envelope]:
    return [Envelope(f"key-{n}", b"x" * size) for n in range(count)]


def fill(stream: EmbeddedStream) -> None:
    while True:
        stream.append(envelopes(20, 1000))


def test_a_full_disk_is_told_as_such_also_where_sqlite_calls_it_an_io_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(sqlite3.OperationalError):
        sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE

    def connect(*_: object, **__: object) -> None:
        raise Full("disk I/O error")

    monkeypatch.setattr("streams.sqlite_file.sqlite3.connect", connect)
    with pytest.raises(StreamError, match="disk I/O error; check the disk"):
        EmbeddedLog(tmp_path / "stream.db")
    usage = shutil.disk_usage(tmp_path)._replace(free=4096)
    monkeypatch.setattr("streams.sqlite_file.shutil.disk_usage", lambda _: usage)
    with pytest.raises(StreamError, match="its disk is full: free some space"):
        EmbeddedLog(tmp_path / "stream.db")


def test_it_is_the_connectors_spool(log: EmbeddedLog) -> None:
    assert isinstance(log, EmbeddedLog)
    spool: Spool = log
    spool.commit([Change("feeds", "a", b"1"), Change("feeds", "b", b"2"), Change("seen", "a", b"3")], {})
    assert spool.get("feeds", "a") == b"1"
    assert spool.scan("feeds") == [("a", b"1"), ("b", b"2")]
    spool.commit([Change("feeds", "a", None), Change("feeds", "b", b"new")], {})
    assert spool.get("feeds", "a") is None
    assert spool.scan("feeds") == [("b", b"new")]


@pytest.mark.parametrize(
    ("prefix", "keys"),
    [("", ["%", "a", "a%", "a/1", "a/2", "ab", "b"]), ("a/", ["a/1", "a/2"]), ("a%", ["a%"]), ("c", [])],
)
def test_a_scan_takes_its_prefix_literally(log: EmbeddedLog, prefix: str, keys: list[str]) -> None:
    log.commit([Change("t", key, b"") for key in ("b", "a/2", "ab", "a", "a/1", "a%", "%")], {})
    assert [key for key, _ in log.scan("t", prefix)] == keys


def test_state_and_articles_are_committed_together(log: EmbeddedLog) -> None:
    log.commit([Change("feeds", "a", b"1")], {NAME: envelopes(2), "news.failures": envelopes(1)})
    assert log.stream(NAME).end(0) == 2
    assert log.stream("news.failures").end(0) == 1


def test_a_commit_that_fails_changes_nothing(log: EmbeddedLog) -> None:
    stream = log.stream(NAME)
    with pytest.raises(RecordTooLargeError):
        log.commit([Change("feeds", "a", b"1")], {NAME: [*envelopes(1), Envelope("k", bytes(MAX_RECORD_BYTES + 1))]})
    with pytest.raises(StreamError, match="nothing was written"):
        log.commit([Change("feeds", "a", b"1"), Change("feeds", None, b"2")], {NAME: envelopes(1)})  # type: ignore[arg-type]
    assert log.get("feeds", "a") is None
    assert stream.end(0) == 0


_KILLED_WITHIN_COMMIT = """
import os, signal, sys
from pathlib import Path
from streams import Change, Envelope
from streams import embedded
from streams.embedded import EmbeddedLog

log = EmbeddedLog(Path(sys.argv[1]))
log.commit([Change("feeds", "a", b"whole")], {"news.articles": [Envelope("k", b"whole")]})
insert = embedded._insert

def insert_then_die(*arguments):
    insert(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)

embedded._insert = insert_then_die
log.commit([Change("feeds", "a", b"half")], {"news.articles": [Envelope("k", b"half")]})
"""


def test_a_commit_that_was_killed_half_way_is_all_gone(tmp_path: Path) -> None:
    path = tmp_path / "stream.db"
    command = [sys.executable, "-c", _KILLED_WITHIN_COMMIT, str(path)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    log = EmbeddedLog(path)
    assert log.get("feeds", "a") == b"whole"
    assert [record.value for record in log.stream(NAME).read(0, 0, 10)] == [b"whole"]
    log.close()


def test_at_the_budget_nothing_is_written(tmp_path: Path) -> None:
    log = EmbeddedLog(tmp_path / "stream.db", budget_bytes=200_000)
    stream = log.stream(NAME)
    with pytest.raises(SpoolFullError, match="raise stream_budget_mb"):
        fill(stream)
    end = stream.end(0)
    with pytest.raises(SpoolFullError):
        log.commit([Change("feeds", "a", b"1")], {NAME: envelopes(1)})
    assert stream.end(0) == end
    assert log.get("feeds", "a") is None
    log.commit([Change("feeds", "a", b"1")], {})
    log.commit([], {NAME: envelopes(1)}, beyond_budget=True)
    assert stream.end(0) == end + 1
    log.close()


def test_trimming_makes_room_again(tmp_path: Path) -> None:
    log = EmbeddedLog(tmp_path / "stream.db", budget_bytes=8_000_000)
    stream = log.stream(NAME)
    with pytest.raises(SpoolFullError):
        fill(stream)
    stream.trim(0, stream.end(0))
    stream.append(envelopes(100, 1000))
    log.close()


def test_a_long_trim_leaves_exactly_the_rest(log: EmbeddedLog) -> None:
    stream = log.stream(NAME)
    stream.append(envelopes(2 * TRIM_RECORDS + 7))
    stream.trim(0, 2 * TRIM_RECORDS + 5)
    offsets = [record.offset for record in stream.read(0, stream.start(0), 100)]
    assert offsets == [2 * TRIM_RECORDS + 5, 2 * TRIM_RECORDS + 6]
    with sqlite3.connect(log.path) as connection:
        assert connection.execute("SELECT count(*) FROM records_1").fetchone() == (2,)
    connection.close()


def test_named_streams_share_nothing(log: EmbeddedLog) -> None:
    one, other = log.stream("one"), log.stream("other")
    one.append(envelopes(3))
    assert one.identity() != other.identity()
    assert (one.end(0), other.end(0)) == (3, 0)
    one.trim(0, 3)
    assert other.start(0) == 0


def test_threads_lose_and_repeat_nothing(log: EmbeddedLog) -> None:
    stream = log.stream(NAME)
    offsets: list[int] = []

    def append() -> None:
        for _ in range(25):
            offsets.extend(stream.append(envelopes(3)))

    threads = [threading.Thread(target=append) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(offsets) == list(range(300))
    assert [record.offset for record in stream.read(0, 0, 1000)] == list(range(300))


_OPEN_AND_APPEND = """
import sys
from pathlib import Path
from streams import Envelope
from streams.embedded import EmbeddedLog

stream = EmbeddedLog(Path(sys.argv[1])).stream("news.articles")
for _ in range(20):
    print(*stream.append([Envelope("key", b"value")] * 2), sep="\\n")
"""


def test_processes_create_one_log_together(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _OPEN_AND_APPEND, str(tmp_path / "stream.db")]
    processes = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(3)]
    printed = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert sorted(int(line) for text in printed for line in text.split()) == list(range(120))


def test_a_newer_format_is_refused_untouched(log: EmbeddedLog) -> None:
    log.close()
    with sqlite3.connect(log.path) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'format'", (str(FORMAT + 1),))
        connection.execute("DROP TABLE state")
    with pytest.raises(NewerVersionError, match=f"format {FORMAT + 1}"):
        EmbeddedLog(log.path)
    assert connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone() is None
    connection.close()


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    path = tmp_path / "stream.db"
    path.write_text("no database at all" * 100)
    with pytest.raises(StreamError, match=r"stream\.db: file is not a database; restore it from a backup"):
        EmbeddedLog(path)


def test_a_full_disk_is_named_and_nothing_is_written(log: EmbeddedLog) -> None:
    stream = log.stream(NAME)
    stream.append(envelopes(1))
    # SQLite reports a file that may not grow exactly as it reports a full disk.
    with log._file.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StreamError, match="disk is full; nothing was written; free some space on its disk"):
            stream.append(envelopes(1, 100_000))
        assert stream.end(0) == 1
        connection.execute("PRAGMA max_page_count = 1000000")
    assert list(stream.append(envelopes(1, 100_000))) == [1]


def test_a_writer_that_never_ends_is_reported(log: EmbeddedLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.sqlite_file.BUSY_SECONDS", 0.01)
    other = SqliteFile(log.path)
    with other.transaction():
        thread_errors: list[StreamError] = []

        def append() -> None:
            try:
                log.stream(NAME).append(envelopes(1))
            except StreamError as error:
                thread_errors.append(error)

        thread = threading.Thread(target=append)
        thread.start()
        thread.join()
    other.close()
    assert "database is locked" in str(thread_errors[0])


def test_appending_to_a_deleted_file_stops_loudly(log: EmbeddedLog) -> None:
    stream = log.stream(NAME)
    log.path.unlink()
    with pytest.raises(StreamReplacedError, match="deleted or replaced"):
        stream.append(envelopes(1))


def test_a_pickled_log_opens_the_same_file(log: EmbeddedLog) -> None:
    log.commit([Change("t", "k", b"v")], {})
    copy = pickle.loads(pickle.dumps(log))
    assert copy.get("t", "k") == b"v"
    copy.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.builds(
            Envelope,
            st.text(st.characters(exclude_categories=["Cs"])),
            st.binary(max_size=300),
            st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.binary())).map(tuple),
        )
    )
)
def test_whatever_is_appended_comes_back(log: EmbeddedLog, appended: list[Envelope]) -> None:
    stream = log.stream(NAME)
    start = stream.end(0)
    offsets = stream.append(appended)
    records = stream.read(0, start, len(appended) + 1)
    assert [(one.key, one.value, one.headers) for one in records] == [
        (one.key, one.value, one.headers) for one in appended
    ]
    assert [record.offset for record in records] == list(offsets)


@given(st.lists(st.sampled_from([f"k{number}" for number in range(1_200)]), unique=True, max_size=1_200))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_many_values_are_those_of_one_after_the_other(log: EmbeddedLog, keys: list[str]) -> None:
    log.commit([Change("t", f"k{number}", str(number).encode()) for number in range(0, 1_200, 3)], {})
    log.commit([Change("other", key, b"x") for key in keys], {})
    one_by_one = {key: value for key in keys if (value := log.get("t", key)) is not None}
    assert log.get_many("t", keys) == one_by_one


@pytest.mark.parametrize("may_write", [True, False])
def test_a_reader_reads_what_is_written_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, may_write: bool
) -> None:
    monkeypatch.setattr("streams.sqlite_file.os.access", lambda _path, _mode: may_write)
    writer = EmbeddedLog(tmp_path / "stream.db")
    writer.commit([Change("t", "k", b"1")], {NAME: envelopes(2)})
    with closing(EmbeddedLog(writer.path, read_only=True)) as reader:
        writer.commit([Change("t", "k", b"2")], {NAME: envelopes(1)})
        assert (reader.get("t", "k"), reader.stream(NAME).end(0)) == (b"2", 3)
        assert (reader.has_stream(NAME), reader.has_stream("other")) == (True, False)
        with pytest.raises(StreamError, match="nothing was written"):
            reader.commit([Change("t", "k", b"3")], {})
    writer.close()
    with closing(EmbeddedLog(writer.path, read_only=True)) as reader:
        assert reader.get("t", "k") == b"2"
    assert [file.name for file in tmp_path.iterdir()] == ["stream.db"]


def test_a_reader_makes_no_log(tmp_path: Path) -> None:
    with pytest.raises(StreamError, match="unable to open"):
        EmbeddedLog(tmp_path / "none" / "stream.db", read_only=True)
    (tmp_path / "stream.db").touch()
    with pytest.raises(StreamError, match="holds nothing yet"):
        EmbeddedLog(tmp_path / "stream.db", read_only=True)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["stream.db"]
