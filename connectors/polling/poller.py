"""Poll many feeds, each when it is due."""

import asyncio
import logging
import random
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from connectors.child import Child, Limits, Runner
from connectors.connector import Brought
from connectors.feed_state import Standing
from connectors.feedlist import FeedConfig
from connectors.fetching.fetch import Fetcher, Fetching, user_agent
from connectors.fetching.guard import AddressGuard
from connectors.fetching.hosts import Hosts
from connectors.polling import schedule
from connectors.polling.counts import Counts
from connectors.polling.ending import Polled
from connectors.polling.lines import Lines
from connectors.polling.lock import PollerLock
from connectors.polling.loop import Loop
from connectors.polling.network import Network
from connectors.polling.pages import Pages
from connectors.polling.places import PLACES, Places
from connectors.polling.poll import Polling
from connectors.polling.store import Store
from connectors.polling.tools import Tools
from connectors.state import SpoolState, put_alive
from streams import Spool

log = logging.getLogger(__name__)


ALIVE_EVERY = 60.0
"""Seconds between two notes that polling goes on; a start takes up the schedule from the last one."""

LOOK_EVERY = 2.0
"""Seconds between two looks at whether the list of feeds was changed."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")

Changed = Callable[[], Sequence[FeedConfig] | None]
"""Returns the whole list of feeds when it was changed since the last call, else None."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How to poll. `contact` is a URL or address for publishers; spacing, seconds and pause are in seconds.

    `in_flight` polls at most are between their request and its publication.
    """

    version: str = "0"
    contact: str = ""
    host_spacing: float = 5.0
    allow_networks: tuple[str, ...] = ()
    fetch_seconds: float = 30.0
    in_flight: int = PLACES
    pause: float = 60.0
    limits: Limits = Limits()


class Outside(msgspec.Struct, frozen=True):
    """What a poller needs of the world; a script can stand in its place.

    `parser` and `extractor` read documents, `executor` works on the spool, one thing after the other.
    """

    fetcher: Fetching
    hosts: Hosts
    parser: Runner
    extractor: Runner
    executor: Executor


class Poller:
    """The connector of feeds: polls the enabled ones of a list into a spool, once or for good.

    One request in flight a host; a feed that fails stops no other. A second poller on the same
    `lock_file` is refused with UsageError; without one, whoever polls sees to it. `counts` can be read at any time.
    `outside` replaces the web.
    """

    name = "feeds"

    def __init__(
        self,
        feeds: Sequence[FeedConfig],
        spool: Spool,
        lock_file: Path | None,
        settings: Settings | None = None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        random: Callable[[], float] = random.random,
        outside: Outside | None = None,
    ) -> None:
        self.counts = Counts()
        self._feeds = {feed.id: feed for feed in feeds if feed.enabled}
        self._spool = spool
        self._state = SpoolState(spool)
        self._lock_file = lock_file
        self._settings = settings or Settings()
        self._clock = clock
        self._random = random
        self._outside = outside
        self._network = Network(self.counts)

    @property
    def feeds(self) -> Mapping[str, FeedConfig]:
        """The feeds that are polled, by id."""
        return self._feeds

    async def bring(self) -> Brought:
        """Poll every feed that is due, once; return what became of what they showed.

        Raises StreamError when the spool fails, SpoolFullError when its budget is used up; no further feed is
        asked then.
        """
        brought = Brought()
        errors: list[BaseException] = []

        def done(_: FeedConfig, result: Polled | BaseException) -> None:
            nonlocal brought
            if isinstance(result, BaseException):
                errors.append(result)
                lines.give_back()
            else:
                brought = brought.plus(result.brought)

        async with self._polling() as (polling, store):
            lines = Lines(polling, done)
            now, stands = self._clock(), self._state.standings()
            polling.recall(self._feeds, stands)
            for feed in self._feeds.values():
                if schedule.is_due(_known(feed, stands.get(feed.id)), now):
                    lines.join(feed)
            try:
                await lines.drain()
            finally:
                await lines.drop()
            await store.put([put_alive(self._clock())])
        if errors:
            raise errors[0]
        return brought

    async def run(self, stop: asyncio.Event, changed: Changed | None = None) -> None:
        """Poll until `stop` is set; polls under way are then dropped, and made good at the next start.

        The list of feeds follows `changed`: what is new is polled at once, what is gone no more. When the
        spool's budget is used up, or our own network is down, polling pauses, says so, and tries again. Raises
        StreamError when the spool fails.
        """
        async with self._polling() as (polling, store):
            loop = Loop(polling, self._network, self.counts, self._settings.pause)
            stands = self._state.standings()
            polling.recall(self._feeds, stands)
            loop.add(self._feeds.values(), self._starts(stands, self._state.alive()))
            beside = [asyncio.create_task(self._note_alive(store))]
            if changed is not None:
                beside.append(asyncio.create_task(self._follow(loop, changed)))
            try:
                await _first_failure(loop.run(stop), beside)
            finally:
                await _end(beside)
            await store.put([put_alive(self._clock())])

    @asynccontextmanager
    async def _polling(self) -> AsyncIterator[tuple[Polling, Store]]:
        async with AsyncExitStack() as stack:
            if self._lock_file is not None:
                stack.enter_context(PollerLock(self._lock_file))
            outside = self._outside or await self._open_outside(stack)
            store = Store(self._spool, outside.executor)
            stack.push_async_callback(store.finish)
            polling = Polling(
                Tools(
                    store=store,
                    hosts=outside.hosts,
                    fetcher=outside.fetcher,
                    parser=outside.parser,
                    pages=Pages(outside.fetcher, outside.hosts, outside.extractor, self.counts),
                    network=self._network,
                    places=Places(self._settings.in_flight),
                    counts=self.counts,
                    clock=self._clock,
                    random=self._random,
                )
            )
            yield polling, store

    async def _open_outside(self, stack: AsyncExitStack) -> Outside:
        settings = self._settings
        if not settings.contact:
            log.warning("no contact is configured: publishers cannot tell who polls them; set `contact`")
        hosts = Hosts(settings.host_spacing)
        guard = AddressGuard(settings.allow_networks)
        agent = user_agent(settings.version, settings.contact)
        fetcher = Fetcher(agent, hosts, guard, seconds=settings.fetch_seconds, clock=self._clock)
        await stack.enter_async_context(fetcher)
        parser, extractor = (stack.enter_context(Child(settings.limits)) for _ in range(2))
        thread = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="spool"))
        return Outside(fetcher, hosts, parser, extractor, thread)

    def _starts(self, stands: Mapping[str, Standing], alive: datetime | None) -> dict[str, float]:
        known = {feed.id: _known(feed, stands.get(feed.id)) for feed in self._feeds.values()}
        return schedule.starts(known, self._clock(), alive)

    async def _note_alive(self, store: Store) -> None:
        while True:
            await store.put([put_alive(self._clock())])
            await asyncio.sleep(ALIVE_EVERY)

    async def _follow(self, loop: Loop, changed: Changed) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            feeds = changed()
            if feeds is not None:
                self._take_up(loop, {feed.id: feed for feed in feeds if feed.enabled})

    def _take_up(self, loop: Loop, feeds: dict[str, FeedConfig]) -> None:
        gone = self._feeds.keys() - feeds.keys()
        before = self._feeds
        # All of them are read in one pass, which takes a while where there are many: only when it matters.
        looked_at = any(name in before and before[name].checked != feed.checked for name, feed in feeds.items())
        stands = self._state.standings() if looked_at else {}
        fresh = {name for name, feed in feeds.items() if _is_fresh(feed, before.get(name), stands.get(name))}
        self._feeds = feeds
        loop.remove(gone)
        starts = self._starts(stands or self._state.standings(), self._clock()) if fresh else {}
        loop.add(feeds.values(), {name: seconds for name, seconds in starts.items() if name in fresh})
        log.info("the list of feeds was changed: %d to be polled anew, %d no more", len(fresh), len(gone))


def _is_fresh(feed: FeedConfig, before: FeedConfig | None, state: Standing | None) -> bool:
    """Say whether a feed of a changed list is to be planned anew."""
    if before is None or before.url != feed.url:
        return True
    return before.checked != feed.checked and state is not None and _is_back(feed, state)


def _known(feed: FeedConfig, state: Standing | None) -> Standing | None:
    """Return what is known of a feed, None when it was known under another URL.

    One that stopped is due again when somebody found it well on a later day than that of its last poll.
    """
    if state is None or state.url != feed.url:
        return None
    return msgspec.structs.replace(state, stopped=False, next_due=None) if _is_back(feed, state) else state


def _is_back(feed: FeedConfig, state: Standing) -> bool:
    if not state.stopped or state.last_poll is None or _DAY.fullmatch(feed.checked or "") is None:
        return False
    return str(feed.checked) > state.last_poll.date().isoformat()


async def _first_failure(main: Coroutine[None, None, None], beside: Sequence[asyncio.Task[None]]) -> None:
    """Await the main work; raises early what goes wrong beside it."""
    task = asyncio.create_task(main)
    try:
        await asyncio.wait([task, *beside], return_when=asyncio.FIRST_COMPLETED)
        for one in (task, *beside):
            if one.done():
                await one
    finally:
        await _end([task])


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
