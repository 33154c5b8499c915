"""Whichever way an article comes in, its authors are bounded: in number, in length, each once."""

import json
from collections.abc import Callable, Sequence
from html import escape

import pytest
from feed_server import item, rss

from connectors.authors import MAX_AUTHORS, MAX_NAME, distinct
from connectors.extraction.extract import Page, extract
from connectors.parsing.entries import ParsedFeed
from connectors.parsing.parse import Document, parse_feed
from connectors.seedfile import parse_line, parse_text

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONG = "Ada " + "B" * MAX_NAME
NAMES = ("Ada Brandt", LONG, "Ada Brandt", *(f"Kofi {a}{b}osi".title() for a in "bdfg" for b in LETTERS))
KEPT = tuple(dict.fromkeys(name[:MAX_NAME] for name in NAMES))[:MAX_AUTHORS]


def of_feed(found: ParsedFeed, parser: str) -> tuple[str, ...]:
    assert found.parser == parser
    return found.entries[0].authors


def through_a_feed(names: Sequence[str]) -> tuple[str, ...]:
    return of_feed(parse_feed(Document(body=signed(names))), "fast")


def through_feedparser(names: Sequence[str]) -> tuple[str, ...]:
    """An end that nothing began is feedparser's to read."""
    return of_feed(parse_feed(Document(body=signed(names).replace(b"</item>", b"</author></item>"))), "feedparser")


def through_json_feed(names: Sequence[str]) -> tuple[str, ...]:
    story = {"id": "1", "content_text": "Ministers met.", "authors": [{"name": name} for name in names]}
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [story]}
    return of_feed(parse_feed(Document(body=json.dumps(feed).encode())), "json")


def through_reliefweb(names: Sequence[str]) -> tuple[str, ...]:
    fields = {"title": "Ministers meet", "source": [{"name": name} for name in names]}
    answer = {"data": [{"id": "1", "fields": fields}]}
    return of_feed(parse_feed(Document(body=json.dumps(answer).encode(), api="reliefweb")), "json")


def through_linked_data(names: Sequence[str]) -> tuple[str, ...]:
    said = {"@type": "NewsArticle", "author": [{"name": name} for name in names]}
    return of_page(f'<script type="application/ld+json">{json.dumps(said)}</script>')


def through_a_meta_element(names: Sequence[str]) -> tuple[str, ...]:
    return of_page(metas("author", names))


def through_what_only_trafilatura_knows(names: Sequence[str]) -> tuple[str, ...]:
    return of_page(metas("creator", names))


def metas(kind: str, names: Sequence[str]) -> str:
    return "".join(f'<meta name="{kind}" content="{escape(name)}">' for name in names)


def of_page(head: str) -> tuple[str, ...]:
    text = "<p>Ministers of both states met on the island to speak about the strait and its fish.</p>" * 5
    return extract(Page(html=f"<html><head>{head}</head><body><h1>Envoys</h1>{text}</body></html>".encode())).authors


def through_seed_text(names: Sequence[str]) -> tuple[str, ...]:
    return parse_text(f"authors: {'; '.join(names)}\n\nEnvoys meet\n\nThey met.".encode()).authors


def through_a_line_of_json(names: Sequence[str]) -> tuple[str, ...]:
    return parse_line(json.dumps({"text": "They met.", "authors": list(names)}).encode()).authors


def signed(names: Sequence[str]) -> bytes:
    authors = "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in names)
    return rss(item(1)).replace(b"</item>", f"{authors}</item>".encode())


WAYS = (
    through_a_feed,
    through_feedparser,
    through_json_feed,
    through_reliefweb,
    through_linked_data,
    through_a_meta_element,
    through_what_only_trafilatura_knows,
    through_seed_text,
    through_a_line_of_json,
)


@pytest.mark.parametrize("way", WAYS)
def test_authors_are_bounded_whichever_way_they_come_in(way: Callable[[Sequence[str]], tuple[str, ...]]) -> None:
    assert way(NAMES) == KEPT


def test_what_names_nobody_is_no_author() -> None:
    assert distinct(["", "Ada Brandt", ""]) == ("Ada Brandt",)
