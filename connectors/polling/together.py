"""Gather what several pieces of work commit, so that it goes into one transaction."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from schemas.errors import RecordTooLargeError, SpoolFullError, StreamError
from streams import Change, Envelope, Spool


class Share(msgspec.Struct):
    """What one piece of work committed, in order; `error` is why it is not in the spool after all."""

    changes: list[Change] = []
    appends: dict[str, list[Envelope]] = {}
    error: Exception | None = None


class Together:
    """A spool that keeps back what is committed until `flush`, and already shows it to whoever reads.

    One thread works with it; any may read. `begin` starts the share of another piece of work.
    """

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._shares: list[Share] = []
        self._fresh: dict[tuple[str, str], bytes | None] = {}
        self.size = 0
        """Bytes of the values that are kept back."""

    def begin(self) -> Share:
        """Return the share that takes up what is committed from now on."""
        self._shares.append(Share())
        return self._shares[-1]

    def commit(self, changes: Sequence[Change], appends: Mapping[str, Sequence[Envelope]]) -> None:
        """Keep changes with what is to be appended, durable once `flush` has returned without an error of the share."""
        share = self._shares[-1]
        share.changes.extend(changes)
        for name, envelopes in appends.items():
            share.appends.setdefault(name, []).extend(envelopes)
            self.size += sum(len(envelope.value) for envelope in envelopes)
        self._fresh.update({(change.table, change.key): change.value for change in changes})

    def flush(self) -> None:
        """Commit all shares in one transaction.

        When one of them is at fault, or the spool is full, each is committed by itself, so that no share fails for
        another's sake. What could not be committed says so in its `error`.
        """
        shares = [share for share in self._shares if share.changes or share.appends]
        try:
            self._commit(shares)
        except (RecordTooLargeError, SpoolFullError) as error:
            self._one_by_one(shares, error)
        except StreamError as error:
            for share in shares:
                share.error = error
        except Exception as error:  # noqa: BLE001 - it is told to whoever's share it is
            self._one_by_one(shares, error)
        self._shares, self._fresh, self.size = [], {}, 0

    def get(self, table: str, key: str) -> bytes | None:
        """Return one value of the connectors' state."""
        try:
            return self._fresh[table, key]
        except KeyError:
            return self._spool.get(table, key)

    def get_many(self, table: str, keys: Iterable[str]) -> Mapping[str, bytes]:
        """Return the values of those keys of a table that have one."""
        asked, fresh = list(keys), self._fresh
        found = dict(self._spool.get_many(table, [key for key in asked if (table, key) not in fresh]))
        told = {key: fresh[table, key] for key in asked if (table, key) in fresh}
        return found | {key: value for key, value in told.items() if value is not None}

    def scan(self, table: str, prefix: str = "") -> Sequence[tuple[str, bytes]]:
        """Return all (key, value) of a table whose key begins with `prefix`, by key."""
        told = {key: value for (where, key), value in self._fresh.items() if where == table and key.startswith(prefix)}
        found = {**dict(self._spool.scan(table, prefix)), **told}
        return sorted((key, value) for key, value in found.items() if value is not None)

    def _one_by_one(self, shares: Sequence[Share], error: Exception) -> None:
        for share in shares:
            try:
                if len(shares) == 1:
                    raise error
                self._commit([share])
            except Exception as own:  # noqa: BLE001 - it is told to whoever's share it is
                share.error = own

    def _commit(self, shares: Sequence[Share]) -> None:
        changes = [change for share in shares for change in share.changes]
        appends: dict[str, list[Envelope]] = {}
        for share in shares:
            for name, envelopes in share.appends.items():
                appends.setdefault(name, []).extend(envelopes)
        if changes or appends:
            self._spool.commit(changes, appends)
