"""Say in plain words why no answer came."""

import errno
import socket
import ssl
from collections.abc import Iterator
from typing import TypeVar
from urllib.parse import urlsplit

import aiohttp

from connectors.fetching.guard import RefusedAddress
from connectors.trouble import ErrorKind, FetchError

T = TypeVar("T")

MAX_CHARACTERS = 500
_OUR_NETWORK = frozenset((errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, errno.EMFILE, errno.ENFILE))


def unreached(error: Exception, url: str) -> FetchError:
    """Return what went wrong on the way to a server as a FetchError, with words for a person who looks at the feed."""
    kind = _kind(error)
    return FetchError(kind, _words(kind, error, url)[:MAX_CHARACTERS])


def _kind(error: Exception) -> ErrorKind:
    if _caused_by(error, RefusedAddress) is not None:
        return "refused"
    if _caused_by(error, ssl.SSLError) or isinstance(
        error, (aiohttp.ClientSSLError, aiohttp.ServerFingerprintMismatch)
    ):
        return "tls"
    lookup = _caused_by(error, socket.gaierror)
    if lookup is not None or isinstance(error, aiohttp.ClientConnectorDNSError):
        return "own_network" if lookup is not None and lookup.errno == socket.EAI_AGAIN else "dns"
    if isinstance(error, aiohttp.InvalidURL):
        return "refused"
    failed = _caused_by(error, OSError)
    return "own_network" if failed is not None and failed.errno in _OUR_NETWORK else "connect"


def _words(kind: ErrorKind, error: Exception, url: str) -> str:
    host = urlsplit(url).hostname
    match kind:
        case "dns":
            return f"there is no server of the name {host}"
        case "tls":
            return f"no secure connection to {host}: {_why_insecure(error)}"
        case "own_network" if _caused_by(error, socket.gaierror) is not None:
            return f"the name {host} cannot be looked up at the moment"
        case "connect" if _caused_by(error, ConnectionRefusedError) is not None:
            return f"{host} takes no connections"
        case "connect" if isinstance(error, (aiohttp.ServerDisconnectedError, ConnectionResetError)):
            return f"{host} hung up without an answer"
        case "refused" if isinstance(error, aiohttp.InvalidURL):
            return f"{host}: its address cannot be asked"
        case _ if isinstance(error, aiohttp.ClientResponseError):
            # The error itself tells the whole address, which may hold a key.
            return f"{host} answers with what is no HTTP: {' '.join(error.message.split())}"
        case "connect" if isinstance(error, aiohttp.ClientConnectorError) and not error.os_error.strerror:
            # The server hung up while a secure connection was being made: it may speak http alone.
            return (
                f"{host} hung up before a connection was made; look whether the address is right, https:// or http://"
            )
        case _:
            return f"{host}: {error or type(error).__name__}"


def _why_insecure(error: Exception) -> str:
    # aiohttp's own errors pass for those of ssl, but lack what these say.
    chain = tuple(_causes(error))
    for name, words in (("verify_message", "its certificate is not valid ({})"), ("reason", "{}")):
        for one in chain:
            if said := getattr(one, name, None):
                return words.format(said)
    return str(error)


def _caused_by(error: BaseException, kind: type[T]) -> T | None:
    return next((one for one in _causes(error) if isinstance(one, kind)), None)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = getattr(error, "os_error", None) or error.__cause__ or error.__context__
