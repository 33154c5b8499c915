"""The list of feeds: what is refused, and with which words."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from connectors.feedlist import FeedConfig, read_feeds
from schemas.errors import ConfigurationError

PLAIN = {"id": "a", "url": "https://example.org/feed"}


def test_a_table_becomes_a_feed_with_the_defaults() -> None:
    (feed,) = read_feeds([PLAIN])
    assert feed == FeedConfig(id="a", url="https://example.org/feed")
    assert (feed.fetch_pages, feed.origin, feed.enabled) == (True, "live", True)


def test_a_date_of_toml_is_taken_for_checked() -> None:
    tables = tomllib.loads('[[feed]]\nid = "a"\nurl = "https://example.org/"\nchecked = 2026-01-31\n')["feed"]
    assert read_feeds(tables)[0].checked == "2026-01-31"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({**PLAIN, "langauge": "en"}, r"feed a: unknown key `langauge`; did you mean `language`"),
        ({**PLAIN, "zzz": 1}, r"feed a: unknown key `zzz`; known keys: id, url"),
        ({"url": "https://example.org/feed"}, r"feed https://example.org/feed: .*`id`"),
        ({"id": "a"}, r"feed a: .*`url`"),
        ({}, r"feed number 1"),
        ({**PLAIN, "id": " "}, "`id`"),
        ({**PLAIN, "id": "a\x1fb"}, "`id`"),
        ({**PLAIN, "url": "example.org/feed"}, "feed a: `url` is 'example.org/feed'"),
        ({**PLAIN, "url": "file:///etc/passwd"}, "http"),
        ({**PLAIN, "url": "http://"}, "http"),
        ({**PLAIN, "enabled": "yes"}, r"feed a: .*enabled"),
        ({**PLAIN, "origin": "archive"}, r"feed a: .*origin"),
    ],
)
def test_a_wrong_table_is_refused_by_feed_and_key(table: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        read_feeds([table])


@pytest.mark.parametrize("other", [{**PLAIN, "url": "https://example.org/2"}, {**PLAIN, "id": "b"}])
def test_an_id_or_url_given_twice_is_refused(other: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match="twice"):
        read_feeds([PLAIN, other])


def test_user_and_password_are_told_to_nobody() -> None:
    feed = FeedConfig(id="a", url="https://user:secret@example.org:8443/feed?x=1")
    assert feed.public_url == "https://example.org:8443/feed?x=1"


def test_the_feeds_that_come_with_watchfloor_can_be_read() -> None:
    tables = tomllib.loads((Path(__file__).parent.parent / "seeds" / "feeds.toml").read_text())["feed"]
    assert len(read_feeds(tables)) == len(tables)
