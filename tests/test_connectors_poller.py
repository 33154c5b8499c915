"""Many feeds, polled when they are due: one bad feed never harms another, nothing is half-written."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from feed_server import LOOPBACK, FeedServer, in_loop, item, rss
from spooled import START, Spooled, feed

from connectors.child import Limits
from connectors.parsing.entries import ParsedFeed
from connectors.parsing.parse import Document, parse_feed
from connectors.polling.lock import PollerLock
from connectors.polling.poller import Poller, Settings
from connectors.state import SpoolState
from schemas.errors import SpoolFullError, StreamError, UsageError
from streams import Change, Envelope
from streams.embedded import EmbeddedLog


@pytest.fixture
def world(tmp_path: Path) -> Spooled:
    return Spooled(tmp_path)


@in_loop
async def test_a_bad_feed_stops_no_other_feed(world: Spooled) -> None:
    async with FeedServer() as server:
        bad = server.serve("/bad", "<html><head><link rel=alternate type=application/rss+xml href=/rss></head></html>")
        good = server.serve("/good", rss(item()))
        counted = await world.poll(feed(bad, "bad"), feed(good, "good"))
    assert [article.feed for article in world.articles()] == ["good"]
    assert counted["errors.html"] == 1
    assert world.state("bad").error == "html"
    (failure,) = world.failures()
    assert (failure.stage, failure.reason, failure.feed) == ("parse", "not_a_feed", "bad")
    assert server.url("/rss") in failure.detail
    assert failure.payload is not None
    assert failure.payload.startswith(b"<html>")


@in_loop
async def test_a_server_that_never_answers_is_a_timeout_of_that_feed(world: Spooled) -> None:
    settings = Settings(host_spacing=0.0, allow_networks=LOOPBACK, fetch_seconds=0.3)
    async with FeedServer() as server, FeedServer("127.0.0.2") as other:
        slow = server.hang("/slow")
        good = other.serve("/good", rss(item()))
        await world.poll(feed(slow, "slow"), feed(good, "good"), settings=settings)
    assert world.state("slow").error == "timeout"
    assert len(world.articles()) == 1


@in_loop
async def test_a_document_that_hangs_its_parser_is_that_feeds_error(
    world: Spooled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.polling.leafing.parse_feed", parse_or_hang)
    settings = Settings(host_spacing=0.0, allow_networks=LOOPBACK, limits=Limits(wall_seconds=6.0))
    async with FeedServer() as server:
        bad = server.serve("/bad", b"HANG")
        good = server.serve("/good", rss(item()))
        await world.poll(feed(bad, "bad"), feed(good, "good"), settings=settings)
    assert world.state("bad").error == "parse"
    assert "6 s" in (world.state("bad").error_detail or "")
    assert [article.feed for article in world.articles()] == ["good"]


@in_loop
async def test_one_url_in_two_feeds_is_one_article_owned_by_the_first(world: Spooled) -> None:
    link = "https://example.org/story?utm_source=rss"
    async with FeedServer() as server:
        one = feed(server.serve("/one", rss(item("x", link=link))), "one")
        two = feed(
            server.serve("/two", rss(item("y", link="http://example.org/story#top", text="Other words."))), "two"
        )
        await world.poll(one)
        counted = await world.poll(two)
        server.serve("/two", rss(item("y", link=link, text="Still other words.")))
        again = await world.poll(two)
    (article,) = world.articles()
    assert article.feed == "one"
    assert counted["entries.other_feed"] == again["entries.other_feed"] == 1


class FailingLog(EmbeddedLog):
    """An embedded log whose commit fails where a test says."""

    fails: Callable[[Sequence[Change], Mapping[str, Sequence[Envelope]]], Exception | None]

    def commit(
        self, changes: Sequence[Change], appends: Mapping[str, Sequence[Envelope]], *, beyond_budget: bool = False
    ) -> None:
        error = self.fails(changes, appends)
        if error is not None:
            raise error
        super().commit(changes, appends, beyond_budget=beyond_budget)


@in_loop
async def test_a_poll_that_dies_before_its_commit_leaves_nothing_and_is_made_good(world: Spooled) -> None:
    broken = FailingLog(world.folder / "stream.db")
    broken.fails = lambda _, appends: StreamError("disk on fire") if appends else None
    async with FeedServer() as server:
        url = server.serve("/feed", rss(item()), ETag='"1"')
        with pytest.raises(StreamError, match="disk on fire"):
            await world.poller(feed(url), spool=broken).bring()
        assert SpoolState(world.log).feed("a") is None
        assert list(world.log.scan("entry")) == []
        assert world.articles() == []
        await world.poll(feed(url))
    assert "If-None-Match" not in server.requests["/feed"][1]
    assert len(world.articles()) == 1


@in_loop
async def test_a_full_spool_pauses_polling_and_says_so(world: Spooled, caplog: pytest.LogCaptureFixture) -> None:
    full = FailingLog(world.folder / "stream.db")
    refusals = iter([SpoolFullError("the budget is used up"), None, None, None])
    full.fails = lambda _, appends: next(refusals) if appends else None
    settings = Settings(host_spacing=0.0, allow_networks=LOOPBACK, pause=0.05)
    async with FeedServer() as server:
        poller = world.poller(feed(server.serve("/feed", rss(item()))), settings=settings, spool=full)
        await run_until(poller, lambda: poller.counts["published"] == 1)
    assert poller.counts["paused"] == 1
    assert "polling pauses" in caplog.text
    assert len(world.articles()) == 1


@in_loop
async def test_run_polls_each_feed_when_it_is_due(world: Spooled) -> None:
    async with FeedServer() as server:
        poller = world.poller(*(feed(server.serve(f"/{n}", rss(item(n))), f"f{n}") for n in range(5)))
        await run_until(poller, lambda: poller.counts["published"] == 5)
    assert all(len(server.requests[f"/{n}"]) == 1 for n in range(5))
    assert world.state("f0").next_due == START + timedelta(days=1, minutes=1)


@in_loop
async def test_run_raises_when_the_spool_fails(world: Spooled) -> None:
    broken = FailingLog(world.folder / "stream.db")
    broken.fails = lambda *_: StreamError("disk on fire")
    async with FeedServer() as server:
        poller = world.poller(feed(server.serve("/feed", rss(item()))), spool=broken)
        with pytest.raises(StreamError, match="disk on fire"):
            await asyncio.wait_for(poller.run(asyncio.Event()), 20)


@in_loop
async def test_an_interrupted_run_is_made_good_at_the_next_start(world: Spooled) -> None:
    async with FeedServer() as server:
        url = server.hang("/feed")
        poller = world.poller(feed(url))
        await run_until(poller, lambda: bool(server.requests["/feed"]))
        server.serve("/feed", rss(item()))
        await world.poll(feed(url))
    assert len(world.articles()) == 1


@in_loop
async def test_a_second_poller_on_one_state_is_refused(world: Spooled) -> None:
    with PollerLock(world.folder / "poller.lock"), pytest.raises(UsageError, match="polls these feeds already"):
        await world.poller().bring()
    await world.poller().bring()


@in_loop
async def test_feeds_of_one_host_are_asked_one_at_a_time(world: Spooled) -> None:
    under_way = most = 0

    async def slow(_: web.Request) -> web.StreamResponse:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.02)
        under_way -= 1
        return web.Response(body=rss(item()))

    async with FeedServer() as server:
        feeds = [feed(server.on(f"/{n}", slow), f"f{n}") for n in range(5)]
        counted = await world.poll(*feeds)
    assert counted["polls"] == 5
    assert most == 1


@in_loop
async def test_a_disabled_feed_is_not_polled(world: Spooled) -> None:
    async with FeedServer() as server:
        await world.poll(feed(server.serve("/feed", rss(item())), enabled=False))
    assert server.requests == {}


@in_loop
async def test_an_internal_error_is_that_feeds_alone_and_kept_with_its_traceback(
    world: Spooled, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr("connectors.polling.poll.decide", broken)
    async with FeedServer() as server:
        await world.poll(feed(server.serve("/feed", rss(item()))))
    (failure,) = world.failures()
    assert failure.reason == "internal_error"
    assert "ZeroDivisionError" in (failure.traceback or "")
    assert world.state("a").error == "internal"


async def run_until(poller: Poller, done: Callable[[], bool]) -> None:
    """Run a poller until a condition holds, then stop it; fails after 20 s."""
    stop = asyncio.Event()
    running = asyncio.create_task(poller.run(stop))
    async with asyncio.timeout(20):
        while not done() and not running.done():
            await asyncio.sleep(0.02)
    stop.set()
    await running


def parse_or_hang(document: Document) -> ParsedFeed:
    if document.body == b"HANG":
        time.sleep(60)
    return parse_feed(document)
