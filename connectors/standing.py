"""Say how a feed stands after each kind of answer."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import msgspec

from connectors import schedule
from connectors.entries import ParsedFeed
from connectors.fetch import Fetched, Validators
from connectors.state import FeedState
from schemas.article import Article
from schemas.errors import FeedError
from schemas.text import clean


def validators(state: FeedState) -> Validators | None:
    """Return what a conditional request carries, None when the next one has to be unconditional."""
    if state.validated_url is None or not (state.etag or state.last_modified):
        return None
    return Validators(state.validated_url, state.etag, state.last_modified)


def answered(before: FeedState, answer: Fetched, now: datetime) -> FeedState:
    """Return the state after a good answer: a 200 replaces both validators, a 304 those that it names."""
    keeps = answer.status == 304
    return msgspec.structs.replace(
        before,
        validated_url=answer.url,
        etag=answer.etag or (before.etag if keeps else None),
        last_modified=answer.last_modified or (before.last_modified if keeps else None),
        moved_to=answer.moved_to,
        last_poll=now,
        last_success=now,
        error=None,
        error_detail=None,
        errors_in_row=0,
        failing_since=None,
        gone_since=None,
        stopped=False,
        polls=before.polls + 1,
    )


def parsed(state: FeedState, document: ParsedFeed, answer: Fetched) -> FeedState:
    """Return the state after a document was read."""
    return msgspec.structs.replace(
        state,
        body_hash=body_hash(answer.body),
        gap_seconds=_gap(document),
        title=document.title[:500],
        format=document.format,
        entries=len(document.entries),
        undated=sum(entry.published is None and entry.updated is None for entry in document.entries),
    )


def published(state: FeedState, articles: Sequence[Article], rung: int, now: datetime) -> FeedState:
    """Return the state after its articles were published."""
    revised = sum(article.prev_content_hash is not None for article in articles)
    return msgspec.structs.replace(
        state,
        rung=rung,
        published=state.published + len(articles) - revised,
        revised=state.revised + revised,
        last_new=now if len(articles) > revised else state.last_new,
    )


def erred(before: FeedState, error: FeedError, now: datetime) -> FeedState:
    """Return the state after an error; the validators stay, they belong to the last good document."""
    after = msgspec.structs.replace(
        before,
        last_poll=now,
        error=error.kind,
        error_detail=clean(error.detail)[:500],
        errors_in_row=before.errors_in_row + 1,
        failing_since=before.failing_since or now,
        gone_since=(before.gone_since or now) if error.kind == "gone" else None,
        polls=before.polls + 1,
    )
    return msgspec.structs.replace(after, stopped=error.kind == "gone" and schedule.has_gone(after, now))


def body_hash(body: bytes) -> str:
    """Return what recognises a body that did not change."""
    return hashlib.sha256(body).hexdigest()


def _gap(parsed: ParsedFeed) -> float | None:
    dates = sorted(date for entry in parsed.entries if (date := entry.published or entry.updated) is not None)
    if len(dates) < 3:
        return None
    return (dates[-1] - dates[0]).total_seconds() / (len(dates) - 1)
