"""Write a batch's rows to files that no reader sees yet."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.lake.durable import disk_trouble, sync_directory, write_new
from pipelines.lake.plan import Numbered, Plan, Range
from pipelines.lake.points import reached
from schemas.errors import LakeError
from schemas.failure import ALARMING
from schemas.rows import FailureRow, Row
from schemas.table import ARTICLES, arrow_table

FOOTER_KEY = b"watchfloor"


class Staged(msgspec.Struct, frozen=True):
    """One row on its way to a file, with what planning fixed about its record."""

    numbered: Numbered
    row: Row


class FooterRange(msgspec.Struct, frozen=True):
    """How far a partition is committed when the batch of this file is: enough to restore its counts."""

    stream: str
    identity: str
    partition: int
    begin: int
    start: int
    end: int
    repeats: int
    gaps: int


class FooterVersion(msgspec.Struct, frozen=True):
    """One version in this file, landed or failed, as the planning state knows it."""

    offset: int
    article_id: str | None
    version_id: str | None
    content_hash: str | None
    revision: int
    day: date
    latest: bool


class Footer(msgspec.Struct, frozen=True):
    """What the footer of every lake file says, as JSON under the key `watchfloor`."""

    batch: int
    epoch: int
    run_id: str
    planned_at: datetime
    table: str
    day: date
    ranges: tuple[FooterRange, ...]
    versions: tuple[FooterVersion, ...]


class StagedFile(msgspec.Struct, frozen=True):
    """One staged file as the manifest lists it; offsets are (stream, partition, offset).

    `alarming` are those of its offsets that failed in a way that speaks against the program.
    """

    name: str
    table: str
    day: date
    rows: int
    bytes: int
    sha256: str
    offsets: tuple[tuple[str, int, int], ...]
    alarming: tuple[tuple[str, int, int], ...]


class Manifest(msgspec.Struct, frozen=True):
    """Every file of one run at a batch; written last, so that it names only complete files."""

    batch: int
    run_id: str
    files: tuple[StagedFile, ...]


class Prepared(msgspec.Struct, frozen=True):
    """One file in memory, ready to be written; it has no name before it is."""

    table: str
    day: date
    rows: int
    content: bytes
    offsets: tuple[tuple[str, int, int], ...]
    alarming: tuple[tuple[str, int, int], ...]


def prepare(plan: Plan, table: str, day: date, staged: Iterable[Staged]) -> Prepared:
    """Return the file of one table and day, its rows sorted by (stream, partition, offset)."""
    rows = sorted(staged, key=lambda one: _place(one.row))
    return Prepared(
        table=table,
        day=day,
        rows=len(rows),
        content=_parquet(plan, table, day, rows),
        offsets=tuple(_place(one.row) for one in rows),
        alarming=tuple(_place(one.row) for one in rows if _is_alarming(one.row)),
    )


def write(staging: Path, plan: Plan, prepared: Iterable[Prepared]) -> Sequence[StagedFile]:
    """Write files under names that are never used again and sync them, then their directory.

    An engine may run this step twice; the files of the run that was given up are named by no manifest.
    Raises LakeError when the disk does not take a file; of that one nothing is left.
    """
    named = [(_named(plan, one), one.content) for one in prepared]
    with disk_trouble("staging"):
        for file, content in named:
            write_new(staging / file.name, content)
            reached("file synced")
        sync_directory(staging)
    reached("staging synced")
    return [file for file, _ in named]


def write_manifest(staging: Path, plan: Plan, files: Iterable[StagedFile]) -> str:
    """Write the manifest of a run, by rename; returns its name. Raises LakeError when the disk does not take it."""
    manifest = Manifest(plan.batch, plan.run_id, tuple(sorted(files, key=lambda file: file.name)))
    path = staging / manifest_name(plan)
    fresh = path.with_suffix(".new")
    with disk_trouble("staging"):
        fresh.unlink(missing_ok=True)
        write_new(fresh, msgspec.json.encode(manifest))
        fresh.rename(path)
        sync_directory(staging)
    reached("manifest written")
    return path.name


def read_manifest(staging: Path, plan: Plan) -> Manifest:
    """Return the manifest of the run that `plan` started; raises LakeError when that run left none."""
    path = staging / manifest_name(plan)
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError as error:
        raise LakeError(f"batch {plan.batch}: the run left no manifest {path.name}; it is planned again") from error
    _check(plan, manifest)
    reached("manifest read")
    return manifest


def manifest_name(plan: Plan) -> str:
    """Return the manifest's name: the batch, and the run so that no other attempt is mistaken for it."""
    return f"{plan.batch:010d}-{plan.run_id}.json"


def footer_in(metadata: Mapping[bytes, bytes]) -> Footer | None:
    """Return the footer among the metadata of a Parquet file; None when it is not one of ours."""
    value = metadata.get(FOOTER_KEY)
    return None if value is None else msgspec.json.decode(value, type=Footer)


def empty_parquet(schema: pa.Schema) -> bytes:
    """Return a Parquet file of no rows, so that a new lake can be queried."""
    return _bytes(schema.empty_table())


def _named(plan: Plan, one: Prepared) -> StagedFile:
    return StagedFile(
        name=f"{plan.batch:010d}-{secrets.token_hex(6)}.parquet",
        table=one.table,
        day=one.day,
        rows=one.rows,
        bytes=len(one.content),
        sha256=hashlib.sha256(one.content).hexdigest(),
        offsets=one.offsets,
        alarming=one.alarming,
    )


def _place(row: Row) -> tuple[str, int, int]:
    return row.stream, row.partition, row.offset


def _is_alarming(row: Row) -> bool:
    return isinstance(row, FailureRow) and row.stage in ("decode", "tag") and row.reason in ALARMING


def _parquet(plan: Plan, table: str, day: date, rows: Sequence[Staged]) -> bytes:
    footer = Footer(
        batch=plan.batch,
        epoch=plan.epoch,
        run_id=plan.run_id,
        planned_at=plan.committed_at,
        table=table,
        day=day,
        ranges=tuple(map(_footer_range, plan.ranges)),
        versions=tuple(_footer_version(one.numbered) for one in rows),
    )
    content = arrow_table(table, (one.row for one in rows))
    return _bytes(content.replace_schema_metadata({FOOTER_KEY: msgspec.json.encode(footer)}))


def _bytes(content: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(content, sink, compression="zstd", store_schema=True, write_statistics=True)
    return _as_bytes(sink.getvalue())


def _as_bytes(buffer: Any) -> bytes:
    return bytes(buffer.to_pybytes())


def _footer_range(part: Range) -> FooterRange:
    return FooterRange(
        stream=part.stream,
        identity=part.identity,
        partition=part.partition,
        begin=part.begin,
        start=part.start,
        end=part.end,
        repeats=part.repeats_before + part.repeats,
        gaps=part.gaps_before + part.gaps,
    )


def _footer_version(one: Numbered) -> FooterVersion:
    return FooterVersion(
        offset=one.offset,
        article_id=one.article_id,
        version_id=one.version_id,
        content_hash=one.content_hash,
        revision=one.revision,
        day=one.day,
        latest=one.latest,
    )


def _check(plan: Plan, manifest: Manifest) -> None:
    planned = sorted((part.place, part.partition, one.offset) for part in plan.ranges for one in part.numbered)
    listed = sorted(offset for file in manifest.files for offset in file.offsets)
    if (manifest.batch, manifest.run_id) != (plan.batch, plan.run_id) or planned != listed:
        missing = sorted(set(planned) - set(listed))[:3]
        raise LakeError(
            f"batch {plan.batch}: the manifest lists {len(listed)} rows for {len(planned)} planned records"
            f" (missing first: {missing}); it is planned again"
        )


def landed(file: StagedFile) -> bool:
    """Say whether the rows of a staged file are articles rather than failures."""
    return file.table == ARTICLES
