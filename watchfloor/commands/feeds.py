"""Commands on the list of feeds and its health."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from watchfloor.cli import HomeOption, JsonOption, home_of, stderr, told
from watchfloor.printing import console, print_json, print_rows

app = typer.Typer(
    help="The feeds: how they are, what became of their entries, add, remove, check, import and export them.",
    no_args_is_help=True,
)

CONFIGURED = ("id", "outlet", "country", "language", "kind", "ownership", "checked", "url")


@app.command("list")
@told
def list_(
    home: HomeOption = None,
    known: Annotated[bool, typer.Option("--known", help="The public feeds that come with the program.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the configured feeds with their health, or the known ones to choose from."""
    from watchfloor.feeds import configured_feeds, known_feeds
    from watchfloor.health import COLUMNS, health_rows

    if known:
        feeds = known_feeds()
        print_rows(CONFIGURED, [[getattr(feed, name) for name in CONFIGURED] for feed in feeds], as_json=as_json)
        return
    place = home_of(home)
    if not configured_feeds(place):
        stderr.print(f"no feed is configured in {place.file}; `watchfloor feeds add URL`, or `feeds list --known`")
        return
    print_rows(COLUMNS, health_rows(place), as_json=as_json)


@app.command()
@told
def show(
    name: Annotated[str, typer.Argument(metavar="ID|URL", help="As `feeds list` prints it.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one feed: how it is, when it is polled, what became of its entries, and its last 50 polls."""
    from watchfloor.health import POLL_COLUMNS, feed_facts, feed_history, poll_row

    health, polls = feed_history(home_of(home), name)
    if as_json:
        print_json({**msgspec.to_builtins(health), "history": msgspec.to_builtins(polls)})
        return
    for label, value in feed_facts(health):
        console().print(f"{label:14} {value}")
    if polls:
        print_rows(POLL_COLUMNS, [poll_row(poll) for poll in polls], as_json=False)


@app.command()
@told
def drops(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Count, feed by feed, the entries that were seen and not published, each under one reason."""
    from connectors.drops import DROP_REASONS
    from watchfloor.health import drop_rows

    print_rows(("id", "published", "revised", *DROP_REASONS), drop_rows(home_of(home)), as_json=as_json)


@app.command()
@told
def alerts(
    home: HomeOption = None,
    last: Annotated[int, typer.Option("--last", min=1, help="How many, newest last.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """List the last alerts about feeds: failing, fallen silent, gone for good, well again."""
    from watchfloor.health import ALERT_COLUMNS, last_alerts

    found = last_alerts(home_of(home), last)
    if as_json:
        for one in found:
            print_json(msgspec.to_builtins(one))
    else:
        print_rows(ALERT_COLUMNS, [[getattr(one, name) for name in ALERT_COLUMNS] for one in found], as_json=False)


@app.command()
@told
def add(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="URL|ID...", help="Addresses, or ids of `feeds list --known`.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every known feed.")] = False,
    home: HomeOption = None,
) -> None:
    """Add feeds to watchfloor.toml; a poller that runs takes them up within seconds."""
    from schemas.errors import UsageError
    from watchfloor.feeds import add_feeds, feeds_named, known_feeds

    if not names and not everything:
        raise UsageError("feeds add: name a URL or the id of a known feed, or say --all")
    known = known_feeds()
    place = home_of(home)
    added, there = add_feeds(place, [*feeds_named(names or [], known), *(known if everything else ())])
    for feed in added:
        console().print(f"added {feed.id}  {feed.url}")
    if there:
        console().print(f"{len(there)} already there: {', '.join(feed.id for feed in there[:10])}")
    console().print(f"{place.file}")


@app.command()
@told
def remove(
    name: Annotated[str, typer.Argument(metavar="ID|URL", help="As `feeds list` prints it.")],
    home: HomeOption = None,
) -> None:
    """Take a feed out of watchfloor.toml; its articles stay, and so does what is known of its entries."""
    from watchfloor.feeds import remove_feed

    console().print(f"removed {remove_feed(home_of(home), name).id}")


@app.command()
@told
def check(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[URL|FILE|ID]...", help="Addresses, files, ids of feeds.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every configured feed.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Note the day in `checked` of each that is well.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> int:
    """Fetch and parse feeds once, publish nothing, say what each is. Exit code 1 when one is not well.

    One feed alone is explained step by step: answer, document, entries, dates, identity, texts, schedule, and
    whether another feed of the home is the same.
    """
    from schemas.errors import UsageError
    from watchfloor.checking import check_feeds

    if not names and not everything:
        raise UsageError("feeds check: name a URL, a file or a configured feed, or say --all")
    found = check_feeds(home_of(home), names or [], everything=everything, write=write)
    if as_json:
        for one in found:
            print_json(msgspec.to_builtins(one))
    elif len(found) == 1:
        console().print(f"{found[0].feed}  {found[0].url}")
        for step in found[0].steps:
            console().print(f"{'ok ' if step.well else '!! '} {step.step:11} {step.detail}")
    else:
        columns = ("feed", "well", "format", "entries", "dated", "newest", "detail")
        print_rows(columns, [[getattr(one, name) for name in columns] for one in found], as_json=False)
    return 0 if all(one.well for one in found) else 1


@app.command("import")
@told
def import_(
    file: Annotated[Path, typer.Argument(help="An OPML file.")],
    home: HomeOption = None,
) -> None:
    """Add the feeds of an OPML file, of all its folders."""
    from connectors.opml import import_opml
    from watchfloor.feeds import add_feeds

    place = home_of(home)
    added, there = add_feeds(place, import_opml(file.read_bytes()))
    console().print(f"added {len(added)}, {len(there)} already there; {place.file}")


@app.command()
@told
def export(home: HomeOption = None) -> None:
    """Print the configured feeds as OPML, nothing lost."""
    from connectors.opml import export_opml
    from watchfloor.feeds import configured_feeds

    typer.get_binary_stream("stdout").write(export_opml(configured_feeds(home_of(home))))
