"""Commands on the list of feeds and its health."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from watchfloor.commands.options import HomeOption, JsonOption, home_of
from watchfloor.commands.outcome import note, told
from watchfloor.printing import console, print_json, print_rows

if TYPE_CHECKING:
    from connectors.feedlist import FeedConfig
    from watchfloor.home import Home

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
    unwell: Annotated[bool, typer.Option("--unwell", help="Only those with which something is wrong.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the configured feeds with their health, or the known ones to choose from.

    Each has one condition: ok, new, blocked, html, missing, quiet ... (docs/feeds.md).
    `feeds show ID` tells more of one, and what to do about it.

    Examples: watchfloor feeds list --unwell; watchfloor feeds list --known
    """
    from connectors.polling.health import WELL
    from watchfloor.feed_lines import alive_words, health_lines
    from watchfloor.feeds import known_feeds
    from watchfloor.health import COLUMNS, health_rows, healths

    if known:
        feeds = known_feeds()
        print_rows(CONFIGURED, [[getattr(feed, name) for name in CONFIGURED] for feed in feeds], as_json=as_json)
        return
    place, now = home_of(home), datetime.now(UTC)
    found, alive = healths(place, now)
    shown = [one for one in found if one.condition not in WELL] if unwell else found
    if as_json:
        print_rows(COLUMNS, health_rows(shown), as_json=True)
    elif shown:
        for line in health_lines(shown, now):
            console().print(line)
    if not found:
        _say_that_none_is_configured(place)
    elif not shown:
        note(f"none of {len(found)} feeds is unwell")
    elif (words := alive_words(alive, now)) is not None:
        note(words)


@app.command()
@told
def show(
    name: Annotated[str, typer.Argument(metavar="ID|URL", help="As `feeds list` prints it.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one feed: how it is, what to do about it, what became of its entries, its last 50 polls.

    Example: watchfloor feeds show bbc-world
    """
    from watchfloor.feed_lines import feed_facts, poll_line
    from watchfloor.health import feed_history

    health, polls = feed_history(home_of(home), name)
    if as_json:
        print_json({**msgspec.to_builtins(health), "history": msgspec.to_builtins(polls)})
        return
    for label, value in feed_facts(health):
        console().print(f"{label:14} {value}")
    for poll in polls:
        console().print(poll_line(poll))


@app.command()
@told
def drops(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Count, feed by feed, what became of every entry: published, dropped for a reason, or failed."""
    from watchfloor.health import DROP_COLUMNS, drop_rows

    place = home_of(home)
    rows = drop_rows(place)
    if rows:
        print_rows(DROP_COLUMNS, rows, as_json=as_json)
    else:
        _say_that_none_is_configured(place)


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
    elif found:
        print_rows(ALERT_COLUMNS, [[getattr(one, name) for name in ALERT_COLUMNS] for one in found], as_json=False)
    else:
        note("no alert was raised; `watchfloor feeds list` tells how the feeds are")


@app.command()
@told
def add(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="URL|ID...", help="Addresses, or ids of `feeds list --known`.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every known feed.")] = False,
    api: Annotated[
        str | None, typer.Option("--api", metavar="NAME", help="The JSON API that the URLs are of: reliefweb.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Add feeds to watchfloor.toml; a poller that runs takes them up within seconds.

    Nothing is fetched: `feeds check` looks at a feed, before or after.

    Examples: watchfloor feeds add https://example.org/feed; watchfloor feeds add bbc-world
    """
    from schemas.errors import UsageError
    from watchfloor.feeds import add_feeds, known_feeds
    from watchfloor.naming import feeds_named

    if not names and not everything:
        raise UsageError("feeds add: name a URL or the id of a known feed, or say --all")
    known = known_feeds()
    place = home_of(home)
    added, there = add_feeds(place, [*feeds_named(names or [], known, api=api), *(known if everything else ())])
    for feed in added:
        console().print(f"added {feed.id}  {feed.public_url}")
    if there:
        console().print(f"{len(there)} already there: {', '.join(feed.id for feed in there[:10])}")
    console().print(f"{place.file}")
    _say_what_is_alike(place, added)
    if added:
        note(f"`watchfloor feeds check {added[0].id if len(added) == 1 else '--all'}` looks whether all is well")


@app.command()
@told
def remove(
    names: Annotated[list[str], typer.Argument(metavar="ID|URL...", help="As `feeds list` prints them.")],
    home: HomeOption = None,
) -> None:
    """Take feeds out of watchfloor.toml; their articles stay, and so does what is known of their entries.

    Added again under the same id and URL, a feed goes on where it was.

    Example: watchfloor feeds remove bbc-world
    """
    from watchfloor.feeds import remove_feeds

    for feed in remove_feeds(home_of(home), names):
        console().print(f"removed {feed.id}")


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

    One feed alone is explained step by step: answer, document, entries, dates,
    identity, texts, schedule, whether another feed of the home is the same.

    Examples: watchfloor feeds check https://example.org/feed; watchfloor feeds check --all
    """
    from schemas.errors import UsageError
    from watchfloor.checking import check_feeds
    from watchfloor.feed_lines import check_lines

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
        if found[0].remedy:
            console().print(f"{'':3} {'what to do':11} {found[0].remedy}")
    else:
        for line in check_lines(found):
            console().print(line)
    return 0 if all(one.well for one in found) else 1


@app.command("import")
@told
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="An OPML file, as other readers export it; - is stdin.")],
    home: HomeOption = None,
) -> None:
    """Add the feeds of an OPML file, of all its folders.

    Feeds that are there already stay as they are; what cannot be polled is named.

    Example: watchfloor feeds import subscriptions.opml
    """
    from watchfloor.feeds import add_feeds, feeds_in_file

    place, listed = home_of(home), feeds_in_file(file)
    added, there = add_feeds(place, listed.feeds)
    again = f", {listed.repeated} listed twice" if listed.repeated else ""
    console().print(f"added {len(added)}, {len(there)} already there{again}; {place.file}")
    for one in listed.passed_over:
        note(f"passed over, no feed that can be polled: {one}")
    if listed.damage:
        note(f"{file}: {listed.damage}; feeds behind it may be missing")
    _say_what_is_alike(place, added)


@app.command()
@told
def export(home: HomeOption = None) -> None:
    """Print the configured feeds as OPML, nothing lost: passwords in addresses neither.

    Example: watchfloor feeds export > subscriptions.opml
    """
    from connectors.opml import export_opml
    from watchfloor.feeds import configured_feeds

    place = home_of(home)
    feeds = configured_feeds(place)
    typer.get_binary_stream("stdout").write(export_opml(feeds))
    if not feeds:
        _say_that_none_is_configured(place)
    for feed in feeds:
        if feed.url != feed.public_url:
            note(f"the address of {feed.id} holds a password or a name of yours: look before you pass the list on")


def _say_that_none_is_configured(place: "Home") -> None:
    note(f"no feed is configured in {place.file}; `watchfloor feeds add URL`, or `watchfloor feeds list --known`")


def _say_what_is_alike(place: "Home", added: "Sequence[FeedConfig]") -> None:
    from watchfloor.feeds import look_alikes

    for feed, other in look_alikes(place, added):
        note(f"{feed.id} may be {other.id} ({other.public_url}): `watchfloor feeds check {feed.id}` compares them")
