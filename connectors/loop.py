"""Keep polling feeds as they fall due."""

import asyncio
import heapq
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from urllib.parse import urlsplit

from connectors.counts import Counts
from connectors.feedlist import FeedConfig
from connectors.polling import Polling
from connectors.state import FeedState
from schemas.errors import SpoolFullError

log = logging.getLogger(__name__)

LONGEST_SLEEP = 60.0
"""Seconds after which the clock is looked at again: it may have been set, or the machine have slept."""


class Lines:
    """Feeds of one host stand in line, so that a slow host keeps nobody else waiting."""

    def __init__(self, polling: Polling) -> None:
        self._polling = polling
        self._lines: dict[str, asyncio.Lock] = {}

    async def poll(self, feed: FeedConfig) -> FeedState:
        """Poll a feed when those of its host before it are done."""
        host = urlsplit(feed.url).hostname or ""
        async with self._lines.setdefault(host, asyncio.Lock()):
            return await self._polling.poll(feed)


class Loop:
    """Starts a poll for each feed when it is due, and files it under its next time.

    `pause` is how many seconds nothing is started after the spool turned out to be full.
    """

    def __init__(self, lines: Lines, clock: Callable[[], datetime], counts: Counts, pause: float) -> None:
        self._lines = lines
        self._clock = clock
        self._counts = counts
        self._pause = pause
        self._paused_until = float("-inf")
        self._waiting: list[tuple[datetime, str]] = []
        self._feeds: dict[str, FeedConfig] = {}
        self._running: dict[asyncio.Task[FeedState], FeedConfig] = {}
        self._done: asyncio.Queue[asyncio.Task[FeedState] | None] = asyncio.Queue()

    async def run(self, starts: Iterable[tuple[FeedConfig, datetime]], stop: asyncio.Event) -> None:
        """Poll from the given times on until `stop` is set; raises what the spool raises, unless it is full."""
        for feed, due in starts:
            self._feeds[feed.id] = feed
            heapq.heappush(self._waiting, (due, feed.id))
        watcher = asyncio.create_task(self._watch(stop))
        try:
            while not stop.is_set():
                self._start_due()
                await self._next_event()
        finally:
            await self._drop([watcher, *self._running])

    async def _watch(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._done.put_nowait(None)

    def _start_due(self) -> None:
        if self._seconds_of_pause() > 0:
            return
        now = self._clock()
        while self._waiting and self._waiting[0][0] <= now:
            feed = self._feeds[heapq.heappop(self._waiting)[1]]
            task = asyncio.create_task(self._lines.poll(feed))
            self._running[task] = feed
            task.add_done_callback(self._done.put_nowait)

    async def _next_event(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._sleep()):
                self._finish(await self._done.get())
        while not self._done.empty():
            self._finish(self._done.get_nowait())

    def _sleep(self) -> float:
        if (pause := self._seconds_of_pause()) > 0:
            return pause
        if not self._waiting:
            return LONGEST_SLEEP
        return min(max((self._waiting[0][0] - self._clock()).total_seconds(), 0.0), LONGEST_SLEEP)

    def _finish(self, task: asyncio.Task[FeedState] | None) -> None:
        if task is None:
            return
        feed = self._running.pop(task)
        try:
            state = task.result()
        except SpoolFullError as error:
            self._stand_still(error)
            heapq.heappush(self._waiting, (self._clock(), feed.id))
            return
        if not state.stopped:
            heapq.heappush(self._waiting, (state.next_due or self._clock(), feed.id))

    def _stand_still(self, error: SpoolFullError) -> None:
        if self._seconds_of_pause() <= 0:
            self._counts.add("paused")
            log.error("polling pauses for %g s: %s", self._pause, error)
        self._paused_until = asyncio.get_running_loop().time() + self._pause

    def _seconds_of_pause(self) -> float:
        return self._paused_until - asyncio.get_running_loop().time()

    async def _drop(self, tasks: Iterable[asyncio.Task[FeedState] | asyncio.Task[None]]) -> None:
        dropped = list(tasks)
        for task in dropped:
            task.cancel()
        await asyncio.gather(*dropped, return_exceptions=True)
