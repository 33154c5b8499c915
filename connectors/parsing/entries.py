"""What a feed document says, in one shape for all formats."""

from datetime import datetime
from typing import Literal

import msgspec

from connectors.parsing.unreadable import Unreadable
from schemas.article import Instant

MAX_ENTRIES = 2_000
"""Entries that are read of one document."""

ParserName = Literal["fast", "feedparser", "json", "sitemap"]


class Enclosure(msgspec.Struct, frozen=True):
    """A file that an entry points to; `length` is in bytes, as published."""

    url: str
    type: str | None = None
    length: int | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a feed.

    `id` is the guid as published, or null. `link` is absolute. `title`, `summary` and `content` are plain,
    clean text. `published` and `updated` are UTC, null when absent, unreadable or before 1990; neither is
    ever copied from the other. `published_raw` is the date as the document has it; `published_confidence`
    (0-1) says how sure its reading is (`connectors.parsing.dates`). `posted` is when the entry came into the feed,
    where that says so besides.
    """

    id: str | None = None
    link: str | None = None
    title: str = ""
    summary: str = ""
    content: str = ""
    published: Instant | None = None
    updated: Instant | None = None
    published_raw: str | None = None
    published_confidence: float | None = None
    posted: Instant | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    enclosures: tuple[Enclosure, ...] = ()

    @property
    def dated(self) -> datetime | None:
        """When it came into the feed, as far as its dates tell."""
        return self.posted or self.published or self.updated


DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class PollHints(msgspec.Struct, frozen=True, kw_only=True):
    """How often a document asks to be polled.

    `ttl` (RSS) and `update_every` (`sy:updatePeriod` by `sy:updateFrequency`) are seconds. `skip_hours`
    (0-23, UTC) and `skip_days` (0 is Monday) are when nobody is to ask.
    """

    ttl: float | None = None
    update_every: float | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


class ParsedFeed(msgspec.Struct, frozen=True, kw_only=True):
    """One feed document.

    `format` is such as `rss20` or `atom10`. `parser` says which parser read it. `warnings` tell what was
    wrong with the document although it could be read. `cut` is how many entries stand behind the last that is read.
    `unreadable` are entries that are kept as failures. `next` is where an API has more.
    """

    title: str = ""
    link: str | None = None
    language: str | None = None
    updated: Instant | None = None
    format: str = ""
    entries: tuple[Entry, ...] = ()
    parser: ParserName = "feedparser"
    warnings: tuple[str, ...] = ()
    hints: PollHints = PollHints()
    cut: int = 0
    unreadable: tuple[Unreadable, ...] = ()
    next: str | None = None
