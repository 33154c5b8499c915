"""Feeds that wait for one host stand in one line, however they get there."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from feed_server import in_loop, item, rss
from scripted_fetch import START, InProcess
from virtual_time import Inline

from connectors.feedlist import FeedConfig
from connectors.fetching.fetch import FEED_TYPES, Fetched, Validators
from connectors.fetching.hosts import Hosts
from connectors.polling.poller import Outside, Poller, Settings
from streams.embedded import EmbeddedLog


class Hub:
    """Answers for every feed, from one host for all of them; knows how many asked at once."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.at_once = self.most = 0

    async def fetch(self, url: str, _: Validators | None = None, accept: str = FEED_TYPES, **more: object) -> Fetched:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0.01)
        self.at_once -= 1
        answering = self.host or url.split("/")[2]
        return Fetched(status=200, url=f"https://{answering}/{url[-1]}", body=rss(item(url)))


@pytest.mark.parametrize(("hub", "at_first", "later"), [("hub.example", 3, 1), ("", 3, 3)])
@in_loop
async def test_feeds_that_are_redirected_to_one_host_are_asked_one_after_the_other(
    tmp_path: Path, hub: str, at_first: int, later: int
) -> None:
    feeds = [FeedConfig(id=name, url=f"https://{name}.example/{name}", fetch_pages=False) for name in "abc"]
    log = EmbeddedLog(tmp_path / "stream.db")
    found = []
    for days in (0, 2):
        web = Hub(hub)
        outside = Outside(web, Hosts(0.0), InProcess(), InProcess(), Inline())
        now = START + timedelta(days=days)
        settings = Settings(contact="test")
        await Poller(feeds, log, tmp_path / "lock", settings, clock=lambda now=now: now, outside=outside).bring()  # type: ignore[misc]
        found.append(web.most)
    assert found == [at_first, later]
