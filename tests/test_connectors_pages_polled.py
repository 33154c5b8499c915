"""Article pages are fetched where a feed says too little, and only where publishers let us."""

from __future__ import annotations

from pathlib import Path

import pytest
from feed_server import FeedServer, in_loop, item, rss
from spooled import Spooled, feed


@pytest.fixture
def world(tmp_path: Path) -> Spooled:
    return Spooled(tmp_path)


PAGE = """<html lang="en"><head><title>Harbour talks | Example</title></head><body><nav>Home</nav><article>
<h1>Harbour talks</h1>{paragraphs}</article><footer>Imprint</footer></body></html>"""
PARAGRAPHS = "".join(
    f"<p>Paragraph {n} says that the delegations stayed in the harbour town for another day of talks.</p>"
    for n in range(8)
)


@in_loop
async def test_a_short_entry_is_read_from_its_page(world: Spooled) -> None:
    async with FeedServer() as server:
        page = server.serve("/story", PAGE.format(paragraphs=PARAGRAPHS), Content_Type="text/html")
        url = server.serve("/feed", rss(item(link=page, text="Short."), item(2)))
        await world.poll(feed(url))
    read = {article.url: article for article in world.articles()}[page]
    assert "Paragraph 7" in read.text
    assert (read.summary, read.text_origin, read.quality) == ("Short.", "page", "full")
    assert len(world.articles()) == 2


@pytest.mark.parametrize(
    ("robots", "status", "headers", "asked"),
    [
        ("User-agent: *\nDisallow: /story", 200, {}, 0),
        ("User-agent: watchfloor\nDisallow: /", 200, {}, 0),
        ("", 403, {}, 1),
        ("", 200, {"X_Robots_Tag": "noarchive"}, 1),
        ("", 200, {"tdm_reservation": "1"}, 1),
    ],
)
@in_loop
async def test_a_refused_page_leaves_the_feeds_text(
    world: Spooled, robots: str, status: int, headers: dict[str, str], asked: int
) -> None:
    async with FeedServer() as server:
        server.serve("/robots.txt", robots)
        page = server.serve("/story", PAGE.format(paragraphs=PARAGRAPHS), status, **headers)
        await world.poll(feed(server.serve("/feed", rss(item(link=page, text="Short.")))))
    (article,) = world.articles()
    assert (article.text, article.text_origin, article.quality) == ("Short.", "feed", "summary")
    assert len(server.requests["/story"]) == asked


@pytest.mark.parametrize(
    ("page", "counted"),
    [
        (PAGE.replace("<head>", '<head><meta name="robots" content="index, NOAI">'), "pages_refused"),
        (PAGE.replace("<head>", '<head><meta name="tdm-reservation" content="1">'), "pages_refused"),
        ("<html><title>Before you continue</title><p>We use cookies. Accept all cookies.</p></html>", "pages_walled"),
        ("<html><title>Talks</title><p>Already a subscriber? Log in to keep reading.</p></html>", "pages_walled"),
    ],
)
@in_loop
async def test_a_page_that_reserves_itself_or_is_a_wall_leaves_the_feeds_text(
    world: Spooled, page: str, counted: str
) -> None:
    async with FeedServer() as server:
        link = server.serve("/story", page.replace("{paragraphs}", PARAGRAPHS), Content_Type="text/html")
        counts = await world.poll(feed(server.serve("/feed", rss(item(link=link, text="Short.")))))
    (article,) = world.articles()
    assert (article.text, article.text_origin, article.quality) == ("Short.", "feed", "summary")
    assert counts[counted] == 1


@in_loop
async def test_no_page_is_fetched_for_a_feed_that_says_so(world: Spooled) -> None:
    async with FeedServer() as server:
        page = server.serve("/story", PAGE.format(paragraphs=PARAGRAPHS))
        await world.poll(feed(server.serve("/feed", rss(item(link=page, text="Short."))), fetch_pages=False))
    assert set(server.requests) == {"/feed"}


@in_loop
async def test_an_unchanged_entry_never_has_its_page_fetched_again(world: Spooled) -> None:
    async with FeedServer() as server:
        page = server.serve("/story", PAGE.format(paragraphs=PARAGRAPHS))
        for title in ("One", "Two"):
            url = server.serve("/feed", rss(item(link=page, text="Short."), title=title))
            await world.poll(feed(url))
    assert len(server.requests["/story"]) == 1
    assert len(world.articles()) == 1
