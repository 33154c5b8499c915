"""Restore a lost commit database from the footers of the lake's files."""

import os
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.lake.durable import disk_trouble, replace, sha256, sync_directory
from pipelines.lake.inventory import files_in, visible
from pipelines.lake.layout import LAKE_ID, LATEST, LOCK, Layout
from pipelines.lake.ledger import LakeFile, Ledger, Outcome
from pipelines.lake.lock import WriterLock
from pipelines.lake.plan import Numbered, Plan, Range
from pipelines.lake.staging import Footer, FooterRange, FooterVersion, footer_in
from schemas.errors import LakeError
from schemas.table import ARTICLES


class RebuildReport(msgspec.Struct, frozen=True):
    """What was restored, and what could not be; the old database, if there was one, is at `set_aside`."""

    lake: str
    batches: int
    files: int
    rows: int
    failures: int
    repeats: int
    gaps: int
    set_aside: str | None
    not_restored: tuple[str, ...]

    @property
    def text(self) -> str:
        """The report as lines for people."""
        counts = f"{self.rows} rows, {self.failures} failures, {self.repeats} repeats, {self.gaps} gaps"
        lines = [f"restored lake {self.lake}: {self.batches} batches, {self.files} files; {counts}"]
        if self.set_aside is not None:
            lines.append(f"the old commit database is now {self.set_aside}")
        lines += [f"not restored: {what}" for what in self.not_restored]
        return "\n".join(lines)


def rebuild(layout: Layout) -> RebuildReport:
    """Put a commit database in place that says what the lake's files say of themselves.

    Every file's footer holds its batch's ranges, counts and versions, so the batches are committed once more,
    in order, to a new database; the old one is moved aside at the end. No file of the lake is changed. Raises
    WriterLockedError while a writer runs, LakeError when a file cannot be read or two of them contradict each
    other: nothing has been changed then.
    """
    with disk_trouble(f"{layout.ledger} cannot be restored"), ExitStack() as stack:
        if not layout.lake.is_dir():
            raise LakeError(f"{layout.lake}: no lake here")
        layout.staging.mkdir(parents=True, exist_ok=True)
        lock = WriterLock(layout.lake / LOCK, layout.state)
        lock.acquire()
        stack.callback(lock.release)
        fresh = layout.state / "commit.db.new"
        _remove(fresh)
        stack.callback(_remove, fresh)
        with closing(Ledger(fresh)) as ledger:
            unsure = _restore(layout, ledger)
            positions, batches, files = ledger.positions(), ledger.last_batch(), len(ledger.files())
            lake_id = ledger.lake_id
        set_aside = _set_aside(layout)
        os.rename(fresh, layout.ledger)
        replace(layout.lake / LAKE_ID, f"{lake_id}\n".encode(), layout.staging)
        sync_directory(layout.state)
    return RebuildReport(
        lake=lake_id,
        batches=batches,
        files=files,
        rows=sum(one.rows for one in positions),
        failures=sum(one.failures for one in positions),
        repeats=sum(one.repeats for one in positions),
        gaps=sum(one.gaps for one in positions),
        set_aside=set_aside,
        not_restored=(*unsure, _FORGOTTEN),
    )


_FORGOTTEN = "deaths of workers counted on single records; that processing had stopped itself, if it had"


class _Found(msgspec.Struct, frozen=True):
    """One file, with what its footer and its rows say."""

    path: Path
    footer: Footer
    file: LakeFile
    places: tuple[tuple[str, int, int], ...]


def _restore(layout: Layout, ledger: Ledger) -> Sequence[str]:
    shown, waiting = _by_batch(files_in(layout)), _staged_by_batch(layout)
    ledger.adopt(_lake_id(layout), _last_epoch(layout))
    ledger.begin_epoch(os.getpid())
    unsure: list[str] = []
    for batch in range(1, max(shown, default=0) + 1):
        found = [_at_its_place(layout, _read(path)) for path in shown.get(batch, ())]
        hidden = _rest_of(found, waiting.get(batch, ())) if batch == max(shown) else []
        plan, lost = _plan(batch, [*found, *hidden], ledger)
        unsure += lost
        ledger.commit(plan, [one.file for one in (*found, *hidden)], _outcomes([*found, *hidden]))
        if not hidden:
            with ledger.revealing():
                continue
    return [*unsure, *_empty_tail(layout, ledger)]


def _by_batch(paths: Iterable[Path]) -> Mapping[int, Sequence[Path]]:
    found: dict[int, list[Path]] = defaultdict(list)
    for path in paths:
        number = path.name.partition("-")[0]
        if path.suffix != ".parquet" or not number.isdecimal():
            raise LakeError(f"{path}: is not a file that Watchfloor wrote; move it out of the lake, then try again")
        found[int(number)].append(path)
    return found


def _staged_by_batch(layout: Layout) -> Mapping[int, Sequence[Path]]:
    return _by_batch(sorted(layout.staging.glob("*/*.parquet")))


def _read(path: Path) -> _Found:
    try:
        rows = pq.read_table(path, columns=["stream", "partition", "offset"], partitioning=None)
        footer = footer_in(rows.schema.metadata or {})
    except (pa.ArrowInvalid, OSError, msgspec.DecodeError) as error:
        raise LakeError(f"{path}: cannot be read: {error}; move it out of the lake to accept its loss") from error
    if footer is None:
        raise LakeError(f"{path}: has no footer of ours; move it out of the lake, then try again")
    return _Found(
        path=path,
        footer=footer,
        file=_lake_file(path, footer, rows.num_rows),
        places=tuple(zip(*(rows[name].to_pylist() for name in rows.schema.names), strict=True)),
    )


def _at_its_place(layout: Layout, one: _Found) -> _Found:
    if one.path != visible(layout, one.file):
        raise LakeError(f"{one.path}: belongs to {visible(layout, one.file)}; move it back there, then try again")
    return one


def _lake_file(path: Path, footer: Footer, rows: int) -> LakeFile:
    return LakeFile(
        name=path.name,
        batch=footer.batch,
        epoch=footer.epoch,
        table=footer.table,
        day=footer.day,
        rows=rows,
        bytes=path.stat().st_size,
        sha256=sha256(path),
    )


def _rest_of(found: Sequence[_Found], staged: Iterable[Path]) -> Sequence[_Found]:
    # Of the last batch a crash may have left some files hidden; those of any other run were never committed.
    run_id = found[0].footer.run_id
    names = {one.path.name for one in found}
    others = [path for path in staged if path.name not in names and _run_id(path) == run_id]
    return [_read(path) for path in others]


def _run_id(path: Path) -> str | None:
    try:
        footer = footer_in(pq.read_metadata(path).metadata or {})
    except (pa.ArrowInvalid, OSError):
        # Half-written by a run that crashed: it was not committed.
        return None
    return None if footer is None else footer.run_id


def _plan(batch: int, found: Sequence[_Found], ledger: Ledger) -> tuple[Plan, Sequence[str]]:
    runs = sorted({(one.footer.batch, one.footer.run_id, one.footer.epoch, one.footer.planned_at) for one in found})
    if len(runs) > 1 or any(number != batch for number, *_ in runs):
        names = ", ".join(str(one.path) for one in found)
        raise LakeError(f"batch {batch}: its files are of different runs: {names}; move those of one out of the lake")
    if not found:
        return Plan(batch, ledger.epoch or 0, "", _last_moment(ledger), ()), ()
    ranges: list[Range] = []
    lost: list[str] = []
    for part in found[0].footer.ranges:
        numbered = sorted(_numbered(part, found), key=_offset)
        restored = _range(part, numbered, ledger)
        missing = restored.end - restored.start - len(numbered) - restored.repeats - restored.gaps
        if missing > 0:
            where = f"offsets {restored.start} to {restored.end} of {restored.place} partition {part.partition}"
            lost.append(f"{missing} rows or failures of batch {batch} or before, {where}: their files are gone")
        ranges.append(restored)
    _, run_id, epoch, planned_at = runs[0]
    return Plan(batch, epoch, run_id, planned_at, tuple(ranges)), lost


def _range(part: FooterRange, numbered: Sequence[Numbered], ledger: Ledger) -> Range:
    # Batches of nothing but repeats leave no file: what lies between this range and the last is theirs.
    known = ledger.position(part.stream, part.partition)
    start = part.begin if known is None else known.end
    if start > part.start or len({one.offset for one in numbered}) < len(numbered):
        raise LakeError(
            f"{part.stream}@{part.identity} partition {part.partition}: offsets from {part.start} on stand in the"
            f" lake more than once (committed up to {start}); move the files of one batch out of the lake"
        )
    return Range(
        stream=part.stream,
        identity=part.identity,
        partition=part.partition,
        start=start,
        end=part.end,
        numbered=tuple(numbered),
        repeats=part.repeats - (known.repeats if known else 0),
        gaps=part.gaps - (known.gaps if known else 0),
        begin=part.begin,
    )


def _numbered(part: FooterRange, found: Iterable[_Found]) -> Iterator[Numbered]:
    place = (f"{part.stream}@{part.identity}", part.partition)
    for one in found:
        for version, where in zip(one.footer.versions, one.places, strict=True):
            if where[:2] == place:
                yield _restored(version)


def _restored(version: FooterVersion) -> Numbered:
    return Numbered(
        offset=version.offset,
        article_id=version.article_id,
        version_id=version.version_id,
        content_hash=version.content_hash,
        revision=version.revision,
        day=version.day,
        date_quality="missing",
        retry_of=None,
        latest=version.latest,
    )


def _offset(one: Numbered) -> int:
    return one.offset


def _outcomes(found: Iterable[_Found]) -> Sequence[Outcome]:
    return [Outcome(*place, landed=one.footer.table == ARTICLES) for one in found for place in one.places]


def _empty_tail(layout: Layout, ledger: Ledger) -> Iterator[str]:
    # Readers have seen LATEST: a batch number that it covered must not be given out again.
    path = layout.lake / LATEST
    latest = int(path.read_text()) if path.exists() else 0
    first = ledger.last_batch() + 1
    if first > latest:
        return
    for batch in range(first, latest + 1):
        ledger.commit(Plan(batch, ledger.epoch or 0, "", _last_moment(ledger), ()), (), ())
        with ledger.revealing():
            continue
    yield (
        f"batches {first} to {latest}: they left no file; if they held more than repeats, their files are gone, and"
        " what the stream still holds of them is processed again"
    )


def _last_moment(ledger: Ledger) -> datetime:
    return ledger.last_planned() or datetime.fromtimestamp(0, UTC)


def _lake_id(layout: Layout) -> str:
    path = layout.lake / LAKE_ID
    return path.read_text().strip() if path.exists() else uuid.uuid4().hex


def _last_epoch(layout: Layout) -> int:
    return max((int(path.name) for path in layout.staging.iterdir() if path.name.isdecimal()), default=0)


def _set_aside(layout: Layout) -> str | None:
    if not layout.ledger.exists():
        return None
    number = 1
    while (aside := layout.state / f"commit.db.old-{number}").exists():
        number += 1
    # The write-ahead log goes first: without its database it is nothing, beside another one it would be read.
    for suffix in ("-wal", "-shm", ""):
        part = layout.ledger.with_name(layout.ledger.name + suffix)
        if part.exists():
            os.rename(part, aside.with_name(aside.name + suffix))
    sync_directory(layout.state)
    return str(aside)


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
