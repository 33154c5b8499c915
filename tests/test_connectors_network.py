"""Dead feeds do not speak for all others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from scripted_fetch import START
from virtual_time import run_virtually

from connectors.feed_state import FeedState
from connectors.feedlist import FeedConfig
from connectors.polling.counts import Counts
from connectors.polling.ending import Polled
from connectors.polling.loop import Loop
from connectors.polling.network import HOSTS, Network

WELL = FeedState(url="x", last_success=START)


def failing(network: Network, hosts: Iterable[object]) -> set[str]:
    restored: set[str] = set()
    for host in hosts:
        restored |= set(network.failed(f"{host}.example", str(host), WELL, "timeout"))
    return restored


def test_a_host_that_is_asked_again_is_among_the_last() -> None:
    network = Network(Counts())

    def answer(*names: object) -> None:
        for name in names:
            network.answered(f"{name}.example")

    answer(*range(4))
    assert failing(network, ["again"]) == set()
    answer(*range(10, 16))
    assert failing(network, [*range(20, HOSTS * 4 // 5 + 18), "again"]) == set()
    # What was heard first is forgotten first: 0 to 3, then 10; not the one that was heard again.
    answer(*range(100, 106))
    assert "again" in failing(network, ["last"])


def test_a_failure_is_a_feed_s_own_once_another_host_answered_since_its_last() -> None:
    network = Network(Counts())
    network.answered("b.example")
    assert [network.may_be_ours("a", "timeout"), network.may_be_ours("a", "timeout")] == [True, True]
    network.answered("b.example")
    assert not network.may_be_ours("a", "timeout")
    assert network.may_be_ours("a", "dns")
    network.answered("b.example")
    assert network.may_be_ours("a", "own_network")
    assert not network.may_be_ours("a", "5xx")


def test_a_feed_that_is_dead_itself_does_not_keep_all_others_from_being_polled() -> None:
    network = Network(Counts())
    asked: list[str] = []

    class Polls:
        def host(self, feed: FeedConfig) -> str:
            return feed.id

        async def poll(self, feed: FeedConfig) -> Polled:
            asked.append(feed.id)
            if feed.id == "dead":
                restored = network.failed(feed.url, feed.id, WELL, "own_network")
                return Polled(WELL, 0.0 if restored else 3600.0)
            network.answered(feed.url)
            return Polled(WELL, 3600.0)

    async def run() -> None:
        loop = Loop(Polls(), network, Counts(), pause=60.0)
        feeds = [FeedConfig(id=name, url=f"https://{name}.example/") for name in ("dead", "well", "late")]
        loop.add(feeds, {"dead": 0.0, "well": 600.0, "late": 86_400.0})
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(1_000.0, stop.set)
        await loop.run(stop)

    run_virtually(run())
    assert not network.is_down
    # The dead one is tried each minute, until another is due; none is asked before that.
    assert asked == [*["dead"] * 12, "well", "dead"]
