"""One feed, polled: what it is asked with, what becomes of its answers, how it stands afterwards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from feed_server import LONG, FeedServer, in_loop, item, rss
from spooled import START, Spooled, feed

from connectors.feed_state import FeedState
from connectors.polling.poller import Settings
from connectors.polling.trusting import POLLS
from connectors.publish import publish
from connectors.state import FEED, SpoolState, put
from schemas.wire import ALERTS, ARTICLES, decode_alert, plan_headers


@pytest.fixture
def world(tmp_path: Path) -> Spooled:
    return Spooled(tmp_path)


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
async def test_a_feed_that_stays_broken_is_one_failure(world: Spooled) -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", "<html>1</html>")
        await world.poll(feed(url))
        server.serve("/feed", "<html>2</html>")
        await world.poll(feed(url))
    assert len(world.failures()) == 1
    assert world.state("a").errors_in_row == 2


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
