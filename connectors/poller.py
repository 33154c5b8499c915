"""Poll many feeds, each when it is due."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from connectors import schedule
from connectors.child import Child, Limits
from connectors.counts import Counts
from connectors.feedlist import FeedConfig
from connectors.fetch import Fetcher, user_agent
from connectors.guard import AddressGuard
from connectors.hosts import Hosts
from connectors.lock import PollerLock
from connectors.loop import Lines, Loop
from connectors.pages import Pages
from connectors.polling import Polling, Tools
from connectors.state import FeedState, SpoolState
from streams import Spool

log = logging.getLogger(__name__)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How to poll. `contact` is a URL or address for publishers; spacing, seconds and pause are in seconds."""

    version: str = "0"
    contact: str = ""
    host_spacing: float = 5.0
    allow_networks: tuple[str, ...] = ()
    fetch_seconds: float = 30.0
    in_flight: int = 64
    pause: float = 60.0
    limits: Limits = Limits()


class Poller:
    """Polls the enabled feeds of a list into a spool.

    One request in flight a host; a feed that fails stops no other. A second poller on the same
    `lock_file` is refused with UsageError. `counts` can be read at any time.
    """

    def __init__(
        self,
        feeds: Sequence[FeedConfig],
        spool: Spool,
        lock_file: Path,
        settings: Settings | None = None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        random: Callable[[], float] = random.random,
    ) -> None:
        self.counts = Counts()
        self._feeds = {feed.id: feed for feed in feeds if feed.enabled}
        self._spool = spool
        self._lock_file = lock_file
        self._settings = settings or Settings()
        self._clock = clock
        self._random = random

    async def poll_once(self) -> Mapping[str, int]:
        """Poll every feed that is due, once; return what this call counted.

        Raises StreamError when the spool fails, SpoolFullError when its budget is used up.
        """
        before = dict(self.counts)
        async with self._polling() as polling:
            state = SpoolState(self._spool)
            due = [feed for feed in self._feeds.values() if self._is_due(feed, state)]
            lines = Lines(polling)
            await _all([lines.poll(feed) for feed in due])
        return {name: total - before.get(name, 0) for name, total in self.counts.items()}

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; polls under way are then dropped, and made good at the next start.

        When the spool's budget is used up, polling pauses, says so, and tries again. Raises StreamError
        when the spool fails.
        """
        async with self._polling() as polling:
            loop = Loop(Lines(polling), self._clock, self.counts, self._settings.pause)
            await loop.run(self._starts(), stop)

    @asynccontextmanager
    async def _polling(self) -> AsyncIterator[Polling]:
        settings = self._settings
        if not settings.contact:
            log.warning("no contact is configured: publishers cannot tell who polls them; set `contact`")
        hosts = Hosts(settings.host_spacing)
        guard = AddressGuard(settings.allow_networks)
        agent = user_agent(settings.version, settings.contact)
        fetcher = Fetcher(agent, hosts, guard, seconds=settings.fetch_seconds, clock=self._clock)
        async with AsyncExitStack() as stack:
            stack.enter_context(PollerLock(self._lock_file))
            await stack.enter_async_context(fetcher)
            parser, extractor = (stack.enter_context(Child(settings.limits)) for _ in range(2))
            polling = Polling(
                Tools(
                    spool=self._spool,
                    hosts=hosts,
                    fetcher=fetcher,
                    parser=parser,
                    pages=Pages(fetcher, extractor, self.counts),
                    in_flight=asyncio.Semaphore(settings.in_flight),
                    counts=self.counts,
                    clock=self._clock,
                    random=self._random,
                )
            )
            stack.callback(polling.close)
            yield polling

    def _starts(self) -> list[tuple[FeedConfig, datetime]]:
        state = SpoolState(self._spool)
        known = {feed.id: self._known(feed, state) for feed in self._feeds.values()}
        alive = {feed: one for feed, one in known.items() if one is None or not one.stopped}
        dues = [(feed, one.next_due if one else None) for feed, one in alive.items()]
        return [(self._feeds[feed], due) for feed, due in schedule.starts(dues, self._clock()).items()]

    def _is_due(self, feed: FeedConfig, state: SpoolState) -> bool:
        return schedule.is_due(self._known(feed, state), self._clock())

    def _known(self, feed: FeedConfig, state: SpoolState) -> FeedState | None:
        known = state.feed(feed.id)
        return known if known is not None and known.url == feed.url else None


async def _all(polls: Sequence[Coroutine[None, None, object]]) -> None:
    tasks = [asyncio.create_task(poll) for poll in polls]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
