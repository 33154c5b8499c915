"""Know where everything of one home lies."""

from datetime import date
from pathlib import Path

import msgspec

LATEST = "LATEST"
LAKE_ID = "lake_id"
LOCK = "writer.lock"
VIEWS = "views.sql"
SCHEMA_DAY = "day=1970-01-01"
SCHEMA_FILE = "schema.parquet"

ROOT_FILES = frozenset({LATEST, LAKE_ID, LOCK, VIEWS})
"""What stands in the lake's root besides the tables."""


class Layout(msgspec.Struct, frozen=True):
    """The paths of one home: `state/` and `lake/`, which must be on one filesystem."""

    home: Path
    lake_path: Path | None = None

    @property
    def state(self) -> Path:
        """The directory of what only this deployment needs."""
        return self.home / "state"

    @property
    def lake(self) -> Path:
        """The directory of the Parquet tables."""
        return self.lake_path or self.home / "lake"

    @property
    def ledger(self) -> Path:
        """The commit database."""
        return self.state / "commit.db"

    @property
    def stream(self) -> Path:
        """The embedded stream, which is also the connectors' spool."""
        return self.state / "stream.db"

    @property
    def staging(self) -> Path:
        """The directory under which each epoch stages its files."""
        return self.state / "staging"

    def staging_of(self, epoch: int) -> Path:
        """The directory in which the writer of one epoch stages its files."""
        return self.staging / str(epoch)

    def table(self, name: str) -> Path:
        """The directory of one table."""
        return self.lake / name

    def day(self, table: str, day: date) -> Path:
        """The directory of one day of one table."""
        return self.table(table) / f"day={day.isoformat()}"

    def revealed(self, table: str, day: date, name: str) -> Path:
        """Where a file of that name is visible to readers."""
        return self.day(table, day) / name
