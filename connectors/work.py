"""Carry one document on its way to the stream."""

from collections.abc import Sequence
from typing import Any

from connectors.drops import DropReason, Drops, tally
from connectors.entries import Entry, ParsedFeed
from connectors.extract import Extracted
from connectors.feedlist import FeedConfig
from connectors.fetch import Fetched
from connectors.identity import Decision
from connectors.state import FeedState, Poll
from schemas.article import Article


class Work:
    """One document on its way: what was fetched for it, and what became of its entries so far."""

    def __init__(
        self, feed: FeedConfig, parsed: ParsedFeed, answer: Fetched, before: FeedState, after: FeedState, *, plain: bool
    ) -> None:
        self.feed = feed
        self.parsed = parsed
        self.answer = answer
        self.before = before
        self.after = after
        self.plain = plain
        self.rung = after.rung
        self.new: Sequence[Entry] = ()
        self.pages: dict[str, Extracted | None] = {}
        self.articles: list[Article] = []
        self.fates: dict[int, tuple[Decision, DropReason | None]] = {}
        self.refused = 0

    def settle(self, decision: Decision, dropped: DropReason | None) -> None:
        """Note what became of an entry; what is decided anew while pages are fetched changes nothing of it."""
        self.fates.setdefault(id(decision.entry), (decision, dropped))

    def drops(self) -> Drops:
        """Return what was not published of the document, once all of it is settled."""
        reasons = (dropped for _, dropped in self.fates.values())
        return tally(reasons, over_cap=self.parsed.cut, refused=self.refused)


def poll_of(work: Work) -> Poll:
    """Return what the feed's history says of a poll that brought a changed document."""
    return poll_record(
        work.after,
        "changed",
        status=work.answer.status,
        bytes=len(work.answer.body),
        entries=len(work.parsed.entries) + work.refused + work.parsed.cut,
        new=len(work.new),
        published=work.after.published - work.before.published,
        revised=work.after.revised - work.before.revised,
        plain=work.plain,
        gap=work.after.gaps > work.before.gaps,
        drops=work.drops(),
    )


def poll_record(state: FeedState, outcome: str, **found: Any) -> Poll:
    """Return what the feed's history says of the poll that `state` came of."""
    assert state.last_poll is not None
    return Poll(number=state.polls, at=state.last_poll, outcome=outcome, **found)
