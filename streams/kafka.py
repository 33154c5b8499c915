"""Keep streams in Apache Kafka, a topic each."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import OffsetSpec
from kafka.errors import (
    KafkaError,
    MessageSizeTooLargeError,
    NoError,
    OffsetOutOfRangeError,
    TopicAlreadyExistsError,
    UnknownTopicOrPartitionError,
    for_code,
)
from kafka.structs import OffsetAndMetadata

from schemas.errors import RangeGoneError, RecordTooLargeError, StreamError, StreamReplacedError
from schemas.wire import MAX_VALUE_BYTES
from streams import Envelope, Record
from streams.kafka_clients import Clients
from streams.kafka_settings import check_settings

GROUP = "watchfloor"
PATIENCE_SECONDS = 30.0
"""How long a question or a read rides over a broker that is away; a single node is back within 15 s."""
RETRY_SECONDS = 0.2

_DEFAULTS: Mapping[str, object] = {
    "bootstrap_timeout_ms": 10_000,
    "compression_type": "zstd",
    "batch_size": 256 * 1024,
    "max_request_size": MAX_VALUE_BYTES + 1024 * 1024,
    "max_block_ms": 10_000,
    "request_timeout_ms": 10_000,
    "delivery_timeout_ms": 30_000,
    "reconnect_backoff_max_ms": 1_000,
    # A read knows where the stream ends and waits for nothing; a fetch that waits only delays the next seek.
    "fetch_max_wait_ms": 50,
}
_DECIDED: Mapping[str, object] = {
    # A consumer with a group would fetch offsets that nobody may read back.
    "group_id": None,
    "acks": "all",
    "enable_idempotence": True,
    "allow_auto_create_topics": False,
    "auto_offset_reset": "none",
    "enable_auto_commit": False,
    "isolation_level": "read_committed",
}
_LATEST_TIMESTAMP = 253_402_300_799_999
"""Milliseconds up to the last instant that a datetime can hold: a foreign producer may write any number."""

Answer = TypeVar("Answer")


class KafkaStream:
    """One topic. Nothing connects before the first call; a pickled copy connects anew.

    `append` waits until all in-sync replicas have the records, written once by an idempotent producer.
    Records of one key keep their order whatever fails. Reading goes over explicit ranges, and only over
    committed records: `end` is the last stable offset, and offsets have gaps where transactions end or
    compaction took something. `client_options` carry kafka-python's names; raises ConfigurationError for an
    unknown one. Safe for many threads.
    """

    def __init__(self, name: str, client_options: Mapping[str, object]) -> None:
        check_settings(client_options, _known_settings())
        self.name = name
        self._options = dict(client_options)
        self._first_identity: str | None = None
        self._set_up()

    def identity(self) -> str:
        """Return the topic's id, which the cluster gives to no second topic."""
        found = str(self._describe()["topic_id"])
        if self._first_identity is None:
            self._first_identity = found
        return found

    def partitions(self) -> Sequence[int]:
        """Return the numbers of the partitions."""
        return sorted(int(partition["partition_index"]) for partition in self._describe()["partitions"])

    def start(self, partition: int) -> int:
        """Return the lowest offset still held."""
        return self._offset(partition, OffsetSpec.EARLIEST)

    def end(self, partition: int) -> int:
        """Return the offset up to which every transaction is decided."""
        return self._offset(partition, OffsetSpec.LATEST)

    def append(self, records: Sequence[Envelope]) -> Sequence[int]:
        """Append, wait until all in-sync replicas have all of it; returns the offsets, in the order given.

        Raises RecordTooLargeError, after all other records are durable, when the broker refused some for
        their size; StreamError when it is not known which were written: append them again.
        """
        offsets: dict[int, int] = {}
        refused: list[int] = []
        with self._appending:
            for run in _distinct_keys(records):
                self._publish(run, offsets, refused)
        if refused:
            sizes = ", ".join(f"{records[place].key}: {len(records[place].value)}" for place in refused)
            raise RecordTooLargeError(
                f"stream {self.name}: larger than the topic takes, in bytes by key: {sizes};"
                " raise max.message.bytes of the topic",
                tuple(refused),
            )
        return [offsets[place] for place in range(len(records))]

    def read(self, partition: int, start: int, limit: int) -> Sequence[Record]:
        """Return up to `limit` records from `start` on; fewer only at `end`.

        Raises RangeGoneError when `start` lies below what is held, StreamReplacedError when the topic is not
        the one that this object first saw.
        """
        with self._reading:
            if self._first_identity is None:
                self.identity()
            found = self._fetch(partition, start, self.end(partition), limit)
            # Asked afterwards, because an id never comes back: what was read is of the first topic.
            self._check_same()
            if start < (held := self.start(partition)):
                raise RangeGoneError(
                    f"stream {self.name}: offset {start} of partition {partition} is gone,"
                    f" the lowest still held is {held}"
                )
            if found is None:
                raise StreamError(f"stream {self.name}: the broker refuses offset {start} of partition {partition}")
        return [_record(one) for one in found]

    def trim(self, partition: int, below: int) -> None:
        """Have the brokers delete the records below an offset."""
        bound = min(below, self.end(partition))
        if bound > self.start(partition):
            self._ask(lambda admin: admin.delete_records({self._place(partition): bound}))

    def commit_group(self, offsets: Mapping[int, int]) -> None:
        """Tell lag tools how far the partitions are committed, under `group_id` (default "watchfloor").

        Nothing ever reads them back: where to go on stands in the lake's own database.
        """
        group = str(self._options.get("group_id", GROUP))
        places = {self._place(partition): OffsetAndMetadata(offset, "", -1) for partition, offset in offsets.items()}
        answers = self._ask(lambda admin: admin.alter_group_offsets(group, places))
        for place, error in answers.items():
            if error is not NoError:
                raise StreamError(f"stream {self.name}: group {group} of partition {place.partition}: {error.__name__}")

    def close(self) -> None:
        """Close all connections; the stream cannot be used afterwards."""
        with self._appending, self._reading:
            self._clients.close()

    def __getstate__(self) -> tuple[str, dict[str, object], str | None]:
        return self.name, self._options, self._first_identity

    def __setstate__(self, state: tuple[str, dict[str, object], str | None]) -> None:
        self.name, self._options, self._first_identity = state
        self._set_up()

    def _set_up(self) -> None:
        self._clients = Clients(self.name, {**_DEFAULTS, **self._options, **_DECIDED})
        self._next: tuple[int, int] | None = None
        self._appending, self._reading = threading.Lock(), threading.Lock()

    def _publish(self, batch: Mapping[int, Envelope], offsets: dict[int, int], refused: list[int]) -> None:
        why = self._send(batch, offsets)
        if why is None:
            return
        # One refusal makes the client fail all that follows with the same error, and for good: only a record
        # that is refused alone, by a fresh producer, is known to be too large.
        self._clients.drop(KafkaProducer)
        if not isinstance(why, MessageSizeTooLargeError):
            raise self._told(why) from why
        if len(batch) == 1:
            refused.extend(batch)
            return
        for place in [place for place in batch if place not in offsets]:
            self._publish({place: batch[place]}, offsets, refused)

    def _send(self, batch: Mapping[int, Envelope], offsets: dict[int, int]) -> KafkaError | None:
        why: KafkaError | None = None
        pending = {}
        if not self._clients.has(KafkaProducer):
            self._check_same()
        try:
            producer = self._clients.get(KafkaProducer)
            for place, one in batch.items():
                pending[place] = producer.send(self.name, one.value, one.key.encode(), list(one.headers))
        except KafkaError as error:
            why = error
        for place, future in pending.items():
            # Each ends within delivery_timeout_ms. All are awaited: what is under way when a new producer
            # begins could still be written, after what is sent then.
            try:
                offsets[place] = int(future.get(timeout=None).offset)
            except KafkaError as error:
                why = why or error
        return why

    def _fetch(self, partition: int, start: int, end: int, limit: int) -> list[Any] | None:
        """Return what the consumer delivers, None when the broker refuses the offset."""
        if start >= end or limit <= 0:
            return []
        place = self._place(partition)
        try:
            consumer = self._positioned(partition, start)
            found = self._poll(consumer, place, end, limit)
            self._next = (partition, int(consumer.position(place)))
        except OffsetOutOfRangeError:
            return None
        except KafkaError as error:
            raise self._told(error) from error
        return found

    def _positioned(self, partition: int, start: int) -> Any:
        consumer = self._clients.get(KafkaConsumer)
        place = self._place(partition)
        if consumer.assignment() != {place}:
            consumer.assign([place])
            self._next = None
        # Seeking throws away what was fetched ahead.
        if self._next != (partition, start):
            consumer.seek(place, start)
        self._next = None
        return consumer

    def _poll(self, consumer: Any, place: TopicPartition, end: int, limit: int) -> list[Any]:
        found: list[Any] = []
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(found) < limit and (position := consumer.position(place)) < end:
            polled = consumer.poll(timeout_ms=500, max_records=limit - len(found)).get(place, [])
            found.extend(polled)
            if consumer.position(place) > position:
                deadline = time.monotonic() + PATIENCE_SECONDS
                continue
            # A topic that is gone or was replaced gives no error here, only silence.
            self._check_same()
            if time.monotonic() > deadline:
                raise StreamError(
                    f"stream {self.name}: offset {position} of partition {place.partition} was not delivered in"
                    f" {PATIENCE_SECONDS:.0f} s; is its leader up?"
                )
        return found

    def _check_same(self) -> None:
        if (found := self.identity()) != self._first_identity:
            raise StreamReplacedError(
                f"stream {self.name}: is {found} now and was {self._first_identity}; the topic was deleted and"
                " created anew"
            )

    def _describe(self) -> Mapping[str, Any]:
        topic: Mapping[str, Any] = self._ask(partial(_describe, name=self.name))
        return topic

    def _offset(self, partition: int, which: OffsetSpec) -> int:
        return self._ask(partial(_offset, place=self._place(partition), which=which))

    def _place(self, partition: int) -> TopicPartition:
        return TopicPartition(self.name, partition)

    def _ask(self, question: Callable[[Any], Answer]) -> Answer:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return question(self._clients.get(KafkaAdminClient))
            except KafkaError as error:
                gone = isinstance(error, UnknownTopicOrPartitionError)
                if gone or not error.retriable or time.monotonic() > deadline:
                    raise self._told(error) from error
            time.sleep(RETRY_SECONDS)

    def _told(self, error: KafkaError) -> StreamError:
        where = self._options["bootstrap_servers"]
        if isinstance(error, UnknownTopicOrPartitionError):
            return StreamError(
                f"stream {self.name}: no such topic or partition on {where}; create it (docs/kafka.md), or correct"
                " bootstrap_servers"
            )
        return StreamError(
            f"stream {self.name}: {error}; are the brokers at {where} up, and security_protocol and sasl_* right?"
        )


def create_topic(
    name: str,
    client_options: Mapping[str, object],
    *,
    partitions: int = 1,
    replication: int = 1,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> bool:
    """Create a topic, return False when there is one already; `settings` are the topic's own, by Kafka's names.

    Brokers stamp the records, so that `appended_at` and retention hang on no producer's clock. Raises
    StreamError when the brokers cannot be reached or refuse.
    """
    check_settings(client_options, _known_settings())
    wanted = {
        "num_partitions": partitions,
        "replication_factor": replication,
        "configs": {"message.timestamp.type": "LogAppendTime", **settings},
    }
    with closing(Clients(name, {**_DEFAULTS, **client_options, **_DECIDED})) as clients:
        try:
            clients.get(KafkaAdminClient).create_topics({name: wanted}, wait_for_metadata=True)
        except TopicAlreadyExistsError:
            return False
        except KafkaError as error:
            raise StreamError(f"stream {name}: the topic cannot be created: {error}") from error
    return True


def _known_settings() -> dict[str, object]:
    known: dict[str, object] = {}
    for kind in (KafkaAdminClient, KafkaProducer, KafkaConsumer):
        known |= kind.DEFAULT_CONFIG
    return known


def _distinct_keys(records: Sequence[Envelope]) -> Iterator[dict[int, Envelope]]:
    """Cut into runs in which each key stands once.

    Two records of one key are never under way together, so no failure between them can swap them.
    """
    run: dict[int, Envelope] = {}
    keys: set[str] = set()
    for place, envelope in enumerate(records):
        if envelope.key in keys:
            yield run
            run, keys = {}, set()
        run[place] = envelope
        keys.add(envelope.key)
    if run:
        yield run


def _describe(admin: Any, *, name: str) -> Mapping[str, Any]:
    topic: Mapping[str, Any] = admin.describe_topics([name])[0]
    if topic["error_code"]:
        raise for_code(topic["error_code"])()
    return topic


def _offset(admin: Any, *, place: TopicPartition, which: OffsetSpec) -> int:
    found = admin.list_partition_offsets({place: which}, isolation_level="read_committed")
    return int(found[place].offset)


def _record(found: Any) -> Record:
    stamp = min(max(found.timestamp, 0), _LATEST_TIMESTAMP)
    return Record(
        offset=found.offset,
        key=None if found.key is None else found.key.decode("utf-8", "replace"),
        value=found.value or b"",
        headers=tuple((name, value or b"") for name, value in found.headers),
        appended_at=datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=stamp),
    )
