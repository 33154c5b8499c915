"""Keep the list of feeds in the configuration file."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec
import tomlkit
from tomlkit.items import AoT

from connectors.feedlist import FeedConfig, check_feed, read_feeds
from pipelines.lake.durable import replace
from schemas.errors import ConfigurationError, UsageError
from schemas.url import canonical_url
from watchfloor.home import Home
from watchfloor.shipped import feed_list


def configured_feeds(home: Home) -> tuple[FeedConfig, ...]:
    """Return the feeds of `watchfloor.toml`; raises ConfigurationError naming the feed and key that is wrong."""
    return read_feeds(home.configuration.feed)


def known_feeds() -> tuple[FeedConfig, ...]:
    """Return the public feeds that come with the program, to choose from."""
    return read_feeds(tomllib.loads(feed_list().read_text(encoding="utf-8"))["feed"])


def feeds_named(names: Sequence[str], known: Iterable[FeedConfig]) -> list[FeedConfig]:
    """Return the feed for each URL or id of a known feed; raises UsageError for a name that is neither."""
    by_id = {feed.id: feed for feed in known}
    by_url = {feed.url: feed for feed in by_id.values()}
    chosen = []
    for name in names:
        if name in by_id:
            chosen.append(by_id[name])
        elif "://" in name:
            chosen.append(by_url.get(name) or check_feed(FeedConfig(id=_id_of(name), url=name)))
        else:
            raise UsageError(
                f"feed {name}: is neither a URL nor the id of a known feed; `watchfloor feeds list --known` shows those"
            )
    return chosen


def add_feeds(home: Home, feeds: Iterable[FeedConfig]) -> tuple[list[FeedConfig], list[FeedConfig]]:
    """Write feeds into `watchfloor.toml`, its comments kept; return those added and those that were there.

    An address that differs from a configured one in spelling only (scheme, default port, fragment, tracking
    parameters) is there already.
    """
    present = configured_feeds(home)
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
    if added:
        _append(home, added)
    return added, there


def remove_feed(home: Home, name: str) -> FeedConfig:
    """Take one feed out of `watchfloor.toml`; raises UsageError when it is not there."""
    document = _document(home)
    tables = document.get("feed", [])
    for number, table in enumerate(tables):
        if name in (table.get("id"), table.get("url")):
            found = read_feeds([table.unwrap()])[0]
            del tables[number]
            _save(home, document)
            return found
    raise UsageError(f"feed {name}: is not configured; `watchfloor feeds list` shows those that are")


def mark_checked(home: Home, days: dict[str, str]) -> int:
    """Write the day of its last good answer into each feed that is named in `days`; return how many."""
    document = _document(home)
    tables = [table for table in document.get("feed", []) if table.get("id") in days]
    for table in tables:
        table["checked"] = days[table["id"]]
    _save(home, document)
    return len(tables)


def _append(home: Home, feeds: Iterable[FeedConfig]) -> None:
    document = _document(home)
    tables = document.setdefault("feed", tomlkit.aot())
    if not isinstance(tables, AoT):
        raise ConfigurationError(f"{home.file}: `feed` is no list; write each feed as a [[feed]] table")
    for feed in feeds:
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
        return tomlkit.parse(home.file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return tomlkit.document()


def _save(home: Home, document: tomlkit.TOMLDocument) -> None:
    home.path.mkdir(parents=True, exist_ok=True)
    replace(home.file, tomlkit.dumps(document).encode(), home.path)


def _address(feed: FeedConfig) -> str:
    return canonical_url(feed.url) or feed.url


def _id_of(url: str) -> str:
    parts = urlsplit(url)
    words = re.findall(r"[a-z0-9]+", f"{parts.hostname or ''} {parts.path}".lower())
    dull = {"www", "rss", "feed", "feeds", "xml", "com", "org", "net", "index", "html"}
    return "-".join(word for word in words if word not in dull)[:80] or "feed"


def _free(name: str, taken: set[str]) -> str:
    number = 1
    candidate = name
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    return candidate
