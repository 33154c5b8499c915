"""Commands on what could not be processed."""

from typing import Annotated

import msgspec
import typer

from watchfloor.commands.options import HomeOption, JsonOption, home_of
from watchfloor.commands.outcome import told
from watchfloor.printing import console, print_json, print_rows

app = typer.Typer(help="What could not be processed: list it, look at it, try it again.", no_args_is_help=True)

COLUMNS = ("id", "failed_at", "stage", "reason", "detail", "feed")
ReasonOption = Annotated[str | None, typer.Option("--reason", help="Only failures of this reason.")]


@app.command("list")
@told
def list_(
    home: HomeOption = None,
    reason: ReasonOption = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most this many, newest first.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """List the newest failures first."""
    from watchfloor.failures import list_failures

    found = list_failures(home_of(home), reason=reason, limit=limit)
    if as_json:
        for failure in found:
            print_json(msgspec.to_builtins(failure))
    elif found:
        print_rows(COLUMNS, [[getattr(one, name) for name in COLUMNS] for one in found], as_json=False)
    else:
        console().print("no failures")


@app.command()
@told
def show(
    failure_id: Annotated[str, typer.Argument(metavar="ID", help="As `failures list` prints it.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one failure whole: its reason, its traceback, what it was."""
    from watchfloor.failures import find_failure, payload_of

    place = home_of(home)
    failure = find_failure(place, failure_id)
    payload, traceback = payload_of(place, failure)
    shown = {
        **msgspec.to_builtins(failure),
        "traceback": traceback,
        "payload": None if payload is None else payload.decode("utf-8", "replace"),
    }
    if as_json:
        print_json(shown)
    else:
        for name, value in shown.items():
            console().print(f"{name:12} {'' if value is None else value}")


@app.command()
@told
def retry(
    failure_ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID", help="As `failures list` prints them.")
    ] = None,
    home: HomeOption = None,
    reason: ReasonOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Every failure that can be tried again.")] = False,
) -> None:
    """Append failures to the stream anew; `watchfloor process` then tries them again."""
    from schemas.errors import UsageError
    from watchfloor.failures import find_failure, list_failures
    from watchfloor.failures import retry as try_again

    place = home_of(home)
    if not failure_ids and not reason and not everything:
        raise UsageError("retry: name failures by id, or say --reason REASON or --all")
    chosen = [find_failure(place, one) for one in failure_ids or []]
    if reason or everything:
        newest = list_failures(place, reason=reason, limit=1_000_000)
        chosen += [one for one in newest if one.stream.startswith("news.articles@")]
    count = try_again(place, chosen)
    console().print(f"appended {count} to the stream; `watchfloor process --once` tries them again")
