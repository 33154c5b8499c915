"""Check the promises on the real files of one lake."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.lake.inventory import files_in, staged, unknown_files, visible
from pipelines.lake.layout import LAKE_ID, LATEST, Layout
from pipelines.lake.ledger import BatchCounts, LakeFile, Ledger, Position
from pipelines.lake.staging import Footer, footer_in
from pipelines.lake.tally import SHOWN, Tally
from schemas.table import ARTICLES
from streams import Stream


class Problem(msgspec.Struct, frozen=True):
    """One thing that is not as promised: `where` is a file, an article or a partition with its offset."""

    promise: str
    where: str
    detail: str


class Check(msgspec.Struct, frozen=True):
    """One promise that was checked, on how many things."""

    promise: str
    what: str
    count: int


class Verification(msgspec.Struct, frozen=True):
    """What was checked up to `batch`, and what does not hold; all is well when there are no `problems`."""

    lake: str
    batch: int
    files: int
    rows: int
    failures: int
    repeats: int
    gaps: int
    checks: tuple[Check, ...]
    problems: tuple[Problem, ...]

    def lines(self) -> Sequence[str]:
        """Return the verification as lines for people."""
        counts = f"{self.rows} rows, {self.failures} failures, {self.repeats} repeats, {self.gaps} gaps"
        return (
            f"{self.lake}: {self.files} files up to batch {self.batch}; {counts}",
            *(f"  {check.promise:9} {check.what}: {check.count} checked" for check in self.checks),
            *(f"  BROKEN {one.promise}: {one.where}: {one.detail}" for one in self.problems),
            f"{len(self.problems)} problems" if self.problems else "every promise holds",
        )


def verify(layout: Layout, streams: Mapping[str, Stream] | None = None) -> Verification:
    """Check every file, row and count of a lake against its commit database, and against its streams if given.

    Changes nothing, and may run beside a writer: it judges what was committed when it began. Raises LakeError
    when there is no commit database to compare with.
    """
    with closing(Ledger(layout.ledger, read_only=True)) as ledger:
        committed = _committed(ledger)
        problems = [*_lake_id(layout, committed), *_latest(layout, committed, ledger)]
        problems += _unknown_files(layout, committed, ledger)
    tally = Tally()
    for file in committed.files:
        problems += _file(layout, committed, file, tally)
    problems += [*_lost(committed, tally), *_twice(tally), *_order(tally), *_numbers(committed, tally)]
    problems += _streams(committed, streams or {})
    return Verification(
        lake=committed.lake_id,
        batch=len(committed.batches),
        files=len(committed.files),
        rows=sum(one.rows for one in committed.positions),
        failures=sum(one.failures for one in committed.positions),
        repeats=sum(one.repeats for one in committed.positions),
        gaps=sum(one.gaps for one in committed.positions),
        checks=_checks(committed, tally, streams or {}),
        problems=tuple(problems),
    )


class _Committed(msgspec.Struct, frozen=True):
    """What the commit database said at one moment."""

    lake_id: str
    positions: Sequence[Position]
    batches: Sequence[BatchCounts]
    files: Sequence[LakeFile]
    hidden: frozenset[str]
    revisions: Mapping[str, int]


def _committed(ledger: Ledger) -> _Committed:
    with ledger.snapshot():
        return _Committed(
            lake_id=ledger.lake_id,
            positions=ledger.positions(),
            batches=ledger.batches(),
            files=ledger.files(),
            hidden=frozenset(file.name for file in ledger.unrevealed()),
            revisions=ledger.revisions(),
        )


def _checks(committed: _Committed, tally: Tally, streams: Mapping[str, Stream]) -> tuple[Check, ...]:
    rows = tally.places().num_rows
    return (
        Check("P1", "offsets that are a row, a failure, a repeat or a gap", _offsets(committed)),
        Check("P1", "streams that still hold what comes next", len(streams)),
        Check("P2", "places that must occur once", rows),
        Check("P3", "files with the recorded hash, size, rows and footer", len(committed.files)),
        Check("P4", "batches in the order of their offsets", len(committed.batches)),
        Check("identity", "articles whose revisions are 1 to n", len(committed.revisions)),
        Check("spans", "rows whose spans equal their text", rows),
    )


def _offsets(committed: _Committed) -> int:
    return sum(one.end - one.begin for one in committed.positions)


def _lake_id(layout: Layout, committed: _Committed) -> Iterator[Problem]:
    path = layout.lake / LAKE_ID
    found = path.read_text().strip() if path.exists() else "missing"
    if found != committed.lake_id:
        yield Problem("identity", str(path), f"is {found}, the commit database is of lake {committed.lake_id}")


def _latest(layout: Layout, committed: _Committed, ledger: Ledger) -> Iterator[Problem]:
    path = layout.lake / LATEST
    found = int(path.read_text()) if path.exists() else -1
    revealed = max((one.batch for one in committed.batches if one.revealed), default=0)
    # LATEST is replaced just before its batch is marked, so it may run ahead to what was committed meanwhile.
    if not revealed <= found <= ledger.last_batch():
        yield Problem("P4", str(path), f"says {found}, batch {revealed} is the last revealed one")


def _unknown_files(layout: Layout, committed: _Committed, ledger: Ledger) -> Iterator[Problem]:
    unknown = unknown_files(layout, files_in(layout), committed.files)
    # A file is committed before it is visible, so what a live writer has added since is known by now.
    for path in unknown_files(layout, unknown, ledger.files()) if unknown else ():
        yield Problem("P2", str(path), "is not known to the commit database")


def _file(layout: Layout, committed: _Committed, file: LakeFile, tally: Tally) -> Iterator[Problem]:
    path, content = _content(layout, file, hidden=file.name in committed.hidden)
    if content is None:
        yield Problem("P1", str(path), f"was committed by batch {file.batch} with {file.rows} rows, and is gone")
        return
    if len(content) != file.bytes or hashlib.sha256(content).hexdigest() != file.sha256:
        yield Problem("P3", str(path), f"is not the file that batch {file.batch} committed")
    try:
        rows = pq.read_table(pa.BufferReader(content))
        footer = footer_in(rows.schema.metadata or {})
    except (pa.ArrowInvalid, OSError, msgspec.DecodeError) as error:
        yield Problem("P3", str(path), f"cannot be read: {error}")
        return
    for detail in _against_ledger(file, footer, rows):
        yield Problem("P3", str(path), detail)
    if footer is not None:
        tally.add(file.table, file.name, rows, footer.versions)
    for detail in _misplaced(rows) if file.table == ARTICLES else ():
        yield Problem("spans", str(path), detail)


def _content(layout: Layout, file: LakeFile, *, hidden: bool) -> tuple[Path, bytes | None]:
    path = visible(layout, file)
    # A live writer may move it from the one place to the other between two looks.
    for place in (path, staged(layout, file), path) if hidden else (path,):
        try:
            return place, place.read_bytes()
        except FileNotFoundError:
            continue
    return path, None


def _against_ledger(file: LakeFile, footer: Footer | None, rows: pa.Table) -> Iterator[str]:
    if footer is None:
        yield "has no footer of ours"
        return
    if rows.num_rows != file.rows:
        yield f"has {rows.num_rows} rows, {file.rows} were committed"
    said = (footer.batch, footer.epoch, footer.table, footer.day)
    if said != (file.batch, file.epoch, file.table, file.day):
        yield f"is of batch, epoch, table, day {said} by its footer, not {file.batch}, {file.epoch}, ..."
    if set(rows["batch"].to_pylist()) - {file.batch}:
        yield f"holds rows of another batch than {file.batch}"
    offsets = rows["offset"].to_pylist()
    if offsets != [one.offset for one in footer.versions]:
        yield "has other offsets than its footer names"
    ranges = {(f"{one.stream}@{one.identity}", one.partition): range(one.start, one.end) for one in footer.ranges}
    for stream, partition, offset in zip(
        rows["stream"].to_pylist(), rows["partition"].to_pylist(), offsets, strict=True
    ):
        if offset not in ranges.get((stream, partition), ()):
            yield f"holds {stream} partition {partition} offset {offset}, outside the ranges of batch {file.batch}"
            return


def _misplaced(rows: pa.Table) -> Iterator[str]:
    wanted = [name for name in rows.schema.names if name in _WITH_SPANS]
    for row in rows.select(wanted).to_pylist():
        fields = {"title": row["title"], "text": row["text"]}
        if fields["text"] is None:
            continue
        for span in _spans(row):
            if fields[span["field"]][span["start"] : span["end"]] != span["text"]:
                yield f"offset {row['offset']}: {span['field']}[{span['start']}:{span['end']}] is not {span['text']!r}"
                break


_WITH_SPANS = frozenset({"offset", "title", "text", "mentions", "topics", "subjects", "quotes", "events"})


def _spans(value: Any) -> Iterator[dict[str, Any]]:
    """Every span in a row, however deep it is nested."""
    if isinstance(value, list):
        for part in value:
            yield from _spans(part)
    elif isinstance(value, dict):
        if value.get("field") is not None:
            yield value
        for part in value.values():
            yield from _spans(part)


def _lost(committed: _Committed, tally: Tally) -> Iterator[Problem]:
    held = dict(tally.partitions())
    for one in committed.positions:
        where = f"{one.stream}@{one.identity} partition {one.partition}"
        if not one.is_balanced:
            counted = one.rows + one.failures + one.repeats + one.gaps
            yield Problem("P1", where, f"{one.end - one.begin} offsets committed, {counted} accounted for")
        found = held.pop((f"{one.stream}@{one.identity}", one.partition), None)
        if (found.rows, found.failures) != (one.rows, one.failures) if found else one.rows or one.failures:
            there = f"{found.rows} rows, {found.failures} failures" if found else "nothing"
            yield Problem("P1", where, f"{one.rows} rows, {one.failures} failures committed; the lake holds {there}")
        if found and not (one.begin <= found.lowest and found.highest < one.end):
            yield Problem("P1", where, f"the lake holds offsets outside {one.begin} to {one.end}, which were committed")
    for stream, partition in held:
        yield Problem("P1", f"{stream} partition {partition}", "has rows in the lake and was never committed")


def _twice(tally: Tally) -> Iterator[Problem]:
    for where, files in tally.twice():
        yield Problem("P2", where, f"occurs more than once, in {files}")
    for where, files in tally.versions_twice():
        yield Problem("P2", where, f"has more than one row, in {files}")


def _order(tally: Tally) -> Iterator[Problem]:
    for stream, partition, offset in tally.out_of_order():
        yield Problem(
            "P4", f"{stream} partition {partition} offset {offset}", "is of an older batch than its forerunner"
        )


def _numbers(committed: _Committed, tally: Tally) -> Iterator[Problem]:
    held = tally.batches()
    for batch in committed.batches:
        if held.get(batch.batch, (0, 0)) != (batch.rows, batch.failures):
            detail = f"committed {batch.rows} rows, {batch.failures} failures; holds {held.get(batch.batch, (0, 0))}"
            yield Problem("P1", f"batch {batch.batch}", detail)
    revisions = tally.revisions()
    wrong = [
        article for article, latest in committed.revisions.items() if revisions.get(article) != (1, latest, latest)
    ]
    wrong += [article for article in revisions if article not in committed.revisions]
    for article in wrong[:SHOWN]:
        detail = f"has revisions (lowest, highest, how many) {revisions.get(article)}"
        yield Problem("identity", f"article {article}", f"{detail}; its latest is {committed.revisions.get(article)}")
    for version in tally.renumbered():
        yield Problem("identity", f"version {version}", "stands under several revision numbers")


def _streams(committed: _Committed, streams: Mapping[str, Stream]) -> Iterator[Problem]:
    for one in committed.positions:
        stream = streams.get(one.stream)
        if stream is None:
            continue
        where = f"{one.stream} partition {one.partition}"
        if stream.identity() != one.identity:
            yield Problem("P1", where, f"is {stream.identity()} now, {one.identity} was committed")
        elif not stream.start(one.partition) <= one.end <= stream.end(one.partition):
            held = f"{stream.start(one.partition)} to {stream.end(one.partition)}"
            yield Problem("P1", where, f"holds {held}, and {one.end} comes next")
