"""Let feeds of one host stand in line."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Protocol

from connectors.feedlist import FeedConfig
from connectors.polling.ending import Polled


class Polls(Protocol):
    """What polls one feed."""

    def host(self, feed: FeedConfig) -> str:
        """Return the host whose turn a poll of a feed has to wait for."""

    async def poll(self, feed: FeedConfig) -> Polled:
        """Poll a feed once; raises StreamError when the spool fails."""


class Lines:
    """Polls feeds host by host, first come first served: a slow host keeps nobody else waiting.

    `done` is called with each feed and what its poll returned or raised. A host costs something only while a
    feed of it is waiting or being polled.
    """

    def __init__(self, polls: Polls, done: Callable[[FeedConfig, Polled | BaseException], None]) -> None:
        self._polls = polls
        self._done = done
        self._lines: dict[str, deque[FeedConfig]] = {}
        self._at_work: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return sum(map(len, self._lines.values()))

    def join(self, feed: FeedConfig) -> None:
        """Poll a feed when those of its host before it are done."""
        host = self._polls.host(feed)
        line = self._lines.get(host)
        if line is not None:
            line.append(feed)
            return
        self._lines[host] = deque([feed])
        task = asyncio.create_task(self._serve(host))
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    def give_back(self) -> list[FeedConfig]:
        """Forget and return the feeds of which nothing has begun, those of one host in order."""
        waiting = [feed for line in self._lines.values() for feed in list(line)[1:]]
        self._lines.update({host: deque([line[0]]) for host, line in self._lines.items()})
        return waiting

    async def drain(self) -> None:
        """Wait until no feed is waiting any more."""
        while self._at_work:
            await asyncio.wait(self._at_work)

    async def drop(self) -> None:
        """Cancel what is under way, forget what waits."""
        dropped = list(self._at_work)
        for task in dropped:
            task.cancel()
        await asyncio.gather(*dropped, return_exceptions=True)
        self._lines.clear()

    async def _serve(self, host: str) -> None:
        while host in self._lines:
            feed = self._lines[host][0]
            self._done(feed, await _result(self._polls.poll(feed)))
            self._lines[host].popleft()
            if not self._lines[host]:
                del self._lines[host]


async def _result(poll: Coroutine[None, None, Polled]) -> Polled | BaseException:
    try:
        return await poll
    except Exception as error:  # noqa: BLE001 - handed on to who started the poll
        return error
