"""Hold a lake for writing: from the lock, through recovery, to each commit."""

import errno
import logging
import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from pipelines.lake.durable import disk_trouble, make_directory, replace, sync_directory
from pipelines.lake.inventory import files_in, missing_files, unknown_files, visible
from pipelines.lake.layout import LAKE_ID, LOCK, SCHEMA_DAY, SCHEMA_FILE, VIEWS, Layout
from pipelines.lake.ledger import LakeFile, Ledger, Outcome
from pipelines.lake.lock import WriterLock
from pipelines.lake.plan import Plan
from pipelines.lake.points import reached
from pipelines.lake.reveal import reveal
from pipelines.lake.staging import Manifest, StagedFile, empty_parquet, landed, manifest_name, read_manifest
from pipelines.lake.views import views_sql
from schemas.errors import ConfigurationError, LakeError
from schemas.table import TABLES

log = logging.getLogger(__name__)


class LakeWriter:
    """The single writer of one lake; `close` lets the next one in.

    Raises WriterLockedError when another process writes, LakeError when the lake is not as it was left,
    ConfigurationError when state and lake are on two filesystems. Recovery has happened when it exists.
    """

    def __init__(self, layout: Layout, *, take_over: bool = False) -> None:
        self.layout = layout
        with disk_trouble(f"{layout.lake} cannot be opened"), ExitStack() as stack:
            _make_directories(layout)
            self._lock = WriterLock(layout.lake / LOCK, layout.state)
            self._lock.acquire(take_over=take_over)
            stack.callback(self._lock.release)
            _check_ledger_exists(layout)
            self.ledger = Ledger(layout.ledger)
            stack.callback(self.ledger.close)
            self._recover()
            stack.pop_all()

    @property
    def staging(self) -> Path:
        """The directory in which this writer's batches are staged."""
        assert self.ledger.epoch is not None
        return self.layout.staging_of(self.ledger.epoch)

    def staged(self, plan: Plan) -> Manifest:
        """Return what the run of `plan` staged; raises LakeError unless that is exactly what was planned."""
        return read_manifest(self.staging, plan)

    def commit(self, plan: Plan, manifest: Manifest) -> None:
        """Commit and reveal the run of `plan`; afterwards its rows are visible and LATEST is its number."""
        reached("before commit")
        with disk_trouble(f"batch {plan.batch}"):
            self.ledger.commit(plan, _lake_files(plan, manifest.files), _outcomes(manifest.files))
            reached("committed")
            reveal(self.layout, self.ledger)
            (self.staging / manifest_name(plan)).unlink(missing_ok=True)

    def discard(self, plan: Plan) -> None:
        """Remove what a run of `plan` that will not be committed has staged."""
        named = {file.name for file in self.ledger.unrevealed()}
        for path in self.staging.glob(f"{plan.batch:010d}-*"):
            if path.name not in named:
                path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the database and the lock."""
        self.ledger.close()
        self._lock.release()

    def _recover(self) -> None:
        _check_lake_id(self.layout, self.ledger)
        epoch = self.ledger.begin_epoch(os.getpid())
        make_directory(self.layout.staging_of(epoch))
        hidden = self.ledger.unrevealed()
        if hidden:
            log.warning("recovering: %d committed files were not visible yet", len(hidden))
        _check_files(self.layout, self.ledger)
        # Before LATEST is first written: whoever sees LATEST may query the tables.
        _write_furniture(self.layout, self.staging)
        reveal(self.layout, self.ledger)
        _clear_staging(self.layout, epoch)
        reached("recovered")


def _make_directories(layout: Layout) -> None:
    for path in (layout.home, layout.state, layout.lake, layout.staging, *map(layout.table, TABLES)):
        path.mkdir(parents=True, exist_ok=True)
        sync_directory(path.parent)
    if layout.state.stat().st_dev != layout.lake.stat().st_dev:
        raise ConfigurationError(
            f"{layout.state} and {layout.lake} are on different filesystems: a file could not be moved into the"
            " lake in one step; put both on one filesystem"
        )


def _check_ledger_exists(layout: Layout) -> None:
    if (layout.lake / LAKE_ID).exists() and not layout.ledger.exists():
        raise LakeError(
            f"{layout.ledger} is gone; restore it from a backup, or run `watchfloor verify --rebuild` to restore it"
            " from the lake's files"
        )


def _check_lake_id(layout: Layout, ledger: Ledger) -> None:
    path = layout.lake / LAKE_ID
    if path.exists():
        found = path.read_text().strip()
        if found != ledger.lake_id:
            raise LakeError(
                f"{layout.lake}: belongs to another commit database (lake {found}, {ledger.path} is of lake"
                f" {ledger.lake_id}); use the home it was made with, or `watchfloor verify --rebuild`"
            )
    elif ledger.last_batch() > 0:
        raise LakeError(f"{path} is gone; restore it, or run `watchfloor verify --rebuild`")
    else:
        replace(path, f"{ledger.lake_id}\n".encode(), layout.staging)


def _check_files(layout: Layout, ledger: Ledger) -> None:
    files = ledger.files()
    unknown = unknown_files(layout, files_in(layout), files)
    if unknown:
        raise LakeError(
            f"{unknown[0]}: this lake does not know that file ({len(unknown)} such files); move it out of the lake,"
            " or run `watchfloor verify --rebuild` if the database is older than the lake"
        )
    hidden = set(ledger.unrevealed())
    gone = missing_files(layout, [file for file in files if file not in hidden])
    if gone:
        raise LakeError(
            f"{visible(layout, gone[0])}: committed by batch {gone[0].batch}, and gone ({len(gone)} such files);"
            " restore it from a backup, or run `watchfloor verify --rebuild` to accept the loss"
        )


def _clear_staging(layout: Layout, epoch: int) -> None:
    # Only folders of earlier writers, and only what no commit names: reveal has moved what one does. A file
    # that begins with a dot was to replace one when a crash came.
    for folder in layout.staging.iterdir():
        if folder.name.startswith("."):
            folder.unlink()
        elif folder.name.isdecimal() and int(folder.name) < epoch:
            for path in folder.iterdir():
                path.unlink()
            _remove_if_empty(folder)
    sync_directory(layout.staging)


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError as error:
        # A writer that was taken over may still add to its own folder; the next start removes that.
        if error.errno != errno.ENOTEMPTY:
            raise


def _write_furniture(layout: Layout, scratch: Path) -> None:
    for table, schema in TABLES.items():
        path = layout.table(table) / SCHEMA_DAY / SCHEMA_FILE
        make_directory(path.parent)
        _write_if_different(path, empty_parquet(schema), scratch)
    _write_if_different(layout.lake / VIEWS, views_sql().encode(), scratch)


def _write_if_different(path: Path, content: bytes, scratch: Path) -> None:
    if not path.exists() or path.read_bytes() != content:
        replace(path, content, scratch)


def _lake_files(plan: Plan, files: Sequence[StagedFile]) -> Sequence[LakeFile]:
    return [
        LakeFile(file.name, plan.batch, plan.epoch, file.table, file.day, file.rows, file.bytes, file.sha256)
        for file in files
    ]


def _outcomes(files: Sequence[StagedFile]) -> Sequence[Outcome]:
    return [Outcome(*offset, landed=landed(file)) for file in files for offset in file.offsets]
