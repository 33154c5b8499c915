"""Whatever a server sends, it costs a bounded time and a bounded memory."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from aiohttp import web
from feed_rows import record
from feed_server import LOOPBACK, FeedServer, in_loop

from connectors.fetching.fetch import Fetcher
from connectors.fetching.guard import AddressGuard
from connectors.fetching.hosts import Hosts
from connectors.inflate import MAX_BYTES
from connectors.trouble import FetchError

SECONDS = 1.0
PATIENCE = 30.0
"""Seconds after which a fetch that should have ended after `SECONDS` hangs."""

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

ZEROS = gzip.compress(bytes(64 << 20))


def bomb(body: bytes, encoding: str) -> Callable[[FeedServer], str]:
    return lambda server: server.serve("/bomb", body, Content_Encoding=encoding)


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"x" * 65_536)


BODIES = {
    "gzip 1:1000": (bomb(ZEROS, "gzip"), "too_big"),
    "deflate 1:1000": (bomb(zlib.compress(bytes(64 << 20)), "deflate"), "too_big"),
    "gzip in gzip": (bomb(gzip.compress(ZEROS), "gzip, gzip"), "parse"),
    "many gzip members": (bomb(gzip.compress(bytes(1 << 20)) * 64, "gzip"), "too_big"),
    "brotli that nobody asked for": (bomb(b"\x5b\xff\xff\x03" + bytes(1000), "br"), "parse"),
    "zstd that nobody asked for": (bomb(b"\x28\xb5\x2f\xfd" + bytes(1000), "zstd"), "parse"),
    "endless body": (lambda server: server.on("/bomb", endless), "too_big"),
    "announced size": (lambda server: server.serve("/bomb", bytes(MAX_BYTES + 1)), "too_big"),
    "no answer": (lambda server: server.hang("/bomb"), "timeout"),
}


@pytest.mark.parametrize("name", BODIES)
@in_loop
async def test_a_body_costs_no_more_than_the_limits(name: str) -> None:
    serve, kind = BODIES[name]
    async with FeedServer() as server:
        assert await _kind(serve(server)) == kind


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while not writer.is_closing():
        writer.write(b"X")
        await writer.drain()
        await asyncio.sleep(0.05)


async def flood_of_headers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for start in range(0, 1_000_000, 10_000):
        writer.write(b"".join(b"X-%d: y\r\n" % number for number in range(start, start + 10_000)))
        await writer.drain()
    writer.write(b"\r\n")


async def one_endless_header(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nX: ")
    while not writer.is_closing():
        writer.write(b"x" * 65_536)
        await writer.drain()


async def endless_chunks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"1\r\nx\r\n" * 10_000)
        await writer.drain()


async def nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(bytes(range(256)) * 100)
    writer.close()


@pytest.mark.parametrize("talk", [drip, flood_of_headers, one_endless_header, endless_chunks, nonsense])
@in_loop
async def test_a_server_that_breaks_the_protocol_costs_no_more_than_the_limits(talk: Talk) -> None:
    async with _talking(talk) as port:
        kind = await _kind(f"http://127.0.0.1:{port}/")
    assert kind in ("timeout", "connect", "too_big", "parse")
    record(22, "gzip, deflate, nested, br, zstd, slow, endless, 1,000,000 headers: all bounded", met=True)


@asynccontextmanager
async def _talking(talk: Talk) -> AsyncIterator[int]:
    """Serve every connection with a coroutine; yield the port. What still talks at the end is cut off."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await talk(reader, writer)
        writer.close()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(serve(reader, writer)))

    server = await asyncio.start_server(begin, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks)


async def _kind(url: str) -> str:
    """Return the class of the error that a fetch ends with, and check what it took of memory at its peak."""
    tracemalloc.start()
    try:
        async with (
            asyncio.timeout(PATIENCE),
            Fetcher("Test/1", Hosts(0.0), AddressGuard(LOOPBACK), seconds=SECONDS) as client,
        ):
            with pytest.raises(FetchError) as caught:
                await client.fetch(url)
        assert tracemalloc.get_traced_memory()[1] < 4 * MAX_BYTES
    finally:
        tracemalloc.stop()
    return caught.value.kind
