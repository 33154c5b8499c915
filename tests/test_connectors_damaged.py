"""Damaged feeds and bombs bring out entries or a FeedError, soon."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from feed_mutants import bombs
from torture_parsers import bombard, is_crash, torture

from connectors.child import Child
from connectors.parsing.entries import MAX_ENTRIES
from connectors.parsing.excess import EXCESSIVE, shortened, tamed
from connectors.parsing.parse import Document, parse_feed
from schemas.errors import FeedError

SMALL_BOMBS = (
    "entities",
    "one long entity",
    "deep elements",
    "attributes in text",
    "long address",
    "deep JSON",
    "JSON objects",
)


def test_two_thousand_damaged_documents_bring_out_nothing_but_entries_or_a_feed_error() -> None:
    found = torture(2_000, seed=7)
    assert found.broken == []
    assert found.answers["fast"] > 100
    assert found.answers["feedparser"] > 100


def test_the_first_document_that_brings_out_another_exception_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []
    monkeypatch.setattr("torture_parsers.parse_feed", divide)
    (told,) = torture(100, seed=7, begin=begun.append).broken
    assert told.startswith("document 0 of seed 7: ")
    assert "ZeroDivisionError" in told
    assert begun == [0]


def test_a_bomb_ends_no_child() -> None:
    thrown = [(name, body) for name, body in bombs() if name in SMALL_BOMBS]
    assert len(thrown) == len(SMALL_BOMBS)
    with Child() as child:
        child.call(parse_feed, Document(body=b"<rss version='2.0'><channel><title>x</title></channel></rss>"))
        first = child.pid
        told = bombard(thrown, child)
        assert child.pid == first
    assert [one for one in told if one.is_broken] == []


def divide(document: Document) -> Document:
    raise ZeroDivisionError(len(document.body))


def die(document: Document) -> Document:
    os._exit(len(document.body))


def starve(document: Document) -> Document:
    raise MemoryError(len(document.body))


def refuse(document: Document) -> Document:
    raise FeedError("parse", f"a tag is longer than {len(document.body)} characters: far too long")


@pytest.mark.parametrize(("work", "expected"), [(divide, True), (die, True), (starve, False), (refuse, False)])
def test_torture_tells_a_crash_from_a_refusal(work: Callable[[Document], Document], expected: bool) -> None:
    with Child() as child, pytest.raises(FeedError) as raised:
        child.call(work, Document(body=b"x"))
    assert is_crash(raised.value) is expected


def test_an_excess_of_entries_is_cut_off_and_counted() -> None:
    body = b"<rss version='2.0'><channel><title>x</title>" + b"<item><title>y</title></item>" * (EXCESSIVE + 5)
    kept, fallen = shortened(body + b"</channel></rss>")
    assert (kept.count(b"<item"), fallen) == (MAX_ENTRIES, EXCESSIVE + 5 - MAX_ENTRIES)
    found = parse_feed(Document(body=body + b"</channel></rss>"))
    assert (found.parser, len(found.entries), found.cut) == ("fast", MAX_ENTRIES, fallen)


def test_a_usual_document_is_neither_cut_nor_tamed() -> None:
    body = b"<rss><channel><item><title>a && b << c</title></item></channel></rss>"
    assert shortened(body) == (body, 0)
    assert tamed(body) == body


@pytest.mark.parametrize("run", [b"&" * 9_000, b"<" * 9_000, b"a" * 90_000])
def test_a_run_that_keeps_feedparser_busy_is_tamed(run: bytes) -> None:
    assert len(tamed(b"<title>" + run + b"</title>")) < 1_100
