"""Feed documents in, entries out: golden documents lie beside what they say."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from feed_server import item, rss
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.inflate import MAX_BYTES
from connectors.parsing.entries import ParsedFeed
from connectors.parsing.mending import mended
from connectors.parsing.notafeed import what_it_is
from connectors.parsing.parse import MAX_ENTRIES, Document, parse_feed
from schemas.errors import FeedError
from schemas.text import is_clean

GOLDEN = sorted((Path(__file__).parent / "data" / "feeds").glob("*.xml"))
BASE = "https://harbour.example/feed.xml"


def parse(body: bytes, **known: str) -> ParsedFeed:
    return parse_feed(Document(body=body, **{"url": BASE, **known}))


@pytest.mark.parametrize("document", GOLDEN, ids=lambda path: path.name)
def test_a_document_says_what_lies_beside_it(document: Path) -> None:
    expected = msgspec.json.decode(document.with_suffix(".json").read_bytes(), type=ParsedFeed)
    found = parse(document.read_bytes())
    assert msgspec.structs.replace(found, warnings=(), parser=expected.parser) == expected
    assert found.parser == "fast"


def test_a_malformed_document_is_read_and_says_so() -> None:
    assert parse((GOLDEN[0].parent / "broken.rss.xml").read_bytes()).warnings[0].startswith("not well formed")
    assert parse(rss(item())).warnings == ()


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"", "no_bytes", "the document is empty"),
        (b" \n\t ", "no_bytes", "the document is empty"),
        (b"<!DOCTYPE html><html><head></head><body>Hi</body></html>", "html", "an HTML page that names no feed"),
        (
            b"<!doctype html><html><head><title> Log &amp;\nin </title><script>x</script></head></html>",
            "html",
            "an HTML page, 'Log & in', that names no feed",
        ),
        (
            b"<html><head><title>Just a moment...</title><script>" + b"a<b;" * 2000 + b"</script></head>"
            b"<body><noscript>Enable JavaScript and cookies to continue</noscript></body></html>",
            "html",
            "a test for robots stands in the feed's place: 'Just a moment...'",
        ),
        (
            b"<opml version='2.0'><head><title>x</title></head><body><outline xmlUrl='https://a.example/'/></body></opml>",
            "not_a_feed",
            "a list of feeds .OPML.",
        ),
        (
            b"<!-- x --><html><head><link rel='alternate' type='application/rss+xml' href='/rss'></head></html>",
            "html",
            "it names this feed: https://harbour.example/rss",
        ),
        (
            b"<html><body><a href='/feeding-grounds'>x</a><a href='https://a.example/feed/'>x</a>"
            b"<a href='rss.xml#top'>x</a><a href='/news?format=atom'>x</a><a href=/rss.xml>x</a></body></html>",
            "html",
            "it links to what may be one: https://harbour.example/rss.xml and https://harbour.example/news.format=atom$",
        ),
        (b'{"error": "gone"}', "not_a_feed", "JSON"),
        (b"just a line", "not_a_feed", "text without markup"),
        (b"<?xml version='1.0'?><urlset></urlset>", "not_a_feed", "a sitemap of 0 pages"),
        (b"%PDF-1.7", "not_a_feed", "a PDF file"),
        (b"\x1f\x8b\x08\x00", "parse", "the gzip body ends too early"),
        (gzip.compress(b"x", mtime=0)[:-8], "parse", "the gzip body ends too early"),
        (gzip.compress(gzip.compress(rss(), mtime=0), mtime=0), "not_a_feed", "gzip data within gzip data"),
        (gzip.compress(b" " * MAX_BYTES + rss(), mtime=0), "too_big", "swells more than 200 times"),
        (gzip.compress(b"<html><body>Hi</body></html>", mtime=0), "html", "an HTML page that names no feed"),
    ],
)
def test_what_is_no_feed_is_told_by_its_name(body: bytes, kind: str, words: str) -> None:
    with pytest.raises(FeedError, match=words) as caught:
        parse(body)
    assert caught.value.kind == kind


def test_a_feed_packed_by_gzip_is_the_feed() -> None:
    body = rss(item(1), item(2))
    assert parse(gzip.compress(body, mtime=0)) == parse(body)
    halves = gzip.compress(body[:90], mtime=0) + gzip.compress(body[90:], mtime=0)
    assert parse(halves) == parse(body)


@pytest.mark.parametrize("content_type", [None, "text/xml; charset=utf-8", "application/rss+xml"])
@pytest.mark.parametrize("junk", [b"\xff", b"\x93", b"\xc3", b"\xe2\x80"])
def test_a_damaged_character_garbles_no_other(junk: bytes, content_type: str | None) -> None:
    body = rss(item(title="Élysée: “été” – Москва"), item(2)).replace(b"lys", junk + b"lys")
    found = parse(body, content_type=content_type)
    assert found.entries[0].title.replace("\ufffd", "") == "Élysée: “été” – Москва"
    assert "1 characters are no UTF-8" in found.warnings[0]


def test_another_encoding_is_not_taken_for_damaged_utf8() -> None:
    body = rss(item(title="Élysée – été à Genève"), item(2)).decode().encode("cp1252")
    assert mended(body, None) == (body, 0)
    whole = rss(item(title="Élysée – été"), item(2)) + b"\xff"
    assert mended(whole, "text/xml; charset=iso-8859-1") == (whole, 0)


FEED_LINK = b"<link rel='alternate' type='application/rss+xml' href='/rss'>"
ICON = b"<link rel='icon' href='data:image/png;base64,%s'>" % (b"A" * 300_000)


@pytest.mark.parametrize(
    "head",
    [
        ICON + FEED_LINK,
        FEED_LINK + ICON,
        b"<meta " + b"a='1' " * 30_000 + b">" + FEED_LINK,
        b"<script>if(a<b)x='%s'</script>" % (b"y" * 70_000) + FEED_LINK,
        FEED_LINK + b"<meta " + b"a='1' " * 30_000,
    ],
)
def test_a_page_names_its_feed_beside_a_tag_without_end(head: bytes) -> None:
    page = b"<!DOCTYPE html><html><head>" + head + b"</head><body>Hi</body></html>"
    assert what_it_is(page, BASE).endswith("it names this feed: https://harbour.example/rss")
    with pytest.raises(FeedError, match="it names this feed: https://harbour"):
        parse(page)


@pytest.mark.parametrize(
    ("base", "found"),
    [
        ("<base href='https://feeds.example/a/'>", "https://feeds.example/a/rss"),
        ("<base target='_top'><base href='/news/'><base href='/later/'>", "https://harbour.example/news/rss"),
        ("<base href='javascript:alert(1)'>", "https://harbour.example/rss"),
        ("<base href='http://[bad/'>", "https://harbour.example/rss"),
    ],
)
def test_the_base_of_a_page_is_what_its_feed_is_relative_to(base: str, found: str) -> None:
    link = "<link rel='alternate' type='application/rss+xml' href='rss'>"
    for head in (base + link, link + base):
        assert what_it_is(f"<html><head>{head}</head></html>".encode(), BASE).endswith(f"it names this feed: {found}")


def test_a_feed_without_entries_is_a_feed() -> None:
    assert parse(rss()).entries == ()


def test_a_str_like_document_opens_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "feed"
    secret.write_bytes(rss(item(title="secret")))
    with pytest.raises(FeedError, match="text without markup"):
        parse(str(secret).encode())


def test_an_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    declared = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
    body = rss(item(title="before")).replace(b"<rss", declared + b"<rss").replace(b"before", b"before &x;")
    assert "hidden" not in parse(body).entries[0].title


def test_published_is_never_copied_from_updated() -> None:
    atom = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title><updated>2026-01-01T00:00:00Z</updated></entry></feed>'
    (entry,) = parse(atom).entries
    assert (entry.published, entry.updated) == (None, datetime(2026, 1, 1, tzinfo=UTC))


def test_updated_is_never_copied_from_published() -> None:
    (entry,) = parse(rss(item(published=datetime(2026, 1, 1, tzinfo=UTC)))).entries
    assert (entry.published, entry.updated) == (datetime(2026, 1, 1, tzinfo=UTC), None)


def test_a_document_has_limits() -> None:
    with pytest.raises(FeedError) as caught:
        parse(b"<rss>" + b" " * MAX_BYTES)
    assert caught.value.kind == "too_big"
    with pytest.raises(FeedError, match="a tag is longer"):
        parse(b"<rss " + b"a='1' " * 20_000 + b">")
    many = parse(rss(*(item(n, text="x") for n in range(MAX_ENTRIES + 1))))
    assert len(many.entries) == MAX_ENTRIES
    assert "only the first" in many.warnings[-1]


@pytest.mark.parametrize("path", ["C:\\Users\\x", "\\1 \\g<0>"])
def test_a_backslash_in_an_entity_declaration_does_not_break_the_document(path: str) -> None:
    declared = f'<!DOCTYPE rss [<!ENTITY where "{path}">]>'.encode()
    body = rss(item(title="kept")).replace(b"<rss", declared + b"<rss", 1)
    assert parse(body).entries[0].title == "kept"


PIECES = [*rss(item(1), item(2)).decode().replace("><", ">\x00<").split("\x00"), "&", "&#x110000;", "<![CDATA[", "\x00"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=8).map(lambda junk: junk.decode("latin-1")), max_size=30))
def test_no_document_brings_out_anything_but_an_answer_or_a_feed_error(pieces: list[str]) -> None:
    try:
        found = parse("".join(pieces).encode("utf-8", "replace"))
    except FeedError:
        return
    for entry in found.entries:
        assert is_clean(entry.title + entry.summary + entry.content)
        assert "\n" not in entry.title
