"""Feeds in the manner of the world's news systems are read fast, by feedparser's rules."""

from __future__ import annotations

import pytest
from feed_manners import Feed, feeds
from feed_rows import record

from connectors.parsing import fast, loose
from connectors.parsing.entries import ParsedFeed

BASE = "https://desk.example/feed"
FEEDS = {feed.name: feed for feed in feeds(count=8, paragraphs=5)}


def read_fast(feed: Feed) -> ParsedFeed:
    found = fast.parse(feed.body, BASE, feed.content_type)
    assert found is not None
    return found


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_of_every_manner_is_read_fast_and_as_feedparser_reads_it(name: str) -> None:
    feed = FEEDS[name]
    found, expected = read_fast(feed), loose.parse(feed.body, BASE, feed.content_type)
    assert found.entries == expected.entries
    assert (found.title, found.link, found.language, found.updated, found.format) == (
        expected.title,
        expected.link,
        expected.language,
        expected.updated,
        expected.format,
    )


@pytest.mark.parametrize("name", FEEDS)
def test_an_entry_of_every_manner_says_what_was_written(name: str) -> None:
    feed = FEEDS[name]
    found = read_fast(feed)
    assert len(found.entries) == feed.entries
    assert found.title
    for entry in found.entries:
        assert entry.title
        assert entry.link is not None
        assert entry.link.startswith("http")
        assert (entry.published or entry.updated) is not None or "old_version" in name


def test_the_share_of_feeds_read_fast_is_as_promised() -> None:
    fast_ones = [name for name, feed in FEEDS.items() if fast.parse(feed.body, BASE, feed.content_type) is not None]
    differing = [name for name in fast_ones if _differs(FEEDS[name])]
    met = not differing and len(fast_ones) >= 0.95 * len(FEEDS)
    manners = len({name.partition(".")[0] for name in FEEDS})
    record(
        12,
        f"{len(fast_ones)} of {len(FEEDS)} on the fast path, {len(differing)} different: feeds of our own making in "
        f"{manners} manners, {sum(feed.entries for feed in FEEDS.values())} entries",
        met=met,
    )
    assert met


def _differs(feed: Feed) -> bool:
    return read_fast(feed).entries != loose.parse(feed.body, BASE, feed.content_type).entries
