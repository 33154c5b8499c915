"""Many feeds, polled when they are due: one bad feed never harms another, nothing is half-written."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from feed_server import LONG, LOOPBACK, FeedServer, in_loop, item, rss
from spooled import Spooled, feed

from connectors.child import Limits
from connectors.feed_state import FeedState
from connectors.parsing.entries import ParsedFeed
from connectors.parsing.parse import Document, parse_feed
from connectors.polling.lock import PollerLock
from connectors.polling.poller import Poller, Settings
from connectors.polling.trusting import POLLS
from connectors.publish import publish
from connectors.state import FEED, SpoolState, put
from schemas.errors import SpoolFullError, StreamError, UsageError
from schemas.wire import ALERTS, ARTICLES, decode_alert, plan_headers
from streams import Change, Envelope
from streams.embedded import EmbeddedLog

START = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> Spooled:
    return Spooled(tmp_path, START)


@in_loop
async def test_a_new_feed_is_published_whole_with_headers_that_planning_trusts(world: Spooled) -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", rss(item(1, published=START), item(2)))
        counted = await world.poll(feed(url, outlet="Example", country="UTO", kind="wire", language="en-GB"))
    first, second = world.articles()
    assert (first.title, first.text, first.language, first.outlet) == ("Title 1", LONG.strip(), "en", "Example")
    assert (first.outlet_country, first.outlet_kind, first.published) == ("UTO", "wire", START)
    assert (first.first_seen, first.origin, first.text_origin, first.quality) == (START, "live", "feed", "summary")
    assert second.published is None
    assert counted["published"] == counted["entries.new"] == 2
    record = world.records(ARTICLES)[0]
    head = plan_headers(record.headers, record.key)
    assert head is not None
    assert head.version_id == first.version_id
    assert dict(record.headers)["ce_source"] == url.encode()


@in_loop
async def test_a_feed_is_asked_conditionally_after_the_first_time_also_after_a_restart(world: Spooled) -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", rss(item()), ETag='W/"a b"', Last_Modified="yesterday, about noon")
        await world.poll(feed(url))
        server.serve("/feed", status=304)
        counted = await world.poll(feed(url))
        await world.poll(feed(url))
    first, *later = server.requests["/feed"]
    assert "If-None-Match" not in first
    assert "If-Modified-Since" not in first
    assert [one["If-None-Match"] for one in later] == ['W/"a b"'] * 2
    assert [one["If-Modified-Since"] for one in later] == ["yesterday, about noon"] * 2
    assert counted["not_modified"] == 1
    assert len(world.articles()) == 1


@in_loop
async def test_a_validator_missing_on_a_200_is_forgotten(world: Spooled) -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", rss(item(1)), ETag='"1"', Last_Modified="then")
        await world.poll(feed(url))
        server.serve("/feed", rss(item(2)), ETag='"2"')
        await world.poll(feed(url))
        await world.poll(feed(url))
    assert "If-Modified-Since" not in server.requests["/feed"][2]
    assert server.requests["/feed"][2]["If-None-Match"] == '"2"'


@in_loop
async def test_a_new_etag_on_the_same_body_is_sent_next_time(world: Spooled) -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", rss(item()), ETag='"1"')
        await world.poll(feed(url))
        server.serve("/feed", rss(item()), ETag='"2"')
        counted = await world.poll(feed(url))
        server.serve("/feed", status=304, ETag='"3"')
        await world.poll(feed(url))
        await world.poll(feed(url))
    assert counted["same_body"] == 1
    assert [one.get("If-None-Match") for one in server.requests["/feed"]] == [None, '"1"', '"2"', '"3"']


@in_loop
async def test_a_plain_request_that_fails_is_not_followed_by_another_within_a_day(world: Spooled) -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", status=500)
        known = FeedState(url=url, validated_url=url, etag='"a"', body_hash="x", not_modified=POLLS - 1)
        publish(world.log, [put(FEED, "a", known)])
        for _ in range(3):
            await world.poller(feed(url)).bring()
            world.now += timedelta(hours=6)
    assert ["If-None-Match" in request for request in server.requests["/feed"]] == [False, True, True]


@in_loop
async def test_validators_of_another_url_are_not_sent(world: Spooled) -> None:
    async with FeedServer() as server:
        old = server.serve("/old", rss(item()), ETag='"1"')
        new = server.serve("/new", rss(item()))
        await world.poll(feed(old))
        await world.poll(feed(new))
    assert "If-None-Match" not in server.requests["/new"][0]


@in_loop
async def test_validators_of_a_redirected_feed_go_to_its_target_only(world: Spooled) -> None:
    async with FeedServer() as server:
        target = server.serve("/target", rss(item()), ETag='"t"')
        url = server.serve("/feed", status=302, Location=target)
        await world.poll(feed(url))
        await world.poll(feed(url))
    assert all("If-None-Match" not in one for one in server.requests["/feed"])
    assert server.requests["/target"][1]["If-None-Match"] == '"t"'


@in_loop
async def test_a_feed_that_was_moved_into_its_skipped_hours_is_asked_after_them(world: Spooled) -> None:
    hours = f"<skipHours><hour>{START.hour + 3}</hour></skipHours>"
    async with FeedServer() as server:
        url = server.serve("/feed", rss(item()).replace(b"<title>", hours.encode() + b"<title>", 1), ETag='"f"')
        await world.poller(feed(url)).bring()
        world.now += timedelta(hours=3, minutes=10)
        await world.poller(feed(url)).bring()
        assert len(server.requests["/feed"]) == 1
        world.now += timedelta(hours=1)
        await world.poller(feed(url)).bring()
    assert len(server.requests["/feed"]) == 2


@in_loop
async def test_a_redirect_that_leaves_validators_behind_counts_as_asked_plainly(world: Spooled) -> None:
    body = rss(*(item(number, published=START - timedelta(hours=number)) for number in range(5)))

    async def target(request: web.Request) -> web.StreamResponse:
        known = request.headers.get("If-None-Match") == '"t"'
        return web.Response(status=304 if known else 200, body=None if known else body, headers={"ETag": '"t"'})

    async with FeedServer() as server:
        url = server.serve("/feed", body, ETag='"f"')
        await world.poller(feed(url)).bring()
        server.serve("/feed", status=302, Location=server.on("/target", target))
        for hours in (23, 6, 6, 6, 5):
            world.now += timedelta(hours=hours)
            await world.poller(feed(url)).bring()
    asked = server.requests["/target"]
    assert ["If-None-Match" in request for request in asked] == [False, True, True, True, True]
    assert [poll.plain for poll in SpoolState(world.log).polls("a")] == [True, True, False, False, False, False]


@in_loop
async def test_a_redirect_to_a_304_that_nobody_asked_for_is_no_answer(world: Spooled) -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", rss(item()), ETag='"f"')
        await world.poll(feed(url))
        server.serve("/feed", status=302, Location=server.serve("/target", status=304, ETag='"t"'))
        await world.poll(feed(url))
    assert world.state("a").error == "parse"
    assert (world.state("a").validated_url, world.state("a").etag) == (url, '"f"')


@in_loop
async def test_a_document_that_could_not_be_parsed_leaves_no_validators(world: Spooled) -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", "<html><title>Maintenance</title></html>", ETag='"broken"')
        await world.poll(feed(url))
        await world.poll(feed(url))
    assert "If-None-Match" not in server.requests["/feed"][1]


@in_loop
async def test_a_bad_feed_stops_no_other_feed(world: Spooled) -> None:
    async with FeedServer() as server:
        bad = server.serve("/bad", "<html><head><link rel=alternate type=application/rss+xml href=/rss></head></html>")
        good = server.serve("/good", rss(item()))
        counted = await world.poll(feed(bad, "bad"), feed(good, "good"))
    assert [article.feed for article in world.articles()] == ["good"]
    assert counted["errors.html"] == 1
    assert world.state("bad").error == "html"
    (failure,) = world.failures()
    assert (failure.stage, failure.reason, failure.feed) == ("parse", "not_a_feed", "bad")
    assert server.url("/rss") in failure.detail
    assert failure.payload is not None
    assert failure.payload.startswith(b"<html>")


@in_loop
async def test_a_feed_that_stays_broken_is_one_failure(world: Spooled) -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", "<html>1</html>")
        await world.poll(feed(url))
        server.serve("/feed", "<html>2</html>")
        await world.poll(feed(url))
    assert len(world.failures()) == 1
    assert world.state("a").errors_in_row == 2


@in_loop
async def test_a_server_that_never_answers_is_a_timeout_of_that_feed(world: Spooled) -> None:
    settings = Settings(host_spacing=0.0, allow_networks=LOOPBACK, fetch_seconds=0.3)
    async with FeedServer() as server, FeedServer("127.0.0.2") as other:
        slow = server.hang("/slow")
        good = other.serve("/good", rss(item()))
        await world.poll(feed(slow, "slow"), feed(good, "good"), settings=settings)
    assert world.state("slow").error == "timeout"
    assert len(world.articles()) == 1


@in_loop
async def test_a_document_that_hangs_its_parser_is_that_feeds_error(
    world: Spooled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.polling.leafing.parse_feed", parse_or_hang)
    settings = Settings(host_spacing=0.0, allow_networks=LOOPBACK, limits=Limits(wall_seconds=6.0))
    async with FeedServer() as server:
        bad = server.serve("/bad", b"HANG")
        good = server.serve("/good", rss(item()))
        await world.poll(feed(bad, "bad"), feed(good, "good"), settings=settings)
    assert world.state("bad").error == "parse"
    assert "6 s" in (world.state("bad").error_detail or "")
    assert [article.feed for article in world.articles()] == ["good"]


@pytest.mark.parametrize(
    ("status", "kind"), [(403, "403"), (404, "404"), (400, "4xx"), (429, "429"), (503, "5xx"), (410, "gone")]
)
@in_loop
async def test_a_refusing_status_is_kept_by_class(world: Spooled, status: int, kind: str) -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", status=status)
        counted = await world.poll(feed(url))
    assert world.state("a").error == kind
    assert counted[f"errors.{kind}"] == 1
    assert world.failures() == []


@in_loop
async def test_retry_after_is_obeyed(world: Spooled) -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", status=429, Retry_After="36000")
        await world.poller(feed(url)).bring()
        world.now += timedelta(seconds=35_999)
        await world.poller(feed(url)).bring()
        assert len(server.requests["/feed"]) == 1
        world.now += timedelta(seconds=2)
        await world.poller(feed(url)).bring()
    assert len(server.requests["/feed"]) == 2


@in_loop
async def test_a_feed_that_is_gone_for_a_day_is_polled_no_more(world: Spooled) -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", status=410)
        await world.poll(feed(url))
        assert not world.state("a").stopped
        counted = await world.poll(feed(url))
        assert counted["stopped"] == 1
        await world.poll(feed(url))
    assert len(server.requests["/feed"]) == 2
    assert world.state("a").stopped


@in_loop
async def test_a_feed_that_begins_to_fail_and_recovers_is_told_of_on_the_stream(world: Spooled) -> None:
    async with FeedServer() as server:
        await world.poll(feed(server.serve("/feed", rss(item(1)))))
        for _ in range(4):
            await world.poll(feed(server.serve("/feed", status=500)))
        counted = await world.poll(feed(server.serve("/feed", rss(item(1), item(2)))))
    alerts = [decode_alert(record.value) for record in world.records(ALERTS)]
    assert [alert.rule for alert in alerts] == ["feed.failing", "feed.recovered"]
    assert counted["alerts.feed.recovered"] == 1
    assert dict(world.records(ALERTS)[0].headers)["ce_id"] == alerts[0].alert_id.encode()
    assert world.state("a").alerted is None


@in_loop
async def test_a_feed_that_comes_back_is_ok_again(world: Spooled) -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", status=500)
        await world.poll(feed(url))
        server.serve("/feed", rss(item()))
        await world.poll(feed(url))
    state = world.state("a")
    assert (state.error, state.errors_in_row, state.failing_since) == (None, 0, None)


@in_loop
async def test_a_private_address_is_never_connected_to(world: Spooled) -> None:
    settings = Settings(host_spacing=0.0, allow_networks=("127.0.0.1/32",))
    async with FeedServer() as server, FeedServer("127.0.0.2") as inner:
        secret = inner.serve("/secret", rss(item()))
        direct = feed(secret, "direct")
        redirected = feed(server.serve("/feed", status=302, Location=secret), "redirected")
        await world.poll(direct, redirected, settings=settings)
    assert world.state("direct").error == "refused"
    assert world.state("redirected").error == "refused"
    assert inner.requests == {}
    assert world.articles() == []


@in_loop
async def test_one_url_in_two_feeds_is_one_article_owned_by_the_first(world: Spooled) -> None:
    link = "https://example.org/story?utm_source=rss"
    async with FeedServer() as server:
        one = feed(server.serve("/one", rss(item("x", link=link))), "one")
        two = feed(
            server.serve("/two", rss(item("y", link="http://example.org/story#top", text="Other words."))), "two"
        )
        await world.poll(one)
        counted = await world.poll(two)
        server.serve("/two", rss(item("y", link=link, text="Still other words.")))
        again = await world.poll(two)
    (article,) = world.articles()
    assert article.feed == "one"
    assert counted["entries.other_feed"] == again["entries.other_feed"] == 1


@in_loop
async def test_an_article_edited_back_and_forth_is_three_versions(world: Spooled) -> None:
    async with FeedServer() as server:
        for text in (LONG + "A", LONG + "B", LONG + "A"):
            url = server.serve("/feed", rss(item(text=text)))
            await world.poll(feed(url))
    first, second, third = world.articles()
    assert len({one.article_id for one in (first, second, third)}) == 1
    assert len({one.version_id for one in (first, second, third)}) == 3
    assert (second.prev_content_hash, third.prev_content_hash) == (first.content_hash, second.content_hash)
    assert third.content_hash == first.content_hash
    assert {one.first_seen for one in (first, second, third)} == {START}
    assert world.state("a").revised == 2


@in_loop
async def test_an_article_is_edited_at_most_24_times(world: Spooled) -> None:
    async with FeedServer() as server:
        for number in range(28):
            url = server.serve("/feed", rss(item(text=f"{LONG} {number}")))
            counted = await world.poll(feed(url))
    assert len(world.articles()) == 25
    assert counted["entries.revision_cap"] == 1


class FailingLog(EmbeddedLog):
    """An embedded log whose commit fails where a test says."""

    fails: Callable[[Sequence[Change], Mapping[str, Sequence[Envelope]]], Exception | None]

    def commit(
        self, changes: Sequence[Change], appends: Mapping[str, Sequence[Envelope]], *, beyond_budget: bool = False
    ) -> None:
        error = self.fails(changes, appends)
        if error is not None:
            raise error
        super().commit(changes, appends, beyond_budget=beyond_budget)


@in_loop
async def test_a_poll_that_dies_before_its_commit_leaves_nothing_and_is_made_good(world: Spooled) -> None:
    broken = FailingLog(world.folder / "stream.db")
    broken.fails = lambda _, appends: StreamError("disk on fire") if appends else None
    async with FeedServer() as server:
        url = server.serve("/feed", rss(item()), ETag='"1"')
        with pytest.raises(StreamError, match="disk on fire"):
            await world.poller(feed(url), spool=broken).bring()
        assert SpoolState(world.log).feed("a") is None
        assert list(world.log.scan("entry")) == []
        assert world.articles() == []
        await world.poll(feed(url))
    assert "If-None-Match" not in server.requests["/feed"][1]
    assert len(world.articles()) == 1


@in_loop
async def test_a_full_spool_pauses_polling_and_says_so(world: Spooled, caplog: pytest.LogCaptureFixture) -> None:
    full = FailingLog(world.folder / "stream.db")
    refusals = iter([SpoolFullError("the budget is used up"), None, None, None])
    full.fails = lambda _, appends: next(refusals) if appends else None
    settings = Settings(host_spacing=0.0, allow_networks=LOOPBACK, pause=0.05)
    async with FeedServer() as server:
        poller = world.poller(feed(server.serve("/feed", rss(item()))), settings=settings, spool=full)
        await run_until(poller, lambda: poller.counts["published"] == 1)
    assert poller.counts["paused"] == 1
    assert "polling pauses" in caplog.text
    assert len(world.articles()) == 1


@in_loop
async def test_run_polls_each_feed_when_it_is_due(world: Spooled) -> None:
    async with FeedServer() as server:
        poller = world.poller(*(feed(server.serve(f"/{n}", rss(item(n))), f"f{n}") for n in range(5)))
        await run_until(poller, lambda: poller.counts["published"] == 5)
    assert all(len(server.requests[f"/{n}"]) == 1 for n in range(5))
    assert world.state("f0").next_due == START + timedelta(days=1, minutes=1)


@in_loop
async def test_run_raises_when_the_spool_fails(world: Spooled) -> None:
    broken = FailingLog(world.folder / "stream.db")
    broken.fails = lambda *_: StreamError("disk on fire")
    async with FeedServer() as server:
        poller = world.poller(feed(server.serve("/feed", rss(item()))), spool=broken)
        with pytest.raises(StreamError, match="disk on fire"):
            await asyncio.wait_for(poller.run(asyncio.Event()), 20)


@in_loop
async def test_an_interrupted_run_is_made_good_at_the_next_start(world: Spooled) -> None:
    async with FeedServer() as server:
        url = server.hang("/feed")
        poller = world.poller(feed(url))
        await run_until(poller, lambda: bool(server.requests["/feed"]))
        server.serve("/feed", rss(item()))
        await world.poll(feed(url))
    assert len(world.articles()) == 1


@in_loop
async def test_a_second_poller_on_one_state_is_refused(world: Spooled) -> None:
    with PollerLock(world.folder / "poller.lock"), pytest.raises(UsageError, match="polls these feeds already"):
        await world.poller().bring()
    await world.poller().bring()


@in_loop
async def test_feeds_of_one_host_are_asked_one_at_a_time(world: Spooled) -> None:
    under_way = most = 0

    async def slow(_: web.Request) -> web.StreamResponse:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.02)
        under_way -= 1
        return web.Response(body=rss(item()))

    async with FeedServer() as server:
        feeds = [feed(server.on(f"/{n}", slow), f"f{n}") for n in range(5)]
        counted = await world.poll(*feeds)
    assert counted["polls"] == 5
    assert most == 1


@in_loop
async def test_a_disabled_feed_is_not_polled(world: Spooled) -> None:
    async with FeedServer() as server:
        await world.poll(feed(server.serve("/feed", rss(item())), enabled=False))
    assert server.requests == {}


@in_loop
async def test_an_internal_error_is_that_feeds_alone_and_kept_with_its_traceback(
    world: Spooled, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr("connectors.polling.poll.decide", broken)
    async with FeedServer() as server:
        await world.poll(feed(server.serve("/feed", rss(item()))))
    (failure,) = world.failures()
    assert failure.reason == "internal_error"
    assert "ZeroDivisionError" in (failure.traceback or "")
    assert world.state("a").error == "internal"


PAGE = """<html lang="en"><head><title>Harbour talks | Example</title></head><body><nav>Home</nav><article>
<h1>Harbour talks</h1>{paragraphs}</article><footer>Imprint</footer></body></html>"""
PARAGRAPHS = "".join(
    f"<p>Paragraph {n} says that the delegations stayed in the harbour town for another day of talks.</p>"
    for n in range(8)
)


@in_loop
async def test_a_short_entry_is_read_from_its_page(world: Spooled) -> None:
    async with FeedServer() as server:
        page = server.serve("/story", PAGE.format(paragraphs=PARAGRAPHS), Content_Type="text/html")
        url = server.serve("/feed", rss(item(link=page, text="Short."), item(2)))
        await world.poll(feed(url))
    read = {article.url: article for article in world.articles()}[page]
    assert "Paragraph 7" in read.text
    assert (read.summary, read.text_origin, read.quality) == ("Short.", "page", "full")
    assert len(world.articles()) == 2


@pytest.mark.parametrize(
    ("robots", "status", "headers", "asked"),
    [
        ("User-agent: *\nDisallow: /story", 200, {}, 0),
        ("User-agent: watchfloor\nDisallow: /", 200, {}, 0),
        ("", 403, {}, 1),
        ("", 200, {"X_Robots_Tag": "noarchive"}, 1),
        ("", 200, {"tdm_reservation": "1"}, 1),
    ],
)
@in_loop
async def test_a_refused_page_leaves_the_feeds_text(
    world: Spooled, robots: str, status: int, headers: dict[str, str], asked: int
) -> None:
    async with FeedServer() as server:
        server.serve("/robots.txt", robots)
        page = server.serve("/story", PAGE.format(paragraphs=PARAGRAPHS), status, **headers)
        await world.poll(feed(server.serve("/feed", rss(item(link=page, text="Short.")))))
    (article,) = world.articles()
    assert (article.text, article.text_origin, article.quality) == ("Short.", "feed", "summary")
    assert len(server.requests["/story"]) == asked


@pytest.mark.parametrize(
    ("page", "counted"),
    [
        (PAGE.replace("<head>", '<head><meta name="robots" content="index, NOAI">'), "pages_refused"),
        (PAGE.replace("<head>", '<head><meta name="tdm-reservation" content="1">'), "pages_refused"),
        ("<html><title>Before you continue</title><p>We use cookies. Accept all cookies.</p></html>", "pages_walled"),
        ("<html><title>Talks</title><p>Already a subscriber? Log in to keep reading.</p></html>", "pages_walled"),
    ],
)
@in_loop
async def test_a_page_that_reserves_itself_or_is_a_wall_leaves_the_feeds_text(
    world: Spooled, page: str, counted: str
) -> None:
    async with FeedServer() as server:
        link = server.serve("/story", page.replace("{paragraphs}", PARAGRAPHS), Content_Type="text/html")
        counts = await world.poll(feed(server.serve("/feed", rss(item(link=link, text="Short.")))))
    (article,) = world.articles()
    assert (article.text, article.text_origin, article.quality) == ("Short.", "feed", "summary")
    assert counts[counted] == 1


@in_loop
async def test_no_page_is_fetched_for_a_feed_that_says_so(world: Spooled) -> None:
    async with FeedServer() as server:
        page = server.serve("/story", PAGE.format(paragraphs=PARAGRAPHS))
        await world.poll(feed(server.serve("/feed", rss(item(link=page, text="Short."))), fetch_pages=False))
    assert set(server.requests) == {"/feed"}


@in_loop
async def test_an_unchanged_entry_never_has_its_page_fetched_again(world: Spooled) -> None:
    async with FeedServer() as server:
        page = server.serve("/story", PAGE.format(paragraphs=PARAGRAPHS))
        for title in ("One", "Two"):
            url = server.serve("/feed", rss(item(link=page, text="Short."), title=title))
            await world.poll(feed(url))
    assert len(server.requests["/story"]) == 1
    assert len(world.articles()) == 1


@in_loop
async def test_requests_say_who_asks_and_carry_no_cookie_or_referrer(world: Spooled) -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", rss(item()), Set_Cookie="track=1; Path=/")
        await world.poll(feed(url))
        await world.poll(feed(url))
    for request in server.requests["/feed"]:
        assert request["User-Agent"].startswith("Watchfloor/")
        assert "https://example.org/bot" in request["User-Agent"]
        assert "gzip" in request["Accept-Encoding"]
        assert not {"Cookie", "Referer"} & set(request)


async def run_until(poller: Poller, done: Callable[[], bool]) -> None:
    """Run a poller until a condition holds, then stop it; fails after 20 s."""
    stop = asyncio.Event()
    running = asyncio.create_task(poller.run(stop))
    async with asyncio.timeout(20):
        while not done() and not running.done():
            await asyncio.sleep(0.02)
    stop.set()
    await running


def parse_or_hang(document: Document) -> ParsedFeed:
    if document.body == b"HANG":
        time.sleep(60)
    return parse_feed(document)
