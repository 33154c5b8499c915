"""Commands on the list of feeds and its health."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from watchfloor.commands.options import HomeOption, JsonOption, home_of
from watchfloor.commands.outcome import note, told
from watchfloor.printing import console, print_json, print_rows

if TYPE_CHECKING:
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
    unwell: Annotated[
        bool, typer.Option("--unwell", help="Only those with which something is wrong, and what to do.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """List the configured feeds with their health, or the known ones to choose from.

    Each has one condition: ok, new, blocked, html, missing, quiet ... (docs/feeds.md).
    `feeds show ID` tells more of one, and what to do about it.

    Examples: watchfloor feeds list --unwell; watchfloor feeds list --known
    """
    from connectors.polling.condition import WELL
    from schemas.errors import UsageError
    from watchfloor.feed_lines import alive_words, health_lines
    from watchfloor.feeds import known_feeds
    from watchfloor.health import COLUMNS, health_rows, healths

    if known and unwell:
        raise UsageError("feeds list: --known lists what can be added, --unwell what is configured; say one of them")
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
        out = console()
        for line in health_lines(shown, now, out.width, remedies=unwell):
            out.print(line)
    if not found:
        say_that_none_is_configured(place)
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
    """Count, feed by feed, what became of every entry: published, dropped for a reason, or failed.

    Example: watchfloor feeds drops --json
    """
    from watchfloor.feed_lines import drop_lines
    from watchfloor.health import DROP_COLUMNS, drop_rows, healths

    place = home_of(home)
    found, _ = healths(place)
    if as_json:
        print_rows(DROP_COLUMNS, drop_rows(found), as_json=True)
    elif found:
        for line in drop_lines(found):
            console().print(line)
    if not found:
        say_that_none_is_configured(place)


@app.command()
@told
def alerts(
    home: HomeOption = None,
    last: Annotated[int, typer.Option("--last", min=1, help="How many, newest last.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """List the last alerts about feeds: failing, fallen silent, gone for good, well again.

    Example: watchfloor feeds alerts --last 10
    """
    from watchfloor.feed_lines import alert_lines
    from watchfloor.health import last_alerts

    found = last_alerts(home_of(home), last)
    if as_json:
        for one in found:
            print_json(msgspec.to_builtins(one))
    elif found:
        for line in alert_lines(found):
            console().print(line)
    else:
        note("no alert was raised; `watchfloor feeds list` tells how the feeds are")


@app.command()
@told
def check(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="URL|FILE|ID", help="Addresses, files, ids of feeds.")
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
    from watchfloor.checking import check_feeds, note_checked
    from watchfloor.feed_lines import check_lines

    if not names and not everything:
        raise UsageError("feeds check: name a URL, a file or a configured feed, or say --all")
    place = home_of(home)
    found = check_feeds(place, names or [], everything=everything)
    if as_json:
        for one in found:
            print_json(msgspec.to_builtins(one))
    elif not found:
        say_that_none_is_configured(place)
    elif len(found) == 1:
        console().print(f"{found[0].feed}  {found[0].url}")
        for step in found[0].steps:
            console().print(f"{'ok ' if step.well else '!! '} {step.step:11} {step.detail}")
        if found[0].remedy:
            console().print(f"{'':3} {'what to do':11} {found[0].remedy}")
    else:
        for line in check_lines(found):
            console().print(line)
    if write:
        note_checked(place, found)
    return 0 if all(one.well for one in found) else 1


def say_that_none_is_configured(place: "Home") -> None:
    """Tell a person how a first feed is added."""
    note(f"no feed is configured in {place.file}; `watchfloor feeds add URL`, or `watchfloor feeds list --known`")
