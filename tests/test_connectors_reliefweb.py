"""The ReliefWeb API: how it is asked, what its answers say, how far back its pages are turned."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from api_server import PATH, ReportServer, report
from feed_server import in_loop
from hypothesis import given
from hypothesis import strategies as st
from spooled import Spooled, feed

from connectors.apis import address, turned
from connectors.feed_state import Poll
from connectors.feedlist import read_feeds
from connectors.parsing import reliefweb
from connectors.parsing.entries import Entry
from connectors.polling.leafing import PAGES
from schemas.errors import ConfigurationError, FeedError

START = datetime(2026, 11, 25, 12, tzinfo=UTC)
NAMED = "https://api.reliefweb.int/v2/reports?appname=example-news-1a2b"


class Desk(Spooled):
    """A poller of one API and what came of it; a day passes after each poll."""

    async def ask(self, url: str, **fields: object) -> Poll:
        await self.poll(feed(url, api="reliefweb", **fields))
        return self.polls()[-1]

    def numbers(self) -> list[int]:
        return sorted(int((article.url or "").rpartition("/")[2]) for article in self.articles())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, START)


def reports(first: int, last: int) -> list[dict[str, Any]]:
    """Return reports of falling numbers, as the API sorts them."""
    return [report(number) for number in range(first, last - 1, -1)]


def entries(*found: Any) -> tuple[Entry, ...]:
    return reliefweb.parse(json.dumps({"data": found}).encode()).entries


def test_a_report_in_the_documented_shape_is_read_whole() -> None:
    (entry,) = entries(
        report(7, title="Floods  in Utopia", **{"body-html": "<h3>Key points</h3><p>One &amp; two.</p>"})
    )
    assert entry == Entry(
        id="7",
        link="https://reliefweb.example/report/7",
        title="Floods in Utopia",
        content="Key points\nOne & two.",
        published=datetime(2026, 11, 23, tzinfo=UTC),
        updated=datetime(2026, 11, 24, 0, 7, 30, tzinfo=UTC),
        published_raw="2026-11-23T00:00:00+00:00",
        published_confidence=1.0,
        posted=datetime(2026, 11, 24, 0, 7, tzinfo=UTC),
        authors=("Example Relief",),
        language="en",
    )


@pytest.mark.parametrize(
    ("given_fields", "expected"),
    [
        ({"body-html": None, "body": "Plain\n\nwords"}, {"content": "Plain\nwords"}),
        ({"body-html": None, "body": None}, {"content": ""}),
        ({"url_alias": None}, {"link": "https://reliefweb.example/node/7"}),
        ({"url_alias": None, "url": None}, {"link": None}),
        ({"source": [{"name": "A"}, {"shortname": "B"}, {"name": "C"}, {"name": "A"}]}, {"authors": ("A", "C")}),
        ({"language": None}, {"language": None}),
        ({"language": [{"name": "French"}, {"code": "fr"}]}, {"language": "fr"}),
        ({"date": {"created": "2026-11-24T08:00:00+03:00"}}, {"published": datetime(2026, 11, 24, 5, tzinfo=UTC)}),
        ({"date": None}, {"published": None, "updated": None, "posted": None}),
        ({"date": {"original": "soon"}}, {"published": None}),
        ({"title": "<b> & </b>"}, {"title": "<b> & </b>"}),
        ({"title": "lone \ud800"}, {"title": "lone \ufffd"}),
    ],
)
def test_a_field_that_is_absent_or_odd_leaves_the_others_alone(
    given_fields: dict[str, Any], expected: dict[str, Any]
) -> None:
    (entry,) = entries(report(7, **given_fields))
    assert {name: getattr(entry, name) for name in expected} == expected
    assert entry.id == "7"


@pytest.mark.parametrize("odd", [report(7, title=7), report(7, source="ER"), {"id": 7}, {"fields": {}}, 7, None, []])
def test_a_report_of_another_shape_is_kept_and_the_others_are_read(odd: Any) -> None:
    body = json.dumps({"data": [report(1), odd, report(2)]}).encode()
    parsed = reliefweb.parse(body)
    assert [entry.id for entry in parsed.entries] == ["1", "2"]
    (kept,) = parsed.unreadable
    assert (kept.reason, json.loads(kept.payload)) == ("invalid_article", odd)
    assert kept.detail.startswith("report 7: " if isinstance(odd, dict) and "id" in odd else "a report: ")


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b'{"status": 403, "error": {"type": "X", "message": "not an approved appname"}}', "not_a_feed", "approved"),
        (b'{"totalCount": 0}', "not_a_feed", "`data`"),
        (b'{"data": {}}', "not_a_feed", "data"),
        (b"[]", "not_a_feed", "object"),
        (b'{"data": [', "parse", "no JSON"),
        (b"{\xff", "parse", "no JSON"),
    ],
)
def test_an_answer_without_reports_says_why(body: bytes, kind: str, words: str) -> None:
    with pytest.raises(FeedError, match=words) as caught:
        reliefweb.parse(body)
    assert caught.value.kind == kind


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["data", "id", "fields", "title", "date", "source", "next", "links"]), inner)
    ),
    max_leaves=12,
)


@given(JSON | st.lists(JSON, max_size=4).map(lambda data: {"data": data}) | st.binary(max_size=60))
def test_any_answer_is_read_or_a_feed_error(answer: Any) -> None:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    try:
        parsed = reliefweb.parse(body)
    except FeedError:
        return
    assert len(parsed.entries) + len(parsed.unreadable) == len(json.loads(body)["data"])


def test_what_the_url_does_not_say_is_asked_for() -> None:
    assert address("reliefweb", NAMED) == f"{NAMED}&profile=full&sort%5B%5D=date.created%3Adesc&limit=50"
    own = f"{NAMED}&limit=7&profile=full&sort[]=date.changed:desc&query[value]=coup"
    assert address("reliefweb", own) == own
    assert address(None, NAMED) == NAMED


def test_the_next_page_is_asked_for_by_the_same_name_at_the_same_server() -> None:
    url = address("reliefweb", NAMED)
    page = "https://api.reliefweb.int/v2/reports?offset=50"
    assert turned(page, url) == f"{page}&{url.partition('?')[2]}"
    assert turned("https://elsewhere.example/v2/reports?offset=50", url) is None
    assert turned("http://api.reliefweb.int/v2/reports?offset=50", url) is None
    assert turned("//[", url) is None
    assert turned("", url) is None
    assert turned(url, url) is None


@pytest.mark.parametrize("url", ["https://api.reliefweb.int/v2/reports", "https://x.example/?appname=", NAMED[:-30]])
def test_an_api_without_its_registered_name_is_refused_with_where_to_get_one(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"feed rw: .*`appname=NAME`.*apidoc\.reliefweb\.int"):
        read_feeds([{"id": "rw", "url": url, "api": "reliefweb"}])


def test_an_api_that_is_not_known_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"feed rw: .*api"):
        read_feeds([{"id": "rw", "url": NAMED, "api": "releifweb"}])


def test_the_registered_name_is_told_to_nobody() -> None:
    (feed,) = read_feeds([{"id": "rw", "url": f"{NAMED}&limit=7", "api": "reliefweb"}])
    assert feed.public_url == "https://api.reliefweb.int/v2/reports?limit=7"


@in_loop
async def test_pages_are_turned_until_one_brings_nothing_new(desk: Desk) -> None:
    async with ReportServer() as server:
        server.reports = reports(9, 1)
        first = await desk.ask(f"{server.address}&limit=2")
        assert (first.entries, first.published) == (9, 9)
        server.reports = reports(12, 1)
        server.queries.clear()
        second = await desk.ask(f"{server.address}&limit=2")
    assert [query.get("offset", "0") for query in server.queries] == ["0", "2", "4"]
    assert {query["appname"] for query in server.queries} == {"example-news-1a2b"}
    assert {query["profile"] for query in server.queries} == {"full"}
    assert (second.entries, second.published, second.drops.repeat, second.gap) == (6, 3, 3, False)
    assert desk.numbers() == list(range(1, 13))


@in_loop
async def test_the_number_of_pages_is_bounded_and_more_is_a_gap(desk: Desk) -> None:
    async with ReportServer() as server:
        server.reports = reports(1, 1)
        await desk.ask(f"{server.address}&limit=1")
        server.reports = reports(40, 1)
        server.queries.clear()
        last = await desk.ask(f"{server.address}&limit=1")
    assert len(server.queries) == last.published == PAGES
    assert last.gap
    assert desk.numbers() == [1, *range(41 - PAGES, 41)]


@in_loop
async def test_a_page_that_cannot_be_had_holds_back_the_others_until_it_can(desk: Desk) -> None:
    async with ReportServer() as server:
        server.reports = reports(6, 1)
        server.broken_offsets = {2}
        assert (await desk.ask(f"{server.address}&limit=2")).outcome == "5xx"
        assert desk.articles() == []
        server.broken_offsets = set()
        await desk.ask(f"{server.address}&limit=2")
    assert desk.numbers() == [1, 2, 3, 4, 5, 6]


@in_loop
async def test_refused_reports_do_not_keep_the_pages_turning(desk: Desk) -> None:
    async with ReportServer() as server:
        server.reports = reports(6, 1)
        last = await desk.ask(f"{server.address}&limit=2", refuse=("Title *",))
    assert len(server.queries) == 1
    assert (last.entries, last.drops.refused) == (2, 2)


@in_loop
async def test_the_api_is_asked_conditionally_and_an_unchanged_answer_is_none(desk: Desk) -> None:
    async with ReportServer() as server:
        body = json.dumps({"data": reports(2, 1)})
        server.serve(PATH, body, ETag='"v1"')
        await desk.ask(server.address)
        server.serve(PATH, status=304)
        assert (await desk.ask(server.address)).outcome == "not_modified"
    assert server.requests[PATH][1]["If-None-Match"] == '"v1"'


@in_loop
async def test_a_name_that_is_not_approved_is_told_in_the_words_of_the_api(desk: Desk) -> None:
    refusal = {"status": 403, "error": {"type": "AccessDenied", "message": "No  approved\nappname; request one"}}

    async def refuse(_: web.Request) -> web.StreamResponse:
        return web.json_response(refusal, status=403)

    async with ReportServer() as server:
        server.on(PATH, refuse)
        last = await desk.ask(server.address)
    assert (last.outcome, last.failed) == ("403", 0)
    assert desk.state().error_detail == "status 403 Forbidden: No approved appname; request one"


@in_loop
async def test_a_report_that_cannot_be_read_is_counted_at_each_poll_and_kept_once(desk: Desk) -> None:
    async with ReportServer() as server:
        for number in (2, 3):
            server.reports = [*reports(number, 1), report(0, title=[])]
            last = await desk.ask(server.address)
            assert (last.failed, last.entries) == (1, number + 1)
    assert desk.log.stream("news.failures").end(0) == 1


@in_loop
async def test_a_report_of_few_words_is_published_as_it_is(desk: Desk) -> None:
    async with ReportServer() as server:
        server.reports = [report(1, **{"body-html": None, "body": "A map."})]
        await desk.ask(server.address)
        assert list(server.requests) == [PATH]
    (article,) = desk.articles()
    assert (article.text, article.text_origin, article.quality) == ("A map.", "feed", "summary")
    assert (article.published, article.authors) == (datetime(2026, 11, 23, tzinfo=UTC), ("Example Relief",))
    assert "appname" not in str(article.extra)


@in_loop
async def test_reports_that_are_dated_by_the_day_are_polled_by_when_they_were_posted(desk: Desk) -> None:
    async with ReportServer() as server:
        server.reports = reports(40, 1)
        await desk.ask(server.address)
    assert desk.state().gap_seconds == 60.0
