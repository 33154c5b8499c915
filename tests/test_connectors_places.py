"""What is asked for and not yet published is bounded, whatever servers and stream do."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from feed_server import in_loop, item, rss
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted_fetch import InProcess
from virtual_time import Inline, run_virtually

from connectors.extraction.extract import Extracted
from connectors.feedlist import FeedConfig
from connectors.fetching.fetch import FEED_TYPES, Fetched, Validators
from connectors.fetching.hosts import Hosts
from connectors.polling.counts import Counts
from connectors.polling.pages import AT_ONCE, Pages
from connectors.polling.places import Places
from connectors.polling.poller import Outside, Poller, Settings
from connectors.state import FEED, SpoolState
from connectors.trouble import FetchError
from schemas.errors import FeedError, SpoolFullError, StreamError
from schemas.wire import ARTICLES
from streams import Change, Envelope
from streams.embedded import EmbeddedLog

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BOUND = 3
MANNERS = ("news", "none", "page", "error", "broken")


class Web:
    """Answers each feed in its manner and after its seconds; knows which were asked and are not yet settled."""

    def __init__(self, manners: Mapping[str, tuple[str, float]] | None = None) -> None:
        self._manners = manners or {}
        self.asked: Counter[str] = Counter()
        self.open: set[str] = set()
        self.most_open = 0

    async def fetch(
        self, url: str, validators: Validators | None = None, accept: str = FEED_TYPES, **_: object
    ) -> Fetched:
        name = url.rpartition("/")[2]
        manner, seconds = self._manners.get(name, ("news", 0.0))
        self.asked[name] += 1
        self.open.add(name)
        self.most_open = max(self.most_open, len(self.open))
        await asyncio.sleep(seconds)
        if manner == "none":
            raise FetchError("timeout", "no answer")
        if manner == "error":
            raise FetchError("5xx", "status 500", None, 500)
        bodies = {"page": b"<html>a page</html>", "broken": b"no feed"}
        return Fetched(status=200, url=url, body=bodies.get(manner, rss(item(f"{name}-1"), item(f"{name}-2"))))


class Watched(EmbeddedLog):
    """Tells a web which feeds are settled; `before` is called with what a commit would append."""

    def __init__(self, path: Path, web: Web, before: Callable[[int], None] | None = None) -> None:
        self._web = web
        self._before = before
        super().__init__(path)

    def commit(
        self, changes: Sequence[Change], appends: Mapping[str, Sequence[Envelope]], *, beyond_budget: bool = False
    ) -> None:
        if self._before is not None:
            self._before(sum(map(len, appends.values())))
        super().commit(changes, appends, beyond_budget=beyond_budget)
        self._web.open -= {change.key for change in changes if change.table == FEED}


def feeds(number: int, *, hosts: int | None = None) -> list[FeedConfig]:
    return [
        FeedConfig(id=f"f{n}", url=f"http://h{n % (hosts or number)}.example/f{n}", fetch_pages=False)
        for n in range(number)
    ]


def poller(polled: Sequence[FeedConfig], web: Web, log: EmbeddedLog, executor: ThreadPoolExecutor | Inline) -> Poller:
    outside = Outside(web, Hosts(0.0), InProcess(), InProcess(), executor)
    how = Settings(contact="t", in_flight=BOUND, pause=0.05)
    return Poller(polled, log, log.path.with_name("lock"), how, clock=lambda: NOW, random=lambda: 0.0, outside=outside)


class StandingStream:
    """A stream that takes no article before `go_on` is set, and twelve feeds that have some."""

    def __init__(self, folder: Path) -> None:
        self.web = Web()
        self.go_on = threading.Event()
        self.log = Watched(folder / "stream.db", self.web, self._hold)
        self.executor = ThreadPoolExecutor(1)

    def poller(self) -> Poller:
        return poller(feeds(12), self.web, self.log, self.executor)

    def _hold(self, appended: int) -> None:
        if appended and not self.go_on.wait(20):
            raise AssertionError("nobody let the stream go on")


@pytest.fixture
def stream(tmp_path: Path) -> Iterator[StandingStream]:
    standing = StandingStream(tmp_path)
    with closing(standing.log), standing.executor:
        yield standing


async def spin() -> None:
    """Let everything happen that can happen without anybody outside doing something."""
    for _ in range(500):
        await asyncio.sleep(0)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.005)


def published(log: EmbeddedLog) -> Counter[bytes]:
    records = log.stream(ARTICLES).read(0, 0, 100_000)
    return Counter(dict(record.headers)["ce_id"] for record in records)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(MANNERS), st.floats(0.0, 30.0)), min_size=1, max_size=25), st.integers(1, 25))
def test_never_more_than_the_bound_is_asked_for_and_not_yet_settled(
    manners: list[tuple[str, float]], hosts: int
) -> None:
    web = Web({f"f{n}": manner for n, manner in enumerate(manners)})
    with TemporaryDirectory() as folder, closing(Watched(Path(folder) / "stream.db", web)) as log:
        run_virtually(poller(feeds(len(manners), hosts=min(hosts, len(manners))), web, log, Inline()).bring())
        assert web.most_open <= BOUND
        assert web.asked == Counter(f"f{n}" for n in range(len(manners)))
        assert len(published(log)) == 2 * sum(manner == "news" for manner, _ in manners)


@in_loop
async def test_when_the_stream_stands_still_nobody_is_asked(stream: StandingStream) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(stream.poller().run(stop))
    await until(lambda: stream.web.asked.total() == BOUND)
    await spin()
    assert stream.web.asked.total() == BOUND
    stream.go_on.set()
    await until(lambda: len(published(stream.log)) == 24)
    stop.set()
    await running
    assert stream.web.most_open == BOUND


@in_loop
async def test_a_stop_at_the_bound_loses_and_repeats_nothing(stream: StandingStream) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(stream.poller().run(stop))
    await until(lambda: stream.web.asked.total() == BOUND)
    stop.set()
    await spin()
    stream.go_on.set()
    await running
    assert stream.web.asked.total() == BOUND
    assert set(published(stream.log).values()) <= {1}
    await stream.poller().bring()
    assert sorted(published(stream.log).values()) == [1] * 24


@in_loop
async def test_a_round_that_is_broken_off_asks_nobody_any_more(stream: StandingStream) -> None:
    round_ = asyncio.create_task(stream.poller().bring())
    await until(lambda: stream.web.asked.total() == BOUND)
    round_.cancel()
    await spin()
    stream.go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await round_
    await spin()
    assert stream.web.asked.total() == BOUND
    assert len(asyncio.all_tasks()) == 1


@in_loop
async def test_after_a_failure_of_the_stream_no_further_feed_is_asked(tmp_path: Path) -> None:
    def fail(appended: int) -> None:
        if appended:
            raise StreamError("disk on fire")

    web = Web()
    with closing(Watched(tmp_path / "stream.db", web, fail)) as log, ThreadPoolExecutor(1) as executor:
        with pytest.raises(StreamError, match="disk on fire"):
            await poller(feeds(60, hosts=20), web, log, executor).bring()
        assert BOUND <= web.asked.total() <= 2 * BOUND
        assert SpoolState(log).feeds() == {}


@in_loop
async def test_a_full_spool_is_not_asked_for_and_takes_all_once_there_is_room(tmp_path: Path) -> None:
    room, refused = threading.Event(), Counter[str]()

    def refuse(appended: int) -> None:
        if appended and not room.is_set():
            refused["commits"] += 1
            raise SpoolFullError("the budget is used up")

    web, stop = Web(), asyncio.Event()
    with closing(Watched(tmp_path / "stream.db", web, refuse)) as log, ThreadPoolExecutor(1) as executor:
        polling = poller(feeds(60, hosts=20), web, log, executor)
        running = asyncio.create_task(polling.run(stop))
        await until(lambda: polling.counts["paused"] >= 2)
        assert web.asked.total() <= 2 * BOUND * (polling.counts["paused"] + 1)
        room.set()
        await until(lambda: len(published(log)) == 120)
        stop.set()
        await running
        assert set(published(log).values()) == {1}


class Library:
    """Serves pages at once and extracts none before `go_on`; knows how many are asked for and not yet read."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        self.asked = self.open = self.most_open = 0

    async def fetch(
        self, url: str, validators: Validators | None = None, accept: str = FEED_TYPES, **_: object
    ) -> Fetched:
        if url.endswith("/robots.txt"):
            raise FetchError("404", "status 404", None, 404)
        self.asked += 1
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        return Fetched(status=200, url=url, body=b"<html>a page</html>")

    async def run(self, work: Callable[[Any], Any], argument: Any) -> Any:
        await self.go_on.wait()
        self.open -= 1
        return Extracted(text=argument.url)


@in_loop
async def test_pages_that_nobody_has_read_yet_are_bounded_over_all_hosts() -> None:
    library, wanted = Library(), [f"http://h{n}.example/story" for n in range(3 * AT_ONCE)]
    pages = Pages(library, Hosts(0.0), library, Counts())
    getting = asyncio.gather(*map(pages.get, wanted))
    await spin()
    assert library.asked == AT_ONCE
    library.go_on.set()
    found = await getting
    assert [page.text for page in found if page is not None] == wanted
    assert library.most_open == AT_ONCE


@in_loop
async def test_who_waited_while_the_stream_failed_is_turned_away_and_who_comes_later_is_not() -> None:
    places, came = Places(1), list[str]()

    async def come(name: str, error: Exception | None = None) -> None:
        async with places.place():
            came.append(name)
            await asyncio.sleep(0)
            if error is not None:
                raise error

    ended = await asyncio.gather(
        come("a", FeedError("parse", "a feed's own trouble")),
        come("b", StreamError("disk on fire")),
        come("c"),
        come("d"),
        return_exceptions=True,
    )
    assert [type(one) for one in ended] == [FeedError, StreamError, StreamError, StreamError]
    await come("e")
    assert came == ["a", "b", "e"]


@in_loop
async def test_places_are_given_in_the_order_of_asking() -> None:
    places, came = Places(2), list[int]()

    async def come(number: int) -> None:
        async with places.place():
            came.append(number)
            await asyncio.sleep(0.001 * (number % 3))

    await asyncio.gather(*(come(number) for number in range(20)))
    assert came == list(range(20))
