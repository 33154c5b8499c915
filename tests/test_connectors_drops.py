"""Every entry that is seen is published, dropped under one reason, or failed: once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import msgspec
import pytest
from api_server import report
from feed_server import FeedServer, in_loop, item, rss
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted_fetch import InProcess
from spooled import SETTINGS, START, Spooled, feed
from virtual_time import Inline, run_virtually

from connectors.connector import Brought
from connectors.drops import DROP_REASONS, Drops, tally
from connectors.feed_state import FeedState, Poll
from connectors.feedlist import FeedConfig
from connectors.fetching.fetch import FEED_TYPES, Fetched, Validators
from connectors.fetching.hosts import Hosts
from connectors.parsing.entries import Entry, ParsedFeed
from connectors.parsing.parse import MAX_ENTRIES, Document, parse_feed
from connectors.polling.poller import Outside, Poller
from connectors.polling.refusing import accepted
from connectors.state import SpoolState
from schemas.wire import ARTICLES
from streams.embedded import EmbeddedLog


class Ledger(Spooled):
    """Polls feeds one after the other and reads what was counted of the last poll."""

    async def last_of(self, *feeds: FeedConfig) -> Poll:
        counts = await self.poll(*feeds)
        last = self.polls(feeds[-1].id)[-1]
        assert last.entries == last.published + last.revised + last.drops.total
        assert sum(counts[f"dropped.{reason}"] for reason in DROP_REASONS) >= last.drops.total
        return last


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path)


@in_loop
async def test_what_was_published_before_is_a_repeat(ledger: Ledger) -> None:
    async with FeedServer() as server:
        await ledger.last_of(feed(server.serve("/feed", rss(item(1), item(2)))))
        last = await ledger.last_of(feed(server.serve("/feed", rss(item(1), item(2), item(3)))))
    assert (last.published, last.drops) == (1, Drops(repeat=2))


@in_loop
async def test_an_edit_is_no_drop(ledger: Ledger) -> None:
    async with FeedServer() as server:
        await ledger.last_of(feed(server.serve("/feed", rss(item(1), item(2)))))
        last = await ledger.last_of(feed(server.serve("/feed", rss(item(1, title="New"), item(2)))))
    assert (last.published, last.revised, last.drops) == (0, 1, Drops(repeat=1))


@in_loop
async def test_another_feeds_article_a_double_an_empty_and_a_refused_entry_have_a_reason_each(ledger: Ledger) -> None:
    async with FeedServer() as server:
        first = feed(server.serve("/one", rss(item(1))), "one")
        body = rss(item(1, guid="other"), item(2), item(2), item(3, title="", text=""), item("sport/4"))
        second = feed(server.serve("/two", body), "two", refuse=("*/SPORT/*",))
        await ledger.last_of(first)
        last = await ledger.last_of(first, second)
    assert (last.published, last.entries) == (1, 5)
    assert last.drops == Drops(other_feed=1, duplicate=1, no_article=1, refused=1)


@in_loop
async def test_an_article_that_is_edited_without_end_is_capped(ledger: Ledger) -> None:
    async with FeedServer() as server:
        for number in range(26):
            last = await ledger.last_of(feed(server.serve("/feed", rss(item(1, title=f"Take {number}")))))
    assert last.drops == Drops(revision_cap=1)


def test_entries_behind_the_last_that_is_read_are_counted() -> None:
    body = rss(*(item(number, text="x") for number in range(MAX_ENTRIES + 3)))
    parsed = parse_feed(Document(body=body))
    assert (len(parsed.entries), parsed.cut) == (MAX_ENTRIES, 3)
    assert tally([None, "repeat"], over_cap=parsed.cut) == Drops(repeat=1, over_cap=3)


RSS = ("one", "two")
ITEM = st.builds(
    item,
    st.integers(0, 4),
    guid=st.none() | st.sampled_from(["", "x", "https://a.example/g", "https://b.example/g"]) | st.uuids().map(str),
    link=st.none() | st.sampled_from(["", "https://example.org/", "https://example.org/x"]),
    title=st.sampled_from(["", "Talks", "Sport: final"]),
    text=st.sampled_from(["", "Talks went on. " * 20, "Talks ended. " * 20]),
    published=st.sampled_from([None, START, START + timedelta(days=90)]),
)
REPORT = st.builds(report, st.integers(1, 5), title=st.sampled_from(["Talks", "Sport: final", 7]))
ROUND = st.tuples(st.lists(ITEM, max_size=8), st.lists(ITEM, max_size=8), st.lists(REPORT, max_size=5))


class Shown:
    """A Fetching that shows what is set: two feeds of ours, and an API."""

    def __init__(self) -> None:
        self.entries: dict[str, list[Any]] = {}

    async def fetch(
        self, url: str, validators: Validators | None = None, accept: str = FEED_TYPES, **_: object
    ) -> Fetched:
        name = urlsplit(url).hostname or ""
        found = self.entries[name]
        return Fetched(status=200, url=url, body=rss(*found) if name in RSS else json.dumps({"data": found}).encode())


@settings(max_examples=60, deadline=None)
@given(st.lists(ROUND, min_size=1, max_size=4))
def test_every_entry_of_every_document_is_counted_once(rounds: list[tuple[list[Any], list[Any], list[Any]]]) -> None:
    polled = [feed(f"http://{name}/rss", name, fetch_pages=False, refuse=("sport: *",)) for name in RSS]
    polled.append(feed("http://api/?appname=x", "api", api="reliefweb", refuse=("sport: *",)))
    web, totals = Shown(), {one.id: Brought() for one in polled}
    outside = Outside(web, Hosts(0.0), InProcess(), InProcess(), Inline())
    with TemporaryDirectory() as folder, closing(EmbeddedLog(Path(folder) / "stream.db")) as log:
        for number, shown in enumerate(rounds):
            web.entries = dict(zip((*RSS, "api"), shown, strict=True))
            now = START + timedelta(days=2 * number)
            poller = Poller(polled, log, Path(folder) / "lock", SETTINGS, clock=lambda at=now: at, outside=outside)  # type: ignore[misc]
            with patch("connectors.parsing.parse.MAX_ENTRIES", 6):
                brought = run_virtually(poller.bring())
            last = {one.id: SpoolState(log).polls(one.id)[-1] for one in polled}
            for name, poll in last.items():
                if poll.outcome == "changed":
                    assert poll.entries == len(web.entries[name])
                found = brought_by(poll)
                assert found.seen == found.new + found.revised + found.failed + found.drops.total
                totals[name] = totals[name].plus(found)
            assert brought == sum_of(brought_by(poll) for poll in last.values())
        published = log.stream(ARTICLES).read(0, 0, 100_000)
        assert len(published) == sum(one.new + one.revised for one in totals.values())
        assert len({dict(one.headers)["ce_id"] for one in published}) == len(published)
        for name, total in totals.items():
            state = SpoolState(log).feed(name)
            assert state is not None
            assert (state.published, state.revised, state.failed) == (total.new, total.revised, total.failed)
            assert state.drops == total.drops


def brought_by(poll: Poll) -> Brought:
    return Brought(seen=poll.entries, new=poll.published, revised=poll.revised, failed=poll.failed, drops=poll.drops)


def sum_of(parts: Iterable[Brought]) -> Brought:
    total = Brought()
    for part in parts:
        total = total.plus(part)
    return total


def test_a_state_that_does_not_know_of_failed_entries_is_read_without_loss() -> None:
    older = msgspec.json.decode(b'{"url":"http://a.example/","published":7,"drops":{"repeat":3}}', type=FeedState)
    assert older == FeedState(url="http://a.example/", published=7, drops=Drops(repeat=3), failed=0)


@pytest.mark.parametrize(
    ("pattern", "left"),
    [("*/sport/*", ["b", "c"]), ("LIVE: *", ["a", "b"]), ("sport", ["a", "b", "c"]), ("*", [])],
)
def test_a_pattern_is_held_against_the_whole_link_and_the_whole_title(pattern: str, left: list[str]) -> None:
    entries = (
        Entry(id="a", link="https://example.org/Sport/1", title="Final"),
        Entry(id="b", link="https://example.org/news/sport-minister", title="Minister"),
        Entry(id="c", title="Live: vote count"),
    )
    found = accepted(feed("https://example.org/", refuse=(pattern,)), ParsedFeed(entries=entries))
    assert [entry.id for entry in found.entries] == left


@given(st.lists(st.sampled_from([None, *DROP_REASONS])), st.integers(0, 9), st.integers(0, 9))
def test_the_sum_is_that_of_its_parts(reasons: list[str | None], over_cap: int, refused: int) -> None:
    found = tally(reasons, over_cap=over_cap, refused=refused)  # type: ignore[arg-type]
    dropped = len([one for one in reasons if one is not None])
    assert found.total == dropped + over_cap + refused
    assert found.plus(found).total == 2 * found.total
