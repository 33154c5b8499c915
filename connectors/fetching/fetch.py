"""Fetch a feed or a page over HTTP, politely."""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from types import TracebackType
from typing import Protocol
from urllib.parse import urldefrag, urljoin, urlsplit

import aiohttp
import msgspec
from yarl import URL

from connectors.fetching.excuse import excuse_in
from connectors.fetching.guard import AddressGuard
from connectors.fetching.hosts import Hosts
from connectors.fetching.unreached import unreached
from connectors.fetching.waits import fresh_for, retry_after
from connectors.parsing.inflate import ACCEPTED, MAX_BYTES, Inflater
from connectors.trouble import FetchError, kind_of_status
from schemas.text import clean

SECONDS = 30.0
MAX_REDIRECTS = 5
MAX_CONNECTIONS = 256
FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json;q=0.9,"
    " application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)
PAGE_TYPES = "text/html, application/xhtml+xml, */*;q=0.1"

_MOVED = frozenset((301, 302, 303, 307, 308))
_MOVED_FOR_GOOD = frozenset((301, 308))


class Validators(msgspec.Struct, frozen=True):
    """What a server gave to recognise the version we have of `url`, byte for byte."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """An answer: status 200 with a body, or 304 without.

    `url` is where the answer came from after redirects, `moved_to` the address that permanent redirects
    alone led to. `etag` and `last_modified` are as sent. `fresh_for` and `retry_after` are seconds that the
    server asks us to wait, null when it does not.
    """

    status: int
    url: str
    body: bytes = b""
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    retry_after: float | None = None
    fresh_for: float | None = None
    moved_to: str | None = None
    robots: str = ""
    """X-Robots-Tag, in lower case."""
    reserved: bool = False
    """Whether the header `tdm-reservation` keeps the answer from being mined (W3C TDM Reservation Protocol)."""


class Fetching(Protocol):
    """What answers GET requests: the web, or a script in its place."""

    async def fetch(self, url: str, validators: Validators | None = None, accept: str = FEED_TYPES) -> Fetched:
        """Return the answer to a GET; raises FetchError with the class of what went wrong."""


class Fetcher:
    """Fetches over one pool of connections; use it as an async context manager.

    No cookies, no Referer, no proxy of the environment. Every request waits for its turn in `hosts`, also
    the one after a redirect; `seconds` covers all requests of one fetch, but not the waiting.
    """

    def __init__(
        self,
        user_agent: str,
        hosts: Hosts,
        guard: AddressGuard,
        *,
        seconds: float = SECONDS,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._user_agent = user_agent
        self._hosts = hosts
        self._guard = guard
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Fetcher":
        connector = aiohttp.TCPConnector(
            limit=MAX_CONNECTIONS,
            resolver=self._guard.resolver(),
            socket_factory=self._guard.open_socket,
            ttl_dns_cache=60,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            headers={"User-Agent": self._user_agent, "Accept-Encoding": ACCEPTED},
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(self, url: str, validators: Validators | None = None, accept: str = FEED_TYPES) -> Fetched:
        """Return the answer to a GET, after at most 5 redirects.

        `validators` are sent to their own URL only. Raises FetchError with the class of what went wrong.
        """
        left = self._seconds
        place = urldefrag(url).url
        moved_to: str | None = place
        for _ in range(MAX_REDIRECTS + 1):
            headers = {"Accept": accept, **_conditions(place, validators)}
            answer, used = await self._request(place, headers, left)
            if isinstance(answer, Fetched):
                moved = None if moved_to in (None, urldefrag(url).url) else moved_to
                return msgspec.structs.replace(answer, moved_to=moved)
            moved_to = answer.to if answer.for_good and moved_to is not None else None
            place, left = answer.to, left - used
        raise FetchError("redirect", f"more than {MAX_REDIRECTS} redirects, the last to {urlsplit(place).hostname}")

    async def _request(self, url: str, headers: Mapping[str, str], seconds: float) -> "tuple[Fetched | _Moved, float]":
        self._guard.check_url(url)
        async with self._turn(url):
            started = time.monotonic()
            try:
                async with asyncio.timeout(max(seconds, 0.0)):
                    answer = await self._get(url, headers)
            except TimeoutError:
                raise FetchError("timeout", f"no whole answer within {self._seconds:g} s") from None
            except (aiohttp.ClientError, OSError, ValueError) as error:
                raise unreached(error, url) from error
            return answer, time.monotonic() - started

    def _turn(self, url: str) -> AbstractAsyncContextManager[None]:
        return self._hosts.turn(urlsplit(url).hostname or "")

    async def _get(self, url: str, headers: Mapping[str, str]) -> "Fetched | _Moved":
        if self._session is None:
            raise RuntimeError("Fetcher: not entered; use `async with`")
        async with self._session.get(
            URL(url, encoded=_is_encoded(url)), headers=headers, allow_redirects=False
        ) as response:
            if response.status in _MOVED:
                return _moved(url, response)
            if response.status not in (200, 304):
                raise await self._refusal(response)
            body = await self._body(response) if response.status == 200 else b""
            return Fetched(
                status=response.status,
                url=url,
                body=body,
                etag=_header(response, "ETag"),
                last_modified=_header(response, "Last-Modified"),
                content_type=_header(response, "Content-Type"),
                retry_after=retry_after(response.headers, self._clock()),
                fresh_for=fresh_for(response.headers, self._clock()),
                robots=clean(", ".join(response.headers.getall("X-Robots-Tag", []))).lower(),
                reserved=response.headers.get("tdm-reservation", "").strip() == "1",
            )

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        declared = response.content_length
        if declared is not None and declared > self._max_bytes:
            raise FetchError("too_big", f"{declared} bytes announced, at most {self._max_bytes} are read")
        inflater = Inflater(", ".join(response.headers.getall("Content-Encoding", [])), self._max_bytes)
        async for chunk in response.content.iter_any():
            inflater.feed(chunk)
        return inflater.finish()

    async def _refusal(self, response: aiohttp.ClientResponse) -> FetchError:
        asked = retry_after(response.headers, self._clock())
        # Cloudflare says with a header of its own that a page for browsers stands there, whatever the status.
        is_test = response.headers.get("cf-mitigated") == "challenge"
        excuse = "the server tests for robots" if is_test else await excuse_in(response)
        detail = f"status {response.status} {response.reason or ''}".strip() + (f": {excuse}" if excuse else "")
        return FetchError(kind_of_status(response.status), detail, asked, response.status)


def user_agent(version: str, contact: str) -> str:
    """Return who we are: name, version, and where a publisher can reach the operator."""
    printable = "".join(letter for letter in contact if letter.isascii() and letter.isprintable())
    return f"Watchfloor/{version} (news monitor; {'+' + printable if printable else 'operator gave no contact'})"


class _Moved(msgspec.Struct, frozen=True):
    to: str
    for_good: bool


def _moved(url: str, response: aiohttp.ClientResponse) -> _Moved:
    raw = response.headers.get("Location", "").strip().encode("utf-8", "surrogateescape")
    location = raw.decode("latin-1" if _is_undecodable(response.headers.get("Location", "")) else "utf-8")
    try:
        target = urldefrag(urljoin(url, location)).url
        host = urlsplit(target).hostname
    except ValueError:
        host = None
    if not location or host is None:
        raise FetchError("redirect", f"status {response.status} with no usable Location")
    return _Moved(_with_own_user_only(url, target), response.status in _MOVED_FOR_GOOD)


def _with_own_user_only(url: str, target: str) -> str:
    """Drop user and password, but those that the operator gave for this very server."""
    parts = urlsplit(target)
    if parts.username is None or parts[:2] == urlsplit(url)[:2]:
        return target
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _conditions(url: str, validators: Validators | None) -> dict[str, str]:
    if validators is None or validators.url != url:
        return {}
    pairs = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in pairs.items() if value is not None}


def _header(response: aiohttp.ClientResponse, name: str) -> str | None:
    """Return a header, None when it is absent, empty, or in bytes that could not be sent back as they came."""
    value = response.headers.get(name) or None
    return None if value is None or _is_undecodable(value) else value


def _is_undecodable(value: str) -> bool:
    # aiohttp reads bytes that are no UTF-8 as lone surrogates, and drops those when it writes.
    return any("\ud800" <= character <= "\udfff" for character in value)


def _is_encoded(url: str) -> bool:
    # A URL that is written as it goes over the wire is sent as it is written; yarl would tidy it up.
    return url.isascii() and not any(character <= " " for character in url)
