"""Turn the command line into calls."""

import io
import sys
from typing import Annotated

import typer

from schemas.errors import WatchfloorError
from watchfloor import __version__, logs
from watchfloor.commands.outcome import fail
from watchfloor.installation import check_installation

app = typer.Typer(
    name="watchfloor",
    help="Watch the world's politics: news feeds in, tagged Parquet out. Start with `watchfloor demo`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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
    from watchfloor.commands import demo, documents, evaluate, failures, feed_list, lake, process, tag, vocabulary

    app.command("demo")(demo.demo)
    app.command("run")(process.run)
    app.command("ingest")(process.ingest)
    app.command("process")(process.process)
    app.add_typer(feed_list.app, name="feeds")
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


def load() -> None:
    """Load the commands; ends the program when it is not installed as it should be."""
    _write_whatever_comes()
    try:
        check_installation()
    except WatchfloorError as error:
        sys.exit(f"watchfloor: {error}")
    add_commands()


def _write_whatever_comes() -> None:
    """Print names of any script: into files and pipes as UTF-8, as JSON has to be, on a terminal as far as it can."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
