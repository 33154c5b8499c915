"""A scripted web server on the loopback address, and feeds to serve from it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime
from email.utils import format_datetime
from functools import wraps
from html import escape
from typing import ParamSpec

from aiohttp import web

P = ParamSpec("P")

Script = Callable[[web.Request], Awaitable[web.StreamResponse]]
LOOPBACK = ("127.0.0.0/8",)


def in_loop(test: Callable[P, Coroutine[None, None, None]]) -> Callable[P, None]:
    """Run an asynchronous test in an event loop of its own."""

    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        asyncio.run(test(*args, **kwargs))

    return run


class FeedServer:
    """Answers each path as scripted and remembers what it was asked; use it as an async context manager."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.requests: dict[str, list[Mapping[str, str]]] = defaultdict(list)
        self._scripts: dict[str, Script] = {}
        self._runner: web.ServerRunner | None = None
        self._port = 0

    async def __aenter__(self) -> FeedServer:
        self._runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def url(self, path: str) -> str:
        return f"http://{self.host}:{self._port}{path}"

    def on(self, path: str, script: Script) -> str:
        """Answer `path` with a coroutine; return its URL."""
        self._scripts[path] = script
        return self.url(path)

    def serve(self, path: str, body: bytes | str = b"", status: int = 200, **headers: str) -> str:
        """Answer `path` with a fixed answer; `etag="x"` becomes the header ETag. Returns its URL."""
        content = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def script(_: web.Request) -> web.StreamResponse:
            return web.Response(status=status, body=content, headers=named)

        return self.on(path, script)

    def hang(self, path: str) -> str:
        """Accept requests for `path`, never answer. Returns its URL."""

        async def script(_: web.Request) -> web.StreamResponse:
            await asyncio.sleep(3600)
            raise AssertionError("unreachable")

        return self.on(path, script)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.requests[request.path].append(dict(request.headers))
        script = self._scripts.get(request.path)
        if script is None:
            return web.Response(status=404)
        return await script(request)  # type: ignore[arg-type]


def rss(*items: str, title: str = "Example", link: str = "https://example.org/") -> bytes:
    """Return an RSS 2.0 document of the given items."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(title)}</title><link>{escape(link)}</link>{''.join(items)}</channel></rss>"
    ).encode()


LONG = "The ministers met on Monday and agreed on nothing that they had not agreed on before. " * 5


def item(
    number: int | str = 1,
    *,
    title: str | None = None,
    text: str = LONG,
    guid: str | None = None,
    link: str | None = None,
    published: datetime | None = None,
) -> str:
    """Return one RSS item; an empty `guid` or `link` leaves the element out."""
    guid = f"tag:example.org,2026:{number}" if guid is None else guid
    link = f"https://example.org/news/{number}" if link is None else link
    parts = [f"<title>{escape(title if title is not None else f'Title {number}')}</title>"]
    if link:
        parts.append(f"<link>{escape(link)}</link>")
    if guid:
        parts.append(f'<guid isPermaLink="false">{escape(guid)}</guid>')
    if published is not None:
        parts.append(f"<pubDate>{format_datetime(published)}</pubDate>")
    parts.append(f"<description>{escape(text)}</description>")
    return f"<item>{''.join(parts)}</item>"
