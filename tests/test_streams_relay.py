"""What the relay owes to the spool and to the stream."""

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from articles import article

from schemas.errors import RangeGoneError, RecordTooLargeError, StreamError
from schemas.failure import MAX_PAYLOAD_BYTES, Failure
from schemas.wire import ARTICLES, FAILURES, decode_failure, encode_article, encode_failure
from streams import Envelope, Record
from streams.embedded import EmbeddedLog, EmbeddedStream
from streams.relay import Relay, RelayReport

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Picky:
    """A stream that takes values up to a length, and is away when told so."""

    def __init__(self, stream: EmbeddedStream, longest: int = 10**9) -> None:
        self.name = stream.name
        self.stream = stream
        self.longest = longest
        self.away = 0

    def append(self, records: Sequence[Envelope]) -> Sequence[int]:
        if self.away:
            self.away -= 1
            raise StreamError(f"stream {self.name}: away")
        refused = tuple(place for place, one in enumerate(records) if len(one.value) > self.longest)
        offsets = self.stream.append([one for one in records if len(one.value) <= self.longest])
        if refused:
            raise RecordTooLargeError("too large", refused)
        return offsets

    def records(self) -> Sequence[Record]:
        return self.stream.read(0, 0, 1000)

    def keys(self) -> list[str | None]:
        return [record.key for record in self.records()]


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[EmbeddedLog]:
    """The connectors' outbox."""
    log = EmbeddedLog(tmp_path / "spool.db")
    yield log
    log.close()


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Picky]:
    """The stream that others read."""
    log = EmbeddedLog(tmp_path / "target.db")
    yield Picky(log.stream(ARTICLES))
    log.close()


def relay(spool: EmbeddedLog, target: Picky, name: str = ARTICLES) -> Relay:
    return Relay(spool.stream(name), spool, target, clock=lambda: NOW)  # type: ignore[arg-type]


def envelopes(count: int) -> list[Envelope]:
    return [Envelope(f"key-{n}", str(n).encode(), (("ce_id", str(n).encode()),)) for n in range(count)]


def failures(spool: EmbeddedLog) -> list[Failure]:
    return [decode_failure(record.value) for record in spool.stream(FAILURES).read(0, 0, 100)]


def test_everything_is_published_in_order_as_it_stands(spool: EmbeddedLog, target: Picky) -> None:
    spool.stream(ARTICLES).append(envelopes(10))
    one = relay(spool, target)
    assert one.relay_once(4) == RelayReport(4, 0, 4)
    assert one.lag() == 6
    assert one.relay_once() == RelayReport(6, 0, 10)
    assert one.relay_once() == RelayReport(0, 0, 10)
    published = [(record.key, record.value, record.headers) for record in target.records()]
    assert published == [(one.key, one.value, one.headers) for one in envelopes(10)]


def test_the_position_outlives_the_relay(spool: EmbeddedLog, target: Picky) -> None:
    spool.stream(ARTICLES).append(envelopes(5))
    relay(spool, target).relay_once(3)
    assert relay(spool, target).relay_once().position == 5
    assert target.keys() == [f"key-{n}" for n in range(5)]


def test_each_stream_has_a_position_of_its_own(spool: EmbeddedLog, target: Picky) -> None:
    spool.stream(ARTICLES).append(envelopes(5))
    spool.stream(FAILURES).append(envelopes(2))
    relay(spool, target).relay_once()
    assert relay(spool, target, FAILURES).position() == 0
    assert relay(spool, target).position() == 5


def test_a_crash_before_the_mark_publishes_again_under_the_same_id(
    spool: EmbeddedLog, target: Picky, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool.stream(ARTICLES).append(envelopes(3))
    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedLog, "commit", _power_cut)
        with pytest.raises(KeyboardInterrupt):
            relay(spool, target).relay_once()
    relay(spool, target).relay_once()
    ids = [dict(record.headers)["ce_id"] for record in target.records()]
    assert ids == [b"0", b"1", b"2", b"0", b"1", b"2"]


def _power_cut(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_an_article_that_is_refused_becomes_a_failure_and_stops_no_other(spool: EmbeddedLog, target: Picky) -> None:
    large = article("Large", "x" * 5000)
    spool.stream(ARTICLES).append(
        [encode_article(article("One")), encode_article(large), encode_article(article("Two"))]
    )
    target.longest = 4000
    assert relay(spool, target).relay_once() == RelayReport(2, 1, 3)
    (failure,) = failures(spool)
    assert (failure.stage, failure.reason) == ("publish", "refused_by_stream")
    assert (failure.article_id, failure.version_id) == (large.article_id, large.version_id)
    assert failure.payload == encode_article(large).value
    assert failure.failed_at == NOW
    assert len(target.records()) == 2


def test_a_refused_payload_is_cut(spool: EmbeddedLog, target: Picky) -> None:
    spool.stream(ARTICLES).append([Envelope("key", b"x" * (MAX_PAYLOAD_BYTES + 1))])
    target.longest = 100
    relay(spool, target).relay_once()
    (failure,) = failures(spool)
    assert failure.payload == b"x" * MAX_PAYLOAD_BYTES
    assert "payload cut" in failure.detail


def test_a_refused_failure_is_published_without_its_payload(spool: EmbeddedLog, target: Picky) -> None:
    failure = Failure(stage="fetch", reason="too_large", detail="huge", failed_at=NOW, payload=b"x" * 5000)
    spool.stream(FAILURES).append([encode_failure(failure, "id-1")])
    target.longest = 2000
    one = relay(spool, target, FAILURES)
    assert one.relay_once() == RelayReport(0, 1, 1)
    assert one.relay_once() == RelayReport(1, 0, 2)
    published = decode_failure(target.records()[0].value)
    assert (published.reason, published.payload) == ("too_large", None)
    assert "payload of 5000 bytes refused" in published.detail


def test_a_failure_that_cannot_be_made_smaller_stops_loudly(spool: EmbeddedLog, target: Picky) -> None:
    failure = Failure(stage="fetch", reason="timeout", detail="x" * 500, failed_at=NOW)
    spool.stream(FAILURES).append([encode_failure(failure, "id-1")])
    target.longest = 100
    one = relay(spool, target, FAILURES)
    with pytest.raises(StreamError, match=r"raise max\.message\.bytes"):
        one.relay_once()
    assert one.position() == 0


def test_a_full_spool_is_drained(tmp_path: Path, target: Picky) -> None:
    roomy = EmbeddedLog(tmp_path / "full.db")
    roomy.stream(ARTICLES).append([Envelope("large", b"x" * 5000), *envelopes(3)])
    roomy.close()
    spool = EmbeddedLog(tmp_path / "full.db", budget_bytes=1)
    target.longest = 1000
    assert relay(spool, target).relay_once() == RelayReport(3, 1, 4)
    assert [failure.reason for failure in failures(spool)] == ["refused_by_stream"]
    spool.close()


def test_records_trimmed_unpublished_stop_the_relay(spool: EmbeddedLog, target: Picky) -> None:
    outbox = spool.stream(ARTICLES)
    outbox.append(envelopes(4))
    outbox.trim(0, 2)
    with pytest.raises(RangeGoneError):
        relay(spool, target).run(threading.Event())


def test_a_target_that_was_away_gets_everything(
    spool: EmbeddedLog, target: Picky, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.relay.FIRST_BACKOFF_SECONDS", 0.001)
    outbox = spool.stream(ARTICLES)
    outbox.append(envelopes(3))
    target.away = 3
    stop = threading.Event()
    running = threading.Thread(target=relay(spool, target).run, args=(stop,))
    running.start()
    while relay(spool, target).position() < 3:
        stop.wait(0.01)
    outbox.append(envelopes(2))
    while relay(spool, target).position() < 5:
        stop.wait(0.01)
    stop.set()
    running.join()
    assert target.keys() == ["key-0", "key-1", "key-2", "key-0", "key-1"]
