"""What the connectors remember of feeds, entries, articles and URLs."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

import msgspec

from connectors.feed_state import POLLS_KEPT, FeedState, Poll, Standing
from connectors.readahead import Readable, ReadAhead
from schemas.article import Instant
from schemas.identity import article_id_of_url
from streams import Change

T = TypeVar("T", bound=msgspec.Struct)

FEED = "feed"
ENTRY = "entry"
ALIAS = "alias"
ARTICLE = "article"
URL = "url"
FAILURE = "failure"
POLL = "poll"
POLLER = "poller"
ALIVE = "alive"
"""Key in the table `poller`: when polling was last known to go on."""

_OF_POLLS = {field.name: field.default for field in msgspec.structs.fields(Poll)}

NOTED_EVERY = 30
"""Days after which it is noted again that an entry still stands in its feed."""

SEEDS = ""
"""Owner of articles that came as seed text: no feed has an empty id."""


class EntryState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of one feed: which article it is, and what it looked like when last looked at."""

    article_id: str
    feed_hash: str
    title_hash: str
    published: Instant | None = None
    seen: int = 0
    """Day on which it was noted last that the entry stands in its feed (`day_number`)."""


class ArticleState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The latest version of an article that was published, and who may revise it."""

    owner: str
    first_seen: Instant
    content_hash: str
    feed_hash: str
    edits: int = 0
    sent: tuple[str, ...] = ()
    """The first digits of the ids of all its versions but the first."""


class UrlState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
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

    def entries(self, feed: str) -> Mapping[str, EntryState]:
        """Return all that is known of the entries of a feed, by key."""

    def ahead(self, feed: str, identities: Iterable[str], paths: Iterable[str], urls: Iterable[str]) -> "Known":
        """Return the same, with all that is known under these names read at once."""


class NothingKnown:
    """What is known before anything was polled."""

    def entry(self, feed: str, identity: str) -> None:
        """Return nothing."""

    def alias(self, feed: str, path: str) -> None:
        """Return nothing."""

    def article(self, article_id: str) -> None:
        """Return nothing."""

    def url(self, canonical_url: str) -> None:
        """Return nothing."""

    def entries(self, feed: str) -> Mapping[str, EntryState]:
        """Return nothing."""
        return {}

    def ahead(self, feed: str, identities: Iterable[str], paths: Iterable[str], urls: Iterable[str]) -> "NothingKnown":
        """Return the same: there is nothing to read."""
        return self


class SpoolState:
    """The state as it stands in a spool, typed."""

    def __init__(self, spool: Readable) -> None:
        self._spool = spool

    def feed(self, feed: str) -> FeedState | None:
        """Return what is known of a feed."""
        return self._get(FEED, feed, FeedState)

    def feeds(self) -> dict[str, FeedState]:
        """Return what is known of all feeds, by id, read in one pass."""
        return {feed: msgspec.json.decode(value, type=FeedState) for feed, value in self._spool.scan(FEED)}

    def standings(self) -> dict[str, Standing]:
        """Return how all feeds stand, by id, read in one pass."""
        return {feed: msgspec.json.decode(value, type=Standing) for feed, value in self._spool.scan(FEED)}

    def polls(self, feed: str) -> tuple[Poll, ...]:
        """Return the last polls of a feed, oldest first."""
        found = (msgspec.json.decode(value, type=Poll) for _, value in self._spool.scan(POLL, f"{feed}\x1f"))
        return tuple(sorted(found, key=_number))

    def alive(self) -> datetime | None:
        """Return when polling was last known to go on."""
        value = self._spool.get(POLLER, ALIVE)
        return None if value is None else msgspec.json.decode(value, type=datetime)

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

    def entries(self, feed: str) -> Mapping[str, EntryState]:
        """Return all that is known of the entries of a feed, by key, read in one pass."""
        found = self._spool.scan(ENTRY, entry_prefix(feed))
        return {key: msgspec.json.decode(value, type=EntryState) for key, value in found}

    def aliases(self, feed: str) -> Sequence[tuple[str, str]]:
        """Return the keys of all aliases of a feed's entries, each with that of its entry."""
        return [(key, value.decode()) for key, value in self._spool.scan(ALIAS, entry_prefix(feed))]

    def ahead(self, feed: str, identities: Iterable[str], paths: Iterable[str], urls: Iterable[str]) -> "SpoolState":
        """Return the same state with all that is known under these names read in a few queries."""
        read, urls = ReadAhead(self._spool), list(urls)
        entries = read.read(ENTRY, [entry_key(feed, identity) for identity in identities])
        moved = read.read(ALIAS, [entry_key(feed, path) for path in paths])
        aliased = read.read(ENTRY, [key.decode() for key in moved.values()])
        known = read.read(URL, [url_key(url) for url in urls])
        named = {
            *(msgspec.json.decode(value, type=EntryState).article_id for value in {**entries, **aliased}.values()),
            *(msgspec.json.decode(value, type=UrlState).article_id for value in known.values()),
            *(article_id_of_url(url) for url in urls),
        }
        read.read(ARTICLE, named)
        return SpoolState(read)

    def has_failed(self, failure_id: str) -> bool:
        """Say whether this very failure was published before."""
        return self._spool.get(FAILURE, failure_id) is not None

    def _get(self, table: str, key: str, kind: type[T]) -> T | None:
        value = self._spool.get(table, key)
        return None if value is None else msgspec.json.decode(value, type=kind)


def put(table: str, key: str, value: msgspec.Struct) -> Change:
    """Return the change that remembers a value."""
    return Change(table, key, msgspec.json.encode(value))


def put_poll(feed: str, poll: Poll) -> Change:
    """Return the change that remembers a poll in the place of the one `POLLS_KEPT` before it.

    What is as in most polls is left out: a history is the most that is remembered of a feed.
    """
    told = {name: value for name, default in _OF_POLLS.items() if (value := getattr(poll, name)) != default}
    return Change(POLL, f"{feed}\x1f{poll.number % POLLS_KEPT:02d}", msgspec.json.encode(told))


def put_alive(now: datetime) -> Change:
    """Return the change that remembers that polling goes on."""
    return Change(POLLER, ALIVE, msgspec.json.encode(now))


def put_alias(feed: str, path: str, identity: str) -> Change:
    """Return the change that makes `alias` find an entry."""
    return Change(ALIAS, entry_key(feed, path), entry_key(feed, identity).encode())


def entry_key(feed: str, identity: str) -> str:
    """Return the key of an entry: guids can be of any length, keys are not."""
    return f"{entry_prefix(feed)}{_digest(identity)}"


def day_number(now: datetime) -> int:
    """Return the days since 1970."""
    return int(now.timestamp() // 86_400)


def entry_prefix(feed: str) -> str:
    """Return what the keys of all entries of a feed begin with."""
    return f"{feed}\x1f"


def url_key(canonical_url: str) -> str:
    """Return the key of a canonical URL."""
    return _digest(canonical_url)


def _number(poll: Poll) -> int:
    return poll.number


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
