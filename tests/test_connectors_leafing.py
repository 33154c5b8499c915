"""The password that a feed is read with is told to nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from feed_server import FeedServer, in_loop, item, rss
from scripted_fetch import Place, web

from connectors.polling.health import feed_health
from connectors.state import SpoolState
from schemas.wire import ARTICLES, FAILURES

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><id>1</id><title>Talks</title>
<link href="story/1"/><content type="html">{}</content></entry></feed>"""
HTML = '<html><link rel="alternate" type="application/rss+xml" href="/rss"><title>Front page</title></html>'


@pytest.mark.parametrize("body", [rss(item(1, link="/story/1")), ATOM.format("x" * 300).encode(), HTML.encode()])
@in_loop
async def test_what_a_document_links_to_is_published_without_the_feeds_password(tmp_path: Path, body: bytes) -> None:
    async with FeedServer() as server:
        server.serve("/there", body)
        url = server.serve("/feed", status=301, Location="/there").replace("http://", "http://me:secret@")
        place = Place(tmp_path, url)
        async with web(place) as fetcher:
            await place.poll(fetcher)
    assert server.requests["/there"][0]["Authorization"].startswith("Basic ")
    told = [record for name in (ARTICLES, FAILURES) for record in place.log.stream(name).read(0, 0, 100)]
    assert told
    assert "secret" not in repr([told, place.history, place.state.error_detail])
    state = SpoolState(place.log)
    assert "secret" not in repr(feed_health(place.feed, state.feed("a"), place.now))
