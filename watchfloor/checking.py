"""Look at feeds once, without publishing anything."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from connectors.child import Child
from connectors.entries import ParsedFeed
from connectors.feedlist import FeedConfig
from connectors.fetch import Fetcher, user_agent
from connectors.guard import AddressGuard
from connectors.hosts import Hosts
from connectors.parse import Document, parse_feed
from schemas.article import Instant
from schemas.errors import FeedError
from watchfloor import __version__
from watchfloor.feeds import configured_feeds, feeds_named, mark_checked
from watchfloor.home import Home
from watchfloor.progress import progress

AT_ONCE = 16


class Checked(msgspec.Struct, frozen=True):
    """What one look at a feed found; `detail` says what is wrong, or what a reader should know."""

    feed: str
    url: str
    well: bool
    format: str | None = None
    entries: int = 0
    dated: int = 0
    newest: Instant | None = None
    detail: str = ""


def check_feeds(home: Home, names: Sequence[str], *, everything: bool = False, write: bool = False) -> list[Checked]:
    """Fetch and parse each named feed, file or URL; with `everything` every configured feed.

    With `write` the day is noted in `checked` of each configured feed that is well.
    """
    configured = configured_feeds(home)
    files = [Path(name) for name in names if "://" not in name and Path(name).is_file()]
    others = [name for name in names if Path(name) not in files]
    feeds = [*feeds_named(others, configured), *(configured if everything else ())]
    with Child() as child:
        found = [_look_at_file(child, file) for file in files]
        found += asyncio.run(_look_at_all(home, child, feeds))
    if write:
        today = datetime.now(UTC).date().isoformat()
        mark_checked(home, {one.feed: today for one in found if one.well})
    return found


async def _look_at_all(home: Home, child: Child, feeds: Sequence[FeedConfig]) -> list[Checked]:
    configuration = home.configuration
    agent = user_agent(__version__, configuration.contact)
    hosts = Hosts(configuration.host_spacing)
    gate = asyncio.Semaphore(AT_ONCE)
    with progress("checking", len(feeds)) as advance:
        async with Fetcher(agent, hosts, AddressGuard(configuration.allow_networks)) as fetcher:

            async def look(feed: FeedConfig) -> Checked:
                async with gate:
                    found = await _look_at(fetcher, child, feed)
                advance(1)
                return found

            return list(await asyncio.gather(*map(look, feeds)))


async def _look_at(fetcher: Fetcher, child: Child, feed: FeedConfig) -> Checked:
    try:
        answer = await fetcher.fetch(feed.url)
        document = Document(body=answer.body, url=answer.url, content_type=answer.content_type)
        parsed = await child.run(parse_feed, document)
    except FeedError as error:
        return Checked(feed.id, feed.url, False, detail=str(error))
    return _summary(feed.id, feed.url, parsed, answer.moved_to)


def _look_at_file(child: Child, file: Path) -> Checked:
    try:
        parsed = child.call(parse_feed, Document(body=file.read_bytes()))
    except FeedError as error:
        return Checked(str(file), str(file), False, detail=str(error))
    return _summary(str(file), str(file), parsed, None)


def _summary(name: str, url: str, parsed: ParsedFeed, moved_to: str | None) -> Checked:
    dates = [entry.published or entry.updated for entry in parsed.entries]
    known = [date for date in dates if date is not None]
    remarks = list(parsed.warnings)
    if moved_to:
        remarks.append(f"moved for good to {moved_to}")
    if not parsed.entries:
        remarks.append("a feed without entries")
    elif not known:
        remarks.append("no entry has a date")
    newest = max(known, default=None)
    return Checked(name, url, bool(parsed.entries), parsed.format, len(dates), len(known), newest, "; ".join(remarks))
