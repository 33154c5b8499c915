"""Feeds are started when they are due, also when the list is changed while they are polled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from virtual_time import run_virtually

from connectors.feed_state import FeedState
from connectors.feedlist import FeedConfig
from connectors.polling.counts import Counts
from connectors.polling.ending import Polled
from connectors.polling.loop import Loop
from connectors.polling.network import Network

OLD = FeedConfig(id="a", url="http://old.example/")
NEW = FeedConfig(id="a", url="http://new.example/")


class Slow:
    """Polls that take ten seconds and find what they are told."""

    def __init__(self, wait: float | None) -> None:
        self.asked: list[tuple[float, str]] = []
        self._wait = wait

    def host(self, feed: FeedConfig) -> str:
        return feed.id

    async def poll(self, feed: FeedConfig) -> Polled:
        self.asked.append((asyncio.get_running_loop().time(), feed.url))
        await asyncio.sleep(10.0)
        return Polled(FeedState(url=feed.url), self._wait)


def asked(polls: Slow, until: float, change: Callable[[Loop], None]) -> list[tuple[float, str]]:
    """Return what is asked when a list is changed five seconds after its first poll began."""

    async def run() -> None:
        loop, stop = Loop(polls, Network(Counts()), Counts(), pause=60.0), asyncio.Event()
        loop.add([OLD], {"a": 0.0})
        asyncio.get_running_loop().call_at(5.0, change, loop)
        asyncio.get_running_loop().call_at(until, stop.set)
        await loop.run(stop)

    run_virtually(run())
    return polls.asked


@pytest.mark.parametrize("wait", [None, 5_000.0])
def test_a_feed_that_is_given_another_address_while_it_is_polled_is_asked_there_though_the_old_one_stopped(
    wait: float | None,
) -> None:
    found = asked(Slow(wait), 100.0, lambda loop: loop.add([NEW], {"a": 0.0}))
    assert [url for _, url in found] == [OLD.url, NEW.url]


def test_a_feed_that_is_taken_out_while_it_is_polled_is_asked_no_more() -> None:
    assert len(asked(Slow(20.0), 100.0, lambda loop: loop.remove(["a"]))) == 1


def test_a_feed_whose_settings_alone_were_changed_keeps_its_time() -> None:
    found = asked(Slow(20.0), 65.0, lambda loop: loop.add([OLD], {}))
    assert [round(moment) for moment, _ in found] == [0, 30, 60]
