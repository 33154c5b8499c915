"""Read the list of feeds that a deployment watches."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from connectors.apis import ApiName, lacks, public
from connectors.wrong_values import in_words
from schemas.errors import ConfigurationError
from schemas.url import canonical_url, without_user

MAX_ID_CHARACTERS = 100
"""An id is a part of keys, of labels of a metric, of lines in a terminal."""


class FeedConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One feed as a person configured it.

    `id` is the feed's name for good: entries, articles and state are filed under it. `country` (ISO 3166-1
    alpha-3), `kind` and `ownership` describe the outlet; `language` (BCP 47) is trusted over what the feed
    says of itself. `checked` is the day on which a person last looked at the feed. With `fetch_pages` off
    no article page of this feed is ever requested. A feed that is not `enabled` is kept, not polled. `page` is
    the outlet's own page, `folders` where a person files the feed, outermost first; both are for people alone.
    `refuse` holds patterns (`*/sport/*`): entries whose link or title matches one are counted, not published.
    `api` names the JSON API that the URL is of; null for a feed document.
    """

    id: str
    url: str
    outlet: str | None = None
    country: str | None = None
    language: str | None = None
    kind: str | None = None
    ownership: str | None = None
    checked: str | None = None
    fetch_pages: bool = True
    origin: Literal["live", "backfill"] = "live"
    enabled: bool = True
    page: str | None = None
    folders: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()
    api: ApiName | None = None

    @property
    def public_url(self) -> str:
        """The URL as it is told to others: without user and password, or the name that an API knows us by."""
        parts = urlsplit(without_user(self.url))
        return parts._replace(query=public(self.api, parts.query)).geturl()


def read_feeds(tables: Iterable[Mapping[str, Any]]) -> tuple[FeedConfig, ...]:
    """Return the feeds of a list of tables, in order.

    Raises ConfigurationError, naming the feed and the key, for an unknown key, a bad value, a URL that is
    not http or https, and an id or URL given twice.
    """
    feeds = tuple(_read(table, number) for number, table in enumerate(tables, start=1))
    _refuse_doubles("id", [feed.id for feed in feeds], feeds)
    _refuse_doubles("url", [feed.url for feed in feeds], feeds)
    return feeds


def check_feed(feed: FeedConfig) -> FeedConfig:
    """Return the feed, or raise ConfigurationError naming the key that cannot be right."""
    if not feed.id.strip() or len(feed.id) > MAX_ID_CHARACTERS or not feed.id.isprintable():
        raise ConfigurationError(f"feed {feed.id!r}: `id` is 1 to {MAX_ID_CHARACTERS} printable characters")
    if not _is_web_address(feed.url):
        raise ConfigurationError(
            f"feed {feed.id}: `url` is {feed.url!r}; it has to begin with http:// or https:// and name a server"
        )
    if (lacking := lacks(feed.api, feed.url)) is not None:
        raise ConfigurationError(f"feed {feed.id}: {lacking}")
    return feed


def web_address(written: str) -> str:
    """Return the address that is meant: browsers and OPML files write `feed:` before or instead of http:."""
    address = written.strip()
    if address[:5].lower() != "feed:":
        return address
    rest = address[5:]
    return f"http:{rest}" if rest.startswith("//") else rest


def nearly(url: str) -> str:
    """Return an address without what seldom tells two feeds apart: http or https, www., a slash at the end."""
    return (canonical_url(url) or url).partition("://")[2].removeprefix("www.").rstrip("/")


def _read(table: Mapping[str, Any], number: int) -> FeedConfig:
    name = table.get("id") or table.get("url") or f"number {number}"
    for key in table:
        if key not in FeedConfig.__struct_fields__:
            raise ConfigurationError(f"feed {name}: unknown key `{key}`{_hint(key)}")
    # TOML has dates of its own; `checked = 2026-01-31` without quotes is one.
    plain = {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in table.items()}
    try:
        return check_feed(msgspec.convert(plain, FeedConfig))
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"feed {name}: {in_words(str(error))}") from error


def _hint(key: str) -> str:
    near = difflib.get_close_matches(key, FeedConfig.__struct_fields__, 1)
    return f"; did you mean `{near[0]}`?" if near else f"; known keys: {', '.join(FeedConfig.__struct_fields__)}"


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and not re.search(r"\s", parts.hostname or "")
        return parts.scheme in ("http", "https") and named and parts.port != 0
    except ValueError:
        return False


def _refuse_doubles(key: str, values: Sequence[str], feeds: Sequence[FeedConfig]) -> None:
    seen: dict[str, FeedConfig] = {}
    for value, feed in zip(values, feeds, strict=True):
        if value in seen:
            other = seen[value].public_url if key == "id" else seen[value].id
            raise ConfigurationError(
                f"feed {feed.id}: the `{key}` is given twice, also to {other}; each feed has its own"
            )
        seen[value] = feed
