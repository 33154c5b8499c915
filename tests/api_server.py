"""The reports of the ReliefWeb API, as a scripted server serves them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from feed_server import LONG, FeedServer

PATH = "/v2/reports"


def report(number: int, **fields: Any) -> dict[str, Any]:
    """Return one report in the documented shape; a field that is given as None is left out."""
    hour, minute = divmod(number, 60)
    day = {
        "title": f"Title {number}",
        "body": LONG,
        "body-html": f"<p>{LONG}</p>",
        "url": f"https://reliefweb.example/node/{number}",
        "url_alias": f"https://reliefweb.example/report/{number}",
        "status": "published",
        "date": {
            "created": f"2026-11-24T{hour:02}:{minute:02}:00+00:00",
            "original": "2026-11-23T00:00:00+00:00",
            "changed": f"2026-11-24T{hour:02}:{minute:02}:30+00:00",
        },
        "source": [{"name": "Example Relief", "shortname": "ER", "homepage": "https://relief.example"}],
        "language": [{"code": "en"}],
        "country": [{"iso3": "uto", "name": "Utopia"}],
    } | fields
    return {"id": str(number), "score": 1, "fields": {name: value for name, value in day.items() if value is not None}}


class ReportServer(FeedServer):
    """Serves `reports`, newest first, in pages as they are asked for; `queries` are the parameters of each call."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        super().__init__(host)
        self.reports: list[Any] = []
        self.queries: list[dict[str, str]] = []
        self.broken_offsets: set[int] = set()
        self.on(PATH, self._list)

    @property
    def address(self) -> str:
        """What a person configures."""
        return self.url(f"{PATH}?appname=example-news-1a2b")

    async def _list(self, request: web.Request) -> web.StreamResponse:
        query = dict(request.query)  # type: ignore[attr-defined]
        self.queries.append(query)
        limit, offset = int(query.get("limit", 10)), int(query.get("offset", 0))
        if offset in self.broken_offsets:
            return web.Response(status=500)
        data = self.reports[offset : offset + limit]
        links = {"self": {"href": str(request.url)}}  # type: ignore[attr-defined]
        if offset + limit < len(self.reports):
            links["next"] = {"href": f"{self.url(PATH)}?{urlencode({**query, 'offset': offset + limit})}"}
        answer = {
            "time": len(self.queries),
            "links": links,
            "totalCount": len(self.reports),
            "count": len(data),
            "data": data,
        }
        return web.Response(text=json.dumps(answer), content_type="application/json")
