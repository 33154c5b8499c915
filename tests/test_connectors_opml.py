"""Feed lists that leave as OPML come back as they were."""

from __future__ import annotations

import pytest
from feed_rows import record
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from connectors.feedlist import FeedConfig
from connectors.opml import export_opml, read_opml
from schemas.errors import ConfigurationError

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=30)
MAYBE = st.none() | WORDS
FEEDS = st.builds(
    FeedConfig,
    id=WORDS,
    url=WORDS.map(lambda word: f"https://example.org/?{word}"),
    outlet=MAYBE,
    country=MAYBE,
    language=MAYBE,
    kind=MAYBE,
    ownership=MAYBE,
    checked=MAYBE,
    fetch_pages=st.booleans(),
    origin=st.sampled_from(["live", "backfill"]),
    enabled=st.booleans(),
    page=MAYBE,
    refuse=st.lists(st.sampled_from(["*/sport/*", "*?section=a&b*", "Live: *"]), max_size=2).map(tuple),
    folders=st.lists(st.sampled_from(["World", "Asia/Pacific", "Ärger & Co", "x"]), max_size=3).map(tuple),
)


def test_which_api_a_feed_is_of_is_kept_and_an_unknown_one_is_dropped() -> None:
    feed = FeedConfig(id="rw", url="https://api.example/?appname=x", api="reliefweb")
    written = export_opml([feed])
    assert read_opml(written).feeds == (feed,)
    assert read_opml(written.replace(b'"reliefweb"', b'"other"')).feeds[0].api is None


@given(st.lists(FEEDS, min_size=1, max_size=5, unique_by=(lambda feed: feed.id, lambda feed: feed.url)))
def test_a_round_trip_loses_nothing(feeds: list[FeedConfig]) -> None:
    found = read_opml(export_opml(feeds)).feeds
    assert sorted(found, key=str) == sorted(feeds, key=str)
    folders = {feed.folders for feed in feeds}
    for folder in folders:
        assert [one for one in found if one.folders == folder] == [one for one in feeds if one.folders == folder]
    record(27, "lossless in all generated lists, folders and pages included", met=True)


FOREIGN = b"""<?xml version="1.0"?>
<opml version="1.0"><head><title>My feeds</title></head><body>
  <outline text="World">
    <outline text="Deep"><outline type="rss" text="The Example" xmlUrl="https://example.org/feed"/></outline>
    <outline type="rss" title="The Example" text="x" xmlurl=" https://example.org/other "/>
  </outline>
  <outline type="rss" text="Twice" xmlUrl="https://example.org/feed"/>
  <outline type="link" text="A page" url=""/>
  <outline type="rss" text="A file" xmlUrl="file:///etc/passwd"/>
  <outline/>
</body></opml>"""


def test_nested_folders_are_read_and_junk_is_passed_over() -> None:
    feeds = read_opml(FOREIGN).feeds
    assert [(feed.id, feed.url, feed.outlet) for feed in feeds] == [
        ("the-example", "https://example.org/feed", "The Example"),
        ("the-example-2", "https://example.org/other", "The Example"),
    ]
    assert [feed.folders for feed in feeds] == [("World", "Deep"), ("World",)]


def test_a_list_of_another_reader_keeps_its_folders_names_and_pages() -> None:
    document = FOREIGN.replace(b'text="The Example" xml', b'text="The Example" htmlUrl="https://example.org/" xml')
    exported = export_opml(read_opml(document).feeds)
    (deep,) = etree.fromstring(exported).xpath("//outline[@text='World']/outline[@text='Deep']/outline")
    assert (deep.get("text"), deep.get("xmlUrl")) == ("The Example", "https://example.org/feed")
    assert deep.get("htmlUrl") == "https://example.org/"
    assert read_opml(exported).feeds == read_opml(document).feeds


def test_a_damaged_document_gives_what_can_be_read() -> None:
    damaged = FOREIGN.replace(b"</body></opml>", b"").replace(b"My feeds", b"Mine & yours")
    assert len(read_opml(damaged).feeds) == 2


@pytest.mark.parametrize("document", [b"", b"not xml", b"<opml/>", b"<html><body>x</body></html>", b"\x00\x01"])
def test_a_document_without_feeds_is_refused(document: bytes) -> None:
    with pytest.raises(ConfigurationError, match=r"is (a|no) (list|web page)"):
        read_opml(document)


def test_an_entity_is_not_expanded() -> None:
    bomb = b"<!DOCTYPE opml [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + FOREIGN[22:].replace(b"My feeds", b"&x;")
    assert [feed.url for feed in read_opml(bomb).feeds] == ["https://example.org/feed", "https://example.org/other"]


def test_an_outlet_of_which_only_the_page_is_listed_is_named_as_lost() -> None:
    document = b"""<opml><body><outline text="Folder" htmlUrl="https://f.example/"><outline xmlUrl="https://a.example/"/>
        </outline><outline text="Post" htmlUrl="https://post.example/"/></body></opml>"""
    assert read_opml(document).passed_over == ("Post (no address)",)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"https://a.example/\nfeed:https://b.example/\r\n", "lists addresses; `xargs watchfloor feeds add"),
        (b"https://a.example/ and more", "is no list of feeds"),
        (b"https:" * 50_000, "is no OPML"),
    ],
)
def test_addresses_one_a_line_are_no_opml_and_told_how_they_are_taken(document: bytes, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        read_opml(document)
