"""Bring news into a spool on a clock that tests move, and read back what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from feed_server import LOOPBACK

from connectors.feed_state import FeedState, Poll
from connectors.feedlist import FeedConfig
from connectors.polling.poller import Outside, Poller, Settings
from connectors.state import SpoolState
from schemas.article import Article
from schemas.failure import Failure
from schemas.wire import ARTICLES, FAILURES, decode_article, decode_failure
from streams import Record
from streams.embedded import EmbeddedLog

START = datetime(2026, 11, 24, 12, tzinfo=UTC)
SETTINGS = Settings(contact="https://example.org/bot", host_spacing=0.0, allow_networks=LOOPBACK, fetch_seconds=5.0)


def feed(url: str, name: str = "a", **fields: Any) -> FeedConfig:
    """Return a feed of that name."""
    return FeedConfig(id=name, url=url, **fields)


class Spooled:
    """A spool in a folder, the pollers that work on it, and a clock that tests move."""

    def __init__(self, folder: Path, now: datetime = START) -> None:
        self.folder = folder
        self.now = now
        self.log = EmbeddedLog(folder / "stream.db")

    def poller(
        self,
        *feeds: FeedConfig,
        settings: Settings = SETTINGS,
        spool: EmbeddedLog | None = None,
        outside: Outside | None = None,
    ) -> Poller:
        lock = self.folder / "poller.lock"
        clock, random = lambda: self.now, lambda: 0.0
        return Poller(feeds, spool or self.log, lock, settings, clock=clock, random=random, outside=outside)

    async def poll(self, *feeds: FeedConfig, settings: Settings = SETTINGS) -> Mapping[str, int]:
        """Poll what is due, then let a day pass; return what the poller counted."""
        poller = self.poller(*feeds, settings=settings)
        await poller.bring()
        self.pass_a_day()
        return poller.counts

    async def poll_when_due(self, feed: FeedConfig, *, outside: Outside | None = None) -> None:
        """Let time pass until a feed is due, then poll it."""
        state = self.known(feed.id)
        if state is not None and state.next_due is not None:
            self.now = max(self.now, state.next_due)
        await self.poller(feed, outside=outside).bring()

    def pass_a_day(self) -> None:
        """Let enough time pass for every feed to be due."""
        self.now += timedelta(days=1, hours=1)

    def records(self, name: str) -> Sequence[Record]:
        return self.log.stream(name).read(0, 0, 100_000)

    def articles(self) -> list[Article]:
        return [decode_article(record.value, record.headers, record.key) for record in self.records(ARTICLES)]

    def failures(self) -> list[Failure]:
        return [decode_failure(record.value) for record in self.records(FAILURES)]

    def known(self, feed: str = "a") -> FeedState | None:
        return SpoolState(self.log).feed(feed)

    def state(self, feed: str = "a") -> FeedState:
        state = self.known(feed)
        assert state is not None
        return state

    def polls(self, feed: str = "a") -> tuple[Poll, ...]:
        return SpoolState(self.log).polls(feed)
