"""Hold every kind of stream to the same promises."""

import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Protocol, cast

import pytest

from schemas.errors import RangeGoneError, RecordTooLargeError, StreamError, StreamReplacedError
from streams import Envelope, Record, Stream
from streams.embedded import MAX_RECORD_BYTES, EmbeddedLog
from streams.kafka import KafkaStream, create_topic

pytest_plugins = ("kafka_fixture",)

ROOT = Path(__file__).parent.parent


class Place(Protocol):
    """Where streams of one kind live."""

    too_large: int

    def create(self) -> Stream: ...

    def open(self) -> Stream: ...

    def create_anew(self) -> Stream: ...


class Embedded:
    too_large = MAX_RECORD_BYTES + 1

    def __init__(self, folder: Path) -> None:
        self._path = folder / "stream.db"

    def create(self) -> Stream:
        return self.open()

    def open(self) -> Stream:
        return EmbeddedLog(self._path).stream("news.articles")

    def create_anew(self) -> Stream:
        for file in self._path.parent.glob("stream.db*"):
            file.unlink()
        return self.open()


class Kafka:
    too_large = 300_000

    def __init__(self, bootstrap: str, topic: str) -> None:
        self._options = {"bootstrap_servers": bootstrap, "compression_type": None}
        self._topic = topic

    def create(self) -> Stream:
        create_topic(self._topic, self._options, settings={"max.message.bytes": "200000"})
        return self.open()

    def open(self) -> Stream:
        return KafkaStream(self._topic, self._options)

    def create_anew(self) -> Stream:
        from kafka import KafkaAdminClient

        with KafkaAdminClient(bootstrap_servers=self._options["bootstrap_servers"]) as admin:
            admin.delete_topics([self._topic])
        return self.create()


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where one test's stream lives."""
    if request.param == "embedded":
        return Embedded(tmp_path)
    return Kafka(request.getfixturevalue("broker").bootstrap, f"{request.node.originalname}"[:200])


@pytest.fixture
def stream(place: Place) -> Iterator[Stream]:
    """An empty stream."""
    with closing(place.create()) as stream:
        yield stream


def envelopes(*values: str) -> list[Envelope]:
    return [Envelope(f"key-{value}", value.encode(), (("ce_id", value.encode()),)) for value in values]


def values(records: object) -> list[str]:
    return [record.value.decode() for record in cast(list[Record], records)]


def read_all(stream: Stream, start: int = 0) -> list[str]:
    found: list[str] = []
    while records := stream.read(0, start, 100):
        found += values(records)
        start = records[-1].offset + 1
    return found


@contextmanager
def appending(stream: Stream) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    command = [sys.executable, str(ROOT / "tests" / "appending_process.py")]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(pickle.dumps(stream))
        process.stdin.close()
        yield process, process.stdout
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()


def test_both_kinds_are_streams(stream: Stream) -> None:
    assert isinstance(stream, Stream)
    assert list(stream.partitions()) == [0]


def test_what_was_appended_is_read_in_order(stream: Stream) -> None:
    offsets = [*stream.append(envelopes("a", "b")), *stream.append(envelopes("c"))]
    records = stream.read(0, 0, 10)
    assert values(records) == ["a", "b", "c"]
    assert [record.offset for record in records] == offsets == sorted(set(offsets))
    assert [record.key for record in records] == ["key-a", "key-b", "key-c"]
    assert stream.end(0) > offsets[-1]


def test_appending_nothing_changes_nothing(stream: Stream) -> None:
    assert list(stream.append([])) == []
    assert stream.start(0) == stream.end(0) == 0


def test_a_range_is_read_from_its_start_up_to_its_limit(stream: Stream) -> None:
    stream.append(envelopes(*"abcdefgh"))
    assert values(stream.read(0, 2, 3)) == ["c", "d", "e"]
    assert values(stream.read(0, 5, 2)) == ["f", "g"]
    assert values(stream.read(0, 0, 1)) == ["a"]
    assert values(stream.read(0, 6, 100)) == ["g", "h"]
    assert stream.read(0, 2, 0) == []
    assert stream.read(0, stream.end(0), 5) == []


def test_reading_past_the_limit_of_one_fetch_returns_all(stream: Stream) -> None:
    numbers = [str(n) * 1000 for n in range(1500)]
    for first in range(0, 1500, 500):
        stream.append(envelopes(*numbers[first : first + 500]))
    assert values(stream.read(0, 0, 1500)) == numbers


def test_bytes_come_back_as_they_went_in(stream: Stream) -> None:
    headers = (("ce_id", bytes(range(256))), ("empty", b""), ("again", b"1"), ("again", b"2"), ("ключ", b"\xff"))
    stream.append([Envelope("Schlüssel", bytes(range(256)), headers), Envelope("bare", b"")])
    first, second = stream.read(0, 0, 2)
    assert (first.key, first.value, first.headers) == ("Schlüssel", bytes(range(256)), headers)
    assert (second.value, second.headers) == (b"", ())


def test_a_trimmed_range_is_gone_not_skipped(stream: Stream) -> None:
    stream.append(envelopes(*"abcde"))
    stream.read(0, 0, 1)
    stream.trim(0, 3)
    assert stream.start(0) == 3
    with pytest.raises(RangeGoneError, match="lowest still held is 3"):
        stream.read(0, 1, 5)
    assert values(stream.read(0, 3, 5)) == ["d", "e"]


def test_trimming_never_goes_back_or_past_the_end(stream: Stream) -> None:
    stream.append(envelopes(*"abc"))
    stream.trim(0, 2)
    stream.trim(0, 1)
    assert stream.start(0) == 2
    stream.trim(0, 99)
    assert stream.start(0) == stream.end(0) == 3


def test_offsets_are_not_used_again_after_a_trim(stream: Stream, place: Place) -> None:
    stream.append(envelopes(*"abc"))
    stream.trim(0, 3)
    with closing(place.open()) as again:
        assert list(again.append(envelopes("d"))) == [3]


def test_the_identity_is_the_same_for_everyone(stream: Stream, place: Place) -> None:
    with closing(place.open()) as again:
        assert stream.identity() == again.identity() == stream.identity()


def test_a_stream_created_anew_is_another_one(stream: Stream, place: Place) -> None:
    stream.append(envelopes("a", "b"))
    identity = stream.identity()
    with closing(place.create_anew()) as anew:
        anew.append(envelopes("x", "y"))
        assert anew.identity() != identity
        assert values(anew.read(0, 0, 5)) == ["x", "y"]


def test_reading_on_after_a_replacement_stops_loudly(stream: Stream, place: Place) -> None:
    stream.append(envelopes("a", "b"))
    stream.read(0, 0, 1)
    with closing(place.create_anew()) as anew:
        anew.append(envelopes("x", "y"))
        with pytest.raises(StreamReplacedError, match=r"replaced|created anew"):
            stream.read(0, 1, 5)


def test_a_record_that_is_too_large_stops_no_other(stream: Stream, place: Place) -> None:
    large = Envelope("large", bytes(place.too_large))
    batch = [*envelopes("a", "b"), large, *envelopes("c"), large, *envelopes("d")]
    with pytest.raises(RecordTooLargeError, match="large") as caught:
        stream.append(batch)
    assert caught.value.refused == (2, 4)
    stream.append(envelopes("e"))
    assert read_all(stream) == ["a", "b", "c", "d", "e"]


def test_two_records_of_one_key_keep_their_order(stream: Stream) -> None:
    stream.append([Envelope("one", str(n).encode()) for n in range(20)])
    assert read_all(stream) == [str(n) for n in range(20)]


def test_another_process_appends_while_this_one_reads(stream: Stream) -> None:
    found: list[str] = []
    with appending(stream):
        while len(found) < 60:
            found += values(stream.read(0, len(found), 100))
    assert found == [str(n) for n in range(len(found))]


def test_what_a_killed_process_was_acknowledged_is_there_once(stream: Stream) -> None:
    with appending(stream) as (process, acknowledgements):
        seen = [int(acknowledgements.readline()) for _ in range(20)]
        process.kill()
        seen += [int(line) for line in acknowledgements]
    found = read_all(stream)
    assert len(found) >= seen[-1] >= 60
    assert found == [str(n) for n in range(len(found))]


def test_a_pickled_copy_is_the_same_stream(stream: Stream) -> None:
    stream.append(envelopes("a"))
    with closing(pickle.loads(pickle.dumps(stream))) as copy:
        assert copy.identity() == stream.identity()
        copy.append(envelopes("b"))
        assert values(copy.read(0, 0, 5)) == values(stream.read(0, 0, 5)) == ["a", "b"]


def test_an_unknown_partition_is_an_error_that_names_the_stream(stream: Stream) -> None:
    with pytest.raises(StreamError, match=stream.name):
        stream.read(7, 0, 1)
    with pytest.raises(StreamError, match=stream.name):
        stream.end(7)


def test_a_closed_stream_says_so(place: Place) -> None:
    stream = place.create()
    stream.append(envelopes("a"))
    stream.close()
    with pytest.raises(StreamError, match="closed"):
        stream.read(0, 0, 1)
    with pytest.raises(StreamError, match="closed"):
        stream.append(envelopes("b"))
