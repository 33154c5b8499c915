"""Check the promises on the real files of one lake."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from pipelines.lake import tally
from pipelines.lake.inventory import files_in
from pipelines.lake.layout import LAKE_ID, LATEST, Layout
from pipelines.lake.ledger import LakeFile, Ledger, Position
from pipelines.lake.lakefile import Contents, place_of, read_contents
from schemas.errors import LakeError
from schemas.table import ARTICLES
from streams import Stream


class Problem(msgspec.Struct, frozen=True):
    """One thing that is not as promised: `where` is a file, or a partition with an offset."""

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
        return (
            f"{self.lake}: {self.files} files up to batch {self.batch}; {self.rows} rows, {self.failures} failures,"
            f" {self.repeats} repeats, {self.gaps} gaps",
            *(f"  {check.promise}  {check.what}: {check.count} checked" for check in self.checks),
            *(f"  BROKEN {problem.promise}  {problem.where}: {problem.detail}" for problem in self.problems),
            f"{len(self.problems)} problems" if self.problems else "every promise holds",
        )


def verify(layout: Layout, streams: Mapping[str, Stream] | None = None) -> Verification:
    """Check every file, row and count of a lake against its commit database, and against its streams if given.

    Changes nothing, and may run beside a writer: it judges what was committed when it began. Raises LakeError
    when there is no commit database to compare with.
    """
    with closing(Ledger(layout.ledger, read_only=True)) as ledger:
        snapshot = _snapshot(ledger)
        problems = [*_lake_id(layout, snapshot), *_unknown_files(layout, ledger, snapshot)]
        problems += _latest(layout, ledger, snapshot)
        contents, broken = _read_all(layout, ledger, snapshot)
    found = tally.tally(contents)
    checks = []
    for promise, what, count, check in _checks(snapshot, contents, found, streams or {}):
        checks.append(Check(promise, what, count))
        problems += [Problem(promise, where, detail) for where, detail in check()]
    return Verification(
        lake=snapshot.lake_id,
        batch=snapshot.last_batch,
        files=len(snapshot.files),
        rows=sum(one.rows for one in snapshot.positions),
        failures=sum(one.failures for one in snapshot.positions),
        repeats=sum(one.repeats for one in snapshot.positions),
        gaps=sum(one.gaps for one in snapshot.positions),
        checks=tuple(checks),
        problems=(*problems, *broken),
    )
