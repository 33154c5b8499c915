"""Say how a feed stands after each kind of answer."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from connectors.connector import Brought
from connectors.feed_state import FeedState
from connectors.fetching.fetch import Fetched
from connectors.parsing.entries import Entry, ParsedFeed
from connectors.polling.emptied import held, still_empty
from connectors.polling.hours import DAY, first_hours, hours_learned
from connectors.polling.learning import SHORTEST, appeared, learned_interval, recent_moments, usual_wait
from connectors.polling.moving import sighted, strayed
from connectors.polling.schedule import has_gone
from connectors.polling.silence import silence
from connectors.polling.trusting import behind, forgiven
from connectors.trouble import NO_ANSWER, FetchError
from schemas.errors import FeedError
from schemas.text import clean

WANDERINGS = 2
"""So often in a row an answer comes from elsewhere before validators count as useless: a feed may move once."""

SLOW_FOR = timedelta(days=7)
"""After this long without another refusal a slowed feed may be polled twice as often."""

WARNINGS_KEPT = 3


def answered(before: FeedState, answer: Fetched, now: datetime, *, plain: bool) -> FeedState:
    """Return the state after a good answer to a request that was `plain`, or carried validators.

    A 200 replaces both validators, a 304 those that it names. Where redirects lead to ever new addresses no
    validators can be used, and none are kept.
    """
    keeps = answer.status == 304
    wanderings = before.wanderings + 1 if before.validated_url not in (None, answer.url) else 0
    given = (answer.etag, answer.last_modified) if wanderings < WANDERINGS else (None, None)
    after = msgspec.structs.replace(
        before,
        validated_url=answer.url,
        wanderings=wanderings,
        etag=given[0] or (before.etag if keeps else None),
        last_modified=given[1] or (before.last_modified if keeps else None),
        plain_at=now if plain else before.plain_at,
        not_modified=before.not_modified + 1 if keeps else 0,
        last_poll=now,
        silence=silence(before, now),
        last_success=now,
        error=None,
        error_detail=None,
        errors_in_row=0,
        failing_since=None,
        gone_since=None,
        stopped=False,
        polls=before.polls + 1,
    )
    return _less_slow(forgiven(after, now), now)


def unchanged(state: FeedState, answer: Fetched, now: datetime) -> FeedState:
    """Return the state after an answer that brought no new body."""
    state = still_empty(msgspec.structs.replace(state, interval=learned_interval(state, 0, 0)))
    return sighted(state, answer.moved_to, now)


def parsed(state: FeedState, document: ParsedFeed, found: str, moved_to: str | None, now: datetime) -> FeedState:
    """Return the state after a document was read, whose body's hash is `found`."""
    state = held(sighted(state, moved_to, now), len(document.entries) + len(document.unreadable), now)
    return msgspec.structs.replace(
        state,
        body_hash=found,
        changed_at=now if found != state.body_hash else state.changed_at,
        gap_seconds=_gap(document),
        hints=document.hints,
        title=document.title[:500],
        format=document.format,
        warnings=tuple(warning[:200] for warning in document.warnings[:WARNINGS_KEPT]),
        entries=len(document.entries),
        undated=sum(entry.dated is None for entry in document.entries),
    )


def learned(state: FeedState, before: FeedState, new: Sequence[Entry], known: int, now: datetime) -> FeedState:
    """Return the state after the entries of a document were told apart: those never named before, and the others.

    A later document without a known entry is a gap: entries may have come and gone between two polls. After an empty
    one it is a gap when it is as long as the last that was not. What the first document holds teaches nothing but the
    rhythm of its dates.
    """
    dates = [entry.dated for entry in new]
    if before.body_hash is None:
        moments, told = appeared(dates, None, now), [date for date in dates if date is not None]
        return msgspec.structs.replace(state, recent=recent_moments((), moments), hours=first_hours(told, now))
    moments = appeared(dates, before.last_success, now)
    hours = hours_learned(state.hours or first_hours((), now), moments)
    state = msgspec.structs.replace(state, recent=recent_moments(state.recent, moments), hours=hours)
    if state.plain_at != state.last_poll:
        state = msgspec.structs.replace(state, behind=behind(before, dates))
    state = msgspec.structs.replace(state, interval=learned_interval(state, len(new), len(new) + known))
    if not new or known or not (before.entries or 0 < before.held <= len(new)):
        return state
    return msgspec.structs.replace(state, gaps=state.gaps + 1, last_gap=now)


def published(state: FeedState, brought: Brought, rung: int, now: datetime) -> FeedState:
    """Return the state after what became of every entry of a document is known."""
    return msgspec.structs.replace(
        state,
        rung=rung,
        published=state.published + brought.new,
        revised=state.revised + brought.revised,
        drops=state.drops.plus(brought.drops),
        failed=state.failed + brought.failed,
        last_new=now if brought.new else state.last_new,
    )


def erred(before: FeedState, error: FeedError, now: datetime, *, plain: bool) -> FeedState:
    """Return the state after an error; the validators stay, they belong to the last good document.

    A `plain` request that failed was plain, too: the next is not to be so because of it.
    """
    after = msgspec.structs.replace(
        before,
        plain_at=now if plain else before.plain_at,
        last_poll=now,
        silence=silence(before, now),
        error=error.kind,
        error_detail=clean(error.detail)[:500],
        errors_in_row=before.errors_in_row + 1,
        failing_since=before.failing_since or now,
        gone_since=_gone_since(before, error, now),
        polls=before.polls + 1,
    )
    if isinstance(error, FetchError) and error.status in (429, 503) and error.retry_after is None:
        slowed = min(2 * max(before.slowed, usual_wait(before, now)), DAY)
        after = msgspec.structs.replace(after, slowed=slowed, slowed_at=now)
    after = msgspec.structs.replace(after, stopped=error.kind == "gone" and has_gone(after, now))
    return after if after.stopped else strayed(after)


def body_hash(body: bytes) -> str:
    """Return what recognises a body that did not change."""
    return hashlib.sha256(body).hexdigest()


def _gone_since(before: FeedState, error: FeedError, now: datetime) -> datetime | None:
    if error.kind == "gone":
        return before.gone_since or now
    # Who gave no answer did not take back what it said.
    return before.gone_since if error.kind in NO_ANSWER else None


def _less_slow(state: FeedState, now: datetime) -> FeedState:
    if state.slowed_at is None or now - state.slowed_at < SLOW_FOR:
        return state
    slowed = state.slowed / 2
    if slowed <= SHORTEST:
        return msgspec.structs.replace(state, slowed=0.0, slowed_at=None)
    return msgspec.structs.replace(state, slowed=slowed, slowed_at=now)


def _gap(parsed: ParsedFeed) -> float | None:
    dates = sorted(date for entry in parsed.entries if (date := entry.dated) is not None)
    if len(dates) < 3:
        return None
    return (dates[-1] - dates[0]).total_seconds() / (len(dates) - 1)
