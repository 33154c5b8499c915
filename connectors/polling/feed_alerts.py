"""Notice when a feed begins to fail, falls silent against its own history, or is well again."""

from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from connectors.feed_state import FeedState
from connectors.feedlist import FeedConfig
from connectors.polling.condition import Condition, condition_of_error
from connectors.polling.remedy import remedy
from schemas.alert import Alert, Rule, alert_id
from schemas.article import Instant

FAILURES = 3
"""So many errors in a row are no accident."""

SILENCES = 3.0
"""A feed is quiet when it has had nothing new for so many times its longest silence."""

LEARNED_FROM = 10
"""Polls with something new after which a feed's own history counts; until then `UNLEARNED` does."""

UNLEARNED = timedelta(days=7)
SHORTEST = timedelta(days=1)
"""No feed is quiet in less: nights and holidays are long for feeds that are young."""

FORGETTING = 0.98
"""The longest silence shrinks by this factor with each news after it, so that one strike in May is over in June."""


class _Trouble(NamedTuple):
    rule: Rule
    since: Instant
    detail: str
    condition: Condition


def silence_learned(before: FeedState, after: FeedState, now: datetime) -> FeedState:
    """Return the state after a poll with something new: how long the feed had been silent is remembered.

    A time in which nobody polled tells nothing and is left out.
    """
    longest = before.longest_silence * FORGETTING
    if before.last_new is not None and not _was_unwatched(before, now):
        longest = max(longest, (now - before.last_new).total_seconds())
    return msgspec.structs.replace(after, longest_silence=longest, news_polls=before.news_polls + 1)


def quiet_after(state: FeedState) -> timedelta:
    """Return how long without anything new is out of the ordinary for this feed."""
    if state.news_polls < LEARNED_FROM:
        return UNLEARNED
    return max(timedelta(seconds=SILENCES * state.longest_silence), SHORTEST)


def is_quiet(state: FeedState, now: datetime) -> bool:
    """Say whether a feed has been silent for longer than is ordinary; one that never had anything is not quiet."""
    return state.last_new is not None and now - state.last_new > quiet_after(state)


def alerted(feed: FeedConfig, state: FeedState, now: datetime) -> tuple[FeedState, Alert | None]:
    """Return the state with what was told of it, and the alert to publish with it, if there is one.

    One alert for each trouble and each time that it begins, and one when it is over.
    """
    trouble = _trouble(state, now)
    rule = trouble.rule if trouble else None
    if rule == state.alerted:
        return state, None
    told = trouble or _Trouble("feed.recovered", now, f"{state.alerted} is over", "ok")
    after = msgspec.structs.replace(state, alerted=rule, alerted_since=trouble.since if trouble else None)
    return after, _alert(feed, told, remedy(told.condition, state.error, told.detail, feed.id), now)


def _trouble(state: FeedState, now: datetime) -> _Trouble | None:
    if state.stopped:
        gone = "status 410 for a day; it is polled no more"
        return _Trouble("feed.stopped", state.gone_since or now, gone, "stopped")
    if state.error is not None:
        if state.errors_in_row < FAILURES and state.alerted != "feed.failing":
            return _open(state)
        detail = state.error_detail or state.error
        condition = condition_of_error(state.error, detail)
        return _Trouble("feed.failing", state.failing_since or now, detail, condition)
    if is_quiet(state, now):
        assert state.last_new is not None
        return _Trouble("feed.quiet", state.last_new, quiet_words(state, now), "quiet")
    return None


def _open(state: FeedState) -> _Trouble | None:
    """An error or two change nothing of what was told before."""
    if state.alerted is None or state.alerted_since is None:
        return None
    return _Trouble(state.alerted, state.alerted_since, "", "failing")


def quiet_words(state: FeedState, now: datetime) -> str:
    """Return in words how long a feed has been silent, and how long it had been before."""
    assert state.last_new is not None
    words = f"nothing new for {_span(now - state.last_new)}"
    if state.news_polls < LEARNED_FROM:
        return words
    return f"{words}; its longest silence was {_span(timedelta(seconds=state.longest_silence))}"


def _span(time: timedelta) -> str:
    hours = time.total_seconds() / 3600
    return f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.0f} hours" if hours >= 2 else f"{hours * 60:.0f} min"


def _was_unwatched(before: FeedState, now: datetime) -> bool:
    if before.last_poll is None or before.wait is None:
        return True
    return (now - before.last_poll).total_seconds() > 2 * before.wait


def _alert(feed: FeedConfig, told: _Trouble, can_be_done: str, now: datetime) -> Alert:
    return Alert(
        alert_id=alert_id(told.rule, feed.id, told.since),
        rule=told.rule,
        feed=feed.id,
        url=feed.public_url,
        outlet=feed.outlet,
        since=told.since,
        raised_at=now,
        detail=told.detail,
        remedy=can_be_done,
    )
