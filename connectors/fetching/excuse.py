"""Read why a server refuses, where it says so in JSON."""

import asyncio

import aiohttp
import msgspec

from connectors.inflate import Inflater
from connectors.trouble import FetchError
from schemas.text import clean

MAX_BYTES = 16 * 1024
SECONDS = 3.0
MAX_CHARACTERS = 300
"""A reason is a line or two: so many bytes are read for it, for so long, and so much of it is told."""


class _Said(msgspec.Struct, frozen=True):
    """The members that say it: of RFC 9457 (`detail`, `title`), or as many APIs write them."""

    detail: str = ""
    title: str = ""
    message: str = ""

    def words(self) -> str:
        return self.message or self.detail or self.title


class _Refusal(_Said, frozen=True):
    error: _Said | str | None = None

    def words(self) -> str:
        within = self.error.words() if isinstance(self.error, _Said) else self.error
        return within or super().words()


async def excuse_in(response: aiohttp.ClientResponse) -> str:
    """Return the reason that a refusal gives in JSON, on one line, "" when it gives none.

    What is said decides nothing, so whatever goes wrong in reading it leaves the status to speak for itself.
    """
    if not response.content_type.endswith("json"):
        return ""
    try:
        async with asyncio.timeout(SECONDS):
            said = msgspec.json.decode(await _body(response), type=_Refusal).words()
    except (TimeoutError, aiohttp.ClientError, FetchError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    return " ".join(clean(said).split())[:MAX_CHARACTERS]


async def _body(response: aiohttp.ClientResponse) -> bytes:
    inflater = Inflater(", ".join(response.headers.getall("Content-Encoding", [])), MAX_BYTES)
    async for chunk in response.content.iter_any():
        inflater.feed(chunk)
    return inflater.finish()
