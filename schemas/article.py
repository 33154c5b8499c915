"""One news item as fetched, before anything is said about it."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment with a zone; naive datetimes are refused on decoding."""

TextOrigin = Literal["feed", "page", "seed"]
Origin = Literal["live", "backfill", "seed"]
Quality = Literal["full", "summary", "headline"]
"""How much of the article the text holds: all of it, a summary, or nothing beyond the title."""


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one news item, as the connectors publish it.

    Text is stored once and clean (`schemas.text.clean`) and never altered afterwards, so that offsets
    into `title` and `text` stay exact. Times are UTC with microseconds. The identities are defined in
    `schemas.identity`. The outlet's fields are those configured when the article was published.
    """

    article_id: str
    version_id: str
    title: str
    text: str
    content_hash: str
    first_seen: Instant
    feed: str | None = None
    outlet: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    summary: str = ""
    authors: tuple[str, ...] = ()
    language: str | None = None
    published: Instant | None = None
    updated: Instant | None = None
    text_origin: TextOrigin = "feed"
    prev_content_hash: str | None = None
    quality: Quality = "full"
    truncated: bool = False
    origin: Origin = "live"
    feed_kind: str | None = None
    outlet_country: str | None = None
    outlet_kind: str | None = None
    outlet_ownership: str | None = None
    extra: dict[str, str] = {}
