"""Who names an address to `feeds add` is told at once what is there."""

from __future__ import annotations

import asyncio
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from command_line import Run
from feed_server import FeedServer, in_loop, item, rss

from watchfloor.adding import LOOKED_AT

PAGE = "<!DOCTYPE html><html><head><title>Harbour Post</title>{}</head><body>Hi</body></html>"
NAMES = "<link rel='alternate' type='application/rss+xml' href='/rss?a=1&amp;b=2'>"


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands on the home `home` that may fetch from this machine."""
    monkeypatch.setenv("WATCHFLOOR_HOME", "home")
    monkeypatch.setenv("WATCHFLOOR_ALLOW_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("WATCHFLOOR_HOST_SPACING", "0")
    return run


def configured(home: Path) -> list[dict[str, Any]]:
    file = home / "watchfloor.toml"
    return tomllib.loads(file.read_text()).get("feed", []) if file.exists() else []


@in_loop
async def test_the_feed_that_a_page_names_is_added_in_its_place(run: Run, tmp_path: Path) -> None:
    async with FeedServer() as server:
        feed = server.serve("/rss", rss(item(1), item(2)))
        page = server.serve("/", PAGE.format(NAMES), content_type="text/html")
        added = await asyncio.to_thread(run, "feeds", "add", page)
    assert added.exit_code == 0, added.output
    (one,) = configured(tmp_path / "home")
    assert (one["url"], one["page"]) == (f"{feed}?a=1&b=2", page)
    assert f"{page} is a web page; the feed that it names is added" in added.stdout
    assert "    rss20, 2 entries" in added.stdout
    assert "feeds check" not in added.output


@in_loop
async def test_what_can_never_be_polled_is_not_added_and_told(run: Run, tmp_path: Path) -> None:
    async with FeedServer() as server:
        page = server.serve("/page", PAGE.format(""), content_type="text/html")
        paper = server.serve("/paper", b"%PDF-1.7", content_type="application/pdf")
        leads = server.serve("/leads", PAGE.format("<link type='application/rss+xml' href='/page'>"))
        feed = server.serve("/feed", rss(item(1)))
        added = await asyncio.to_thread(run, "feeds", "add", page, paper, leads, feed)
        anyway = await asyncio.to_thread(run, "feeds", "add", "--no-check", page)
    assert added.exit_code == 1
    assert f"not added: {page}: the document is an HTML page, 'Harbour Post', that names no feed" in added.stderr
    assert added.stderr.count("not added: ") == 3
    assert anyway.exit_code == 0
    assert [one["url"] for one in configured(tmp_path / "home")] == [feed, page]


@in_loop
async def test_a_feed_that_does_not_answer_well_today_is_added_all_the_same(run: Run, tmp_path: Path) -> None:
    async with FeedServer() as server:
        robots = "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
        urls = [
            server.serve("/403", status=403),
            server.serve("/robots", robots, content_type="text/html"),
            server.serve("/empty", rss()),
            "http://127.0.0.1:1/nobody",
            "http://nosuch.invalid/feed",
        ]
        added = await asyncio.to_thread(run, "feeds", "add", *urls)
    assert added.exit_code == 0, added.output
    assert [one["url"] for one in configured(tmp_path / "home")] == urls
    for words in ("    status 403 Forbidden", "    a test for robots stands", "    rss20, 0 entries", "nosuch.invalid"):
        assert words in added.stdout
    assert "set `contact`" in added.stdout


@in_loop
async def test_nothing_is_fetched_of_what_is_there_of_many_or_unasked(run: Run, tmp_path: Path) -> None:
    async with FeedServer() as server:
        urls = [server.serve(f"/{number}", rss(item(number))) for number in range(LOOKED_AT + 1)]
        await asyncio.to_thread(run, "feeds", "add", "--no-check", urls[0])
        await asyncio.to_thread(run, "feeds", "add", urls[0])
        many = await asyncio.to_thread(run, "feeds", "add", "http://127.0.0.1:1/", *urls)
    assert many.exit_code == 0, many.output
    assert "`watchfloor feeds check --all` looks whether all is well" in many.stderr
    assert (len(configured(tmp_path / "home")), dict(server.requests)) == (LOOKED_AT + 2, {})


@in_loop
async def test_a_feed_at_a_page_is_moved_by_the_command_that_its_health_names(run: Run, tmp_path: Path) -> None:
    async with FeedServer() as server:
        feed = server.serve("/rss", rss(item(1, published=datetime.now(UTC))))
        page = server.serve("/", PAGE.format(NAMES), content_type="text/html")
        await asyncio.to_thread(run, "feeds", "add", "--no-check", page)
        await asyncio.to_thread(run, "ingest", "--once")
        listed = await asyncio.to_thread(run, "feeds", "list", "--unwell")
        name = configured(tmp_path / "home")[0]["id"]
        command = f"watchfloor feeds move {name} '{feed}?a=1&b=2'"
        assert f"what to do: a web page is at the address: `{command}`" in " ".join(listed.stdout.split())
        moved = await asyncio.to_thread(run, "feeds", "move", name, f"{feed}?a=1&b=2")
        await asyncio.to_thread(run, "ingest", "--once")
        assert moved.exit_code == 0, moved.output
        assert (await asyncio.to_thread(run, "feeds", "list", "--unwell")).stdout == ""
    assert [one["url"] for one in configured(tmp_path / "home")] == [f"{feed}?a=1&b=2"]


def test_a_move_keeps_what_a_person_wrote_and_takes_no_other_feeds_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    file = tmp_path / "home" / "watchfloor.toml"
    file.write_text(
        '# mine\n[[feed]]\nid = "a"\nurl = "https://example.org/a"  # old\noutlet = "A"\n\n'
        '[[feed]]\nid = "b"\nurl = "https://example.org/b"\n'
    )
    taken = run("feeds", "move", "a", "http://example.org/b")
    assert (taken.exit_code, "feed b: is at that address already" in taken.output) == (2, True)
    assert run("feeds", "move", "nobody", "https://example.org/c").exit_code == 2
    assert run("feeds", "move", "a", "c").exit_code == 2
    assert "/a" in file.read_text()
    assert run("feeds", "move", "https://example.org/a", "https://example.org/c").exit_code == 0
    assert [(one["id"], one["url"], one.get("outlet")) for one in configured(tmp_path / "home")] == [
        ("a", "https://example.org/c", "A"),
        ("b", "https://example.org/b", None),
    ]
    assert file.read_text().startswith("# mine\n")
