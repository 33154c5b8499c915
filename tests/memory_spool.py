"""A spool in memory, which refuses what a test says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from streams import Change, Envelope


class MemorySpool:
    """A spool in memory that counts its transactions; `refuse` returns why one cannot be made."""

    def __init__(self) -> None:
        self.state: dict[tuple[str, str], bytes] = {}
        self.streams: dict[str, list[Envelope]] = {}
        self.transactions = 0

    def refuse(self, changes: Sequence[Change], appends: Mapping[str, Sequence[Envelope]]) -> Exception | None:
        return None

    def get(self, table: str, key: str) -> bytes | None:
        return self.state.get((table, key))

    def get_many(self, table: str, keys: Iterable[str]) -> Mapping[str, bytes]:
        return {key: self.state[table, key] for key in keys if (table, key) in self.state}

    def scan(self, table: str, prefix: str = "") -> Sequence[tuple[str, bytes]]:
        found = {key: value for (where, key), value in self.state.items() if where == table and key.startswith(prefix)}
        return sorted(found.items())

    def commit(self, changes: Sequence[Change], appends: Mapping[str, Sequence[Envelope]]) -> None:
        self.transactions += 1
        if (error := self.refuse(changes, appends)) is not None:
            raise error
        for change in changes:
            if change.value is None:
                self.state.pop((change.table, change.key), None)
            else:
                self.state[change.table, change.key] = change.value
        for name, envelopes in appends.items():
            self.streams.setdefault(name, []).extend(envelopes)


class RefusingSpool(MemorySpool):
    """A spool that refuses what is about the key `bad`, and appends when it is full."""

    def __init__(self, error: Exception, *, full: bool = False) -> None:
        super().__init__()
        self._error = error
        self._full = full

    def refuse(self, changes: Sequence[Change], appends: Mapping[str, Sequence[Envelope]]) -> Exception | None:
        if self._full:
            return self._error if appends else None
        return self._error if any(change.key == "bad" for change in changes) else None
