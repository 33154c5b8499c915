"""Stand between the halves: what connectors append, pipelines read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

import msgspec

from schemas.wire import Envelope, Headers

__all__ = ["Change", "Envelope", "Record", "Spool", "Stream"]


class Record(msgspec.Struct, frozen=True):
    """One record as read: `offset` is its place in its partition, `appended_at` is UTC."""

    offset: int
    key: str | None
    value: bytes
    headers: Headers
    appended_at: datetime


@runtime_checkable
class Stream(Protocol):
    """An append-only log in partitions. Offsets rise, are never reused, and may have gaps.

    Every method raises StreamError (or a child of it) when the stream cannot be reached, naming it.
    """

    name: str

    def identity(self) -> str:
        """Return an id that changes when the stream is deleted and re-created under its name."""

    def partitions(self) -> Sequence[int]:
        """Return the numbers of the partitions."""

    def start(self, partition: int) -> int:
        """Return the lowest offset still held."""

    def end(self, partition: int) -> int:
        """Return the offset that the next record will have at the least."""

    def append(self, records: Sequence[Envelope]) -> Sequence[int]:
        """Append in order; when it returns, all are durable. Returns their offsets.

        Raises RecordTooLargeError for records that the stream never takes; all others are durable then.
        """

    def read(self, partition: int, start: int, limit: int) -> Sequence[Record]:
        """Return up to `limit` records from `start` on, in order; fewer only at the end.

        Raises RangeGoneError when `start` lies below the lowest offset still held.
        """

    def trim(self, partition: int, below: int) -> None:
        """Give up the records below an offset."""

    def close(self) -> None:
        """Let go of files and connections; the stream cannot be used afterwards."""


class Change(msgspec.Struct, frozen=True):
    """One value of the connectors' state: put under (`table`, `key`), or deleted when `value` is None."""

    table: str
    key: str
    value: bytes | None


class Spool(Protocol):
    """The connectors' outbox: their state and what they publish change together or not at all."""

    def get(self, table: str, key: str) -> bytes | None:
        """Return one value of the connectors' state."""

    def get_many(self, table: str, keys: Iterable[str]) -> Mapping[str, bytes]:
        """Return the values of those keys of a table that have one."""

    def scan(self, table: str, prefix: str = "") -> Sequence[tuple[str, bytes]]:
        """Return all (key, value) of a table whose key begins with `prefix`, by key."""

    def commit(self, changes: Sequence[Change], appends: Mapping[str, Sequence[Envelope]]) -> None:
        """Apply `changes` and append to the named streams in ONE durable transaction."""
