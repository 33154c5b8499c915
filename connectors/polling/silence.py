"""Measure how long a feed has had nothing new while somebody looked."""

from datetime import datetime, timedelta

import msgspec

from connectors.feed_state import FeedState

SILENCES = 3.0
"""A feed is quiet when it has had nothing new for so many times its longest silence."""

LEARNED_FROM = 10
"""Polls with something new after which a feed's own history counts; until then `UNLEARNED` does."""

UNLEARNED = timedelta(days=7)
SHORTEST = timedelta(days=1)
"""No feed is quiet in less: nights and holidays are long for feeds that are young."""

FORGETTING = 0.98
"""The longest silence shrinks by this factor with each news after it, so that one strike in May is over in June."""


def silence(state: FeedState, now: datetime) -> float:
    """Return the seconds for which polls of a feed have brought nothing new; 0 when none ever did.

    A time in which nobody polled tells nothing and is left out, and so is what somebody set the clock by: of a poll
    that came much later than it was due only the time until it was due counts.
    """
    if state.last_new is None:
        return 0.0
    if state.last_poll is None:
        return max((now - state.last_new).total_seconds(), 0.0)
    known = state.silence
    if known is None:
        known = max((state.last_poll - state.last_new).total_seconds(), 0.0)
    return known + _watched(state.last_poll, state.wait, now)


def silence_learned(before: FeedState, after: FeedState, now: datetime) -> FeedState:
    """Return the state after a poll with something new: how long the feed had been silent is remembered."""
    longest = max(before.longest_silence * FORGETTING, silence(before, now))
    return msgspec.structs.replace(after, silence=0.0, longest_silence=longest, news_polls=before.news_polls + 1)


def quiet_after(state: FeedState) -> timedelta:
    """Return how long without anything new is out of the ordinary for this feed."""
    if state.news_polls < LEARNED_FROM:
        return UNLEARNED
    return max(timedelta(seconds=SILENCES * state.longest_silence), SHORTEST)


def is_quiet(state: FeedState, now: datetime) -> bool:
    """Say whether a feed has been silent for longer than is ordinary; one that never had anything is not quiet."""
    return state.last_new is not None and silence(state, now) > quiet_after(state).total_seconds()


def quiet_words(state: FeedState, now: datetime) -> str:
    """Return in words how long a feed has been silent, and how long it had been before."""
    words = f"nothing new for {_span(silence(state, now))}"
    return (
        words if state.news_polls < LEARNED_FROM else f"{words}; its longest silence was {_span(state.longest_silence)}"
    )


def _watched(last_poll: datetime, wait: float | None, now: datetime) -> float:
    elapsed = max((now - last_poll).total_seconds(), 0.0)
    planned = wait or 0.0
    return elapsed if elapsed <= 2 * planned else planned


def _span(seconds: float) -> str:
    hours = seconds / 3600
    return f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.0f} hours" if hours >= 2 else f"{hours * 60:.0f} min"
