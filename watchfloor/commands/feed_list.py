"""Commands that change the list of feeds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from watchfloor.commands.feeds import app, say_that_none_is_configured
from watchfloor.commands.options import HomeOption, home_of
from watchfloor.commands.outcome import note, told
from watchfloor.printing import console

__all__ = ["app"]

if TYPE_CHECKING:
    from connectors.feedlist import FeedConfig
    from watchfloor.adding import Seen
    from watchfloor.home import Home


@app.command()
@told
def add(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="URL|ID", help="Addresses, or ids of `feeds list --known`.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every known feed.")] = False,
    api: Annotated[
        str | None, typer.Option("--api", metavar="NAME", help="The JSON API that the URLs are of: reliefweb.")
    ] = None,
    look: Annotated[
        bool, typer.Option("--check/--no-check", help="Look at each address first, or fetch nothing.")
    ] = True,
    home: HomeOption = None,
) -> int:
    """Add feeds to watchfloor.toml; a poller that runs takes them up within seconds.

    Each address is looked at once: where a web page is, the feed that it names is
    added; where something else is, nothing is, and the exit code is 1. A feed
    that does not answer today is added. Known feeds are not looked at.

    Examples: watchfloor feeds add https://example.org/; watchfloor feeds add bbc-world
    """
    from schemas.errors import UsageError
    from watchfloor.adding import seen_before
    from watchfloor.feeds import add_feeds, known_feeds
    from watchfloor.naming import feeds_named

    if not names and not everything:
        raise UsageError("feeds add: name a URL or the id of a known feed, or say --all")
    known = known_feeds()
    place = home_of(home)
    named = feeds_named(names or [], known, api=api)
    addresses = [feed for feed in named if feed not in known] if look else []
    seen = seen_before(place, addresses)
    chosen = [one.feed for one in seen if one.feed is not None]
    chosen += [feed for feed in named if feed not in addresses]
    added, there = add_feeds(place, [*chosen, *(known if everything else ())])
    _say_what_was_added(place, added, there, seen)
    return _say_what_is_none([one for one in seen if one.feed is None])


@app.command()
@told
def remove(
    names: Annotated[list[str], typer.Argument(metavar="ID|URL", help="As `feeds list` prints them.")],
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
def move(
    name: Annotated[str, typer.Argument(metavar="ID|URL", help="As `feeds list` prints it.")],
    url: Annotated[str, typer.Argument(metavar="URL", help="Where the feed is now.")],
    home: HomeOption = None,
) -> None:
    """Give a feed another address; its id, its settings and what is known of its entries stay.

    Example: watchfloor feeds move bbc-world https://example.org/new/rss.xml
    """
    from watchfloor.feeds import move_feed

    feed = move_feed(home_of(home), name, url)
    console().print(f"moved {feed.id} to {feed.public_url}")
    note(f"`watchfloor feeds check {feed.id}` looks whether all is well")


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
        say_that_none_is_configured(place)
    for feed in feeds:
        if feed.url != feed.public_url:
            note(f"the address of {feed.id} holds a password or a name of yours: look before you pass the list on")


def _say_what_was_added(
    place: "Home", added: Sequence["FeedConfig"], there: Sequence["FeedConfig"], seen: Sequence["Seen"]
) -> None:
    from watchfloor.adding import Seen

    by_url = {one.feed.url: one for one in seen if one.feed is not None}
    for feed in added:
        _say_what_was_seen(feed, by_url.get(feed.url, Seen(feed=feed)))
    if there:
        console().print(f"{len(there)} already there: {', '.join(feed.id for feed in there[:10])}")
    console().print(f"{place.file}")
    _say_what_is_alike(place, added)
    unseen = [feed for feed in added if (one := by_url.get(feed.url)) is None or one.found is None]
    if unseen:
        note(f"`watchfloor feeds check {unseen[0].id if len(unseen) == 1 else '--all'}` looks whether all is well")


def _say_what_was_seen(feed: "FeedConfig", seen: "Seen") -> None:
    from watchfloor.feed_lines import checked_words

    if seen.page is not None:
        console().print(f"{seen.page} is a web page; the feed that it names is added")
    console().print(f"added {feed.id}  {feed.public_url}")
    if seen.found is not None:
        for words in checked_words(seen.found):
            console().print(f"    {words}")


def _say_what_is_none(seen: "Sequence[Seen]") -> int:
    """Tell what was not added and why; return the exit code."""
    from watchfloor.feed_lines import checked_words

    for one in seen:
        assert one.found is not None
        words = "; ".join(checked_words(one.found))
        note(f"not added: {one.page or one.found.url}: {words}; --no-check adds it as it is")
    return 1 if seen else 0


def _say_what_is_alike(place: "Home", added: "Sequence[FeedConfig]") -> None:
    from watchfloor.feeds import look_alikes

    for feed, other in look_alikes(place, added):
        note(f"{feed.id} may be {other.id} ({other.public_url}): `watchfloor feeds check {feed.id}` compares them")
