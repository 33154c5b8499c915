"""Notice when a feed begins to fail, is emptied, falls silent against its own history, or is well again."""

from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from connectors.feed_state import FeedState
from connectors.feedlist import FeedConfig
from connectors.polling.condition import Condition, condition_of_error
from connectors.polling.emptied import is_emptied
from connectors.polling.remedy import remedy
from connectors.polling.silence import is_quiet, quiet_words
from schemas.alert import Alert, Rule, alert_id
from schemas.article import Instant

FAILURES = 3
FAILING_FOR = timedelta(hours=2)
"""So many errors in a row, over so long, are no accident of the feed's, nor an outage that `network` has yet to notice:
what names our own network is tried again within minutes."""

OWN_NETWORK_FOR = timedelta(hours=6)
"""So long they have to last when the last one may be our own network's."""


class _Trouble(NamedTuple):
    rule: Rule
    since: Instant
    detail: str
    condition: Condition


def alerted(
    feed: FeedConfig, state: FeedState, now: datetime, *, is_ours: bool = False
) -> tuple[FeedState, Alert | None]:
    """Return the state with what was told of it, and the alert to publish with it, if there is one.

    One alert for each trouble and each time that it begins, and one when it is over. `is_ours` when its error may be
    our own network's.
    """
    trouble = _trouble(state, now, OWN_NETWORK_FOR if is_ours else FAILING_FOR)
    rule = trouble.rule if trouble else None
    if rule == state.alerted:
        return state, None
    told = trouble or _Trouble("feed.recovered", now, f"{state.alerted} is over", "ok")
    after = msgspec.structs.replace(state, alerted=rule, alerted_since=trouble.since if trouble else None)
    return after, _alert(feed, told, remedy(told.condition, state.error, told.detail, feed.id), now)


def _trouble(state: FeedState, now: datetime, lasting: timedelta) -> _Trouble | None:
    if state.stopped:
        gone = "status 410 for a day; it is polled no more"
        return _Trouble("feed.stopped", state.gone_since or now, gone, "stopped")
    if state.error is not None:
        if state.alerted != "feed.failing" and not _keeps_failing(state, now, lasting):
            return _open(state)
        detail = state.error_detail or state.error
        condition = condition_of_error(state.error, detail)
        return _Trouble("feed.failing", state.failing_since or now, detail, condition)
    if is_emptied(state, now) or (state.alerted == "feed.emptied" and state.emptied_since is not None):
        words = f"its document had {state.held} entries and has been without any for {state.empty_polls} polls"
        return _Trouble("feed.emptied", state.emptied_since or now, words, "empty")
    if is_quiet(state, now):
        return _Trouble("feed.quiet", state.last_new or now, quiet_words(state, now), "quiet")
    return None


def _keeps_failing(state: FeedState, now: datetime, lasting: timedelta) -> bool:
    return state.errors_in_row >= FAILURES and now - (state.failing_since or now) >= lasting


def _open(state: FeedState) -> _Trouble | None:
    """An error or two change nothing of what was told before."""
    if state.alerted is None or state.alerted_since is None:
        return None
    return _Trouble(state.alerted, state.alerted_since, "", "failing")


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
