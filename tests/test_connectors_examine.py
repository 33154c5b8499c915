"""A look at a feed tells step by step what polling it would lead to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from feed_server import LONG

from connectors.feedlist import FeedConfig
from connectors.fetching.fetch import Fetched
from connectors.parsing.entries import Entry, ParsedFeed, PollHints
from connectors.polling.examine import Finding, examine, of_answer
from connectors.publish import publish
from connectors.state import ARTICLE, URL, ArticleState, NothingKnown, SpoolState, UrlState, put, url_key
from schemas.identity import article_id_of_url
from streams.embedded import EmbeddedLog

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FEED = FeedConfig(id="a", url="https://example.org/feed")


def entry(number: int, **fields: Any) -> Entry:
    values: dict[str, Any] = {
        "id": f"guid-{number}",
        "link": f"https://example.org/news/{number}",
        "title": f"Title {number}",
        "summary": LONG,
        "published": NOW - timedelta(hours=number),
    }
    return Entry(**{**values, **fields})


def steps(
    *entries: Entry, feed: FeedConfig = FEED, others: Sequence[FeedConfig] = (), now: datetime = NOW, **document: Any
) -> dict[str, Finding]:
    parsed = ParsedFeed(title="News", format="rss20", parser="fast", entries=entries, **document)
    return {one.step: one for one in examine(feed, parsed, None, NothingKnown(), others, now)}


def test_a_good_feed_is_well_at_every_step() -> None:
    found = steps(*(entry(number) for number in range(1, 6)))
    assert all(one.well for one in found.values())
    assert found["entries"].detail == "5 entries, the newest of 2026-11-24 11:00Z"
    assert found["identity"].detail == "entries are known by guid"


def test_of_a_feed_without_entries_nothing_is_said_that_takes_entries() -> None:
    assert list(steps()) == ["document", "entries", "schedule"]


@pytest.mark.parametrize(
    ("entries", "step", "words"),
    [
        ((), "entries", "0 entries"),
        ((entry(1, published=None), entry(2, published=None)), "dates", "2 missing"),
        ((entry(1, id="x"), entry(2, id="x"), entry(3, id="x")), "identity", "known by link"),
    ],
)
def test_what_is_not_well_is_told_at_its_step(entries: tuple[Entry, ...], step: str, words: str) -> None:
    found = steps(*entries)[step]
    assert not found.well
    assert words in found.detail


def test_short_texts_mean_pages_or_stay_short() -> None:
    short = entry(1, summary="Short.")
    assert "their pages are fetched" in steps(short)["texts"].detail
    kept = steps(short, feed=FeedConfig(id="a", url=FEED.url, fetch_pages=False))["texts"]
    assert (kept.well, "stay short" in kept.detail) == (False, True)


def test_what_the_document_asks_for_is_a_floor() -> None:
    busy = [entry(n, published=NOW - timedelta(minutes=n)) for n in range(1, 9)]
    assert "next poll after 3.0 h" in steps(*busy, hints=PollHints(ttl=10_800.0))["schedule"].detail


def test_the_wait_of_a_quiet_feed_reads_the_same_at_every_minute() -> None:
    quiet = [entry(n, published=NOW - timedelta(days=400 + n)) for n in range(1, 6)]
    found = {steps(*quiet, now=NOW + timedelta(minutes=n))["schedule"].detail for n in range(24 * 60)}
    assert found == {"next poll after 24 h; by its own rhythm after 24 h"}


def test_the_same_feed_under_another_spelling_is_found() -> None:
    others = [FeedConfig(id="b", url="http://EXAMPLE.org:80/feed?utm_source=x"), FEED]
    assert "feed b has the same address" in steps(entry(1), others=others)["double"].detail


def test_a_feed_of_articles_that_another_feed_gave_is_found(tmp_path: Path) -> None:
    log = EmbeddedLog(tmp_path / "stream.db")
    for number in (1, 2):
        link = f"https://example.org/news/{number}"
        name = article_id_of_url(link)
        owned = ArticleState(owner="b", first_seen=NOW, content_hash="x", feed_hash="y")
        publish(log, [put(ARTICLE, name, owned), put(URL, url_key(link), UrlState(article_id=name))])
    parsed = ParsedFeed(format="rss20", entries=(entry(1), entry(2), entry(3)))
    (double,) = (one for one in examine(FEED, parsed, None, SpoolState(log), (), NOW) if one.step == "double")
    assert not double.well
    assert "2 of 3 entries are articles of feed b" in double.detail


def test_an_answer_tells_of_moves_and_validators() -> None:
    answer = Fetched(status=200, url="https://new.example/feed", body=b"xx", moved_to="https://new.example/feed")
    first, second = of_answer(FEED, answer)
    assert "moved for good to https://new.example/feed" in first.detail
    assert "a whole body at every poll" in second.detail
    assert "ETag" in list(of_answer(FEED, Fetched(status=200, url=FEED.url, etag='"x"')))[1].detail


@pytest.mark.parametrize("moved", [None, "https://me:secret@new.example/there"])
def test_where_an_answer_came_from_is_told_without_a_password(moved: str | None) -> None:
    answer = Fetched(status=200, url="https://me:secret@new.example/there", moved_to=moved)
    said = next(of_answer(FEED, answer)).detail
    assert "https://new.example/there" in said
    assert "secret" not in said
