"""Take back what a clock that ran ahead wrote down."""

from datetime import datetime

import msgspec

from connectors.feed_state import FeedState

_SINCE = (
    "moved_since",
    "changed_at",
    "plain_at",
    "untrusted_since",
    "slowed_at",
    "failing_since",
    "gone_since",
    "emptied_since",
    "last_new",
    "last_gap",
    "swept_at",
)
"""Moments from which something is counted on. A later one than now would hold what hangs on it for as long as the
clock was ahead: a redirect not believed, a feed kept slow or asked every ten minutes, for a year."""


def not_ahead(state: FeedState, now: datetime) -> FeedState:
    """Return a state in which nothing that is counted on lies after `now`.

    The last answer stays where it is: that the clock was set back between two answers is told by it.
    """
    late: dict[str, object] = {
        name: now for name in _SINCE if (moment := getattr(state, name)) is not None and moment > now
    }
    if state.recent and state.recent[0] > now:
        late["recent"] = tuple(dict.fromkeys(min(moment, now) for moment in state.recent))
    if state.hours is not None and state.hours.at > now:
        late["hours"] = msgspec.structs.replace(state.hours, at=now)
    return msgspec.structs.replace(state, **late) if late else state
