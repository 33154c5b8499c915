"""Tell how far a home has come: lag, freshness, what landed."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime

import msgspec

from pipelines.lake.layout import LATEST
from pipelines.lake.ledger import Ledger
from schemas.errors import LakeError
from watchfloor.home import Home
from watchfloor.streams import PROCESSED, stream_opener


class PartitionStatus(msgspec.Struct, frozen=True):
    """One partition: `lag` in records, `waiting_seconds` of its oldest record that is not committed."""

    stream: str
    partition: int
    committed: int
    end: int
    lag: int
    waiting_seconds: float | None
    rows: int
    failures: int
    repeats: int
    gaps: int


class Status(msgspec.Struct, frozen=True):
    """What `watchfloor status` prints; times are UTC."""

    home: str
    batch: int
    latest: int
    last_commit: datetime | None
    files: int
    bytes: int
    stopped: str | None
    writer: str | None
    partitions: tuple[PartitionStatus, ...]


def status_of(home: Home, now: datetime | None = None) -> Status:
    """Return the status of a home without holding its lake; raises LakeError when there is none."""
    moment = now or datetime.now(UTC)
    with closing(Ledger(home.layout.ledger, read_only=True)) as ledger:
        files = ledger.files()
        latest = home.layout.lake / LATEST
        return Status(
            home=str(home.path),
            batch=ledger.last_batch(),
            latest=int(latest.read_text()) if latest.exists() else 0,
            last_commit=ledger.last_planned(),
            files=len(files),
            bytes=sum(file.bytes for file in files),
            stopped=ledger.stopped(),
            writer=ledger.writer(),
            partitions=tuple(_partitions(home, ledger, moment)),
        )


def _partitions(home: Home, ledger: Ledger, now: datetime) -> Sequence[PartitionStatus]:
    if home.configuration.stream == "embedded" and not home.layout.stream.exists():
        raise LakeError(f"{home.layout.stream}: the stream is gone; restore it, or start a new home")
    opener = stream_opener(home)
    found = []
    with ExitStack() as stack:
        for name in PROCESSED:
            stream = stack.enter_context(closing(opener(name)))
            for partition in stream.partitions():
                position = ledger.position(name, partition)
                committed = position.end if position else stream.start(partition)
                waiting = stream.read(partition, committed, 1)
                found.append(
                    PartitionStatus(
                        stream=name,
                        partition=partition,
                        committed=committed,
                        end=stream.end(partition),
                        lag=stream.end(partition) - committed,
                        waiting_seconds=(now - waiting[0].appended_at).total_seconds() if waiting else None,
                        rows=position.rows if position else 0,
                        failures=position.failures if position else 0,
                        repeats=position.repeats if position else 0,
                        gaps=position.gaps if position else 0,
                    )
                )
    return found
