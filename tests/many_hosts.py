"""Serve thousands of feeds from hundreds of loopback addresses: `python tests/many_hosts.py HOSTS`.

Prints its port, then obeys lines on stdin: `N` says that of all feeds every Nth changed.
"""

from __future__ import annotations

import asyncio
import sys

from feed_server import item, rss

ENTRIES = 10


def address(number: int) -> str:
    """Return the loopback address of a host."""
    return f"127.9.{number // 250}.{number % 250 + 1}"


class Versions:
    """How often each feed changed: rounds in which every nth did, by the number of the feed."""

    def __init__(self) -> None:
        self.rounds: list[int] = []

    def of(self, feed: int) -> int:
        """Return the version of a feed."""
        return sum((feed + place) % every == 0 for place, every in enumerate(self.rounds))


class Serving(asyncio.Protocol):
    """Answers `GET /N` with feed N or 304; knows as much of HTTP as our own fetcher needs."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        feed = int(data.split(b" ", 2)[1][1:])
        version = self._versions.of(feed)
        etag = b'ETag: "%d"\r\n' % version
        if b'If-None-Match: "%d"\r\n' % version in data:
            self._transport.write(b"HTTP/1.1 304 Not Modified\r\n" + etag + b"\r\n")
            return
        entries = (item(f"{feed}-{n}") for n in range(version + ENTRIES, version, -1))
        body = rss(*entries)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\n" % len(body)
        self._transport.write(head + etag + b"\r\n" + body)


async def main(hosts: int) -> None:
    loop, versions = asyncio.get_running_loop(), Versions()
    first = await loop.create_server(lambda: Serving(versions), address(0), 0)
    port = first.sockets[0].getsockname()[1]
    others = [await loop.create_server(lambda: Serving(versions), address(n), port) for n in range(1, hosts)]
    print(port, flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        versions.rounds.append(int(line))
        print("changed", flush=True)
    for server in (first, *others):
        server.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
