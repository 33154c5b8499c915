"""Turn the command line into calls."""

import io
import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec

import typer
from rich.console import Console

from schemas.errors import WatchfloorError
from watchfloor import __version__, logs
from watchfloor.home import Home, open_home
from watchfloor.installation import check_installation

P = ParamSpec("P")

app = typer.Typer(
    name="watchfloor",
    help="Watch the world's politics: news feeds in, tagged Parquet out. Start with `watchfloor demo`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home", metavar="DIR", help="Directory of the deployment (default: WATCHFLOOR_HOME, else ./watchfloor-home)."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON lines instead of a table.")]

stderr = Console(stderr=True)
stdout = Console()


def home_of(path: Path | None, **flags: object) -> Home:
    """Return the home that a command works on."""
    return open_home(path, flags)


def told(command: Callable[P, Any]) -> Callable[P, None]:
    """Run a command so that every expected error becomes one line on stderr and an exit code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs)
        except WatchfloorError as error:
            fail(str(error), error.exit_code)
        except BrokenPipeError:
            # Whoever read our output has left: `watchfloor tag ... | head`. Nothing more can be said to it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(1) from None
        except OSError as error:
            fail(f"{error.filename or 'system'}: {error.strerror or error}", 1)
        except KeyboardInterrupt:
            fail("interrupted; nothing is lost", 128 + signal.SIGINT)
        raise typer.Exit(code or 0)

    return run


def note(message: str) -> None:
    """Tell a person something beside the results, on stderr."""
    stderr.print(message, highlight=False, markup=False, soft_wrap=True)


def fail(message: str, code: int) -> None:
    """Say what went wrong on stderr, and exit."""
    stderr.print(
        f"watchfloor: {message}",
        style="bold red" if stderr.is_terminal else None,
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
    raise typer.Exit(code)


def _show_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"watchfloor {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    log: Annotated[str, typer.Option("--log", help="Style of the log lines on stderr: text or json.")] = "text",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log more.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    if log not in ("text", "json"):
        fail(f"--log {log}: is text or json", 2)
    logs.set_up(log, verbose=verbose)


def add_commands() -> None:
    """Add the commands in the order in which `watchfloor --help` lists them."""
    from watchfloor.commands import demo, documents, evaluate, failures, feeds, lake, process, tag, vocabulary

    app.command("demo")(demo.demo)
    app.command("run")(process.run)
    app.command("ingest")(process.ingest)
    app.command("process")(process.process)
    app.add_typer(feeds.app, name="feeds")
    app.command("tag")(tag.tag)
    app.command("resolve")(tag.resolve)
    app.command("parse-feed")(documents.parse_feed)
    app.command("extract")(documents.extract)
    app.command("sql")(lake.sql)
    app.add_typer(failures.app, name="failures")
    app.add_typer(vocabulary.app, name="vocabulary")
    app.command("evaluate")(evaluate.evaluate)
    app.command("status")(lake.status)
    app.command("verify")(lake.verify)


def main() -> None:
    """Run `watchfloor`."""
    _write_whatever_comes()
    try:
        check_installation()
    except WatchfloorError as error:
        sys.exit(f"watchfloor: {error}")
    add_commands()
    app()


def _write_whatever_comes() -> None:
    """Print names of any script: into files and pipes as UTF-8, as JSON has to be, on a terminal as far as it can."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
