"""Read at once what will be asked for one by one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol


class Readable(Protocol):
    """State that can be read; a spool is."""

    def get(self, table: str, key: str) -> bytes | None:
        """Return one value."""

    def get_many(self, table: str, keys: Iterable[str]) -> Mapping[str, bytes]:
        """Return the values of those keys of a table that have one."""

    def scan(self, table: str, prefix: str = "") -> Sequence[tuple[str, bytes]]:
        """Return all (key, value) of a table whose key begins with `prefix`, by key."""


class ReadAhead:
    """State of which some was read ahead; the rest is read when it is asked for.

    It holds what was true when it was read: for one document, on the thread that alone writes.
    """

    def __init__(self, state: Readable) -> None:
        self._state = state
        self._read: dict[tuple[str, str], bytes | None] = {}

    def read(self, table: str, keys: Iterable[str]) -> Mapping[str, bytes]:
        """Read keys of a table in a few queries; return the values of those that have one."""
        asked = set(keys)
        found = self._state.get_many(table, asked)
        self._read.update({(table, key): found.get(key) for key in asked})
        return found

    def get(self, table: str, key: str) -> bytes | None:
        """Return one value."""
        if (table, key) in self._read:
            return self._read[table, key]
        return self._state.get(table, key)

    def get_many(self, table: str, keys: Iterable[str]) -> Mapping[str, bytes]:
        """Return the values of those keys of a table that have one."""
        return self._state.get_many(table, keys)

    def scan(self, table: str, prefix: str = "") -> Sequence[tuple[str, bytes]]:
        """Return all (key, value) of a table whose key begins with `prefix`, by key."""
        return self._state.scan(table, prefix)
