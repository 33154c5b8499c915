"""A stream in memory, with gaps, a lost beginning or another identity where a test wants them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from schemas.errors import RangeGoneError
from streams import Envelope, Record

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class MemoryStream:
    """Holds records of one partition; `gap` skips an offset as a compacted or aborted record does."""

    def __init__(self, name: str, identity: str = "one") -> None:
        self.name = name
        self.identified = identity
        self.first = 0
        self.next = 0
        self.records: list[Record] = []

    def identity(self) -> str:
        return self.identified

    def partitions(self) -> Sequence[int]:
        return (0,)

    def start(self, partition: int) -> int:
        return self.first

    def end(self, partition: int) -> int:
        return self.next

    def append(self, records: Sequence[Envelope]) -> Sequence[int]:
        first = self.next
        for one in records:
            self.records.append(Record(self.next, one.key, one.value, one.headers, NOW))
            self.next += 1
        return range(first, self.next)

    def gap(self, width: int = 1) -> None:
        self.next += width

    def read(self, partition: int, start: int, limit: int) -> Sequence[Record]:
        if start < self.first:
            raise RangeGoneError(f"stream {self.name}: offset {start} is gone")
        return [record for record in self.records if record.offset >= start][:limit]

    def trim(self, partition: int, below: int) -> None:
        self.first = max(self.first, below)
        self.records = [record for record in self.records if record.offset >= below]

    def close(self) -> None:
        """Nothing is open."""
