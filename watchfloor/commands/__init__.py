"""Add every command to the command line."""

import typer

from watchfloor.commands import demo, documents, failures, feeds, lake, process, tag, vocabulary


def add_to(app: typer.Typer) -> None:
    """Add the commands in the order in which `watchfloor --help` lists them."""
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
    app.command("status")(lake.status)
    app.command("verify")(lake.verify)
