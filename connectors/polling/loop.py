"""Keep polling feeds as they fall due."""

import asyncio
import heapq
import logging
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress

from connectors.feedlist import FeedConfig
from connectors.polling.counts import Counts
from connectors.polling.ending import Polled
from connectors.polling.lines import Lines, Polls
from connectors.polling.network import Network
from connectors.polling.stopclock import StopClock
from schemas.errors import SpoolFullError

log = logging.getLogger(__name__)

SHORTEST_SLEEP, LONGEST_SLEEP = 0.25, 60.0
"""Seconds. Feeds that fall due within the shorter one are started together, which costs far less than one by one."""


class Loop:
    """Starts a poll for each feed when it is due, and files it under its next time.

    Times are of the monotonic clock: setting the wall clock moves nothing, and while the machine is suspended or
    polling pauses no time passes, so that nothing piles up. `pause` is how many seconds nothing is started after
    the spool turned out to be full, and how long two tries lie apart while the network is down.
    """

    def __init__(self, polls: Polls, network: Network, counts: Counts, pause: float) -> None:
        self._network = network
        self._counts = counts
        self._pause = pause
        self._clock = StopClock(asyncio.get_running_loop().time)
        self._lines = Lines(polls, self._finish)
        self._waiting: list[tuple[float, int, str]] = []
        self._places: dict[str, int] = {}
        self._next_place = 0
        self._feeds: dict[str, FeedConfig] = {}
        self._under_way: set[str] = set()
        self._resume_at = float("-inf")
        self._try_at = float("-inf")
        self._to_try: deque[str] = deque()
        self._wake = asyncio.Event()
        self._asleep_until = float("-inf")
        self._failure: BaseException | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; raises what the spool raises, unless it is full."""
        watcher = asyncio.create_task(self._watch(stop))
        try:
            while not stop.is_set() and self._failure is None:
                self._start_due()
                await self._sleep()
        finally:
            watcher.cancel()
            await asyncio.gather(watcher, return_exceptions=True)
            await self._lines.drop()
        if self._failure is not None:
            raise self._failure

    def add(self, feeds: Iterable[FeedConfig], seconds: Mapping[str, float]) -> None:
        """Poll feeds in so many seconds by id, and whenever they fall due; feeds not named there are not polled."""
        for feed in feeds:
            self._feeds[feed.id] = feed
            if feed.id in seconds:
                self._plan(feed.id, seconds[feed.id])
        self._wake.set()

    def remove(self, ids: Collection[str]) -> None:
        """Stop polling feeds; a poll that is under way ends as it would."""
        for feed in ids:
            self._feeds.pop(feed, None)
            self._places.pop(feed, None)

    def _plan(self, feed: str, seconds: float) -> None:
        self._next_place += 1
        self._places[feed] = self._next_place
        due = self._clock.now() + seconds
        heapq.heappush(self._waiting, (due, self._next_place, feed))
        if due < self._asleep_until:
            self._wake.set()

    async def _watch(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wake.set()

    def _start_due(self) -> None:
        self._stand_still_or_go_on()
        if self._network.is_down:
            self._try_one()
        elif not self._clock.stopped:
            now = self._clock.now()
            while (feed := self._pop(now)) is not None:
                self._start(feed)

    def _stand_still_or_go_on(self) -> None:
        if self._network.is_down or self._resume_at > self._real_now():
            self._clock.stop()
        else:
            self._clock.go_on()
            self._to_try.clear()

    def _try_one(self) -> None:
        if self._try_at > self._real_now() or self._resume_at > self._real_now() or self._under_way:
            return
        self._try_at = self._real_now() + self._pause
        feed = self._next_to_try()
        if feed is not None:
            self._start(feed)

    def _next_to_try(self) -> FeedConfig | None:
        """Take another feed at each try: what was due first may be dead itself, and would speak for all."""
        if not self._to_try:
            now = self._clock.unstopped()
            due = sorted(one for one in self._waiting if one[0] <= now)
            self._to_try.extend(feed for _, place, feed in due if self._places.get(feed) == place)
        while self._to_try:
            feed = self._to_try.popleft()
            if self._places.pop(feed, None) is not None:
                return self._feeds[feed]
        return None

    def _pop(self, until: float) -> FeedConfig | None:
        """Take the next feed that is due, passing over places that were given up."""
        while self._waiting and self._waiting[0][0] <= until:
            _, place, feed = heapq.heappop(self._waiting)
            if self._places.get(feed) == place:
                del self._places[feed]
                return self._feeds[feed]
        return None

    def _start(self, feed: FeedConfig) -> None:
        if feed.id not in self._under_way:
            self._under_way.add(feed.id)
            self._lines.join(feed)

    def _finish(self, feed: FeedConfig, result: Polled | BaseException) -> None:
        self._under_way.discard(feed.id)
        if isinstance(result, BaseException) or self._clock.stopped or self._network.is_down:
            self._wake.set()
        if isinstance(result, SpoolFullError):
            self._stand_still(result)
            self._replan(feed, 0.0)
            self._take_back()
        elif isinstance(result, BaseException):
            self._failure = result
        else:
            for name in result.restored:
                if name in self._feeds and name not in self._under_way:
                    self._plan(name, 0.0)
            self._replan(feed, result.wait)

    def _take_back(self) -> None:
        for feed in self._lines.give_back():
            self._under_way.discard(feed.id)
            self._replan(feed, 0.0)

    def _replan(self, feed: FeedConfig, seconds: float | None) -> None:
        known = self._feeds.get(feed.id)
        if known is None:
            return
        if known.url != feed.url:
            # The feed was given another address while it was polled: what came of the old one is not its own.
            seconds = 0.0
        if seconds is not None:
            self._plan(feed.id, seconds)

    def _stand_still(self, error: SpoolFullError) -> None:
        if self._resume_at <= self._real_now():
            self._counts.add("paused")
            log.error("polling pauses for %g s: %s", self._pause, error)
        self._resume_at = self._real_now() + self._pause

    async def _sleep(self) -> None:
        seconds = self._seconds_to_sleep()
        self._asleep_until = self._clock.now() + seconds
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        self._wake.clear()

    def _seconds_to_sleep(self) -> float:
        now = self._real_now()
        if self._resume_at > now:
            return self._resume_at - now
        if self._network.is_down:
            return max(self._try_at - now, 0.0) if not self._under_way else LONGEST_SLEEP
        if not self._waiting:
            return LONGEST_SLEEP
        return min(max(self._waiting[0][0] - self._clock.now(), SHORTEST_SLEEP), LONGEST_SLEEP)

    def _real_now(self) -> float:
        return asyncio.get_running_loop().time()
