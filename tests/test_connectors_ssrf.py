"""No form of an address, no redirect and no changing resolver leads to a server inside."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from feed_rows import record
from feed_server import LOOPBACK, FeedServer, in_loop

from connectors.fetching.fetch import Fetcher
from connectors.fetching.guard import AddressGuard
from connectors.fetching.hosts import Hosts
from connectors.trouble import FetchError

FORMS = (
    *("http://127.0.0.1:{port}/", "http://127.1:{port}/", "http://127.0.1:{port}/", "http://2130706433:{port}/"),
    *("http://0x7f000001:{port}/", "http://0x7f.0.0.1:{port}/", "http://0x7F.1:{port}/", "http://0177.0.0.1:{port}/"),
    *("http://017700000001:{port}/", "http://0:{port}/", "http://0.0.0.0:{port}/", "http://00:{port}/"),
    *("http://127.0.0.1.:{port}/", "http://127.000.000.001:{port}/", "http://[::1]:{port}/", "http://[::]:{port}/"),
    *("http://[::ffff:127.0.0.1]:{port}/", "http://[::ffff:7f00:1]:{port}/", "http://[::127.0.0.1]:{port}/"),
    *("http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/", "http://[64:ff9b::127.0.0.1]:{port}/", "http://[::1%25lo]:{port}/"),
    *("http://localhost:{port}/", "http://LOCALHOST:{port}/", "http://localhost.:{port}/", "http://user@127.0.0.1:{port}/"),
    *("http://example.org@127.0.0.1:{port}/", "http://example.org:80@127.0.0.1:{port}/", "http://127.0.0.1:{port}#@x.org/"),
    *("http://127.0.0.1:{port}\\@example.org/", "http://127。0。0。1:{port}/", "http://①②⑦.⓪.⓪.①:{port}/"),
    *("http://127.0.0.1%00.example.org:{port}/", "http://%31%32%37.0.0.1:{port}/", "http://127.0.0.2:{port}/"),
    *("http:127.0.0.1:{port}/", "http:///127.0.0.1:{port}/", "http://\t127.0.0.1:{port}/", "http://127.0.0.1\n:{port}/"),
    *("ftp://127.0.0.1:{port}/", "file:///etc/hostname", "gopher://127.0.0.1:{port}/", "unix:///run/x.sock"),
    *("http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/latest/", "http://100.100.100.200/"),
    *("http://10.0.0.1/", "http://192.168.0.1/", "http://172.16.0.1/", "http://[fe80::1]/", "http://224.0.0.1/"),
)  # fmt: skip


class Inside:
    """A server that nobody may reach; counts who did."""

    def __init__(self) -> None:
        self.connections = 0
        self.port = 0

    async def _taken(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.close()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Inside]:
        server = await asyncio.start_server(self._taken, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield self


def fetcher(allowed: tuple[str, ...] = ()) -> Fetcher:
    return Fetcher("Test/1", Hosts(0.0), AddressGuard(allowed), seconds=2.0)


@in_loop
async def test_no_form_of_an_address_inside_is_connected_to() -> None:
    async with Inside().serving() as inside, fetcher() as client:
        for form in FORMS:
            with pytest.raises(FetchError):
                await client.fetch(form.replace("{port}", str(inside.port)))
    assert inside.connections == 0
    record(21, f"0 connections in {len(FORMS)} forms, as many redirects, and a resolver that changes", met=True)


@in_loop
async def test_no_redirect_leads_inside() -> None:
    async with Inside().serving() as inside, FeedServer("127.0.0.3") as outside, fetcher(("127.0.0.3/32",)) as client:
        for number, form in enumerate(FORMS):
            if not form.isprintable():
                continue
            target = form.replace("{port}", str(inside.port))
            with pytest.raises(FetchError):
                await client.fetch(outside.serve(f"/{number}", status=302, Location=target.encode().decode("latin-1")))
    assert inside.connections == 0


class Answers(AbstractResolver):
    """A resolver that gives another address each time it is asked, the last one for ever."""

    def __init__(self, *addresses: str) -> None:
        self._left = list(addresses)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        address = self._left.pop(0) if len(self._left) > 1 else self._left[0]
        return [ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        return None


@in_loop
async def test_a_name_that_changes_its_address_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers("127.0.0.3", "127.0.0.1")
    monkeypatch.setattr("connectors.fetching.guard.Lookup", lambda: answers)
    async with Inside().serving() as inside, fetcher(("127.0.0.3/32",)) as client:
        for kind in ("connect", "refused"):
            with pytest.raises(FetchError) as caught:
                await client.fetch(f"http://{kind}.example:{inside.port}/")
            assert caught.value.kind == kind
    assert inside.connections == 0


@in_loop
async def test_an_address_that_the_resolver_let_through_is_refused_where_the_connection_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(AddressGuard, "resolver", lambda _: Answers("127.0.0.1"))
    async with Inside().serving() as inside, fetcher() as client:
        with pytest.raises(FetchError) as caught:
            await client.fetch(f"http://rebound.example:{inside.port}/")
    assert (caught.value.kind, inside.connections) == ("refused", 0)


@in_loop
async def test_what_is_allowed_can_be_reached() -> None:
    async with Inside().serving() as inside, fetcher(LOOPBACK) as client:
        with pytest.raises(FetchError):
            await client.fetch(f"http://127.0.0.1:{inside.port}/")
    assert inside.connections > 0
