"""Whoever looks at a feed is told in plain words why no answer came."""

from __future__ import annotations

import errno
import socket
import ssl

import aiohttp
import pytest
import yarl
from aiohttp.client_reqrep import ConnectionKey
from feed_server import FeedServer, in_loop
from multidict import CIMultiDict, CIMultiDictProxy

from connectors.fetching.fetch import Fetcher
from connectors.fetching.guard import AddressGuard
from connectors.fetching.hosts import Hosts
from connectors.fetching.unreached import unreached
from connectors.trouble import FetchError

URL = "https://news.example/feed"
INFO = aiohttp.RequestInfo(yarl.URL("http://news.example/?key=secret"), "GET", CIMultiDictProxy(CIMultiDict()))
KEY = ConnectionKey("news.example", 443, True, True, None, None, None)


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (
            aiohttp.ClientConnectorDNSError(KEY, socket.gaierror(socket.EAI_NONAME, "Name or service not known")),
            "dns",
            "there is no server of the name news.example",
        ),
        (
            aiohttp.ClientConnectorDNSError(KEY, socket.gaierror(socket.EAI_AGAIN, "Temporary failure")),
            "own_network",
            "the name news.example cannot be looked up at the moment",
        ),
        (
            aiohttp.ClientConnectorError(KEY, ConnectionRefusedError(errno.ECONNREFUSED, "refused")),
            "connect",
            "news.example takes no connections",
        ),
        (
            aiohttp.ClientConnectorError(KEY, ConnectionResetError()),
            "connect",
            "news.example hung up before a connection was made; look whether the address is right, https:// or http://",
        ),
        (aiohttp.ServerDisconnectedError(), "connect", "news.example hung up without an answer"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), "connect", "news.example hung up without an answer"),
        (aiohttp.ClientPayloadError("cut short"), "connect", "news.example: cut short"),
        (
            aiohttp.ClientResponseError(INFO, (), status=400, message="Bad status line:\n  b'ICY 200'"),
            "connect",
            "news.example answers with what is no HTTP: Bad status line: b'ICY 200'",
        ),
        (aiohttp.InvalidURL("http://me:secret@news.example/?key=secret"), "refused", "its address cannot be asked"),
        (ssl.SSLError("broken pipe of records"), "tls", "no secure connection to news.example: ('broken pipe"),
        (aiohttp.ServerFingerprintMismatch(b"a", b"b", "x", 1), "tls", "no secure connection to news.example: ("),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "own_network", "Network is unreachable"),
    ],
)
def test_the_words_name_the_server_and_no_library(error: Exception, kind: str, words: str) -> None:
    told = unreached(error, URL)
    assert told.kind == kind
    assert words in told.detail
    assert "ssl:" not in told.detail
    assert "443" not in told.detail
    assert "secret" not in told.detail


def test_what_is_wrong_with_a_certificate_is_told() -> None:
    bad = ssl.SSLCertVerificationError(1, "certificate verify failed")
    bad.verify_message = "certificate has expired"
    try:
        raise aiohttp.ClientConnectorCertificateError(KEY, bad) from bad
    except aiohttp.ClientError as error:
        told = unreached(error, URL)
    assert told.kind == "tls"
    assert told.detail.endswith("its certificate is not valid (certificate has expired)")


@in_loop
async def test_a_page_that_tests_for_robots_is_told_from_a_plain_refusal() -> None:
    async with (
        FeedServer() as server,
        Fetcher("test", Hosts(0.0), AddressGuard(["127.0.0.0/8"])) as fetcher,
    ):
        server.serve("/plain", status=403)
        server.serve("/test", status=403, **{"cf-mitigated": "challenge"})
        server.serve("/captcha", status=405, **{"x-amzn-waf-action": "captcha"})
        for path, kind, words in (
            ("/plain", "403", "status 403 Forbidden"),
            ("/test", "403", "status 403 Forbidden: the server tests for robots"),
            ("/captcha", "4xx", "status 405 Method Not Allowed: the server tests for robots"),
        ):
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(server.url(path))
            assert (caught.value.kind, caught.value.detail) == (kind, words)
