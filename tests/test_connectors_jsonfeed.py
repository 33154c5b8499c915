"""JSON Feed documents become the same records as others."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from connectors.parsing.entries import Enclosure, ParsedFeed
from connectors.parsing.parse import Document, parse_feed
from schemas.errors import FeedError

ITEM = {
    "id": "https://isle.example/7",
    "url": "/2026/7",
    "title": "Ferry &amp; <em>harbour</em> talks",
    "content_html": "<p>The ferry <b>sails</b>.</p><p>Again.</p>",
    "content_text": "The ferry",
    "summary": "It sails",
    "date_published": "2026-11-24T10:00:00+01:00",
    "date_modified": "2026-11-25T10:00:00Z",
    "authors": [{"name": "Ann Example"}, {"name": " "}, {"name": "Bo Example"}],
    "language": "en",
    "attachments": [{"url": "/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 77}, {"mime_type": "x"}],
}
FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Isle News",
    "home_page_url": "https://isle.example/",
    "language": "en-GB",
    "authors": [{"name": "The Desk"}],
    "items": [ITEM],
}


def parse(feed: object, url: str | None = None, encoding: str = "utf-8") -> ParsedFeed:
    return parse_feed(Document(body=json.dumps(feed, ensure_ascii=False).encode(encoding), url=url))


def with_item(**members: object) -> object:
    return {**FEED, "items": [{**ITEM, **members}]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_member_comes_out_in_its_field(encoding: str) -> None:
    found = parse(FEED, encoding=encoding)
    assert (found.parser, found.format, found.title, found.link) == (
        "json",
        "json11",
        "Isle News",
        "https://isle.example/",
    )
    (entry,) = found.entries
    assert entry.id == "https://isle.example/7"
    assert entry.link == "https://isle.example/2026/7"
    assert (entry.title, entry.summary) == ("Ferry & harbour talks", "It sails")
    assert entry.content == "The ferry sails.\nAgain."
    assert entry.published == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert entry.updated == datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert (entry.authors, entry.language) == (("Ann Example", "Bo Example"), "en")
    assert entry.enclosures == (Enclosure("https://isle.example/a.mp3", "audio/mpeg", 77),)


def test_version_1_says_author_in_the_singular() -> None:
    old = {**FEED, "version": "https://jsonfeed.org/version/1", "items": [{"id": 5, "author": {"name": "Cy"}}]}
    found = parse(old)
    assert found.format == "json1"
    assert (found.entries[0].id, found.entries[0].authors) == ("5", ("Cy",))


def test_what_an_item_does_not_say_of_author_and_language_the_feed_says() -> None:
    entry = parse({**FEED, "items": [{"id": "x"}]}).entries[0]
    assert (entry.authors, entry.language) == (("The Desk",), "en-GB")


def test_the_address_asked_for_is_the_base_of_links() -> None:
    assert parse(FEED, "https://cdn.example/feed.json").entries[0].link == "https://cdn.example/2026/7"


def test_an_external_link_stands_in_for_a_missing_one() -> None:
    assert parse(with_item(url=None, external_url="https://x.example/")).entries[0].link == "https://x.example/"


@pytest.mark.parametrize("wrong", [7, ["x"], {"x": 1}, None, True])
@pytest.mark.parametrize(
    "member", ["title", "content_html", "summary", "date_published", "url", "attachments", "authors"]
)
def test_a_member_of_the_wrong_type_is_absent(member: str, wrong: object) -> None:
    entry = parse(with_item(**{member: wrong})).entries[0]
    assert entry.id == ITEM["id"]


def test_what_is_odd_is_told() -> None:
    found = parse({**FEED, "version": "https://jsonfeed.org/version/2", "items": [ITEM, "x", None]})
    assert len(found.entries) == 1
    assert found.warnings == ("JSON Feed version '2' is read as 1.1", "2 items are no objects")


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b'{"items": [', "parse", "begins as JSON does but is none"),
        (b"{" * 100_000, "parse", "begins as JSON does but is none"),
        (b"[" * 100_000, "parse", "begins as JSON does but is none"),
        (b"[1, 2]", "not_a_feed", "a JSON array, no JSON Feed"),
        (b'{"data": 1, "meta": 2}', "not_a_feed", "it has data, meta, not `version` and `items`"),
        (b"{}", "not_a_feed", "it has nothing"),
        (b'{"version": "2.0", "items": []}', "not_a_feed", "no JSON Feed"),
    ],
)
def test_json_that_is_no_feed_is_told_by_what_it_has(body: bytes, kind: str, words: str) -> None:
    with pytest.raises(FeedError, match=words) as caught:
        parse_feed(Document(body=body))
    assert caught.value.kind == kind
