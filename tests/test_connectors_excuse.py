"""A refusal keeps its class, and says why where the server does."""

from __future__ import annotations

import asyncio
import gzip

import pytest
from aiohttp import web
from feed_server import LOOPBACK, FeedServer, in_loop

from connectors.fetching import excuse
from connectors.fetching.fetch import Fetcher
from connectors.fetching.guard import AddressGuard
from connectors.fetching.hosts import Hosts
from connectors.trouble import FetchError


async def refusal(url: str) -> FetchError:
    async with Fetcher("Test/1", Hosts(0.0), AddressGuard(LOOPBACK), seconds=5.0) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(url)
    return caught.value


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"status": 403, "error": {"type": "X", "message": "not  an\\napproved name"}}', ": not an approved name"),
        ('{"error": "no such key"}', ": no such key"),
        ('{"message": "closed"}', ": closed"),
        ('{"type": "about:blank", "title": "Forbidden here", "detail": "out of credit"}', ": out of credit"),
        ('{"title": "Forbidden here"}', ": Forbidden here"),
        ('{"error": {}, "message": "closed"}', ": closed"),
        ('{"message": "lone \\u0000"}', ": lone \ufffd"),
        (f'{{"message": "{"x" * 1000}"}}', ": " + "x" * excuse.MAX_CHARACTERS),
        ('{"message": 7}', ""),
        ('{"other": "x"}', ""),
        ("[]", ""),
        ("{", ""),
        ("", ""),
        ('{"message": "' + "x" * excuse.MAX_BYTES + '"}', ""),
    ],
)
@in_loop
async def test_a_refusal_says_what_its_json_says(body: str, words: str) -> None:
    async with FeedServer() as server:
        error = await refusal(server.serve("/feed", body, 403, Content_Type="application/problem+json"))
    assert (error.kind, error.detail) == ("403", f"status 403 Forbidden{words}")


@in_loop
async def test_a_compressed_excuse_is_read_and_a_page_is_none() -> None:
    said = b'{"message": "closed"}'
    headers = {"Content_Type": "application/json", "Content_Encoding": "gzip"}
    async with FeedServer() as server:
        packed = await refusal(server.serve("/packed", gzip.compress(said), 403, **headers))
        broken = await refusal(server.serve("/broken", said, 403, **headers))
        page = await refusal(server.serve("/page", said, 403, Content_Type="text/html"))
    assert packed.detail == "status 403 Forbidden: closed"
    assert broken.detail == page.detail == "status 403 Forbidden"


@in_loop
async def test_an_excuse_that_does_not_end_takes_neither_status_nor_retry_after_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(excuse, "SECONDS", 0.05)

    async def stammer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=429, headers={"Retry-After": "60", "Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b'{"message": "')
        await asyncio.sleep(3600)
        raise AssertionError("unreachable")

    async with FeedServer() as server:
        error = await refusal(server.on("/feed", stammer))
    assert (error.kind, error.retry_after) == ("429", 60.0)
