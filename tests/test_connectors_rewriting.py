"""Damaged feeds are mended, and say what feedparser's loose parser finds in them, but for what is explained here."""

from __future__ import annotations

import random
import re
from collections import Counter
from html.entities import html5

import pytest
from feed_damage import DAMAGES, GIVEN_UP
from feed_manners import Feed, feeds
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.parsing import fast, loose
from connectors.parsing.entries import Entry, ParsedFeed
from connectors.parsing.feed_elements import Unusual
from connectors.parsing.markup import one_line
from connectors.parsing.parse import Document, parse_feed
from connectors.parsing.references import without_control
from connectors.parsing.rewriting import MOST_TAGS, well_formed
from schemas.errors import FeedError

BASE = "https://desk.example/feed"
FEEDS = [
    feed
    for feed in feeds(count=4, paragraphs=2)
    # feedparser keeps the base of one element for all that follow where none is given around it.
    if b'encoding="utf-8"' in feed.body and b"xml:base" not in feed.body and "iso" not in (feed.content_type or "")
]

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Granite</title>
<item><title>First</title><link>https://granite.example/1</link><guid>https://granite.example/?p=1</guid>
<dc:creator>Jo Roe</dc:creator><pubDate>Tue, 24 Nov 2026 09:00:00 +0100</pubDate><description>One</description></item>
<item><title>Second</title><guid isPermaLink="false">two</guid><description><![CDATA[<p>Two</p>]]></description></item>
</channel></rss>"""


def damaged(feed: Feed, names: list[str], seed: int) -> bytes:
    chance, document = random.Random(seed), feed.body.decode("utf-8-sig")
    for name in names:
        document = DAMAGES[name](chance, document)
    return document.encode()


def as_explained(text: str) -> str:
    """Return text without that in which ours is better, and feedparser's known to be worse.

    A bare ampersand before letters gets a semicolon behind them (`AT&T; said`), because of which HTML of an unknown
    kind may be taken for plain text too, and letters for the name of a character (`gra&in: x`). Characters that no
    XML may have are kept.
    """
    return one_line(re.sub(r"&(\w+)", named_in_html, without_control(text).replace(";", "")))


def named_in_html(reference: re.Match[str]) -> str:
    return html5.get(f"{reference[1]};", reference[0])


def what_counts(entry: Entry) -> dict[str, object]:
    texts = {name: as_explained(getattr(entry, name)) for name in ("title", "summary", "content")}
    exact = {
        name: getattr(entry, name) for name in ("id", "link", "published", "published_raw", "updated", "enclosures")
    }
    return {**texts, **exact, "authors": [as_explained(name) for name in entry.authors]}


def assert_read_the_same(body: bytes, content_type: str | None = None) -> ParsedFeed | None:
    found = fast.parse(body, BASE, content_type)
    if found is not None:
        expected = loose.parse(body, BASE, content_type)
        assert list(map(what_counts, found.entries)) == list(map(what_counts, expected.entries))
        assert (as_explained(found.title), found.updated) == (as_explained(expected.title), expected.updated)
        assert found.format == expected.format
    return found


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(FEEDS),
    st.lists(st.sampled_from(sorted(DAMAGES.keys() - GIVEN_UP)), min_size=1, max_size=3),
    st.integers(0, 2**32),
)
def test_a_damaged_feed_says_what_feedparser_finds_in_it(feed: Feed, names: list[str], seed: int) -> None:
    assert_read_the_same(damaged(feed, names, seed), feed.content_type)


def test_hardly_any_feed_that_is_damaged_in_one_way_is_left_to_feedparser() -> None:
    fast_ones: Counter[str] = Counter()
    for name in DAMAGES:
        for seed, feed in enumerate(FEEDS):
            fast_ones[name] += fast.parse(damaged(feed, [name], seed), BASE, feed.content_type) is not None
    assert sum(fast_ones.values()) >= 0.9 * len(DAMAGES) * len(FEEDS), fast_ones
    assert min(fast_ones.values()) >= 0.6 * len(FEEDS), fast_ones


def test_halves_of_a_character_are_that_character_where_feedparser_gives_the_document_up() -> None:
    body = RSS.replace("First", "&#55357;&#56832; &#xD83D;&#xde00; &#55357; x").encode()
    with pytest.raises(FeedError):
        loose.parse(body, BASE, None)
    assert parse_feed(Document(body=body)).entries[0].title == "\U0001f600 \U0001f600 \ufffd x"


@pytest.mark.parametrize(
    ("was", "becomes", "title"),
    [
        ("First", "AT&T said", "AT&T said"),
        ("First", "Q & A", "Q & A"),
        ("First", "5 < 6", "5 < 6"),
        ("First", "Fran&ccedil;ois&nbsp;&rsquo;", "François ’"),
        ("First", "&bogus; is kept", "&bogus; is kept"),
        ("First", "a\x08b\x0bc", "ab c"),
        ("First", "&#8;&#11;x&#x1F600;", "x\U0001f600"),
        ("First", "<b>bold</b> & <i>open", "bold & open"),
        ("<title>First</title>", "<TITLE>First</Title>", "First"),
        ("<title>First</title>", "<title type=text type='text'>First</title>", "First"),
        ("<?xml", "\n \n<?xml", "First"),
        ("<?xml", "<br />\n<b>Notice</b>: Undefined index in <b>x.php</b><br />\n<?xml", "First"),
        ("</rss>", "</rss><!-- a -- b --><script>if (a && b) c()</script>", "First"),
        ("</item>\n<item>", "<item>", "First"),
        ("</description></item>\n</channel></rss>", "", "First"),
        (' xmlns:dc="http://purl.org/dc/elements/1.1/"', "", "First"),
        ("<?xml", '<?xml version="1.0"?><!DOCTYPE rss SYSTEM "x.dtd"><?xml', "First"),
    ],
)
def test_the_usual_damage_is_mended_and_said(was: str, becomes: str, title: str) -> None:
    assert was in RSS
    body = RSS.replace(was, becomes, 1).encode()
    assert_read_the_same(body)
    found = parse_feed(Document(body=body))
    assert found.parser == "fast"
    assert found.entries[0].title == title
    assert [entry.authors for entry in found.entries] == [("Jo Roe",), ()]
    assert any(warning.startswith("not well formed: ") for warning in found.warnings)


@pytest.mark.parametrize(
    ("was", "becomes", "found"),
    [
        ("?p=1", "?a=1&b=2", "https://granite.example/?a=1&b;=2"),
        ("?p=1", "?a=1&amp;b=2", "https://granite.example/?a=1&amp;b=2"),
        ("?p=1", "?a=1&#038;b=2 ", "https://granite.example/?a=1&b=2"),
        (">https://granite.example/?p=1<", "><![CDATA[?a&b]]><", "?a&amp;b"),
    ],
)
def test_an_id_is_what_it_was_while_feedparser_read_such_documents(was: str, becomes: str, found: str) -> None:
    assert was in RSS
    mended = assert_read_the_same(RSS.replace(was, becomes).encode() + b"<script>")
    assert mended is not None
    assert mended.entries[0].id == found


@pytest.mark.parametrize(
    "document",
    [
        "",
        "no feed at all",
        "<html><body>x</body></html>",
        RSS.replace("</title><link>", "<link>"),
        RSS.replace("<title>First</title>", "<title>First</summary></title>"),
        RSS.replace("<title>First</title>", "<title>First <svg></title>"),
        RSS.replace("<title>First</title>", "<title a='x>First</title>"),
        RSS.replace("<title>First</title>", "<title type='application/json'>First & last</title>"),
        RSS.replace("two</guid>", "t\x01wo</guid>"),
        RSS + "<channel><title>Another</title></channel>",
        RSS.replace("<guid>", "<pubDate><guid>"),
        RSS.replace("<?xml", "<title>Page</title><?xml"),
        RSS.replace("One", "&&& One"),
        "<rss><channel>" + "<a>" * 200,
        RSS.replace("One", "< " * MOST_TAGS),
    ],
)
def test_what_cannot_be_mended_surely_is_left_to_feedparser(document: str) -> None:
    with pytest.raises(Unusual):
        well_formed(document)
    assert fast.parse(document.encode(), None, None) is None or document.startswith("<rss><channel><a>")


def test_text_in_windows_encoding_that_is_called_utf_8_is_read_as_feedparser_reads_it() -> None:
    body = RSS.replace("First", "Élysée – été").encode("cp1252")
    found = assert_read_the_same(body)
    assert found is not None
    assert found.entries[0].title == "Élysée – été"


def test_declared_entities_are_what_they_stand_for() -> None:
    declared = (
        '<!DOCTYPE rss [\n<!ENTITY nbsp "&#160;">\n<!ENTITY org "Granite & co">\n<!ENTITY org "Granite">\n]>\n<rss'
    )
    found = assert_read_the_same(RSS.replace("<rss", declared).replace("First", "a&nbsp;b &org;").encode())
    assert found is not None
    assert found.entries[0].title == "a b Granite"


@pytest.mark.parametrize("piece", ["&", "<", "<![CDATA[", "<!--", "<a ", "&#", "<item", "<p a='", "]]>", "&amp"])
def test_damage_without_end_is_soon_done_with(piece: str) -> None:
    document = RSS.replace("One", piece * 200_000 + " x")
    try:
        rewritten = well_formed(document)
    except Unusual:
        return
    assert len(rewritten) < 6 * len(document)
