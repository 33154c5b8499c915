"""A name server that does not answer keeps nobody else waiting."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

import pytest
from feed_server import in_loop

from connectors.fetching.lookup import Lookup

MANY = 200


@in_loop
async def test_however_many_names_hang_another_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    ask, answer = socket.getaddrinfo, threading.Event()

    def patient(host: str, *args: Any, **more: Any) -> Any:
        if host == "hangs.example":
            answer.wait(60)
            raise socket.gaierror(socket.EAI_AGAIN, "no answer")
        return ask("127.0.0.1", *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", patient)
    hanging = [asyncio.create_task(Lookup().resolve("hangs.example", 80)) for _ in range(MANY)]
    await asyncio.sleep(0)
    async with asyncio.timeout(30):
        assert [one["host"] for one in await Lookup().resolve("answers.example", 80)] == ["127.0.0.1"]
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "lookup hangs.example")
    hanging.pop().cancel()
    answer.set()
    ends = await asyncio.gather(*hanging, return_exceptions=True)
    assert {type(end) for end in ends} == {socket.gaierror}


@pytest.mark.parametrize("name", ["a..example", f"{'a' * 70}.example"])
@in_loop
async def test_what_no_server_can_be_called_is_a_name_that_does_not_exist(name: str) -> None:
    with pytest.raises(socket.gaierror):
        await Lookup().resolve(name, 80)


@in_loop
async def test_the_scope_of_an_address_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("fe80::1", 80, 0, 1))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    written = [one["host"] for one in await Lookup().resolve("near.example", 80, socket.AF_INET6)]
    assert written == [socket.getnameinfo(found[0][4], socket.NI_NUMERICHOST | socket.NI_NUMERICSERV)[0]]
    assert written[0].startswith("fe80::1%")
