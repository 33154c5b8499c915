"""What only a stream in Apache Kafka does."""

import gc
import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kafka import KafkaAdminClient, KafkaProducer
from kafka.producer.future import FutureRecordMetadata

from schemas.errors import ConfigurationError, StreamError
from streams import Envelope
from streams.embedded import EmbeddedLog
from streams.kafka import KafkaStream, create_topic
from streams.relay import Relay

if TYPE_CHECKING:
    from kafka_broker import KafkaBroker

pytest_plugins = ("kafka_fixture",)

NOBODY = "127.0.0.1:1"
"""An address at which nothing listens."""

# kafka-python leaves each socket that could not connect to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture(autouse=True)
def _collected(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Have the garbage collected while the warning about it is still filtered."""
    # A log record that is kept for the report keeps the sockets too.
    caplog.set_level(logging.CRITICAL, "kafka")
    yield
    gc.collect()


@pytest.fixture
def options(broker: "KafkaBroker") -> Mapping[str, object]:
    """What reaches the broker."""
    return {"bootstrap_servers": broker.bootstrap}


@pytest.fixture
def stream(request: pytest.FixtureRequest, options: Mapping[str, object]) -> Iterator[KafkaStream]:
    """An empty stream of three partitions."""
    name = request.node.originalname
    create_topic(name, options, partitions=3)
    with closing(KafkaStream(name, options)) as stream:
        yield stream


def in_transaction(producer: KafkaProducer, stream: KafkaStream, *values: str, commit: bool) -> None:
    producer.begin_transaction()
    sent = [producer.send(stream.name, value.encode(), b"key", partition=0) for value in values]
    assert all(isinstance(one, FutureRecordMetadata) for one in sent)
    producer.flush()
    producer.commit_transaction() if commit else producer.abort_transaction()


def until_decided(stream: KafkaStream, end: int) -> None:
    """Wait until the end has come to an offset: a broker answers a commit before it has written that it is one."""
    while stream.end(0) < end:
        time.sleep(0.01)


@pytest.fixture
def transactional(options: Mapping[str, object], request: pytest.FixtureRequest) -> Iterator[KafkaProducer]:
    """A foreign producer that uses transactions."""
    producer = KafkaProducer(**options, transactional_id=request.node.name)
    producer.init_transactions()
    yield producer
    producer.close()


@pytest.mark.kafka
def test_offsets_have_gaps_where_transactions_end(stream: KafkaStream, transactional: KafkaProducer) -> None:
    in_transaction(transactional, stream, "a", "b", commit=True)
    in_transaction(transactional, stream, "never", commit=False)
    in_transaction(transactional, stream, "c", commit=True)
    until_decided(stream, 7)
    assert [(one.offset, one.value) for one in stream.read(0, 0, 10)] == [(0, b"a"), (1, b"b"), (5, b"c")]
    assert stream.end(0) == 7
    assert [one.value for one in stream.read(0, 2, 10)] == [b"c"]
    assert stream.read(0, 6, 10) == []


@pytest.mark.kafka
def test_an_open_transaction_holds_the_end_back(stream: KafkaStream, transactional: KafkaProducer) -> None:
    transactional.begin_transaction()
    transactional.send(stream.name, b"pending", partition=0).get(10)
    assert stream.end(0) == 0
    assert stream.read(0, 0, 10) == []
    transactional.commit_transaction()
    until_decided(stream, 2)
    assert [one.value for one in stream.read(0, 0, 10)] == [b"pending"]


@pytest.mark.kafka
def test_what_foreign_producers_leave_out_reads_as_empty(stream: KafkaStream, options: Mapping[str, object]) -> None:
    with KafkaProducer(**options) as producer:
        producer.send(stream.name, None, b"\xff", partition=1).get(10)
        producer.send(stream.name, b"no key", partition=1).get(10)
    first, second = stream.read(1, 0, 5)
    assert (first.key, first.value, first.headers) == ("\ufffd", b"", ())
    assert second.key is None


@pytest.mark.kafka
def test_one_key_stays_in_one_partition_in_order(stream: KafkaStream) -> None:
    stream.append([Envelope(f"key-{n % 7}", str(n).encode()) for n in range(70)])
    read = {partition: stream.read(partition, 0, 100) for partition in stream.partitions()}
    assert sum(map(len, read.values())) == 70
    for partition, records in read.items():
        for key in {record.key for record in records}:
            numbers = [int(record.value) for record in records if record.key == key]
            assert numbers == sorted(numbers)
            assert len(numbers) == 10, f"{key} stands in more partitions than {partition}"


@pytest.mark.kafka
def test_brokers_stamp_the_records(stream: KafkaStream) -> None:
    stream.append([Envelope("key", b"value")])
    (record,) = (one for partition in stream.partitions() for one in stream.read(partition, 0, 1))
    assert record.appended_at.timestamp() == pytest.approx(time.time(), abs=3600)
    assert record.appended_at.tzinfo is not None


@pytest.mark.kafka
def test_lag_tools_see_the_committed_offsets(stream: KafkaStream, options: Mapping[str, object]) -> None:
    stream.append([Envelope(str(n), b"value") for n in range(9)])
    stream.commit_group({0: 2, 2: 1})
    with KafkaAdminClient(**options) as admin:
        found = admin.list_group_offsets(["watchfloor"])["watchfloor"]
    offsets = {place.partition: one.offset for place, one in found.items() if place.topic == stream.name}
    assert offsets == {0: 2, 2: 1}


@pytest.mark.kafka
def test_a_topic_that_nobody_created_is_named_with_the_remedy(options: Mapping[str, object]) -> None:
    with closing(KafkaStream("nobody-created-this", options)) as stream:
        for use in (stream.identity, lambda: stream.append([Envelope("a", b"b")]), lambda: stream.read(0, 0, 1)):
            with pytest.raises(StreamError, match=r"nobody-created-this: no such topic.*create it"):
                use()


@pytest.mark.kafka
def test_a_topic_is_created_once(options: Mapping[str, object]) -> None:
    assert create_topic("created-once", options, partitions=2)
    assert not create_topic("created-once", options, partitions=5)
    with closing(KafkaStream("created-once", options)) as stream:
        assert list(stream.partitions()) == [0, 1]


@pytest.mark.kafka
def test_a_relay_and_a_reader_ride_over_a_killed_broker(
    broker: "KafkaBroker", stream: KafkaStream, tmp_path: Path
) -> None:
    spool = EmbeddedLog(tmp_path / "stream.db")
    outbox = spool.stream(stream.name)
    outbox.append([Envelope(f"key-{n % 50}", str(n).encode()) for n in range(3000)])
    relay = Relay(outbox, spool, stream)
    stop = threading.Event()
    running = threading.Thread(target=relay.run, args=(stop,))
    running.start()
    while relay.position() < 500:
        time.sleep(0.01)
    broker.kill()
    broker.start()
    while relay.lag():
        time.sleep(0.05)
    stop.set()
    running.join()
    first_seen = dict.fromkeys(int(value) for value in _values(stream))
    assert sorted(first_seen) == list(range(3000))
    for key in range(50):
        numbers = [number for number in first_seen if number % 50 == key]
        assert numbers == sorted(numbers)
    spool.close()


def _values(stream: KafkaStream) -> Iterator[bytes]:
    for partition in stream.partitions():
        start = 0
        while records := stream.read(partition, start, 500):
            yield from (record.value for record in records)
            start = records[-1].offset + 1


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "bootstrap_servers is not set"),
        ({"bootstrap_server": NOBODY, "bootstrap_servers": NOBODY}, "unknown setting bootstrap_server; did you mean"),
        ({"bootstrap_servers": NOBODY, "acks": 1}, "acks is decided by Watchfloor"),
        ({"bootstrap_servers": NOBODY, "security_protocol": "TLS"}, "security_protocol is 'TLS', it must be one of"),
        ({"bootstrap_servers": NOBODY, "sasl_mechanism": "plain"}, "sasl_mechanism is 'plain'"),
        ({"bootstrap_servers": NOBODY, "ssl_cafile": "/nowhere/ca.pem"}, "ssl_cafile: no file /nowhere/ca.pem"),
        ({"bootstrap_servers": NOBODY, "request_timeout_ms": "9"}, "request_timeout_ms is '9', it must be a whole"),
        ({"bootstrap_servers": NOBODY, "ssl_check_hostname": 0}, "ssl_check_hostname is 0, it must be true or false"),
    ],
)
def test_a_setting_that_would_be_misread_is_refused(settings: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        KafkaStream("news.articles", settings)


def test_nothing_connects_before_the_first_call() -> None:
    before = threading.active_count()
    stream = KafkaStream("news.articles", {"bootstrap_servers": NOBODY, "sasl_plain_password": "secret"})
    assert threading.active_count() == before
    assert "secret" not in repr(stream)
    stream.close()


def test_an_attempt_that_fails_leaves_no_thread_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.kafka.PATIENCE_SECONDS", 0.1)
    before = threading.active_count()
    settings = {"bootstrap_servers": NOBODY, "bootstrap_timeout_ms": 100}
    with closing(KafkaStream("news.articles", settings)) as stream:
        with pytest.raises(StreamError, match=r"news\.articles: .*are the brokers at 127\.0\.0\.1:1 up"):
            stream.identity()
        with pytest.raises(StreamError, match=r"news\.articles"):
            stream.append([Envelope("key", b"value")])
    assert threading.active_count() == before
