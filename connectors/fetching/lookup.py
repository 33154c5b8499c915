"""Look up the addresses of a name."""

import asyncio
import contextlib
import socket
import threading
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

_NUMERIC = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV


class Lookup(AbstractResolver):
    """Asks the system's resolver, each time in a thread of its own.

    A name server that does not answer holds a thread for up to half a minute. In a pool such threads would keep
    the names of all others waiting; these keep nobody, nor the program from ending.
    """

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a host, in the order in which they are to be tried; raises OSError without any."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[ResolveResult]] = loop.create_future()

        def look_up() -> None:
            try:
                found: list[ResolveResult] | OSError = _addresses(host, port, family)
            except OSError as error:
                found = error
            with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits any more
                loop.call_soon_threadsafe(_tell, answer, found)

        threading.Thread(target=look_up, name=f"lookup {host}", daemon=True).start()
        return await answer

    async def close(self) -> None:
        """Leave lookups that are under way to themselves."""


def _addresses(host: str, port: int, family: int) -> list[ResolveResult]:
    try:
        found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, f"no name that a server can have: {error}") from error
    return [
        ResolveResult(hostname=host, host=_written(target), port=port, family=of, proto=protocol, flags=_NUMERIC)
        for of, _, protocol, _, target in found
    ]


def _written(target: Any) -> str:
    # The scope of a link-local address stands apart from it: (address, port, flow, scope).
    return str(
        socket.getnameinfo(target, socket.NI_NUMERICHOST | socket.NI_NUMERICSERV)[0] if target[3:] > (0,) else target[0]
    )


def _tell(answer: "asyncio.Future[list[ResolveResult]]", found: list[ResolveResult] | OSError) -> None:
    if answer.done():
        return
    if isinstance(found, OSError):
        answer.set_exception(found)
    else:
        answer.set_result(found)
