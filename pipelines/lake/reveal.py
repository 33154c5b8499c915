"""Make committed files visible, in order, at most once."""

from pipelines.lake.durable import make_directory, move_new, replace, sha256, sync_directory
from pipelines.lake.inventory import staged, visible
from pipelines.lake.layout import LATEST, Layout
from pipelines.lake.ledger import LakeFile, Ledger
from pipelines.lake.points import reached
from schemas.errors import LakeError


def reveal(layout: Layout, ledger: Ledger) -> None:
    """Move every committed file to where readers see it, then raise LATEST.

    The same code finishes a batch and recovers from a crash in the middle of one: what has been moved
    already is recognised by its hash.
    """
    files = ledger.unrevealed()
    for day in sorted({layout.day(file.table, file.day) for file in files}):
        make_directory(day)
    reached("day made")
    for file in files:
        _reveal_as_writer(layout, ledger, file)
    for day in sorted({layout.day(file.table, file.day) for file in files}):
        sync_directory(day)
        reached("day synced")
    reached("all renamed")
    mark_revealed(layout, ledger)


def mark_revealed(layout: Layout, ledger: Ledger) -> None:
    """Mark everything committed as revealed, and write LATEST, under one check of the epoch."""
    assert ledger.epoch is not None
    with ledger.revealing() as batch:
        replace(layout.lake / LATEST, f"{batch}\n".encode(), layout.staging_of(ledger.epoch))
        reached("LATEST replaced")
    reached("revealed")


def _reveal_as_writer(layout: Layout, ledger: Ledger, file: LakeFile) -> None:
    try:
        _reveal_file(layout, file)
    except (LakeError, OSError):
        # A writer that has taken over moves the same files: then nothing is wrong with them.
        ledger.check_epoch()
        raise


def _reveal_file(layout: Layout, file: LakeFile) -> None:
    target = visible(layout, file)
    waiting = staged(layout, file)
    reached("before rename")
    if not target.exists():
        _move(layout, file)
    elif sha256(target) != file.sha256:
        raise LakeError(
            f"{target}: is not the file that batch {file.batch} committed; `watchfloor verify` lists what differs"
        )
    else:
        waiting.unlink(missing_ok=True)
    reached("renamed")


def _move(layout: Layout, file: LakeFile) -> None:
    target = visible(layout, file)
    waiting = staged(layout, file)
    if not waiting.exists():
        raise LakeError(
            f"{waiting}: committed by batch {file.batch}, but neither staged nor visible; restore it from a backup"
        )
    if sha256(waiting) != file.sha256:
        raise LakeError(f"{waiting}: was changed after batch {file.batch} committed it; restore it from a backup")
    move_new(waiting, target)
