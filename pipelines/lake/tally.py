"""Count what the files of a lake hold, over all of them at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import pyarrow as pa

from pipelines.lake.staging import FooterVersion
from schemas.table import ARTICLES

SHOWN = 5
"""How many examples of one problem are named."""

_PLACE = ["stream", "partition", "offset"]


class PartitionTally(msgspec.Struct, frozen=True):
    """What the lake holds of one partition: rows, failures, the lowest and the highest offset."""

    rows: int
    failures: int
    lowest: int
    highest: int


class Tally:
    """Every row's place and every version's number, kept in columns: some 100 bytes a row."""

    def __init__(self) -> None:
        self._places: list[pa.Table] = []
        self._versions: list[pa.Table] = []

    def add(self, table: str, name: str, rows: pa.Table, versions: Sequence[FooterVersion]) -> None:
        """Take in one file: its rows, and the versions that its footer names."""
        columns = rows.select([*_PLACE, "batch", "version_id"])
        shared = {"landed": table == ARTICLES, "file": name}
        for column, value in shared.items():
            columns = columns.append_column(column, pa.repeat(value, rows.num_rows))
        self._places.append(columns)
        numbers = [
            {"article_id": one.article_id, "version_id": one.version_id, "revision": one.revision}
            for one in versions
            if one.article_id is not None
        ]
        self._versions.append(pa.Table.from_pylist(numbers, schema=_VERSIONS))

    def places(self) -> pa.Table:
        """Return one line a row: its place, batch, version, file, and whether it is an article (`landed`)."""
        return pa.concat_tables(self._places) if self._places else _PLACES.empty_table()

    def twice(self) -> Sequence[tuple[str, str]]:
        """Return places that occur more than once over all tables, and in which files."""
        return self._repeated(self.places(), _PLACE)

    def versions_twice(self) -> Sequence[tuple[str, str]]:
        """Return versions that have more than one row, and in which files."""
        places = self.places()
        return self._repeated(places.filter(places["landed"]), ["version_id"])

    def partitions(self) -> Mapping[tuple[str, int], PartitionTally]:
        """Return what the lake holds of each (stream, partition)."""
        places = self.places()
        rows = places.append_column("row", places["landed"].cast(pa.int64()))
        counted = rows.group_by(["stream", "partition"]).aggregate(
            [("row", "sum"), ("row", "count"), ("offset", "min"), ("offset", "max")]
        )
        return {
            (one["stream"], one["partition"]): PartitionTally(
                rows=one["row_sum"],
                failures=one["row_count"] - one["row_sum"],
                lowest=one["offset_min"],
                highest=one["offset_max"],
            )
            for one in counted.to_pylist()
        }

    def batches(self) -> Mapping[int, tuple[int, int]]:
        """Return the rows and failures of each batch that has any."""
        places = self.places()
        rows = places.append_column("row", places["landed"].cast(pa.int64()))
        counted = rows.group_by("batch").aggregate([("row", "sum"), ("row", "count")])
        return {one["batch"]: (one["row_sum"], one["row_count"] - one["row_sum"]) for one in counted.to_pylist()}

    def out_of_order(self) -> Sequence[tuple[str, int, int]]:
        """Return the places (stream, partition, offset) whose batch is lower than that of a lower offset."""
        ordered = self.places().sort_by([(name, "ascending") for name in _PLACE])
        lines = zip(*(ordered[name].to_pylist() for name in (*_PLACE, "batch")), strict=True)
        found = []
        before: tuple[str, int, int] | None = None
        for stream, partition, offset, batch in lines:
            if before is not None and before[:2] == (stream, partition) and batch < before[2]:
                found.append((stream, partition, offset))
            before = (stream, partition, batch)
        return found[:SHOWN]

    def revisions(self) -> Mapping[str, tuple[int, int, int]]:
        """Return of each article the lowest and the highest revision number, and how many there are."""
        counted = (
            self._all_versions()
            .group_by("article_id")
            .aggregate([("revision", "min"), ("revision", "max"), ("revision", "count_distinct")])
        )
        names = ("article_id", "revision_min", "revision_max", "revision_count_distinct")
        return {one[0]: one[1:] for one in zip(*(counted[name].to_pylist() for name in names), strict=True)}

    def renumbered(self) -> Sequence[str]:
        """Return the versions that stand under more than one revision number."""
        counted = self._all_versions().group_by("version_id").aggregate([("revision", "count_distinct")])
        several = counted.filter(pa.compute.greater(counted["revision_count_distinct"], 1))
        return several["version_id"].to_pylist()[:SHOWN]

    def _all_versions(self) -> pa.Table:
        return pa.concat_tables(self._versions) if self._versions else _VERSIONS.empty_table()

    def _repeated(self, places: pa.Table, keys: list[str]) -> Sequence[tuple[str, str]]:
        counted = places.group_by(keys).aggregate([("batch", "count")])
        several = counted.filter(pa.compute.greater(counted["batch_count"], 1)).slice(0, SHOWN)
        return [(_named(one, keys), ", ".join(_files_of(places, one, keys))) for one in several.to_pylist()]


def _named(one: Mapping[str, Any], keys: Sequence[str]) -> str:
    return " ".join(f"{key} {one[key]}" for key in keys)


def _files_of(places: pa.Table, one: Mapping[str, Any], keys: Sequence[str]) -> Sequence[str]:
    for key in keys:
        places = places.filter(pa.compute.equal(places[key], one[key]))
    return sorted(places["file"].to_pylist())


_PLACES = pa.schema(
    [
        ("stream", pa.string()),
        ("partition", pa.int32()),
        ("offset", pa.int64()),
        ("batch", pa.int64()),
        ("version_id", pa.string()),
        ("landed", pa.bool_()),
        ("file", pa.string()),
    ]
)
_VERSIONS = pa.schema([("article_id", pa.string()), ("version_id", pa.string()), ("revision", pa.int32())])
