"""Keep the list of feeds in the configuration file."""

import fcntl
import os
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import tomlkit
from tomlkit.items import AoT

from connectors.feedlist import FeedConfig, check_feed, nearly, read_feeds, web_address
from connectors.opml import FeedList, read_opml
from pipelines.lake.durable import replace
from schemas.errors import ConfigurationError, UsageError
from schemas.text import clean
from schemas.url import canonical_url
from watchfloor.home import Home, open_home, text_of
from watchfloor.naming import configured_feed
from watchfloor.shipped import feed_list


def configured_feeds(home: Home) -> tuple[FeedConfig, ...]:
    """Return the feeds of `watchfloor.toml`; raises ConfigurationError naming the feed and key that is wrong."""
    try:
        return read_feeds(home.configuration.feed)
    except ConfigurationError as error:
        raise ConfigurationError(f"{home.file}: {error}") from error


def known_feeds() -> tuple[FeedConfig, ...]:
    """Return the public feeds that come with the program, to choose from."""
    return read_feeds(tomllib.loads(feed_list().read_text(encoding="utf-8"))["feed"])


def add_feeds(home: Home, feeds: Iterable[FeedConfig]) -> tuple[list[FeedConfig], list[FeedConfig]]:
    """Write feeds into `watchfloor.toml`, its comments kept; return those added and those that were there.

    An address that differs from a configured one in spelling only (scheme, default port, fragment, tracking
    parameters) is there already.
    """
    home.path.mkdir(parents=True, exist_ok=True)
    with _alone(home) as present:
        added, there = _told_apart(feeds, present)
        if added:
            _append(home, added)
    return added, there


def feeds_in_file(name: str) -> FeedList:
    """Return the feeds of an OPML file, `-` for stdin; raises ConfigurationError or UsageError when there are none."""
    if "://" in name:
        raise UsageError(f"{name}: is an address; fetch the list first: curl -sL -o feeds.opml {name}")
    if name != "-" and not Path(name).is_file():
        raise UsageError(f"{clean(name)}: there is no such file")
    document = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    try:
        return read_opml(document)
    except ConfigurationError as error:
        raise ConfigurationError(f"{clean(name)}: {error}") from error


def remove_feeds(home: Home, names: Sequence[str]) -> list[FeedConfig]:
    """Take feeds out of `watchfloor.toml`, by id or address, or none and raise UsageError when one is not there."""
    with _alone(home) as present:
        gone = [configured_feed(present, name) for name in dict.fromkeys(names)]
        document = _document(home)
        tables = document.get("feed", [])
        for number in reversed(range(len(tables))):
            if tables[number].get("id") in {feed.id for feed in gone}:
                del tables[number]
        if not tables:
            document.pop("feed", None)
        _save(home, document)
    return gone


def move_feed(home: Home, name: str, url: str) -> FeedConfig:
    """Give a feed another address, all else kept; return it as it is then.

    Raises UsageError when no feed has that id or address, or another one is at the new address, and
    ConfigurationError for what is no web address.
    """
    with _alone(home) as present:
        feed = configured_feed(present, name)
        moved = check_feed(msgspec.structs.replace(feed, url=web_address(url)))
        if (there := present_at([other for other in present if other.id != feed.id], moved)) is not None:
            raise UsageError(f"feed {there.id}: is at that address already; `watchfloor feeds remove` takes one out")
        document = _document(home)
        for table in document.get("feed", []):
            if table.get("id") == feed.id:
                table["url"] = moved.url
        _save(home, document)
    return moved


def present_at(feeds: Iterable[FeedConfig], feed: FeedConfig) -> FeedConfig | None:
    """Return the one of `feeds` that has the address of `feed`, however spelled."""
    return next((one for one in feeds if _address(one) == _address(feed)), None)


def look_alikes(home: Home, added: Iterable[FeedConfig]) -> list[tuple[FeedConfig, FeedConfig]]:
    """Return each of the feeds just added with one that was there before it at nearly the same address."""
    seen = {nearly(feed.url): feed for feed in configured_feeds(home)}
    pairs = [(feed, seen.setdefault(nearly(feed.url), feed)) for feed in added]
    return [(feed, other) for feed, other in pairs if feed.id != other.id]


def mark_checked(home: Home, days: dict[str, str]) -> int:
    """Write the day of its last good answer into each feed that is named in `days`; return how many."""
    with _alone(home):
        document = _document(home)
        tables = [table for table in document.get("feed", []) if table.get("id") in days]
        for table in tables:
            table["checked"] = days[table["id"]]
        _save(home, document)
    return len(tables)


@contextmanager
def _alone(home: Home) -> Iterator[tuple[FeedConfig, ...]]:
    """Yield the feeds as they stand now, while nobody else changes them: what two people do at once is all kept."""
    if not home.path.is_dir():
        yield ()
        return
    descriptor = os.open(home.path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield configured_feeds(open_home(home.path))
    finally:
        os.close(descriptor)


def _told_apart(
    feeds: Iterable[FeedConfig], present: Sequence[FeedConfig]
) -> tuple[list[FeedConfig], list[FeedConfig]]:
    addresses, ids = {_address(feed) for feed in present}, {feed.id for feed in present}
    added, there = [], []
    for feed in feeds:
        if _address(feed) in addresses:
            there.append(feed)
            continue
        free = msgspec.structs.replace(feed, id=_free(feed.id, ids))
        added.append(free)
        addresses.add(_address(free))
        ids.add(free.id)
    return added, there


def _append(home: Home, feeds: Iterable[FeedConfig]) -> None:
    document = _document(home)
    if document.get("feed") == []:
        # Whoever writes `feed = []` means that there is none; tables cannot be added to that.
        del document["feed"]
    were_there = "feed" in document
    tables = document.setdefault("feed", tomlkit.aot())
    if not isinstance(tables, AoT):
        raise ConfigurationError(f"{home.file}: `feed` is no list; write each feed as a [[feed]] table")
    for feed in feeds:
        # Tables of its own making tomlkit sets apart by itself.
        if were_there and tables and not tables[-1].as_string().endswith("\n\n"):
            tables[-1].add(tomlkit.nl())
        table = tomlkit.table()
        for name, value in _set_values(feed).items():
            table.add(name, value)
        tables.append(table)
    _save(home, document)


def _set_values(feed: FeedConfig) -> dict[str, Any]:
    defaults = {field.name: field.default for field in msgspec.structs.fields(FeedConfig)}
    values = msgspec.structs.asdict(feed)
    return {name: value for name, value in values.items() if value != defaults[name] and value != ""}


def _document(home: Home) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text_of(home.file).replace("\r\n", "\n"))
    except FileNotFoundError:
        return tomlkit.document()


def _save(home: Home, document: tomlkit.TOMLDocument) -> None:
    text = tomlkit.dumps(document)
    if home.file.exists() and b"\r\n" in home.file.read_bytes():
        text = text.replace("\n", "\r\n")
    try:
        replace(home.file, text.encode(), home.path)
    except OSError as error:
        # It names the new file beside it, which is nothing that a person knows of.
        raise OSError(
            error.errno, f"cannot be written, it stays as it was: {error.strerror}", str(home.file)
        ) from error


def _address(feed: FeedConfig) -> str:
    return canonical_url(feed.url) or feed.url


def _free(name: str, taken: set[str]) -> str:
    number = 1
    candidate = name
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    return candidate
