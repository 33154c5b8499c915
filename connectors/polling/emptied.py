"""Notice that a feed which had entries has none any more."""

from datetime import datetime, timedelta

import msgspec

from connectors.feed_state import FeedState
from connectors.polling.silence import FORGETTING, SILENCES

POLLS = 3
SHORTEST = timedelta(hours=2)
"""So many polls in a row, over so long, have to find a feed empty: some are while they are written anew."""


def held(state: FeedState, entries: int, now: datetime) -> FeedState:
    """Return the state after a document with so many entries was read."""
    if entries:
        return _filled(msgspec.structs.replace(state, held=entries), now)
    if not state.held:
        return state
    return still_empty(msgspec.structs.replace(state, emptied_since=state.emptied_since or now))


def still_empty(state: FeedState) -> FeedState:
    """Return the state after a poll that found what the one before it had found."""
    if state.emptied_since is None:
        return state
    return msgspec.structs.replace(state, empty_polls=state.empty_polls + 1)


def is_emptied(state: FeedState, now: datetime) -> bool:
    """Say whether a feed that had entries has been without any for longer than is ordinary for it.

    A list of warnings is empty on most days: what a feed came back from before is no news.
    """
    if state.emptied_since is None or state.empty_polls < POLLS:
        return False
    ordinary = max(SILENCES * state.longest_empty, SHORTEST.total_seconds())
    return (now - state.emptied_since).total_seconds() >= ordinary


def _filled(state: FeedState, now: datetime) -> FeedState:
    if state.emptied_since is None:
        return state
    longest = max(FORGETTING * state.longest_empty, (now - state.emptied_since).total_seconds())
    return msgspec.structs.replace(state, emptied_since=None, empty_polls=0, longest_empty=longest)
