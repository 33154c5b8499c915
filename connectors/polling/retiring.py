"""Forget the entries that a feed has not shown for long."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from connectors.feed_state import FeedState
from connectors.identity import Decision
from connectors.state import ALIAS, ARTICLE, ENTRY, NOTED_EVERY, SpoolState, day_number, entry_key
from streams import Change

UNSEEN = 200
"""Days after which an entry that its feed shows no more is forgotten. Were it shown again, as it was, it would be
published under the ids that it had, and the lake would count a repeat."""

EVERY = timedelta(days=NOTED_EVERY)


def retired(
    state: SpoolState, feed: str, after: FeedState, shown: Iterable[Decision], now: datetime
) -> tuple[FeedState, list[Change]]:
    """Return the feed's state, and the changes that forget what is not among `shown` and was not for long.

    Looked at once a month, in one pass over what is known of the feed. An article is forgotten with the last entry
    by which its own feed knows it.
    """
    if after.swept_at is not None and now - after.swept_at < EVERY:
        return after, []
    swept = msgspec.structs.replace(after, swept_at=now)
    return swept, [] if after.swept_at is None else list(_forgotten(state, feed, tuple(shown), now))


def _forgotten(state: SpoolState, feed: str, shown: tuple[Decision, ...], now: datetime) -> Iterable[Change]:
    oldest, kept = day_number(now) - UNSEEN, {entry_key(feed, one.identity) for one in shown if one.identity}
    entries = state.entries(feed)
    gone = {key: entry for key, entry in entries.items() if entry.seen < oldest and key not in kept}
    named = {one.article_id for one in shown} | {entry.article_id for key, entry in entries.items() if key not in gone}
    yield from (Change(ENTRY, key, None) for key in gone)
    yield from (Change(ALIAS, alias, None) for alias, key in state.aliases(feed) if key in gone)
    for article_id in {entry.article_id for entry in gone.values()} - named:
        article = state.article(article_id)
        if article is not None and article.owner == feed:
            yield Change(ARTICLE, article_id, None)
