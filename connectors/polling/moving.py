"""Decide when a permanent redirect is believed."""

from datetime import datetime, timedelta

import msgspec

from connectors.feed_state import FeedState

SIGHTINGS = 3
SPREAD = timedelta(days=1)
"""A permanent redirect is believed when it was seen so often, over so long: many are mistakes of an afternoon."""

FAILURES_OF_ADOPTED = 3
"""After so many failures in a row at its new address the configured one is asked again."""


def sighted(state: FeedState, moved_to: str | None, now: datetime) -> FeedState:
    """Return the state after an answer whose document was read; `moved_to` is where permanent redirects led."""
    if moved_to is None or _gives_up_encryption(state, moved_to):
        return msgspec.structs.replace(state, moved_to=moved_to, moved_since=None, moved_sightings=0)
    if moved_to != state.moved_to or state.moved_since is None:
        return msgspec.structs.replace(state, moved_to=moved_to, moved_since=now, moved_sightings=1)
    sightings = state.moved_sightings + 1
    if sightings >= SIGHTINGS and now - state.moved_since >= SPREAD:
        return _at(state, moved_to)
    return msgspec.structs.replace(state, moved_sightings=sightings)


def strayed(state: FeedState) -> FeedState:
    """Return the state after a failure: an adopted address that keeps failing is given up."""
    if state.adopted_url is None:
        return state
    if state.error != "gone" and state.errors_in_row < FAILURES_OF_ADOPTED:
        return state
    return _at(state, None)


def _at(state: FeedState, adopted: str | None) -> FeedState:
    return msgspec.structs.replace(state, adopted_url=adopted, moved_to=None, moved_since=None, moved_sightings=0)


def _gives_up_encryption(state: FeedState, moved_to: str) -> bool:
    return (state.adopted_url or state.url).startswith("https:") and not moved_to.startswith("https:")
