"""Carry one document on its way to the stream."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import msgspec

from connectors.connector import Brought
from connectors.delivery import Delivery
from connectors.extraction.extract import Extracted
from connectors.feed_state import FeedState, Poll
from connectors.feedlist import FeedConfig
from connectors.fetching.fetch import Fetched
from connectors.identity import Decision
from connectors.parsing.entries import Entry, ParsedFeed
from connectors.publish import Outcome
from streams import Spool


class Work:
    """One document on its way: what was fetched for it, and what became of its entries so far.

    `wanted` are links of pages that entries wait for.
    """

    def __init__(
        self,
        feed: FeedConfig,
        parsed: ParsedFeed,
        answer: Fetched,
        before: FeedState,
        after: FeedState,
        spool: Spool,
        *,
        plain: bool,
        refused: int,
    ) -> None:
        self.feed = feed
        self.parsed = parsed
        # The body was read: only its length is still asked for, while pages are fetched for minutes.
        self.answer = msgspec.structs.replace(answer, body=b"")
        self.bytes = len(answer.body)
        self.before = before
        self.after = after
        self.plain = plain
        self.rung = after.rung
        self.new: Sequence[Entry] = ()
        self.wanted: Sequence[str] = ()
        self.pages: dict[str, Extracted | None] = {}
        self.settled: dict[int, Decision] = {}
        self.delivery = Delivery(spool)
        self.refused = refused

    def is_settled(self, decision: Decision) -> bool:
        """Whether this entry was decided on before; deciding anew while pages are fetched changes nothing of it."""
        return id(decision.entry) in self.settled

    def settle(self, decision: Decision, outcome: Outcome) -> None:
        """Deliver what became of an entry."""
        self.settled[id(decision.entry)] = decision
        self.delivery.take(outcome)

    @cached_property
    def brought(self) -> Brought:
        """What became of the document; to be asked for once all of it is settled."""
        seen = len(self.parsed.entries) + len(self.parsed.unreadable) + self.refused + self.parsed.cut
        return self.delivery.brought(seen, over_cap=self.parsed.cut, refused=self.refused)


def poll_of(work: Work) -> Poll:
    """Return what the feed's history says of a poll that brought a changed document."""
    brought = work.brought
    return poll_record(
        work.after,
        "changed",
        status=work.answer.status,
        bytes=work.bytes,
        entries=brought.seen,
        new=len(work.new),
        published=brought.new,
        revised=brought.revised,
        failed=brought.failed,
        plain=work.plain,
        gap=work.after.gaps > work.before.gaps,
        drops=brought.drops,
    )


def poll_record(state: FeedState, outcome: str, **found: Any) -> Poll:
    """Return what the feed's history says of the poll that `state` came of."""
    assert state.last_poll is not None
    return Poll(number=state.polls, at=state.last_poll, outcome=outcome, **found)
