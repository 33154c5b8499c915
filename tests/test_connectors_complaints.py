"""What users of feed readers complain of is told truly, told once, and told again when it is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from feed_server import FeedServer, in_loop, item, rss
from spooled import Spooled, feed

from connectors.polling.health import FeedHealth, feed_health
from schemas.wire import ALERTS, decode_alert

START = datetime(2026, 11, 2, 12, tzinfo=UTC)
PATH = "/feed"

Break = Callable[[FeedServer], object]


class Desk(Spooled):
    """Somebody who watches one feed of a scripted server while days pass."""

    def __init__(self, folder: Path, server: FeedServer) -> None:
        super().__init__(folder, START)
        self.server = server
        self.feed = feed(server.url(PATH))

    async def look(self) -> FeedHealth:
        """Poll once, when the feed is due."""
        await self.poll_when_due(self.feed)
        return self.health()

    async def look_for(self, time: timedelta) -> FeedHealth:
        """Poll whenever it is due, until so much time has passed."""
        end = self.now + time
        while (due := self.known()) is not None and due.next_due is not None and due.next_due < end:
            await self.look()
        self.now = end
        return self.health()

    async def publish_daily(self, days: int, first: int = 0) -> FeedHealth:
        """Let a good feed bring something new each day."""
        for day in range(first, first + days):
            self.server.serve(PATH, stories(day))
            await self.look_for(timedelta(days=1)) if self.known() is not None else await self.look()
        return self.health()

    def health(self) -> FeedHealth:
        return feed_health(self.feed, self.known(), self.now)

    def alerts(self) -> list[str]:
        return [decode_alert(record.value).rule.removeprefix("feed.") for record in self.records(ALERTS)]


def stories(newest: int, count: int = 5, **fields: Any) -> bytes:
    """Return a document of the last few stories, one a day."""
    numbers = range(newest, newest - count, -1)
    return rss(*(item(one, published=START + timedelta(days=one), **fields) for one in numbers))


def page(title: str, more: str = "", head: str = "") -> bytes:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{more}</body></html>".encode()


ADVERTISED = '<link rel="alternate" type="application/rss+xml" href="/new/rss">'


@pytest.mark.parametrize(
    ("broken", "condition", "words"),
    [
        pytest.param(
            lambda server: server.serve(PATH, status=403, **{"cf-mitigated": "challenge"}),
            "blocked", "status 403 Forbidden: the server tests for robots", id="a filter lets no program in",
        ),
        pytest.param(
            lambda server: server.serve(PATH, page("Just a moment...", "Checking your browser before you go on.")),
            "blocked", "a test for robots stands in the feed's place", id="a filter that says all is well",
        ),
        pytest.param(
            lambda server: server.serve(PATH, page("The Harbour Post", "Welcome", ADVERTISED)),
            "html", "/new/rss", id="the site was rebuilt, its feed is elsewhere",
        ),
        pytest.param(
            lambda server: (server.serve("/login", page("Sign in")), server.serve(PATH, status=302, Location="/login")),
            "html", "'Sign in'", id="a login stands before the feed",
        ),
        pytest.param(
            lambda server: server.serve(PATH, page("feed.example is for sale")),
            "html", "'feed.example is for sale'", id="the domain was lost",
        ),
        pytest.param(
            lambda server: server.serve(PATH, b""), "no_bytes", "the document is empty", id="nothing comes",
        ),
        pytest.param(
            lambda server: server.serve(PATH, status=302, Location=PATH),
            "failing", "more than 5 redirects", id="a redirect to itself",
        ),
        pytest.param(
            lambda server: server.serve(PATH, status=503), "failing", "status 503", id="the server is down",
        ),
        pytest.param(
            lambda server: server.serve(PATH, b"Fatal error: Uncaught exception in feed.php on line 12"),
            "failing", "text without markup", id="the server prints an error of its program",
        ),
        pytest.param(lambda server: server.serve(PATH, status=404), "missing", "status 404", id="the feed is gone"),
    ],
)  # fmt: skip
@in_loop
async def test_a_feed_that_breaks_is_told_of_once_in_true_words_and_once_when_it_is_well_again(
    tmp_path: Path, broken: Break, condition: str, words: str
) -> None:
    async with FeedServer() as server:
        desk = Desk(tmp_path, server)
        assert (await desk.publish_daily(3)).condition == "ok"
        broken(server)
        for _ in range(4):
            found = await desk.look()
        assert (found.condition, desk.alerts()) == (condition, ["failing"])
        assert words in found.detail
        assert found.remedy
        published = len(desk.articles())
        server.serve(PATH, stories(3))
        assert (await desk.look()).condition == "ok"
    assert desk.alerts() == ["failing", "recovered"]
    assert len(desk.articles()) == published + 1


@in_loop
async def test_a_feed_that_is_no_longer_written_is_told_of_although_its_server_is_well(tmp_path: Path) -> None:
    async with FeedServer() as server:
        desk = Desk(tmp_path, server)
        await desk.publish_daily(14)
        server.serve(PATH, stories(13), ETag='"frozen"')
        assert (await desk.look_for(timedelta(days=2))).condition == "ok"
        found = await desk.look_for(timedelta(days=4))
        assert (found.condition, desk.alerts()) == ("unchanged", ["quiet"])
        assert "nothing new for 7 days; its longest silence was 39 hours" in found.detail
        assert "look at the outlet's site" in found.remedy
        server.serve(PATH, stories(20))
        assert (await desk.look_for(timedelta(days=1))).condition == "ok"
    assert desk.alerts() == ["quiet", "recovered"]


@in_loop
async def test_a_feed_that_changes_only_its_date_of_building_is_quiet(tmp_path: Path) -> None:
    async with FeedServer() as server:
        desk = Desk(tmp_path, server)
        await desk.publish_daily(14)
        for day in range(6):
            server.serve(
                PATH, stories(13).replace(b"<link>", f"<lastBuildDate>{day}</lastBuildDate><link>".encode(), 1)
            )
            found = await desk.look_for(timedelta(days=1))
    assert (found.condition, desk.alerts()) == ("quiet", ["quiet"])
    assert found.drops.repeat > 0


@in_loop
async def test_new_guids_for_the_same_links_bring_nothing_twice(tmp_path: Path) -> None:
    async with FeedServer() as server:
        desk = Desk(tmp_path, server)
        await desk.publish_daily(3)
        before = len(desk.articles())
        numbers = range(2, -3, -1)
        server.serve(
            PATH,
            rss(
                *(
                    item(n, guid=f"https://new.example/?p={n + 900}", published=START + timedelta(days=n))
                    for n in numbers
                )
            ),
        )
        found = await desk.look_for(timedelta(days=1))
    assert len(desk.articles()) == before
    assert (found.condition, found.gaps) == ("ok", 0)


@in_loop
async def test_what_is_new_is_found_at_the_bottom_of_a_document_too(tmp_path: Path) -> None:
    async with FeedServer() as server:
        desk = Desk(tmp_path, server)
        await desk.publish_daily(2)
        server.serve(PATH, rss(*(item(one, published=START + timedelta(days=one)) for one in range(-3, 4))))
        found = await desk.look_for(timedelta(days=1))
    assert (found.published, found.condition) == (8, "ok")


@in_loop
async def test_a_move_to_another_address_is_followed_told_and_later_adopted(tmp_path: Path) -> None:
    async with FeedServer() as server:
        desk = Desk(tmp_path, server)
        await desk.publish_daily(2)
        server.serve("/moved", stories(2))
        server.serve(PATH, status=301, Location="/moved")
        found = await desk.look()
        assert (found.condition, found.published) == ("ok", 7)
        assert f"moved for good to {server.url('/moved')}" in found.detail
        found = await desk.look_for(timedelta(days=4))
    assert found.polled_url == server.url("/moved")
    assert (found.condition, desk.alerts()) == ("ok", [])


@in_loop
async def test_a_feed_that_lost_its_entries_is_no_feed_that_is_well(tmp_path: Path) -> None:
    async with FeedServer() as server:
        desk = Desk(tmp_path, server)
        await desk.publish_daily(14)
        server.serve(PATH, rss())
        found = await desk.look_for(timedelta(days=1))
        assert found.condition == "empty"
        assert found.detail.startswith("the document is a feed without entries since 2026-")
        await desk.look_for(timedelta(days=5))
    assert desk.alerts() == ["emptied"]


@in_loop
async def test_a_document_that_breaks_off_is_read_and_told_of(tmp_path: Path) -> None:
    async with FeedServer() as server:
        desk = Desk(tmp_path, server)
        whole = stories(4)
        server.serve(PATH, whole[: len(whole) // 2])
        found = await desk.look()
        assert 0 < found.published < 5
        assert "its document breaks off" in found.detail
        server.serve(PATH, whole)
        found = await desk.look()
    assert (found.published, found.condition, found.detail) == (5, "ok", "")
