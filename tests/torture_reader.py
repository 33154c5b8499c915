"""Read a lake with DuckDB again and again while its writers are killed, checking P2, P3, P4 at each pass."""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import msgspec
from torture_appender import Acks, stop_path

from pipelines.lake.layout import LATEST, Layout

ACK_SECONDS = 20.0
KEPT = 20
"""At most so many violations are kept."""

Row = tuple[str, int, int, int]
"""Stream, partition, offset, batch."""


class Readings(msgspec.Struct, frozen=True):
    """How often the lake was read, the most rows seen at once, and what was wrong."""

    passes: int
    most_rows: int
    wrong: tuple[str, ...]


def readings_path(home: Path) -> Path:
    """Return where the reader leaves its result."""
    return home / "readings.json"


def read_until_stopped(home: Path) -> None:
    """Read pass after pass, once more after the stop, then leave the result."""
    reader, parent = Reader(home), os.getppid()
    while True:
        last = stop_path(home).exists() or os.getppid() != parent
        reader.read()
        if last:
            break
        time.sleep(0.01)
    result = Readings(reader.passes, reader.most_rows, tuple(reader.wrong[:KEPT]))
    readings_path(home).write_bytes(msgspec.json.encode(result))


class Reader:
    """Reads a lake as any program would, and remembers what it was promised."""

    def __init__(self, home: Path) -> None:
        self.passes = 0
        self.most_rows = 0
        self.wrong: list[str] = []
        self._layout = Layout(home)
        self._acks = Acks(home)
        self._promised = (0, 0)

    def read(self) -> None:
        """Read once, if the lake has been made yet."""
        if not _is_readable(self._layout):
            return
        self.passes += 1
        before = _latest(self._layout)
        try:
            rows = _all_rows(self._layout)
        except duckdb.Error as error:
            self.wrong.append(f"pass {self.passes}: P3: unreadable: {error}")
            return
        after = _latest(self._layout)
        self._acks.read_on()
        self.most_rows = max(self.most_rows, len(rows))
        found = [*_twice(rows), *_not_one_batch(rows, before, after), *_not_a_prefix(rows, before, self._acks)]
        self.wrong += [f"pass {self.passes}: {what}" for what in [*found, *self._late(rows)]]
        self._promised = before, sum(row[3] <= before for row in rows)

    def _late(self, rows: list[Row]) -> Iterator[str]:
        latest, count = self._promised
        now = sum(row[3] <= latest for row in rows)
        if now != count:
            yield f"P4: LATEST said {latest} and {count} rows of it were visible, now {now} are"


def _is_readable(layout: Layout) -> bool:
    # From the first start on: each table has its empty file, and LATEST exists.
    furniture = [layout.table(table) / "day=1970-01-01" / "schema.parquet" for table in ("articles", "failures")]
    return (layout.lake / LATEST).exists() and all(path.exists() for path in furniture)


def _all_rows(layout: Layout) -> list[Row]:
    globs = [f"{layout.table(table)}/*/*.parquet" for table in ("articles", "failures")]
    query = 'SELECT stream, "partition", "offset", batch FROM read_parquet(?, union_by_name = true)'
    with duckdb.connect(config={"threads": 1}) as connection:
        return connection.execute(query, [globs]).fetchall()


def _latest(layout: Layout) -> int:
    return int((layout.lake / LATEST).read_text())


def _twice(rows: list[Row]) -> Iterator[str]:
    for place, times in Counter(row[:3] for row in rows).items():
        if times > 1:
            yield f"P2: {place} occurs {times} times"


def _not_one_batch(rows: list[Row], before: int, after: int) -> Iterator[str]:
    # A glob takes time: what became visible meanwhile may be seen in part, up to the one batch after the newest.
    newest = max((row[3] for row in rows), default=0)
    if newest > after + 1:
        yield f"P4: rows of batch {newest} are visible, LATEST was {before} before and {after} afterwards"


def _not_a_prefix(rows: list[Row], latest: int, acks: Acks) -> Iterator[str]:
    for stream in {row[0] for row in rows}:
        name = stream.partition("@")[0]
        mine = {offset: batch for place, _, offset, batch in rows if place == stream}
        whole = {offset for offset, batch in mine.items() if batch <= latest}
        if not acks.wait_for(name, max(mine), ACK_SECONDS):
            yield f"P1: {stream} offset {max(mine)} is in the lake, and was never acknowledged"
            continue
        wanted = {offset for offset, one in acks.expected[name].items() if one.outcome != "repeat"}
        if whole and whole != {offset for offset in wanted if offset <= max(whole)}:
            yield f"P4: rows up to batch {latest} of {stream} are no prefix of it"
        if not set(mine) <= wanted:
            yield f"P1: {stream}: rows of repeats: {sorted(set(mine) - wanted)[:5]}"


if __name__ == "__main__":
    read_until_stopped(Path(sys.argv[1]))
