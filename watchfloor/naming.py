"""Find the feed that a person means by a name."""

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import cast
from urllib.parse import urlsplit

from connectors.apis import APIS, ApiName
from connectors.feedlist import FeedConfig, check_feed, web_address
from schemas.errors import UsageError
from schemas.url import canonical_url

_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:/.*)?", re.IGNORECASE)
_DULL = frozenset(("www", "rss", "feed", "feeds", "xml", "com", "org", "net", "index", "html"))


def feeds_named(
    names: Sequence[str],
    known: Iterable[FeedConfig],
    kinds: str = "a URL nor the id of a known feed",
    *,
    api: str | None = None,
) -> list[FeedConfig]:
    """Return the feed for each URL or id of a known feed; raises UsageError for a name that is neither.

    `kinds` tells in the error what a name can be. With `api` all names are URLs of that API.
    """
    if api is not None:
        return [_of_api(web_address(name), api) for name in names]
    by_id = {feed.id: feed for feed in known}
    by_url = {feed.url: feed for feed in by_id.values()}
    chosen = []
    for name in names:
        url = web_address(name)
        if name in by_id:
            chosen.append(by_id[name])
        elif "://" in url:
            chosen.append(by_url.get(url) or check_feed(FeedConfig(id=_id_of(url), url=url)))
        else:
            raise UsageError(
                f"feed {name}: is neither {kinds}; {_hint(name, by_id)}`watchfloor feeds list --known` shows those"
            )
    return chosen


def configured_feed(feeds: Sequence[FeedConfig], name: str) -> FeedConfig:
    """Return the configured feed of that id or address, however spelled; raises UsageError where there is none."""
    address = canonical_url(web_address(name))
    for feed in feeds:
        if name in (feed.id, feed.url, feed.public_url) or (address and address == canonical_url(feed.url)):
            return feed
    hint = _hint(name, [feed.id for feed in feeds])
    raise UsageError(f"feed {name}: is not configured; {hint}`watchfloor feeds list` shows those that are")


def _of_api(url: str, api: str) -> FeedConfig:
    if api not in APIS:
        raise UsageError(f"feed {url}: the API `{api}` is not known; known are: {', '.join(APIS)}")
    return check_feed(FeedConfig(id=_id_of(url), url=url, api=cast(ApiName, api)))


def _hint(name: str, ids: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, ids, 1)
    if near:
        return f"did you mean {near[0]}? "
    return f"a URL is written whole, as https://{name}; " if _HOST.fullmatch(name) else ""


def _id_of(url: str) -> str:
    parts = urlsplit(url)
    words = re.findall(r"[a-z0-9]+", f"{parts.hostname or ''} {parts.path}".lower())
    return "-".join(word for word in words if word not in _DULL)[:80] or "feed"
