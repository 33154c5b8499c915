"""Fetch the pages of articles, where publishers let us."""

import asyncio
import logging
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec

from connectors.child import Runner
from connectors.extraction.extract import Extracted, Page, extract
from connectors.fetching.fetch import PAGE_TYPES, Fetching
from connectors.fetching.hosts import Hosts
from connectors.fetching.robots import Question, allows
from connectors.polling.counts import Counts
from connectors.trouble import FetchError
from schemas.errors import FeedError
from schemas.url import host_of

log = logging.getLogger(__name__)

ROBOTS_SECONDS = 24 * 3600.0
"""How long a robots.txt is believed (RFC 9309 section 2.4)."""

RETRY_SECONDS = 3600.0
MAX_ROBOTS_BYTES = 512 * 1024
"""The rest of a longer robots.txt is not read (RFC 9309 section 2.5 asks for at least 500 KiB)."""

ROBOTS_KEPT = 512

AT_ONCE = 64
"""So many pages at most are asked for and not yet read. Hundreds of hosts whose pages wait are asked for more a second
than one process extracts; what it cannot keep up with would pile up in memory."""

_FORBID_ALL = b"User-agent: *\nDisallow: /\n"


class Pages:
    """Fetches article pages and extracts their text.

    A page is asked for only when the robots.txt of its host allows it, and its text is used only when neither
    the answer's headers nor the page say `noarchive`, `noai` or `tdm-reservation: 1`, and no wall (consent,
    payment, a check for robots) stands in its place. Of all that are wanted `AT_ONCE` are on their way.
    """

    def __init__(
        self,
        fetcher: Fetching,
        hosts: Hosts,
        child: Runner,
        counts: Counts,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetcher = fetcher
        self._hosts = hosts
        self._free = asyncio.Semaphore(AT_ONCE)
        self._child = child
        self._counts = counts
        self._monotonic = monotonic
        self._robots: dict[str, _Robots] = {}

    async def get(self, url: str) -> Extracted | None:
        """Return what the page says, None when it is refused, unreachable or no article; the log says why."""
        try:
            extracted = await self._get(url)
        except _Walled as error:
            self._counts.add("pages_walled")
            log.info("page %s: %s; the feed's own text is kept", url, error)
            return None
        except FeedError as error:
            self._counts.add("pages_refused")
            log.info("page %s: %s; the feed's own text is kept", url, error)
            return None
        self._counts.add("pages")
        return extracted

    async def _get(self, url: str) -> Extracted:
        # Who waits for a host to rest takes no place from others.
        host = host_of(url)
        await self._hosts.rested(host)
        async with self._free:
            await self._permit(url)
        await self._hosts.rested(host)
        async with self._free:
            extracted = await self._read(url)
        if extracted.reserved:
            raise FetchError("refused", "the page says noarchive, noai or tdm-reservation")
        if extracted.wall is not None:
            raise _Walled("refused", f"a wall ({extracted.wall}) stands in its place")
        return extracted

    async def _permit(self, url: str) -> None:
        """Raise FetchError when the robots.txt of a page's host, or of one that it is redirected to, forbids it."""
        robots = await self._robots_of(url)
        if robots.strip() and not await self._child.run(allows, Question(robots=robots, url=url)):
            raise FetchError("refused", "robots.txt does not allow it, or could not be read")

    async def _read(self, url: str) -> Extracted:
        answer = await self._fetcher.fetch(url, accept=PAGE_TYPES, follow=self._permit)
        if any(word in answer.robots for word in ("noarchive", "noai")):
            raise FetchError("refused", f"X-Robots-Tag says {answer.robots[:100]}")
        if answer.reserved:
            raise FetchError("refused", "tdm-reservation keeps it from being mined")
        return await self._child.run(extract, Page(html=answer.body, url=answer.url))

    async def _robots_of(self, url: str) -> bytes:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        known = self._robots.get(origin)
        if known is None or known.until <= self._monotonic():
            if len(self._robots) >= ROBOTS_KEPT:
                self._robots.clear()
            known = await self._ask(origin)
            self._robots[origin] = known
        return known.text

    async def _ask(self, origin: str) -> "_Robots":
        """Return the robots.txt of a host: empty when it has none, forbidding when it cannot be reached."""
        try:
            answer = await self._fetcher.fetch(f"{origin}/robots.txt", accept="text/plain, */*;q=0.1")
        except FetchError as error:
            if error.kind in ("4xx", "403", "404", "gone", "redirect", "no_bytes"):
                return _Robots(b"", self._monotonic() + ROBOTS_SECONDS)
            return _Robots(_FORBID_ALL, self._monotonic() + RETRY_SECONDS)
        if answer.status == 304:
            # Nothing was asked conditionally: what the rules are was not told.
            return _Robots(_FORBID_ALL, self._monotonic() + RETRY_SECONDS)
        return _Robots(answer.body[:MAX_ROBOTS_BYTES], self._monotonic() + ROBOTS_SECONDS)


class _Walled(FetchError):
    """Something else came in the page's place."""


class _Robots(msgspec.Struct, frozen=True):
    text: bytes
    until: float
