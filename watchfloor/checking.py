"""Look at feeds once, without publishing anything."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from connectors.apis import address
from connectors.child import Child
from connectors.feedlist import FeedConfig
from connectors.fetching.fetch import SECONDS, Fetched, Fetcher, user_agent
from connectors.fetching.guard import AddressGuard
from connectors.fetching.hosts import Hosts
from connectors.parsing.entries import ParsedFeed
from connectors.parsing.parse import Document, parse_feed
from connectors.polling.condition import condition_of_error
from connectors.polling.examine import Finding, examine, of_answer
from connectors.polling.remedy import remedy
from connectors.state import Known, NothingKnown, SpoolState
from connectors.trouble import FetchError
from schemas.article import Instant
from schemas.errors import FeedError, UsageError
from schemas.text import clean
from watchfloor import __version__
from watchfloor.feeds import configured_feeds, known_feeds, mark_checked
from watchfloor.home import Home
from watchfloor.naming import feeds_named
from watchfloor.progress import progress
from watchfloor.streams import looked_at_spool

AT_ONCE = 16
PATIENCE = 15.0
"""Seconds."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What one look at a feed found; `detail` says what is wrong, or what a reader should know.

    `steps` tell it one after the other, up to the first that failed for good; `remedy` is what can be done then,
    `error` the class of what went wrong (`connectors.trouble.ErrorKind`).
    """

    feed: str
    url: str
    well: bool
    format: str | None = None
    entries: int = 0
    dated: int = 0
    newest: Instant | None = None
    detail: str = ""
    remedy: str = ""
    error: str | None = None
    steps: tuple[Finding, ...] = ()


def check_feeds(home: Home, names: Sequence[str], *, everything: bool = False) -> list[Checked]:
    """Fetch and parse each named feed, file or URL; with `everything` every configured feed."""
    configured = configured_feeds(home)
    files = [name for name in dict.fromkeys(names) if _is_file(name)]
    others = [name for name in dict.fromkeys(names) if name not in files]
    named = feeds_named(
        others, (*known_feeds(), *configured), "a file, a URL, nor the id of a configured or known feed"
    )
    feeds = [*named, *(configured if everything else ())]
    return _look(home, configured, files, feeds, SECONDS)


def look_at(home: Home, feeds: Sequence[FeedConfig]) -> list[Checked]:
    """Fetch and parse feeds that a person waits for, configured or not, each in `PATIENCE` seconds at most."""
    return _look(home, configured_feeds(home), (), feeds, PATIENCE)


def note_checked(home: Home, found: Sequence[Checked]) -> None:
    """Note the day in `checked` of each configured feed that is well."""
    today = datetime.now(UTC).date().isoformat()
    mark_checked(home, {one.feed: today for one in found if one.well})


def _look(
    home: Home, configured: Sequence[FeedConfig], files: Sequence[str], feeds: Sequence[FeedConfig], seconds: float
) -> list[Checked]:
    with looked_at_spool(home) as spool, Child() as child:
        looking = _Looking(child, SpoolState(spool) if spool else NothingKnown(), configured)
        found = [looking.at_file(Path(file)) for file in files]
        return found + asyncio.run(_look_at_all(home, looking, feeds, seconds))


def _is_file(name: str) -> bool:
    if "://" in name:
        return False
    if Path(name).is_dir():
        raise UsageError(f"{clean(name)}: is a directory; name a feed document in it")
    return Path(name).is_file()


class _Looking:
    """Looks at one feed after the other, against what the home knows."""

    def __init__(self, child: Child, known: Known, configured: Sequence[FeedConfig]) -> None:
        self._child = child
        self._known = known
        self._configured = configured

    def at_file(self, file: Path) -> Checked:
        feed = FeedConfig(id=clean(file.name), url=clean(str(file)))
        try:
            parsed = self._child.call(parse_feed, Document(body=file.read_bytes()))
        except FeedError as error:
            return self._failed(feed, error, [], "document")
        return self._checked(feed, parsed, None, [])

    async def at_feed(self, fetcher: Fetcher, feed: FeedConfig) -> Checked:
        steps: list[Finding] = []
        try:
            answer = await fetcher.fetch(address(feed.api, feed.url))
            if answer.status == 304:
                raise FetchError("parse", "status 304 to a request without condition", None, 304)
            steps.extend(of_answer(feed, answer))
            document = Document(body=answer.body, url=answer.url, content_type=answer.content_type, api=feed.api)
            parsed = await self._child.run(parse_feed, document)
        except FeedError as error:
            return self._failed(feed, error, steps, "document" if steps else "answer")
        return self._checked(feed, parsed, answer, steps)

    def _checked(self, feed: FeedConfig, parsed: ParsedFeed, answer: Fetched | None, before: list[Finding]) -> Checked:
        found = tuple(examine(feed, parsed, answer, self._known, self._configured, datetime.now(UTC)))
        dates = [date for entry in parsed.entries if (date := entry.published or entry.updated) is not None]
        moved = [f"moved for good to {answer.moved_to}"] if answer is not None and answer.moved_to else []
        return Checked(
            feed=feed.id,
            url=feed.public_url,
            well=bool(parsed.entries),
            format=parsed.format,
            entries=len(parsed.entries),
            dated=len(dates),
            newest=max(dates, default=None),
            detail="; ".join([*moved, *(f"{one.step}: {one.detail}" for one in found if not one.well)]),
            remedy="" if parsed.entries else remedy("empty"),
            steps=(*before, *found),
        )

    def _failed(self, feed: FeedConfig, error: FeedError, steps: list[Finding], where: str) -> Checked:
        condition = condition_of_error(error.kind, error.detail)
        configured = feed.id if feed in self._configured else ""
        return Checked(
            feed=feed.id,
            url=feed.public_url,
            well=False,
            detail=error.detail,
            remedy=remedy(condition, error.kind, error.detail, configured),
            error=error.kind,
            steps=(*steps, Finding(where, False, f"{condition}: {error.detail}")),
        )


async def _look_at_all(home: Home, looking: _Looking, feeds: Sequence[FeedConfig], seconds: float) -> list[Checked]:
    configuration = home.configuration
    agent = user_agent(__version__, configuration.contact)
    hosts = Hosts(configuration.host_spacing)
    gate = asyncio.Semaphore(AT_ONCE)
    with progress("checking", len(feeds)) as advance:
        async with Fetcher(agent, hosts, AddressGuard(configuration.allow_networks), seconds=seconds) as fetcher:

            async def look(feed: FeedConfig) -> Checked:
                async with gate:
                    found = await looking.at_feed(fetcher, feed)
                advance(1)
                return found

            return list(await asyncio.gather(*map(look, feeds)))
