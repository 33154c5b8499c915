"""One GET: what is sent, what comes back, what is refused."""

from __future__ import annotations

import asyncio
import gzip
import socket
from datetime import UTC, datetime

import pytest
from aiohttp import web
from feed_server import LOOPBACK, FeedServer, in_loop

from connectors.fetching.fetch import MAX_REDIRECTS, SECONDS, Fetched, Fetcher, Validators, user_agent
from connectors.fetching.guard import AddressGuard
from connectors.fetching.hosts import Hosts
from connectors.fetching.kept import Kept
from connectors.fetching.waits import fresh_for, retry_after
from connectors.trouble import FetchError

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def fetch(url: str, validators: Validators | None = None, seconds: float = 5.0) -> Fetched:
    guard = AddressGuard(LOOPBACK)
    agent = Fetcher("Test/1", Hosts(0.0), guard, seconds=seconds, max_bytes=100_000, clock=lambda: NOW)
    async with agent as fetcher:
        return await fetcher.fetch(url, validators)


async def refused(url: str, seconds: float = 5.0) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetch(url, seconds=seconds)
    return caught.value


@in_loop
async def test_an_answer_comes_back_with_its_headers_as_sent() -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", b"body", ETag='W/"\xe9"', Last_Modified="x", Content_Type="text/xml; charset=x")
        found = await fetch(url)
    assert (found.status, found.url, found.body) == (200, url, b"body")
    assert (found.last_modified, found.content_type, found.moved_to) == ("x", "text/xml; charset=x", None)
    assert found.etag is not None
    assert found.etag.startswith('W/"')


@pytest.mark.parametrize(
    ("etag", "echoed"),
    [
        (b'W/"a"', [b'W/"a"']),
        (b'un"quoted, odd', [b'un"quoted, odd']),
        ('"caf\xe9"'.encode(), ['"caf\xe9"'.encode()]),
        # These bytes cannot be written back as they came, so nothing is.
        (b'"caf\xe9"', []),
        (b'"a\x01b"', []),
        (b'"a\x7fb"', []),
        (b'"a\tb"', [b'"a\tb"']),
    ],
)
@in_loop
async def test_an_etag_goes_back_byte_for_byte_or_not_at_all(etag: bytes, echoed: list[bytes]) -> None:
    seen: list[bytes] = []

    async def raw(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        named = (line.partition(b": ") for line in request.split(b"\r\n"))
        seen.extend(value for name, _, value in named if name == b"If-None-Match")
        writer.write(b"HTTP/1.1 200 OK\r\nETag: " + etag + b"\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(raw, "127.0.0.1", 0)
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        first = await fetch(url)
        await fetch(url, Validators(url, first.etag))
    assert seen == echoed


@in_loop
async def test_a_validator_that_cannot_be_sent_keeps_no_feed_from_being_asked() -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", b"x")
        await fetch(url, Validators(url, '"a\x01"', "x"))
    assert "If-None-Match" not in server.requests["/feed"][0]
    assert server.requests["/feed"][0]["If-Modified-Since"] == "x"


@pytest.mark.parametrize(("size", "count"), [(60_000, 1), (10, 200)])
@in_loop
async def test_headers_as_long_and_as_many_as_news_sites_send_are_read(size: int, count: int) -> None:
    async with FeedServer() as server:
        headers = {f"X-{number}": "x" * size for number in range(count)}
        assert (await fetch(server.serve("/feed", b"x", **headers))).body == b"x"


@pytest.mark.parametrize(("said", "reserved"), [("1", True), (" 1", True), ("0", False), (None, False)])
@in_loop
async def test_what_an_answer_reserves_is_told(said: str | None, reserved: bool) -> None:
    async def script(_: web.Request) -> web.StreamResponse:
        response = web.Response(body=b"x", headers={"X-Robots-Tag": "NoIndex"})
        response.headers.add("X-Robots-Tag", "NoArchive")
        if said is not None:
            response.headers["TDM-Reservation"] = said
        return response

    async with FeedServer() as server:
        found = await fetch(server.on("/page", script))
    assert (found.reserved, found.robots) == (reserved, "noindex, noarchive")


@in_loop
async def test_what_was_altered_on_the_way_is_an_answer_too() -> None:
    async with FeedServer() as server:
        found = await fetch(server.serve("/feed", b"x", 203))
    assert (found.status, found.body) == (200, b"x")


@pytest.mark.parametrize(
    ("status", "kind"), [(204, "no_bytes"), (202, "not_a_feed"), (206, "not_a_feed"), (300, "redirect"), (599, "5xx")]
)
@in_loop
async def test_a_status_without_a_document_is_kept_by_class(status: int, kind: str) -> None:
    async with FeedServer() as server:
        assert (await refused(server.serve("/feed", b"" if status == 204 else b"x", status))).kind == kind


@pytest.mark.parametrize(
    "wire",
    [
        b"Content-Length: 100\r\n\r\n<rss>",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n9\r\n<rss>",
        b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"<rss>")[:-4],
    ],
)
@in_loop
async def test_a_body_that_is_cut_off_is_never_taken_for_a_whole_one(wire: bytes) -> None:
    async def raw(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n" + wire)
        writer.close()

    async with await asyncio.start_server(raw, "127.0.0.1", 0) as server:
        assert (await refused(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")).kind in ("connect", "parse")


@in_loop
async def test_an_address_is_refused_without_telling_its_password_or_key() -> None:
    error = await refused("http://me:secret@127.0.0.1:0/feed?key=secret")
    assert error.kind == "refused"
    assert "secret" not in error.detail


@in_loop
async def test_a_redirect_can_be_kept_from_being_followed() -> None:
    asked: list[str] = []

    async def never(url: str) -> None:
        asked.append(url)
        raise FetchError("refused", "not there")

    async with FeedServer() as server, Fetcher("Test/1", Hosts(0.0), AddressGuard(LOOPBACK)) as fetcher:
        target = server.serve("/target", b"x")
        with pytest.raises(FetchError, match="not there"):
            await fetcher.fetch(server.serve("/page", status=302, Location="/target"), follow=never)
    assert asked == [target]
    assert "/target" not in server.requests


@pytest.mark.parametrize("status", [429, 503])
@in_loop
async def test_a_host_that_asks_to_wait_is_left_alone_for_all_it_serves(status: int) -> None:
    async with FeedServer() as server, Fetcher("Test/1", Hosts(0.0), AddressGuard(LOOPBACK)) as fetcher:
        other = server.serve("/other", b"x")
        with pytest.raises(FetchError):
            await fetcher.fetch(server.serve("/feed", status=500, Retry_After="600"))
        await fetcher.fetch(other)
        with pytest.raises(FetchError):
            await fetcher.fetch(server.serve("/feed", status=status, Retry_After="600"))
        with pytest.raises(FetchError, match="asked to be left alone") as caught:
            await fetcher.fetch(other)
    assert caught.value.kind == "429"
    assert 590 < (caught.value.retry_after or 0.0) <= 600
    assert len(server.requests["/other"]) == 1


@in_loop
async def test_connections_are_kept_to_so_many_servers_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.fetching.fetch.Kept", lambda: Kept(most=1))
    async with (
        FeedServer() as one,
        FeedServer("127.0.0.2") as other,
        Fetcher("Test/1", Hosts(0.0), AddressGuard(LOOPBACK)) as fetcher,
    ):
        for server in (one, other, one):
            await fetcher.fetch(server.serve("/feed", b"x"))
    assert [request.get("Connection") for request in one.requests["/feed"]] == [None, None]
    assert [request.get("Connection") for request in other.requests["/feed"]] == ["close"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@in_loop
async def test_a_redirect_is_followed(status: int) -> None:
    async with FeedServer() as server:
        target = server.serve("/target", b"there")
        found = await fetch(server.serve("/feed", status=status, Location="/target"))
    assert (found.url, found.body) == (target, b"there")
    assert found.moved_to == (target if status in (301, 308) else None)


@in_loop
async def test_an_address_counts_as_moved_only_when_every_step_is_for_good() -> None:
    async with FeedServer() as server:
        server.serve("/c", b"there")
        server.serve("/b", status=302, Location="/c")
        assert (await fetch(server.serve("/a", status=301, Location="/b"))).moved_to is None
        server.serve("/b", status=308, Location="/c")
        assert (await fetch(server.url("/a"))).moved_to == server.url("/c")


@in_loop
async def test_redirects_in_a_loop_end() -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", status=302, Location="/feed")
        assert (await refused(url)).kind == "redirect"
        assert len(server.requests["/feed"]) == 6


@pytest.mark.parametrize("location", ["", "http://", "http://[::1"])
@in_loop
async def test_a_redirect_to_nowhere_is_an_error_of_its_own(location: str) -> None:
    async with FeedServer() as server:
        assert (await refused(server.serve("/feed", status=302, Location=location))).kind == "redirect"


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "http://2130706433/", "ftp://x/"]
)
@in_loop
async def test_a_redirect_out_of_bounds_is_refused(target: str) -> None:
    async with FeedServer() as server:
        error = await refused(server.serve("/feed", status=302, Location=target))
    assert error.kind in ("refused", "redirect")


@in_loop
async def test_credentials_stay_on_their_host() -> None:
    async with FeedServer() as server, FeedServer("127.0.0.2") as other:
        server.serve("/same", b"x")
        away = other.serve("/away", b"x")
        mine = server.url("").replace("http://", "http://user:secret@")
        server.serve("/feed", status=302, Location="/same")
        await fetch(f"{mine}/feed")
        server.serve("/out", status=302, Location=away)
        await fetch(f"{mine}/out")
        server.serve("/given", status=302, Location=away.replace("http://", "http://their:secret@"))
        await fetch(f"{mine}/given")
    assert server.requests["/feed"][0]["Authorization"].startswith("Basic ")
    assert server.requests["/same"][0]["Authorization"].startswith("Basic ")
    assert [set(one) & {"Authorization"} for one in other.requests["/away"]] == [set(), set()]


@in_loop
async def test_a_url_is_sent_as_it_is_written() -> None:
    paths: list[str] = []

    async def script(request: web.Request) -> web.StreamResponse:
        paths.append(request.raw_path)
        return web.Response(body=b"x")

    async with FeedServer() as server:
        await fetch(server.on("/a", script) + "?b=%2f%7e&c=+&d=%20")
    assert paths == ["/a?b=%2f%7e&c=+&d=%20"]


@in_loop
async def test_what_cannot_stand_in_a_url_is_escaped() -> None:
    paths: list[str] = []

    async def script(request: web.Request) -> web.StreamResponse:
        paths.append(request.raw_path)
        return web.Response(body=b"x")

    async with FeedServer() as server:
        for path in ("/a b", "/caf\xe9"):
            server.on(path, script)
            await fetch(server.url(path))
    assert paths == ["/a%20b", "/caf%C3%A9"]


@in_loop
async def test_an_answer_without_news_has_no_body_and_new_validators() -> None:
    async with FeedServer() as server:
        url = server.serve("/feed", status=304, ETag='"2"')
        found = await fetch(url, Validators(url, '"1"'))
    assert (found.status, found.body, found.etag) == (304, b"", '"2"')


def test_the_limits_are_those_that_are_promised() -> None:
    assert (SECONDS, MAX_REDIRECTS) == (30.0, 5)


@in_loop
async def test_a_compressed_body_is_inflated_within_bounds() -> None:
    async with FeedServer() as server:
        good = server.serve("/good", gzip.compress(b"body"), Content_Encoding="gzip")
        bomb = server.serve("/bomb", gzip.compress(bytes(10_000_000)), Content_Encoding="gzip")
        assert (await fetch(good)).body == b"body"
        assert (await refused(bomb)).kind == "too_big"


@in_loop
async def test_a_body_is_read_up_to_the_limit() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 10_000)

    async with FeedServer() as server:
        assert (await refused(server.on("/endless", endless))).kind == "too_big"
        assert "announced" in (await refused(server.serve("/announced", bytes(100_001)))).detail


@in_loop
async def test_the_whole_fetch_has_one_time_limit() -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.05)

    async with FeedServer() as server:
        assert (await refused(server.on("/drip", drip), seconds=0.3)).kind == "timeout"
        assert (await refused(server.hang("/hang"), seconds=0.3)).kind == "timeout"


@in_loop
async def test_a_server_that_is_not_there_is_told_apart_from_a_name_that_is_not() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert (await refused(f"http://127.0.0.1:{port}/")).kind == "connect"
    assert (await refused("http://no-such-host.invalid/")).kind in ("dns", "own_network")


@in_loop
async def test_a_server_without_tls_is_a_tls_error() -> None:
    async with FeedServer() as server:
        assert (await refused(server.url("/").replace("http:", "https:"))).kind == "tls"


@in_loop
async def test_a_refusal_says_when_to_come_back() -> None:
    async with FeedServer() as server:
        error = await refused(server.serve("/feed", status=503, Retry_After="120"))
    assert (error.kind, error.retry_after) == ("5xx", 120.0)


@in_loop
async def test_cookies_are_never_kept() -> None:
    async with FeedServer() as server, Fetcher("Test/1", Hosts(0.0), AddressGuard(LOOPBACK)) as fetcher:
        url = server.serve("/feed", b"x", Set_Cookie="a=b; Path=/")
        for _ in range(2):
            await fetcher.fetch(url)
    assert "Cookie" not in server.requests["/feed"][1]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "120"}, 120.0),
        ({"Retry-After": " 0 "}, 0.0),
        ({"Retry-After": "0000000000120"}, 120.0),
        ({"Retry-After": "Fri, 31 Dec 9999 23:59:59 -0500"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "\u0661"}, None),
        ({"Retry-After": "9" * 400}, 9_999_999_999.0),
        ({"Retry-After": "Tue, 24 Nov 2026 12:05:00 GMT"}, 300.0),
        ({"Retry-After": "Tue, 24 Nov 2026 11:00:00 GMT"}, 0.0),
        # The server's clock is an hour ahead: five minutes by its own clock are five minutes.
        ({"Retry-After": "Tue, 24 Nov 2026 13:05:00 GMT", "Date": "Tue, 24 Nov 2026 13:00:00 GMT"}, 300.0),
    ],
)
def test_retry_after_is_read_in_seconds(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Cache-Control": "public, max-age=600"}, 600.0),
        ({"Cache-Control": 'MAX-AGE="600"', "Age": "100"}, 500.0),
        ({"Cache-Control": "max-age=600", "Age": "900"}, 0.0),
        ({"Cache-Control": "max-age=600", "Age": "soon"}, 600.0),
        ({"Cache-Control": "max-age=600", "Age": "\u0661"}, 600.0),
        ({"Cache-Control": "max-age=\u0661"}, None),
        ({"Expires": "Tue, 24 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"Cache-Control": "s-maxage=600"}, None),
        ({"Cache-Control": "max-age=x"}, None),
        ({"Cache-Control": "max-age=600", "Expires": "Tue, 24 Nov 2026 18:00:00 GMT"}, 600.0),
        ({"Expires": "Tue, 24 Nov 2026 13:00:00 GMT"}, 3600.0),
        ({"Expires": "Tue, 24 Nov 2026 13:00:00 GMT", "Date": "Tue, 24 Nov 2026 12:30:00 GMT"}, 1800.0),
        ({"Expires": "0"}, None),
        ({"Expires": "Fri, 31 Dec 9999 23:59:59 -0500"}, None),
    ],
)
def test_freshness_is_read_in_seconds(headers: dict[str, str], seconds: float | None) -> None:
    assert fresh_for(headers, NOW) == seconds


@in_loop
async def test_max_age_is_found_in_whichever_header_it_stands() -> None:
    async def script(_: web.Request) -> web.StreamResponse:
        response = web.Response(body=b"x")
        response.headers.add("Cache-Control", "public")
        response.headers.add("Cache-Control", "max-age=600")
        return response

    async with FeedServer() as server:
        assert (await fetch(server.on("/feed", script))).fresh_for == 600.0


def test_the_user_agent_names_program_version_and_contact() -> None:
    assert user_agent("1.2", "https://example.org/bot") == "Watchfloor/1.2 (news monitor; +https://example.org/bot)"
    assert "\n" not in user_agent("1.2", "a\r\nX-Evil: 1")
    assert "no contact" in user_agent("1.2", "")
