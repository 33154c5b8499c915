"""A page is asked for only where its publisher lets us."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest
from feed_server import in_loop
from scripted_fetch import InProcess

from connectors.fetching.fetch import FEED_TYPES, Fetched, Follow, Validators
from connectors.fetching.hosts import Hosts
from connectors.polling import pages as module
from connectors.polling.counts import Counts
from connectors.polling.pages import MAX_ROBOTS_BYTES, RETRY_SECONDS, ROBOTS_KEPT, ROBOTS_SECONDS, Pages
from connectors.trouble import ErrorKind, FetchError

PAGE = f"<html><article><h1>Talks</h1>{'<p>The delegations stayed for another day of talks.</p>' * 9}</article></html>"
FORBIDDING = "User-agent: *\nDisallow: /\n"


class World:
    """Answers addresses as scripted, with a page where nothing is scripted; remembers in order what was asked."""

    def __init__(self, answers: Mapping[str, str | Fetched | FetchError] | None = None) -> None:
        self.answers = dict(answers or {})
        self.moves: dict[str, str] = {}
        self.asked: list[str] = []
        self.at_once = self.most = 0
        self.now = 0.0
        self.counts = Counts()
        self.hosts = Hosts(0.0)
        self.pages = Pages(self, self.hosts, InProcess(), self.counts, lambda: self.now)

    async def fetch(
        self, url: str, _: Validators | None = None, accept: str = FEED_TYPES, follow: Follow | None = None
    ) -> Fetched:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        self.asked.append(url)
        if (to := self.moves.get(url)) is not None:
            if follow is not None:
                await follow(to)
            return await self.fetch(to, None, accept, follow)
        answer = self.answers.get(url, "" if url.endswith("/robots.txt") else PAGE)
        if isinstance(answer, FetchError):
            raise answer
        return answer if isinstance(answer, Fetched) else Fetched(status=200, url=url, body=answer.encode())

    async def reads(self, url: str) -> bool:
        return await self.pages.get(url) is not None


@in_loop
async def test_a_page_is_read_and_counted() -> None:
    world = World()
    extracted = await world.pages.get("https://x.example/1")
    assert extracted is not None
    assert "another day of talks" in extracted.text
    assert dict(world.counts) == {"pages": 1}
    assert world.asked == ["https://x.example/robots.txt", "https://x.example/1"]


@pytest.mark.parametrize(
    ("page", "counted", "words"),
    [
        (PAGE.replace("<article>", '<meta name="robots" content="noai"><article>'), "pages_refused", "noarchive, noai"),
        (
            "<title>Talks</title><p>Already a subscriber? Log in to keep reading.</p>",
            "pages_walled",
            "a wall (payment)",
        ),
        (FetchError("5xx", "status 500"), "pages_refused", "status 500"),
    ],
)
@in_loop
async def test_a_page_that_is_not_used_is_counted_and_the_log_says_why(
    page: str | FetchError, counted: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    world = World({"https://x.example/1": page})
    with caplog.at_level("INFO"):
        assert not await world.reads("https://x.example/1")
    assert dict(world.counts) == {counted: 1}
    assert "page https://x.example/1: " in caplog.text
    assert words in caplog.text


@pytest.mark.parametrize("asked", [0, 1])
@in_loop
async def test_a_page_that_waits_for_its_host_takes_no_place_from_others(
    monkeypatch: pytest.MonkeyPatch, asked: int
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 1)
    world = World()
    rested = asyncio.Event()

    async def rest(host: str) -> None:
        if host == "tired.example" and world.asked.count("https://tired.example/robots.txt") == asked:
            await rested.wait()

    monkeypatch.setattr(world.hosts, "rested", rest)
    waiting = asyncio.create_task(world.reads("https://tired.example/1"))
    while world.asked.count("https://tired.example/robots.txt") < asked:
        await asyncio.sleep(0)
    assert await asyncio.wait_for(world.reads("https://awake.example/1"), 10)
    assert "https://tired.example/1" not in world.asked
    rested.set()
    assert await waiting


@in_loop
async def test_robots_txt_is_asked_once_a_day_for_each_server_and_without_a_password() -> None:
    world = World()
    for url in ("https://x.example/1", "https://me:secret@x.example/2", "https://x.example:8443/3"):
        assert await world.reads(url)
    robots = [url for url in world.asked if url.endswith("/robots.txt")]
    assert ROBOTS_SECONDS <= 24 * 3600  # RFC 9309 section 2.4
    assert robots == ["https://x.example/robots.txt", "https://x.example:8443/robots.txt"]
    world.now = ROBOTS_SECONDS - 1
    await world.reads("https://x.example/4")
    assert len(world.asked) == 6
    world.now = ROBOTS_SECONDS
    await world.reads("https://x.example/5")
    assert world.asked[6:] == ["https://x.example/robots.txt", "https://x.example/5"]


@in_loop
async def test_where_a_page_is_redirected_to_robots_txt_is_respected_too() -> None:
    world = World({"https://there.example/robots.txt": FORBIDDING})
    world.moves["https://here.example/1"] = "https://there.example/1"
    assert not await world.reads("https://here.example/1")
    assert "https://there.example/1" not in world.asked
    assert dict(world.counts) == {"pages_refused": 1}


KINDS: list[tuple[ErrorKind, bool, float]] = [
    *((kind, True, ROBOTS_SECONDS) for kind in ("403", "404", "4xx", "gone", "redirect", "no_bytes")),  # type: ignore[misc]
    *((kind, False, RETRY_SECONDS) for kind in ("429", "5xx", "timeout", "dns", "connect", "too_big")),  # type: ignore[misc]
]


@pytest.mark.parametrize(("kind", "allows", "seconds"), KINDS)
@in_loop
async def test_without_a_robots_txt_all_is_allowed_and_nothing_while_it_cannot_be_reached(
    kind: ErrorKind, allows: bool, seconds: float
) -> None:
    world = World({"https://x.example/robots.txt": FetchError(kind, "as scripted")})
    assert await world.reads("https://x.example/1") is allows
    world.answers["https://x.example/robots.txt"] = "" if not allows else FORBIDDING
    world.now = seconds - 1
    assert await world.reads("https://x.example/2") is allows
    world.now = seconds
    assert await world.reads("https://x.example/3") is not allows


@in_loop
async def test_an_answer_to_what_was_not_asked_is_no_robots_txt() -> None:
    robots = "https://x.example/robots.txt"
    assert not await World({robots: Fetched(status=304, url=robots)}).reads("https://x.example/1")


@pytest.mark.parametrize(("length", "allows"), [(MAX_ROBOTS_BYTES - len(FORBIDDING), False), (MAX_ROBOTS_BYTES, True)])
@in_loop
async def test_robots_txt_is_read_up_to_its_limit(length: int, allows: bool) -> None:
    padding = "#" * (length - 1) + "\n"
    assert await World({"https://x.example/robots.txt": padding + FORBIDDING}).reads("https://x.example/1") is allows


@pytest.mark.parametrize(
    ("fields", "reads"),
    [({"robots": "noarchive"}, False), ({"robots": "noai"}, False), ({"reserved": True}, False), ({}, True)],
)
@in_loop
async def test_what_the_answer_reserves_is_not_used(fields: dict[str, object], reads: bool) -> None:
    url = "https://x.example/1"
    answer = Fetched(status=200, url=url, body=PAGE.encode(), **fields)  # type: ignore[arg-type]
    assert await World({url: answer}).reads(url) is reads


@in_loop
async def test_of_all_that_are_wanted_so_many_are_asked_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 3)
    world = World()
    assert all(await asyncio.gather(*(world.reads(f"https://{number}.example/1") for number in range(12))))
    assert world.most == 3


@in_loop
async def test_the_robots_txt_of_so_many_servers_only_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROBOTS_KEPT", 2)
    world = World()
    for host in ("a", "b", "a", "c", "a"):
        await world.reads(f"https://{host}.example/1")
    assert [url[8] for url in world.asked if url.endswith("/robots.txt")] == ["a", "b", "c", "a"]
    assert ROBOTS_KEPT > 2
