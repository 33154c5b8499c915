"""Poll one feed against scripted answers or a scripted server, on a clock that tests move."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from feed_server import LOOPBACK
from virtual_time import Inline

from connectors.feed_state import FeedState, Poll
from connectors.feedlist import FeedConfig
from connectors.fetching.fetch import FEED_TYPES, Fetched, Fetcher, Fetching, Validators, user_agent
from connectors.fetching.guard import AddressGuard
from connectors.fetching.hosts import Hosts
from connectors.polling.poller import Outside, Poller, Settings
from connectors.state import SpoolState
from schemas.article import Article
from schemas.wire import ARTICLES, decode_article
from streams.embedded import EmbeddedLog

A = TypeVar("A")
R = TypeVar("R")

START = datetime(2026, 11, 23, 12, 1, tzinfo=UTC)
Answer = Callable[[Validators | None], Fetched]


class InProcess:
    """Reads documents without a child process: these are our own."""

    async def run(self, work: Callable[[A], R], argument: A) -> R:
        return work(argument)


class Script:
    """A Fetching that answers as `answer` says, and remembers what validators it was sent."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.sent: list[Validators | None] = []

    async def fetch(
        self, url: str, validators: Validators | None = None, accept: str = FEED_TYPES, **_: object
    ) -> Fetched:
        self.sent.append(validators)
        return self.answer(validators)


class Place:
    """A spool with one feed, polled whenever it is due; `restart` forgets all that is not on disk."""

    def __init__(self, folder: Path, url: str = "http://feed.example/rss") -> None:
        self.folder = folder
        self.now = START
        self.feed = FeedConfig(id="a", url=url, fetch_pages=False)
        self.chance: Callable[[], float] = lambda: 0.0
        self.restart()

    def restart(self) -> None:
        self.log = EmbeddedLog(self.folder / "stream.db")

    async def poll(self, fetcher: Fetching, at: datetime | None = None, feed: FeedConfig | None = None) -> Poll:
        """Let time pass until the feed is due, or set the clock; poll it, return what its history says of that.

        Another `feed` is polled in the same spool.
        """
        due = self.state.next_due if self.was_polled else None
        self.now = at or max(self.now, due or self.now)
        hosts = Hosts(0.0)
        outside = Outside(fetcher, hosts, InProcess(), InProcess(), Inline())
        settings = Settings(contact="test")
        lock = self.folder / "lock"
        poller = Poller(
            [feed or self.feed], self.log, lock, settings, clock=lambda: self.now, random=self.chance, outside=outside
        )
        await poller.bring()
        return self.history[-1]

    @property
    def was_polled(self) -> bool:
        return SpoolState(self.log).feed("a") is not None

    @property
    def state(self) -> FeedState:
        state = SpoolState(self.log).feed("a")
        assert state is not None
        return state

    @property
    def history(self) -> tuple[Poll, ...]:
        return SpoolState(self.log).polls("a")

    def articles(self) -> list[Article]:
        found = self.log.stream(ARTICLES).read(0, 0, 100_000)
        return [decode_article(record.value, record.headers, record.key) for record in found]

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)


@asynccontextmanager
async def web(place: Place) -> AsyncIterator[Fetcher]:
    """Yield a fetcher for scripted servers on loopback addresses."""
    agent = user_agent("test", "https://example.org/bot")
    async with Fetcher(agent, Hosts(0.0), AddressGuard(LOOPBACK), seconds=5.0, clock=lambda: place.now) as fetcher:
        yield fetcher
