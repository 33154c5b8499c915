"""Deliver what was read: groups of articles, failures and state, each in one transaction."""

from collections.abc import Sequence

from connectors.connector import Brought
from connectors.drops import DropReason, tally
from connectors.publish import Outcome, publish
from schemas.alert import Alert
from schemas.article import Article
from schemas.failure import Failure
from streams import Change, Spool

GROUP = 200
"""So many articles and failures are handed to the spool together at most,"""

GROUP_CHARACTERS = 8_000_000
"""or so many characters of them, with the one that reached it."""


class Delivery:
    """Takes what became of one thing after the other, and commits it in groups.

    An article and what is remembered of it are never parted. What was taken since the last commit is lost when the
    process is: it is read again, and nothing that was committed is published again.
    """

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._changes: list[Change] = []
        self._articles: list[Article] = []
        self._failures: list[Failure] = []
        self._size = 0
        self._published = 0
        self._revised = 0
        self._failed = 0
        self._dropped: list[DropReason] = []

    def take(self, outcome: Outcome) -> None:
        """Take what became of one seed or entry. Raises StreamError when a group was full and the spool fails."""
        self._changes.extend(outcome.changes)
        if outcome.dropped is not None:
            self._dropped.append(outcome.dropped)
        if outcome.article is not None:
            article = outcome.article
            self._articles.append(article)
            self._published += 1
            self._revised += article.prev_content_hash is not None
            self._grow(len(article.title) + len(article.summary) + len(article.text))

    def fail(self, failure: Failure) -> None:
        """Take what could not be read. Raises StreamError when a group was full and the spool fails."""
        self._failures.append(failure)
        self._failed += 1
        self._grow(len(failure.payload or b""))

    def commit(self, changes: Sequence[Change] = (), alerts: Sequence[Alert] = ()) -> None:
        """Commit what was taken since the last group, with these; durable when it returns."""
        publish(self._spool, [*self._changes, *changes], self._articles, self._failures, alerts)
        self._changes, self._articles, self._failures, self._size = [], [], [], 0

    def brought(self, seen: int, *, over_cap: int = 0, refused: int = 0) -> Brought:
        """Return what became of `seen` things, those included that were dropped before they could be taken."""
        return Brought(
            seen=seen,
            new=self._published - self._revised,
            revised=self._revised,
            failed=self._failed,
            drops=tally(self._dropped, over_cap=over_cap, refused=refused),
        )

    def _grow(self, characters: int) -> None:
        self._size += characters
        if len(self._articles) + len(self._failures) >= GROUP or self._size >= GROUP_CHARACTERS:
            self.commit()
