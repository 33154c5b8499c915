from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schemas.wire import Envelope
from streams import Record
from watchfloor.retention import Retention, first_since

NOW = datetime(2026, 11, 24, tzinfo=UTC)


class Listed:
    """A stream of records that were appended so many hours ago; offsets may have gaps."""

    name = "listed"

    def __init__(self, ages: Sequence[int], step: int = 1) -> None:
        self.records = [
            Record(index * step, None, b"", (), NOW - timedelta(hours=age)) for index, age in enumerate(ages)
        ]
        self.trimmed = 0

    def identity(self) -> str:
        return "x"

    def partitions(self) -> Sequence[int]:
        return (0,)

    def start(self, partition: int) -> int:
        return self.trimmed

    def end(self, partition: int) -> int:
        return self.records[-1].offset + 1 if self.records else 0

    def append(self, records: Sequence[Envelope]) -> Sequence[int]:
        raise AssertionError("nothing is appended here")

    def read(self, partition: int, start: int, limit: int) -> Sequence[Record]:
        return [record for record in self.records if record.offset >= start][:limit]

    def trim(self, partition: int, below: int) -> None:
        self.trimmed = below

    def close(self) -> None:
        raise AssertionError("nobody closes this")


@given(st.lists(st.integers(0, 400)), st.integers(1, 3), st.integers(0, 400))
def test_bisection_finds_what_a_scan_finds(ages: list[int], step: int, keep: int) -> None:
    stream = Listed(sorted(ages, reverse=True), step)
    moment = NOW - timedelta(hours=keep)
    found = first_since(stream, 0, 0, stream.end(0), moment)
    older = [record for record in stream.records if record.appended_at < moment]
    younger = [record for record in stream.records if record.appended_at >= moment]
    assert all(record.offset < found for record in older)
    assert all(record.offset >= found for record in younger)


def test_what_is_not_committed_is_never_trimmed() -> None:
    stream = Listed([500, 400, 300, 1])
    assert Retention([stream], timedelta(days=7)).apply({("listed", 0): 2}, NOW) == 2
    assert stream.trimmed == 2


def test_committed_records_stay_as_long_as_they_are_kept() -> None:
    stream = Listed([500, 400, 100, 1])
    Retention([stream], timedelta(days=7)).apply({("listed", 0): 4}, NOW)
    assert stream.trimmed == 2


def test_what_nobody_commits_goes_by_age_alone() -> None:
    stream = Listed([500, 400, 100, 1])
    assert Retention([], timedelta(days=7), unread=[stream]).apply({}, NOW) == 2
    assert stream.trimmed == 2


def test_it_looks_once_an_hour_whatever_the_clock_does() -> None:
    stream = Listed([500, 400])
    retention = Retention([stream], timedelta(days=7))
    assert retention.apply({}, NOW) == 0
    assert retention.apply({("listed", 0): 2}, NOW + timedelta(minutes=59)) == 0
    assert retention.apply({("listed", 0): 2}, NOW - timedelta(days=1)) == 2
