"""Open a lake in DuckDB, with its views."""

from pathlib import Path

import duckdb

from pipelines.lake.layout import LATEST
from pipelines.lake.views import views_sql
from schemas.errors import LakeError, UsageError

TRIES = 3


def open_lake(lake: Path | str) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB connection with the lake's views; raises LakeError when there is no lake at `lake`.

    The connection reads files only: it can be used while the lake is written to.
    """
    path = Path(lake)
    if not path.exists():
        raise LakeError(f"{path}: there is no lake here; `watchfloor process` makes it, if this is the home you mean")
    if not (path / LATEST).exists():
        raise LakeError(f"{path}: is not a lake (it has no {LATEST}); a home's lake is in its folder `lake`")
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET VARIABLE lake = ?", [str(path.resolve())])
    connection.execute(views_sql())
    return connection


def query(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyConnection:
    """Run a query, again when a compaction took a file away under it; raises UsageError for wrong SQL."""
    for attempt in range(1, TRIES + 1):
        try:
            return connection.execute(sql)
        except duckdb.IOException:
            if attempt == TRIES:
                raise
        except (duckdb.ParserException, duckdb.CatalogException, duckdb.BinderException) as error:
            raise UsageError(f"sql: {error}") from error
    raise AssertionError("unreachable")
