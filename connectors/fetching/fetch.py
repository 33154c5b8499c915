"""Fetch a feed or a page over HTTP, politely."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Protocol
from urllib.parse import urldefrag, urlsplit

import aiohttp
import msgspec
from yarl import URL

from connectors.fetching.excuse import excuse_in
from connectors.fetching.guard import AddressGuard
from connectors.fetching.headers import can_be_sent, header, is_test_for_robots, of_freshness
from connectors.fetching.hosts import Hosts
from connectors.fetching.kept import SECONDS as KEPT_SECONDS
from connectors.fetching.kept import Kept
from connectors.fetching.moved import STATUSES as MOVED
from connectors.fetching.moved import Moved, moved
from connectors.fetching.unreached import unreached
from connectors.fetching.waits import fresh_for, retry_after
from connectors.inflate import ACCEPTED, MAX_BYTES, Inflater
from connectors.trouble import FetchError, kind_of_status
from schemas.text import clean
from schemas.url import host_of

SECONDS = 30.0
MAX_REDIRECTS = 5
MAX_CONNECTIONS = 256
MAX_HEADER_BYTES = 64 * 1024
"""Of one header. News sites send a Content-Security-Policy of more than the 8 KiB that are aiohttp's limit."""

MAX_HEADERS = 256
FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json;q=0.9,"
    " application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)
PAGE_TYPES = "text/html, application/xhtml+xml, */*;q=0.1"

_GOOD = frozenset((200, 203))
"""203 is a 200 that something on the way has altered, such as a proxy (RFC 9110 section 15.3.4)."""

TESTS_FOR_ROBOTS = "the server tests for robots"
_ASKED_TO_WAIT = frozenset((429, 503))

Follow = Callable[[str], Awaitable[None]]
"""Called with each address that a redirect leads to, before it is asked; raises FetchError to keep it from that."""


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

    async def fetch(
        self,
        url: str,
        validators: Validators | None = None,
        accept: str = FEED_TYPES,
        follow: Follow | None = None,
    ) -> Fetched:
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
        self._kept = Kept()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Fetcher":
        connector = aiohttp.TCPConnector(
            limit=MAX_CONNECTIONS,
            resolver=self._guard.resolver(),
            socket_factory=self._guard.open_socket,
            ttl_dns_cache=60,
            keepalive_timeout=KEPT_SECONDS,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            max_field_size=MAX_HEADER_BYTES,
            max_headers=MAX_HEADERS,
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

    async def fetch(
        self,
        url: str,
        validators: Validators | None = None,
        accept: str = FEED_TYPES,
        follow: Follow | None = None,
    ) -> Fetched:
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
                went = None if moved_to in (None, urldefrag(url).url) else moved_to
                return msgspec.structs.replace(answer, moved_to=went)
            moved_to = answer.to if answer.for_good and moved_to is not None else None
            place, left = answer.to, left - used
            if follow is not None:
                await follow(place)
        raise FetchError("redirect", f"more than {MAX_REDIRECTS} redirects, the last to {urlsplit(place).hostname}")

    async def _request(self, url: str, headers: Mapping[str, str], seconds: float) -> tuple[Fetched | Moved, float]:
        self._guard.check_url(url)
        host = host_of(url)
        async with self._turn(host):
            started = time.monotonic()
            try:
                async with asyncio.timeout(max(seconds, 0.0)):
                    answer = await self._get(url, headers)
            except TimeoutError:
                raise FetchError("timeout", f"no whole answer within {self._seconds:g} s") from None
            except FetchError as error:
                if error.status in _ASKED_TO_WAIT and error.retry_after is not None:
                    self._hosts.hold(host, error.retry_after)
                raise
            except (aiohttp.ClientError, OSError, ValueError) as error:
                raise unreached(error, url) from error
            return answer, time.monotonic() - started

    @asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[None]:
        async with self._hosts.turn(host):
            if (held := self._hosts.held(host)) > 0:
                raise FetchError("429", f"{host} asked to be left alone, for another {held:.0f} s", held)
            yield

    async def _get(self, url: str, headers: Mapping[str, str]) -> Fetched | Moved:
        if self._session is None:
            raise RuntimeError("Fetcher: not entered; use `async with`")
        target = URL(url, encoded=_is_encoded(url))
        if not self._kept.keeps(target.authority):
            headers = {**headers, "Connection": "close"}
        async with self._session.get(target, headers=headers, allow_redirects=False) as response:
            if response.status in MOVED:
                return moved(url, response.status, response.headers.get("Location", ""))
            if response.status not in _GOOD and response.status != 304:
                raise await self._refusal(response)
            body = b"" if response.status == 304 else await self._body(response)
            return Fetched(
                status=304 if response.status == 304 else 200,
                url=url,
                body=body,
                etag=header(response, "ETag"),
                last_modified=header(response, "Last-Modified"),
                content_type=header(response, "Content-Type"),
                retry_after=retry_after(response.headers, self._clock()),
                fresh_for=fresh_for(of_freshness(response), self._clock()),
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
        excuse = TESTS_FOR_ROBOTS if is_test_for_robots(response) else await excuse_in(response)
        detail = f"status {response.status} {response.reason or ''}".strip() + (f": {excuse}" if excuse else "")
        return FetchError(kind_of_status(response.status), detail, asked, response.status)


def user_agent(version: str, contact: str) -> str:
    """Return who we are: name, version, and where a publisher can reach the operator."""
    printable = "".join(letter for letter in contact if letter.isascii() and letter.isprintable())
    return f"Watchfloor/{version} (news monitor; {'+' + printable if printable else 'operator gave no contact'})"


def _conditions(url: str, validators: Validators | None) -> dict[str, str]:
    if validators is None or validators.url != url:
        return {}
    pairs = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in pairs.items() if value is not None and can_be_sent(value)}


def _is_encoded(url: str) -> bool:
    # A URL that is written as it goes over the wire is sent as it is written; yarl would tidy it up.
    return url.isascii() and not any(character <= " " for character in url)
