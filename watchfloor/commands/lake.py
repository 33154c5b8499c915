"""Commands that look into the lake: sql, status, verify."""

from contextlib import closing
from typing import Annotated

import msgspec
import typer

from watchfloor.commands.options import HomeOption, JsonOption, home_of
from watchfloor.commands.outcome import stderr, told
from watchfloor.printing import console, print_json, print_rows

DEFAULT_QUERY = """
SELECT day, count(*) AS articles, count(DISTINCT outlet) AS outlets
FROM articles GROUP BY day ORDER BY day DESC LIMIT 20
"""


@told
def sql(
    query: Annotated[str, typer.Argument(help="SQL over the views, or - to read it from stdin.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Query the lake with DuckDB; the views are loaded. Without a query: articles a day, and the views."""
    from watchfloor.lake import open_lake
    from watchfloor.lake import query as run

    text = typer.get_text_stream("stdin").read() if query == "-" else query
    with closing(open_lake(home_of(home).layout.lake)) as lake:
        if not text.strip():
            views = lake.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1").fetchall()
            stderr.print("views: " + ", ".join(name for (name,) in views), highlight=False)
            text = DEFAULT_QUERY
        result = run(lake, text)
        if result.description:
            print_rows([column[0] for column in result.description], result.fetchall(), as_json=as_json)


@told
def status(home: HomeOption = None, as_json: JsonOption = False) -> int:
    """Tell how far processing has come: lag, freshness, counts. Exit code 1 when processing has stopped itself."""
    from watchfloor.status import status_of

    found = status_of(home_of(home))
    if as_json:
        print_json(msgspec.to_builtins(found))
        return 1 if found.stopped else 0
    last = found.last_commit.strftime("%Y-%m-%d %H:%M:%SZ") if found.last_commit else "never"
    console().print(f"home     {found.home}\nbatch    {found.batch} (visible up to {found.latest}), planned {last}")
    console().print(f"lake     {found.files} files, {found.bytes / 1e6:.1f} MB")
    if found.stopped:
        console().print(f"stopped  {found.stopped}; see `watchfloor failures list`")
    columns = (
        "stream",
        "partition",
        "committed",
        "end",
        "lag",
        "waiting_seconds",
        "rows",
        "failures",
        "repeats",
        "gaps",
    )
    print_rows(columns, [[getattr(part, name) for name in columns] for part in found.partitions], as_json=False)
    return 1 if found.stopped else 0


@told
def verify(
    home: HomeOption = None,
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild", help="Restore the commit database from the footers of the lake's files."),
    ] = False,
    as_json: JsonOption = False,
) -> int:
    """Check the promises on the real directory: nothing lost, nothing twice, every file and span as recorded."""
    from watchfloor.verifying import rebuild_home, verify_home

    place = home_of(home)
    if rebuild:
        report = rebuild_home(place)
        print_json(msgspec.to_builtins(report)) if as_json else console().print(report.text)
    verification = verify_home(place)
    if as_json:
        print_json(msgspec.to_builtins(verification))
    else:
        for line in verification.lines():
            console().print(line)
    return 1 if verification.problems else 0
