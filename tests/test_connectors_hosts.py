"""A host is asked one question at a time, and not too often."""

from __future__ import annotations

import asyncio

import pytest
from feed_server import in_loop

from connectors.fetching import hosts
from connectors.fetching.hosts import Hosts


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


async def ask(turns: Hosts, host: str, clock: Clock, starts: list[float], lasting: float = 1.0) -> None:
    async with turns.turn(host):
        starts.append(clock.now)
        await clock.sleep(lasting)


@in_loop
async def test_starts_at_one_host_are_spaced() -> None:
    clock = Clock()
    turns = Hosts(5.0, clock.monotonic, clock.sleep)
    starts: list[float] = []
    await asyncio.gather(*(ask(turns, host, clock, starts) for host in ("example.org", "EXAMPLE.org", "example.org.")))
    assert starts == [100.0, 105.0, 110.0]


@in_loop
async def test_without_another_word_starts_are_five_seconds_apart() -> None:
    clock = Clock()
    turns = Hosts(monotonic=clock.monotonic, sleep=clock.sleep)
    starts: list[float] = []
    await asyncio.gather(*(ask(turns, "example.org", clock, starts) for _ in range(2)))
    assert starts == [100.0, 105.0]


@in_loop
async def test_a_request_longer_than_the_spacing_is_waited_for() -> None:
    clock = Clock()
    turns = Hosts(5.0, clock.monotonic, clock.sleep)
    starts: list[float] = []
    await asyncio.gather(*(ask(turns, "example.org", clock, starts, lasting=30.0) for _ in range(2)))
    assert starts == [100.0, 130.0]


@in_loop
async def test_another_host_is_not_waited_for() -> None:
    clock = Clock()
    turns = Hosts(5.0, clock.monotonic, clock.sleep)
    starts: list[float] = []
    await ask(turns, "one.example", clock, starts)
    await turns.rested("two.example")
    await ask(turns, "two.example", clock, starts)
    assert starts == [100.0, 101.0]


@in_loop
async def test_a_host_is_rested_when_a_request_could_start() -> None:
    clock = Clock()
    turns = Hosts(5.0, clock.monotonic, clock.sleep)
    await ask(turns, "example.org", clock, [])
    await turns.rested("Example.org")
    assert clock.now == 105.0


@in_loop
async def test_a_turn_that_fails_is_given_back() -> None:
    clock = Clock()
    turns = Hosts(5.0, clock.monotonic, clock.sleep)
    with pytest.raises(ValueError, match="mine"):
        async with turns.turn("example.org"):
            raise ValueError("mine")
    starts: list[float] = []
    await ask(turns, "example.org", clock, starts)
    assert starts == [105.0]


@in_loop
async def test_rested_hosts_are_forgotten_and_tired_ones_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "HOSTS_KEPT", 10)
    clock = Clock()
    turns = Hosts(5.0, clock.monotonic, clock.sleep)
    for number in range(100):
        await ask(turns, f"{number}.example", clock, [])
    assert len(turns) <= 11
    starts: list[float] = []
    await ask(turns, "99.example", clock, starts)
    assert starts == [204.0]


@in_loop
async def test_a_host_that_asks_to_wait_is_held_for_as_long_and_a_day_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "HOSTS_KEPT", 0)
    clock = Clock()
    turns = Hosts(0.0, clock.monotonic, clock.sleep)
    assert turns.held("example.org") == 0.0
    turns.hold("Example.org", 60.0)
    await ask(turns, "other.example", clock, [])
    assert turns.held("EXAMPLE.org") == 59.0
    clock.now += 100.0
    assert turns.held("example.org") == 0.0
    turns.hold("example.org", 1e9)
    assert turns.held("example.org") == 24 * 3600.0
