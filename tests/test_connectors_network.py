"""An outage of our own is told from dead feeds, and ends when any host answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from scripted_fetch import START
from virtual_time import run_virtually

from connectors.feed_state import FeedState
from connectors.feedlist import FeedConfig
from connectors.polling.counts import Counts
from connectors.polling.loop import Loop
from connectors.polling.network import ENOUGH, HOSTS, Network
from connectors.polling.poll import Polled

WELL = FeedState(url="x", last_success=START)


def failing(network: Network, hosts: Iterable[object], kind: str = "timeout", state: FeedState = WELL) -> set[str]:
    restored: set[str] = set()
    for host in hosts:
        restored |= set(network.failed(f"{host}.example", str(host), state, kind))
    return restored


def test_most_of_enough_hosts_failing_is_our_network_and_all_are_excused() -> None:
    network = Network(Counts())
    for number in range(ENOUGH):
        network.answered(f"{number}.example")
    assert failing(network, range(2)) == set()
    assert not network.is_down
    assert failing(network, range(2, ENOUGH - 1)) == {"0", "1", "2", "3"}
    assert network.is_down


def test_among_few_hosts_only_an_error_of_our_own_network_counts() -> None:
    network = Network(Counts())
    for number in range(ENOUGH - 2):
        network.answered(f"{number}.example")
    assert failing(network, range(ENOUGH - 2)) == set()
    network = Network(Counts())
    assert failing(network, range(ENOUGH - 1)) == set()
    assert failing(network, ["own"], "own_network") == {"0", "1", "2", "3", "own"}


@pytest.mark.parametrize("state", [FeedState(url="x"), FeedState(url="x", last_success=START, error="dns")])
def test_a_feed_that_was_not_well_before_is_no_witness(state: FeedState) -> None:
    network = Network(Counts())
    assert failing(network, range(20), "own_network", state) == set()


def test_an_answer_however_bad_is_no_outage() -> None:
    assert failing(Network(Counts()), range(20), "5xx") == set()


def test_only_the_hosts_asked_last_are_looked_at() -> None:
    network = Network(Counts())
    for number in range(HOSTS):
        network.answered(f"well{number}.example")
    assert failing(network, range(HOSTS * 4 // 5 - 1)) == set()
    assert len(failing(network, ["last"])) == HOSTS * 4 // 5


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


def test_while_it_is_down_every_failure_is_undone_and_one_answer_ends_it() -> None:
    counts = Counts()
    network = Network(counts)
    failing(network, ["own"], "own_network")
    assert failing(network, ["other"], "5xx") == {"other"}
    network.answered("any.example")
    assert (network.is_down, counts["network_down"]) == (False, 1)
    assert failing(network, ["third"]) == set()


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
