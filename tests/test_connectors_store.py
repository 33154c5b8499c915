"""Work on the spool is done in order, together with what waits beside it, and durable when it returns."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from feed_server import in_loop
from memory_spool import MemorySpool, RefusingSpool

from connectors.polling.store import TOGETHER, TOGETHER_BYTES, Store
from schemas.errors import StreamError
from streams import Change, Envelope


class Bench:
    """A store over a spool in memory; `busy` keeps its thread at work until `go_on` is set."""

    def __init__(self, spool: MemorySpool, executor: ThreadPoolExecutor) -> None:
        self.spool = spool
        self.store = Store(spool, executor)
        self.go_on = threading.Event()
        self._begun = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    async def busy(self) -> asyncio.Task[None]:
        task = asyncio.create_task(self.store.run(self._hold))
        await self._begun.wait()
        return task

    def put(self, key: str, size: int = 0) -> str:
        appends = {"articles": [Envelope(key=key, value=b"x" * size, headers=())]} if size else {}
        self.store.spool.commit([Change("feed", key, b"1")], appends)
        return key

    def _hold(self) -> None:
        self._loop.call_soon_threadsafe(self._begun.set)
        if not self.go_on.wait(20):
            raise AssertionError("nobody let it go on")


@contextmanager
def bench(spool: MemorySpool | None = None) -> Iterator[Bench]:
    with ThreadPoolExecutor(1) as executor:
        yield Bench(spool or MemorySpool(), executor)


async def together(at: Bench, count: int, work: Callable[[str], object]) -> list[object]:
    """Hand over so many pieces while the thread is busy; return what came of each."""
    held = await at.busy()
    waiting = [asyncio.create_task(at.store.run(work, str(number))) for number in range(count)]
    await asyncio.sleep(0)
    at.go_on.set()
    await held
    return await asyncio.gather(*waiting, return_exceptions=True)


@in_loop
async def test_what_waits_is_committed_in_one_transaction_up_to_a_number() -> None:
    with bench() as at:
        assert await together(at, 2 * TOGETHER + 1, at.put) == [str(number) for number in range(2 * TOGETHER + 1)]
    assert at.spool.transactions == 3
    assert len(at.spool.state) == 2 * TOGETHER + 1


@in_loop
async def test_a_transaction_ends_with_what_makes_it_too_large() -> None:
    with bench() as at:
        await together(at, 4, lambda key: at.put(key, TOGETHER_BYTES // 2))
    assert at.spool.transactions == 2
    assert [one.key for one in at.spool.streams["articles"]] == ["0", "1", "2", "3"]


@in_loop
async def test_what_returned_is_committed_and_seen_by_what_comes_after() -> None:
    with bench() as at:
        for key in "abc":
            await at.store.run(at.put, key)
            assert ("feed", key) in at.spool.state
        seen = await together(at, 3, lambda key: (at.put(key), len(at.store.spool.scan("feed")))[1])
    assert seen == [4, 5, 6]


@in_loop
async def test_work_that_raises_harms_nothing_beside_it() -> None:
    def work(key: str) -> str:
        if key == "1":
            raise ZeroDivisionError("a fault of ours")
        return at.put(key)

    with bench() as at:
        ends = await together(at, 3, work)
    assert [type(one) for one in ends] == [str, ZeroDivisionError, str]
    assert set(at.spool.state) == {("feed", "0"), ("feed", "2")}


@in_loop
async def test_work_is_told_that_its_transaction_failed() -> None:
    with bench(RefusingSpool(StreamError("disk on fire"))) as at:
        ends = await together(at, 3, lambda key: at.put("bad" if key == "1" else key))
    assert [str(one) for one in ends] == ["disk on fire"] * 3
    assert at.spool.state == {}


@in_loop
async def test_what_was_handed_over_is_done_though_nobody_waits_any_more() -> None:
    with bench() as at:
        held = await at.busy()
        left = asyncio.create_task(at.store.put([Change("feed", "a", b"1")]))
        await asyncio.sleep(0)
        left.cancel()
        with pytest.raises(asyncio.CancelledError):
            await left
        at.go_on.set()
        await at.store.finish()
        await held
    assert set(at.spool.state) == {("feed", "a")}


@in_loop
async def test_a_failure_that_nobody_waits_for_any_more_is_raised_at_the_end() -> None:
    with bench(RefusingSpool(StreamError("disk on fire"))) as at:
        held = await at.busy()
        left = asyncio.create_task(at.store.put([Change("feed", "bad", b"1")]))
        await asyncio.sleep(0)
        left.cancel()
        at.go_on.set()
        with pytest.raises(StreamError, match="disk on fire"):
            await at.store.finish()
        await held
