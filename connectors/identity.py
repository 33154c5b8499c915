"""Decide what each entry of a feed is: new, edited, known, or somebody else's."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Literal

import msgspec

from connectors.feedlist import FeedConfig
from connectors.looks import DATED, LINK, RUNGS, Look, doubles, repeated, trusted_rung
from connectors.parsing.entries import Entry, ParsedFeed
from connectors.state import ArticleState, EntryState, Known
from schemas.identity import article_id_of_entry, article_id_of_url
from schemas.url import canonical_url, names_no_page

Kind = Literal["new", "revision", "unchanged", "other_feed", "revision_cap", "skipped"]
SkipReason = Literal["empty", "duplicate"]
"""`empty`: neither title nor text. `duplicate`: an entry before it in the document is the same article."""

MAX_EDITS = 24

SHOWN_AGAIN = 0.25
"""From this share of a document on in which every name is new, entries that look and are dated exactly as known ones
are these: guids are made anew with each answer."""

REUSED = timedelta(hours=12)
"""An entry of another title at another address, dated so far from the one that had its guid, is another article."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What one entry is.

    `identity` is the name under which this feed knows the entry from now on, `path` the form of it that
    survives a move to another host. `article` is the state of the article before this decision. A URL that
    is `shared` names no single article. `reason` is set when the entry is skipped.
    """

    kind: Kind
    entry: Entry
    reason: SkipReason | None = None
    identity: str = ""
    path: str | None = None
    article_id: str = ""
    canonical_url: str | None = None
    shared: bool = False
    claims_url: bool = False
    """The canonical URL is to be remembered as this article's, or as shared."""
    feed_hash: str = ""
    title_hash: str = ""
    article: ArticleState | None = None
    recalled: bool = False
    """This feed named the entry before, on any rung."""
    remembered: bool = False
    """The entry was known under `identity` with this very `feed_hash`, as noted on the day `seen`."""
    seen: int = 0


class Decisions(msgspec.Struct, frozen=True):
    """What the entries of one document are, in its order, and the rung of the ladder they were named by."""

    decisions: tuple[Decision, ...]
    rung: int


def decide(feed: FeedConfig, parsed: ParsedFeed, known: Known, rung: int = 0) -> Decisions:
    """Return one decision for each entry of a document, without changing anything.

    An entry keeps its article for as long as the feed names it by any rung of the ladder; else its
    canonical URL decides, unless shared. `rung` is where the feed stands; it comes down a rung, for good,
    when more than 5 % of a document's ids at that rung collide, or when guids (links too) are made anew with each
    answer. No article is decided on twice in one document.
    """
    looks = [Look.at(entry) for entry in parsed.entries]
    known = _read_ahead(feed.id, looks, known)
    copies = repeated(looks)
    candidates = [look for position, look in enumerate(looks) if position not in copies]
    told = [look for look in candidates if not look.is_empty]
    renamed = _renamed(feed.id, told, known) if rung < DATED and feed.api is None else {}
    if renamed:
        rung = LINK if rung < LINK and _is_linked(told, known) else DATED
    rung = trusted_rung(told, rung)
    decider = _Decider(feed.id, known, rung, candidates, _shared_urls(feed, parsed, candidates), renamed)
    return Decisions(
        tuple(
            _skipped(look, "duplicate") if position in copies else decider.decide(look)
            for position, look in enumerate(looks)
        ),
        rung,
    )


def _read_ahead(feed: str, looks: Sequence[Look], known: Known) -> Known:
    names = [(rung, key) for look in looks for rung, key in look.keys.items()]
    identities = (f"{rung}:{key}" for rung, key in names if rung != "path")
    paths = (key for rung, key in names if rung == "path")
    return known.ahead(feed, identities, paths, (look.canonical_url for look in looks if look.canonical_url))


class _Decider:
    """Decides on the entries of one document, first to last."""

    def __init__(
        self,
        feed: str,
        known: Known,
        rung: int,
        looks: Sequence[Look],
        shared: frozenset[str],
        renamed: Mapping[tuple[str, datetime | None], EntryState],
    ) -> None:
        self._feed = feed
        self._known = known
        self._rung = rung
        self._doubles = doubles(looks)
        self._shared = shared
        self._renamed = renamed
        self._decided: set[str] = set()
        self._identities: set[str] = set()

    def decide(self, look: Look) -> Decision:
        if look.is_empty:
            return _skipped(look, "empty")
        identity = self._identity(look)
        if identity in self._identities:
            return _skipped(look, "duplicate")
        self._identities.add(identity)
        shared = self._is_shared(look.canonical_url)
        state = self._recall(look)
        article_id = state.article_id if state else self._new_id(look, identity, shared)
        if article_id in self._decided:
            return _skipped(look, "duplicate")
        self._decided.add(article_id)
        return self._on_article(look, identity, article_id, state, shared)

    def _on_article(
        self, look: Look, identity: str, article_id: str, state: EntryState | None, shared: bool
    ) -> Decision:
        article = self._known.article(article_id)
        at_identity = self._known.entry(self._feed, identity)
        return Decision(
            kind=self._kind(look, state, article),
            entry=look.entry,
            identity=identity,
            path=look.keys.get("path"),
            article_id=article_id,
            canonical_url=look.canonical_url,
            shared=shared,
            claims_url=self._claims(look.canonical_url, shared, article_id),
            feed_hash=look.feed_hash,
            title_hash=look.title_hash,
            article=article,
            recalled=state is not None,
            remembered=at_identity is not None and at_identity.feed_hash == look.feed_hash,
            seen=at_identity.seen if at_identity is not None else 0,
        )

    def _kind(self, look: Look, state: EntryState | None, article: ArticleState | None) -> Kind:
        if article is None:
            return "new"
        if look.feed_hash == (state.feed_hash if state else article.feed_hash):
            return "unchanged" if state or article.owner == self._feed else "other_feed"
        if article.owner != self._feed:
            return "other_feed"
        return "revision" if article.edits < MAX_EDITS else "revision_cap"

    def _identity(self, look: Look) -> str:
        """Name the entry by the highest trusted rung at which no other entry of the document has its key."""
        named = [(rung, look.keys[rung]) for rung in RUNGS[self._rung :] if rung in look.keys]
        for rung, key in named:
            if rung != "path" and self._doubles[rung][key] == 1:
                return f"{rung}:{key}"
        rung, key = named[-1]
        return f"{rung}:{key}"

    def _recall(self, look: Look) -> EntryState | None:
        """Find the entry as this feed named it before, on any rung.

        What looks exactly as it did is what it was. Else a rung that is trusted and names one entry only is
        believed; any other has to agree in title or date.
        """
        believed: EntryState | None = None
        for number, rung in enumerate(RUNGS):
            key = look.keys.get(rung)
            state = None if key is None else self._look_up(rung, key)
            if key is None or state is None:
                continue
            if state.feed_hash == look.feed_hash:
                return state
            if number < LINK and self._is_reused(look, state):
                continue
            is_certain = rung != "path" and number >= self._rung and self._doubles[rung][key] == 1
            if believed is None and (is_certain or _agree(look, state)):
                believed = state
        return believed or self._renamed.get(look.appearance)

    def _look_up(self, rung: str, key: str) -> EntryState | None:
        return _look_up(self._feed, self._known, rung, key)

    def _is_reused(self, look: Look, state: EntryState) -> bool:
        """Say whether a guid now names something else altogether: another text at another address at another time."""
        published, canonical = look.entry.published, look.canonical_url
        if published is None or state.published is None or look.title_hash == state.title_hash:
            return False
        if canonical is None or abs(published - state.published) < REUSED or self._is_shared(canonical):
            return False
        found = self._known.url(canonical)
        return state.article_id != (found.article_id if found else article_id_of_url(canonical))

    def _new_id(self, look: Look, identity: str, shared: bool) -> str:
        if look.canonical_url is None or shared:
            return article_id_of_entry(self._feed, identity)
        found = self._known.url(look.canonical_url)
        return found.article_id if found else article_id_of_url(look.canonical_url)

    def _claims(self, canonical: str | None, shared: bool, article_id: str) -> bool:
        if canonical is None:
            return False
        found = self._known.url(canonical)
        if found is None:
            # That a URL stands for the article which is named by it need not be written down.
            return shared or article_id != article_id_of_url(canonical)
        return shared and not found.shared

    def _is_shared(self, canonical: str | None) -> bool:
        if canonical is None:
            return False
        if canonical in self._shared or names_no_page(canonical):
            return True
        found = self._known.url(canonical)
        return found is not None and found.shared


def _look_up(feed: str, known: Known, rung: str, key: str) -> EntryState | None:
    return known.alias(feed, key) if rung == "path" else known.entry(feed, f"{rung}:{key}")


def _renamed(feed: str, looks: Sequence[Look], known: Known) -> Mapping[tuple[str, datetime | None], EntryState]:
    """Return what a feed gave before, by appearance, when a document shows it again under names that are all new."""
    named = ((rung, key) for look in looks for rung, key in look.keys.items())
    if any(_look_up(feed, known, rung, key) is not None for rung, key in named):
        return {}
    entries = {(entry.feed_hash, entry.published): entry for entry in known.entries(feed).values()}
    again = sum(look.appearance in entries for look in looks if _is_telling(look))
    return entries if again and again >= SHOWN_AGAIN * len(looks) else {}


def _is_telling(look: Look) -> bool:
    """Say whether an entry could hardly look as another does: bulletins say the same every day, each at its address."""
    return look.canonical_url is None or _has_time(look.entry.published)


def _is_linked(looks: Sequence[Look], known: Known) -> bool:
    urls = (look.canonical_url for look in looks if look.canonical_url is not None)
    return any(known.url(url) is not None or known.article(article_id_of_url(url)) is not None for url in urls)


def _shared_urls(feed: FeedConfig, parsed: ParsedFeed, looks: Sequence[Look]) -> frozenset[str]:
    counted = Counter(look.canonical_url for look in looks if look.canonical_url)
    shared = {url for url, times in counted.items() if times > 1}
    own = {canonical_url(link) for link in (feed.url, parsed.link) if link}
    return frozenset(shared | {url for url in own if url})


def _agree(look: Look, state: EntryState) -> bool:
    published = look.entry.published
    same_date = _has_time(published) and published == state.published
    return same_date or (bool(look.entry.title) and look.title_hash == state.title_hash)


def _has_time(published: datetime | None) -> bool:
    # Midnight is what feeds write that know only the day: it names no entry.
    return published is not None and published.time() != time()


def _skipped(look: Look, reason: SkipReason) -> Decision:
    return Decision(kind="skipped", reason=reason, entry=look.entry, canonical_url=look.canonical_url)
