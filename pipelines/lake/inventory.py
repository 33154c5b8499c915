"""Tell which files a lake holds, which it should hold."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pipelines.lake.layout import ROOT_FILES, SCHEMA_DAY, SCHEMA_FILE, Layout
from pipelines.lake.ledger import LakeFile
from schemas.table import TABLES


def files_in(layout: Layout) -> Sequence[Path]:
    """Return every file of the lake but its furniture: ids, views, the empty files that hold the schemas."""
    furniture = {layout.table(table) / SCHEMA_DAY / SCHEMA_FILE for table in TABLES}
    furniture.update(layout.lake / name for name in ROOT_FILES)
    return [path for path in sorted(layout.lake.rglob("*")) if path.is_file() and path not in furniture]


def unknown_files(layout: Layout, present: Iterable[Path], known: Iterable[LakeFile]) -> Sequence[Path]:
    """Return those of the files `present` in the lake that no commit names."""
    names = {visible(layout, file) for file in known}
    return [path for path in present if path not in names]


def missing_files(layout: Layout, files: Iterable[LakeFile]) -> Sequence[LakeFile]:
    """Return the revealed files that are not where they were put."""
    return [file for file in files if not visible(layout, file).exists()]


def visible(layout: Layout, file: LakeFile) -> Path:
    """Return where readers see a file once it is revealed."""
    return layout.revealed(file.table, file.day, file.name)


def staged(layout: Layout, file: LakeFile) -> Path:
    """Return where a file waits until it is revealed."""
    return layout.staging_of(file.epoch) / file.name
