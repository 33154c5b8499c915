"""Publish articles with the state that goes with them."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from connectors.drops import DropReason
from connectors.extraction.extract import ENOUGH_CHARACTERS, Extracted
from connectors.extraction.feed_text import own_words
from connectors.feedlist import FeedConfig
from connectors.identity import Decision
from connectors.parsing.entries import Entry
from connectors.state import (
    ARTICLE,
    ENTRY,
    FAILURE,
    NOTED_EVERY,
    URL,
    ArticleState,
    EntryState,
    SpoolState,
    UrlState,
    day_number,
    entry_key,
    put,
    put_alias,
    url_key,
)
from schemas.alert import Alert
from schemas.article import Article, Quality
from schemas.failure import Failure
from schemas.identity import content_hash, version_id
from schemas.language import primary_language
from schemas.text import clean, cut
from schemas.url import MAX_URL_CHARACTERS
from schemas.wire import ALERTS, ARTICLES, FAILURES, encode_alert, encode_article, encode_failure
from streams import Change, Spool

WHOLE_TEXT_CHARACTERS = 1_000
"""A text this long passes for the whole article also where the feed calls it a summary."""

SENT_DIGITS = 12
"""Hexadecimal digits that tell the versions of one article apart."""

_DROPPED: Mapping[str, DropReason] = {
    "unchanged": "repeat",
    "other_feed": "other_feed",
    "revision_cap": "revision_cap",
    "empty": "no_article",
    "duplicate": "duplicate",
}
"""Why nothing is published, by the kind of decision or the reason for which an entry is skipped."""


class Outcome(msgspec.Struct, frozen=True):
    """What is published for one entry, or why nothing is, and what is remembered of it."""

    article: Article | None
    changes: tuple[Change, ...]
    dropped: DropReason | None = None


class Texts(msgspec.Struct, frozen=True, kw_only=True):
    """The stored texts of one version, with what is said about them."""

    title: str
    summary: str
    text: str
    truncated: bool
    content_hash: str


def wants_page(feed: FeedConfig, decision: Decision) -> bool:
    """Say whether the feed gives so little text that the article's page has to be fetched."""
    if decision.kind not in ("new", "revision") or not feed.fetch_pages or decision.canonical_url is None:
        return False
    if feed.api is not None:
        # An API gives all there is. What waits for its page would be missed behind a page of known reports.
        return False
    return len(_own_text(_in_own_words(decision.entry))) < ENOUGH_CHARACTERS


def settle(feed: FeedConfig, decision: Decision, page: Extracted | None, now: datetime) -> Outcome:
    """Turn a decision into what is published and remembered; a pure function.

    What a feed writes around its texts is left out, such as where they stood first. The text of `page` is taken when
    it is whole and longer than the feed's own. A new feed text that leaves the
    stored text as it was publishes nothing.
    """
    if decision.kind == "skipped":
        return Outcome(None, (), _DROPPED[decision.reason or "empty"])
    is_noted = decision.remembered and day_number(now) - decision.seen < NOTED_EVERY
    remembered = () if is_noted else _remember_entry(feed, decision, day_number(now))
    if decision.kind not in ("new", "revision"):
        return Outcome(None, remembered, _DROPPED[decision.kind])
    before = decision.article
    decision = msgspec.structs.replace(decision, entry=_in_own_words(decision.entry))
    texts, from_page = _texts(decision.entry, page)
    if before is not None and before.content_hash == texts.content_hash:
        state = msgspec.structs.replace(before, feed_hash=decision.feed_hash)
        return Outcome(None, (*remembered, put(ARTICLE, decision.article_id, state)), "repeat")
    article = _article(feed, decision, texts, page, from_page, now)
    if before is not None and was_sent(before, article):
        state = msgspec.structs.replace(before, feed_hash=decision.feed_hash)
        return Outcome(None, (*remembered, put(ARTICLE, decision.article_id, state)), "repeat")
    return Outcome(article, (*remembered, *_remember_article(feed.id, decision, article)))


def was_sent(before: ArticleState, article: Article) -> bool:
    """Say whether this very version, after this very text, is on the stream already: there it would be a repeat.

    Two servers behind one name that show an old and a new text in turns would use up the revisions of an article.
    """
    return article.version_id[:SENT_DIGITS] in before.sent


def remembered_article(owner: str, article: Article, feed_hash: str, before: ArticleState | None) -> Change:
    """Return the change that remembers a version of an article as the latest that was published."""
    state = ArticleState(
        owner=owner,
        first_seen=article.first_seen,
        content_hash=article.content_hash,
        feed_hash=feed_hash,
        edits=before.edits + 1 if before else 0,
        sent=(*before.sent, article.version_id[:SENT_DIGITS]) if before else (),
    )
    return put(ARTICLE, article.article_id, state)


def stored_texts(title: str, summary: str, text: str) -> Texts:
    """Return texts in the one form in which they are stored, with their hash."""
    (title, cut_title), (summary, cut_summary), (text, cut_text) = (cut(clean(one)) for one in (title, summary, text))
    truncated = cut_title or cut_summary or cut_text
    digest = content_hash(title, summary, text)
    return Texts(title=title, summary=summary, text=text, truncated=truncated, content_hash=digest)


def publish(
    spool: Spool,
    changes: Sequence[Change],
    articles: Sequence[Article] = (),
    failures: Sequence[Failure] = (),
    alerts: Sequence[Alert] = (),
) -> None:
    """Remember and publish in one transaction: all of it happens, or nothing does.

    A failure that was published before is not published again.
    """
    fresh = _unpublished(spool, failures)
    marks = [Change(FAILURE, failure_id, b"{}") for failure_id in fresh]
    appends = {}
    if articles:
        appends[ARTICLES] = [encode_article(article) for article in articles]
    if fresh:
        appends[FAILURES] = [encode_failure(failure, failure_id) for failure_id, failure in fresh.items()]
    if alerts:
        appends[ALERTS] = [encode_alert(alert) for alert in alerts]
    if changes or appends:
        spool.commit([*changes, *marks], appends)


def failure_id_of(failure: Failure) -> str:
    """Return an id that is the same whenever the same thing fails in the same way."""
    digest = hashlib.sha256()
    for part in (failure.stage, failure.reason, failure.feed or "", failure.url or "", failure.detail):
        digest.update(part.encode("utf-8", "replace") + b"\0")
    digest.update(failure.payload or b"")
    return digest.hexdigest()[:32]


def _unpublished(spool: Spool, failures: Sequence[Failure]) -> dict[str, Failure]:
    state = SpoolState(spool)
    named = {failure_id_of(failure): failure for failure in failures}
    return {failure_id: failure for failure_id, failure in named.items() if not state.has_failed(failure_id)}


def _in_own_words(entry: Entry) -> Entry:
    """Return an entry without what its feed wrote around its texts; what names the entry keeps to what was written."""
    content, summary = own_words(entry.content, entry.title), own_words(entry.summary, entry.title)
    return msgspec.structs.replace(entry, content=content, summary="" if summary == content else summary)


def _own_text(entry: Entry) -> str:
    return entry.content or entry.summary


def _texts(entry: Entry, page: Extracted | None) -> tuple[Texts, bool]:
    own = _own_text(entry)
    # A page that yields little is a consent wall, a paywall or an error page: the feed knows better.
    from_page = page is not None and page.quality == "full" and len(page.text) > len(own)
    text = page.text if page is not None and from_page else own
    title = entry.title or (page.title if page is not None else "")
    return stored_texts(title, entry.summary, text), from_page


def _article(
    feed: FeedConfig, decision: Decision, texts: Texts, page: Extracted | None, from_page: bool, now: datetime
) -> Article:
    entry, before = decision.entry, decision.article
    previous = before.content_hash if before else None
    link = entry.link if entry.link and len(entry.link) <= MAX_URL_CHARACTERS else None
    seen_on_page = page or Extracted()
    return Article(
        article_id=decision.article_id,
        version_id=version_id(decision.article_id, previous, texts.content_hash),
        feed=feed.id,
        outlet=feed.outlet,
        url=link,
        canonical_url=decision.canonical_url,
        title=texts.title,
        text=texts.text,
        summary=texts.summary,
        authors=entry.authors or seen_on_page.authors,
        language=primary_language(feed.language, entry.language, seen_on_page.language),
        published=entry.published or seen_on_page.published,
        first_seen=before.first_seen if before else now,
        updated=entry.updated,
        text_origin="page" if from_page else "feed",
        content_hash=texts.content_hash,
        prev_content_hash=previous,
        quality=seen_on_page.quality if from_page else _quality(entry),
        truncated=texts.truncated,
        origin=feed.origin,
        feed_kind=feed.kind,
        outlet_country=feed.country,
        outlet_kind=feed.kind,
        outlet_ownership=feed.ownership,
        extra={"feed_url": feed.public_url},
    )


def _quality(entry: Entry) -> Quality:
    if len(entry.content) >= ENOUGH_CHARACTERS or len(entry.summary) >= WHOLE_TEXT_CHARACTERS:
        return "full"
    return "summary" if _own_text(entry) else "headline"


def _remember_entry(feed: FeedConfig, decision: Decision, today: int) -> tuple[Change, ...]:
    state = EntryState(
        article_id=decision.article_id,
        feed_hash=decision.feed_hash,
        title_hash=decision.title_hash,
        published=decision.entry.published,
        seen=today,
    )
    entry = put(ENTRY, entry_key(feed.id, decision.identity), state)
    if decision.path is None:
        return (entry,)
    return entry, put_alias(feed.id, decision.path, decision.identity)


def _remember_article(owner: str, decision: Decision, article: Article) -> tuple[Change, ...]:
    change = remembered_article(owner, article, decision.feed_hash, decision.article)
    if decision.canonical_url is None or not decision.claims_url:
        return (change,)
    url = UrlState(article_id=article.article_id, shared=decision.shared)
    return change, put(URL, url_key(decision.canonical_url), url)
