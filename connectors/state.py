"""What the connectors remember of feeds, entries, articles and URLs."""

import hashlib
from typing import Protocol, TypeVar

import msgspec

from schemas.article import Instant
from streams import Change, Spool

T = TypeVar("T", bound=msgspec.Struct)

FEED = "feed"
ENTRY = "entry"
ALIAS = "alias"
ARTICLE = "article"
URL = "url"
FAILURE = "failure"

SEEDS = ""
"""Owner of articles that came as seed text: no feed has an empty id."""


class FeedState(msgspec.Struct, frozen=True, kw_only=True):
    """How it stands with one feed; `url` is the configured address that all of this belongs to.

    `etag` and `last_modified` are validators of `validated_url`, byte for byte as received. `rung` is the
    rung of the identity ladder that the feed has come down to. `gap_seconds` is the mean time between its
    entries, as dated by itself. `error` is null after a success. Counts are over the life of the state.
    """

    url: str
    validated_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    moved_to: str | None = None
    last_poll: Instant | None = None
    last_success: Instant | None = None
    next_due: Instant | None = None
    error: str | None = None
    error_detail: str | None = None
    errors_in_row: int = 0
    failing_since: Instant | None = None
    gone_since: Instant | None = None
    stopped: bool = False
    rung: int = 0
    gap_seconds: float | None = None
    title: str = ""
    format: str = ""
    entries: int = 0
    undated: int = 0
    polls: int = 0
    published: int = 0
    revised: int = 0
    last_new: Instant | None = None


class EntryState(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of one feed: which article it is, and what it looked like when last looked at."""

    article_id: str
    feed_hash: str
    title_hash: str
    published: Instant | None = None


class ArticleState(msgspec.Struct, frozen=True, kw_only=True):
    """The latest version of an article that was published, and who may revise it."""

    owner: str
    first_seen: Instant
    content_hash: str
    feed_hash: str
    edits: int = 0


class UrlState(msgspec.Struct, frozen=True, kw_only=True):
    """The article that a canonical URL stands for; a `shared` URL stands for none."""

    article_id: str
    shared: bool = False


class Known(Protocol):
    """What can be looked up while deciding."""

    def entry(self, feed: str, identity: str) -> EntryState | None:
        """Return what is known of an entry under one of its identities."""

    def alias(self, feed: str, path: str) -> EntryState | None:
        """Return what is known of an entry whose guid differed in scheme or host only."""

    def article(self, article_id: str) -> ArticleState | None:
        """Return what is known of an article."""

    def url(self, canonical_url: str) -> UrlState | None:
        """Return what is known of a canonical URL."""


class SpoolState:
    """The state as it stands in a spool, typed."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool

    def feed(self, feed: str) -> FeedState | None:
        """Return what is known of a feed."""
        return self._get(FEED, feed, FeedState)

    def entry(self, feed: str, identity: str) -> EntryState | None:
        """Return what is known of an entry under one of its identities."""
        return self._get(ENTRY, entry_key(feed, identity), EntryState)

    def alias(self, feed: str, path: str) -> EntryState | None:
        """Return what is known of an entry whose guid differed in scheme or host only."""
        key = self._spool.get(ALIAS, entry_key(feed, path))
        return None if key is None else self._get(ENTRY, key.decode(), EntryState)

    def article(self, article_id: str) -> ArticleState | None:
        """Return what is known of an article."""
        return self._get(ARTICLE, article_id, ArticleState)

    def url(self, canonical_url: str) -> UrlState | None:
        """Return what is known of a canonical URL."""
        return self._get(URL, url_key(canonical_url), UrlState)

    def has_failed(self, failure_id: str) -> bool:
        """Say whether this very failure was published before."""
        return self._spool.get(FAILURE, failure_id) is not None

    def _get(self, table: str, key: str, kind: type[T]) -> T | None:
        value = self._spool.get(table, key)
        return None if value is None else msgspec.json.decode(value, type=kind)


def put(table: str, key: str, value: msgspec.Struct) -> Change:
    """Return the change that remembers a value."""
    return Change(table, key, msgspec.json.encode(value))


def put_alias(feed: str, path: str, identity: str) -> Change:
    """Return the change that makes `alias` find an entry."""
    return Change(ALIAS, entry_key(feed, path), entry_key(feed, identity).encode())


def entry_key(feed: str, identity: str) -> str:
    """Return the key of an entry: guids can be of any length, keys are not."""
    return f"{feed}\x1f{_digest(identity)}"


def url_key(canonical_url: str) -> str:
    """Return the key of a canonical URL."""
    return _digest(canonical_url)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
