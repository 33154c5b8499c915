"""News sitemaps become the same records as feeds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.parsing.parse import Document, parse_feed
from schemas.errors import FeedError

SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
NEWS = """<url><loc>https://gulf.example/story/1</loc><lastmod>2026-11-26T08:00:00+03:00</lastmod>
<news:news><news:publication><news:name>Gulf Post</news:name><news:language>ar</news:language></news:publication>
<news:publication_date>2026-11-26</news:publication_date><news:title>Talks &amp;amp; tariffs</news:title>
<news:keywords>x</news:keywords></news:news><image:image><image:loc>https://gulf.example/a.jpg</image:loc></image:image></url>"""
PAGE = "<url><loc>https://gulf.example/about</loc></url>"
INDEX = """<?xml version="1.0"?><!-- made by hand --><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://gulf.example/pages.xml</loc></sitemap>
<sitemap><loc>/news-latest.xml</loc><lastmod>2026-11-26</lastmod></sitemap></sitemapindex>"""


def urlset(*urls: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {SPACES}>{"".join(urls)}</urlset>'.encode()


def test_the_news_of_a_sitemap_are_entries() -> None:
    found = parse_feed(Document(body=urlset(NEWS, PAGE)))
    assert (found.parser, found.format, found.title, found.language) == ("sitemap", "sitemap", "Gulf Post", "ar")
    (entry,) = found.entries
    assert (entry.id, entry.link, entry.title) == (None, "https://gulf.example/story/1", "Talks & tariffs")
    assert entry.published == datetime(2026, 11, 26, tzinfo=UTC)
    assert entry.updated == datetime(2026, 11, 26, 5, tzinfo=UTC)
    assert entry.language == "ar"
    assert found.warnings == ("1 pages are no news and left out",)


def test_a_sitemap_cut_short_is_read_as_far_as_it_goes() -> None:
    found = parse_feed(Document(body=urlset(NEWS, NEWS)[:-60]))
    assert found.entries[0].title == "Talks & tariffs"
    assert found.warnings[0].startswith("not well formed")


def test_a_sitemap_in_sixteen_bits_is_read() -> None:
    body = urlset(NEWS).decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert parse_feed(Document(body=body)).entries[0].title == "Talks & tariffs"


def test_a_sitemap_without_news_says_so() -> None:
    with pytest.raises(FeedError, match="a sitemap of 2 pages, none of them news") as caught:
        parse_feed(Document(body=urlset(PAGE, PAGE)))
    assert caught.value.kind == "not_a_feed"


def test_an_index_of_sitemaps_names_those_of_news_first() -> None:
    with pytest.raises(FeedError, match="an index of sitemaps") as caught:
        parse_feed(Document(body=INDEX.encode(), url="https://gulf.example/sitemap.xml"))
    assert str(caught.value).endswith("instead: https://gulf.example/news-latest.xml, https://gulf.example/pages.xml")


def test_an_entity_in_a_sitemap_is_not_expanded() -> None:
    bomb = urlset(NEWS.replace("Talks", "&x;")).replace(b"<urlset", b'<!DOCTYPE urlset [<!ENTITY x "boom">]><urlset')
    with pytest.raises(FeedError, match="begins with <urlset>"):
        parse_feed(Document(body=bomb))
