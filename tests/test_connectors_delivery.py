"""What is delivered is committed once, in order, in groups that are bounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from connectors.connector import Brought
from connectors.delivery import GROUP, GROUP_CHARACTERS, Delivery
from connectors.drops import Drops
from connectors.publish import Outcome
from schemas.article import Article
from schemas.failure import Failure
from schemas.identity import content_hash, version_id
from schemas.wire import ARTICLES, FAILURES
from streams import Change, Envelope, Spool

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HUGE = 3_000_000


class Commits:
    """A spool that keeps what was committed, commit by commit."""

    def __init__(self) -> None:
        self.made: list[tuple[list[Change], Mapping[str, Sequence[Envelope]]]] = []

    def get(self, table: str, key: str) -> bytes | None:
        known = {(change.table, change.key): change.value for changes, _ in self.made for change in changes}
        return known.get((table, key))

    def commit(self, changes: Sequence[Change], appends: Mapping[str, Sequence[Envelope]]) -> None:
        self.made.append((list(changes), appends))

    def keys(self, stream: str) -> list[str]:
        return [envelope.key for _, appends in self.made for envelope in appends.get(stream, ())]


def article(number: int, text: str = "x", *, edited: bool = False) -> Outcome:
    digest = content_hash("", "", text)
    previous = content_hash("", "", "before") if edited else None
    made = Article(
        article_id=f"a{number}",
        version_id=version_id(f"a{number}", previous, digest),
        title="",
        text=text,
        content_hash=digest,
        prev_content_hash=previous,
        first_seen=NOW,
        text_origin="seed",
        quality="full",
    )
    return Outcome(made, (Change("article", f"a{number}", b"{}"),))


def failure(number: int, payload: bytes = b"x") -> Failure:
    return Failure(stage="parse", reason="unreadable_file", detail=str(number), failed_at=NOW, payload=payload)


def delivery(commits: Commits) -> Delivery:
    return Delivery(cast(Spool, commits))


@given(st.lists(st.sampled_from(["new", "edited", "repeat", "failed"]), max_size=3 * GROUP))
def test_everything_taken_is_committed_once_in_order_with_its_state(kinds: list[str]) -> None:
    commits = Commits()
    taken = delivery(commits)
    for number, kind in enumerate(kinds):
        if kind == "failed":
            taken.fail(failure(number))
        elif kind == "repeat":
            taken.take(Outcome(None, (Change("entry", str(number), b"{}"),), "repeat"))
        else:
            taken.take(article(number, edited=kind == "edited"))
    taken.commit([Change("feed", "f", b"{}")])
    published = [f"a{number}" for number, kind in enumerate(kinds) if kind in ("new", "edited")]
    assert commits.keys(ARTICLES) == published
    assert len(commits.keys(FAILURES)) == kinds.count("failed")
    for changes, appends in commits.made:
        assert sum(map(len, appends.values())) <= GROUP
        stated = [change.key for change in changes if change.table == "article"]
        assert stated == [envelope.key for envelope in appends.get(ARTICLES, ())]
    assert "feed" in [change.table for change in commits.made[-1][0]]
    assert taken.brought(len(kinds)) == Brought(
        seen=len(kinds),
        new=kinds.count("new"),
        revised=kinds.count("edited"),
        failed=kinds.count("failed"),
        drops=Drops(repeat=kinds.count("repeat")),
    )


def test_a_group_ends_with_what_makes_it_too_large() -> None:
    commits = Commits()
    taken = delivery(commits)
    for number in range(7):
        taken.take(article(number, "x" * HUGE))
    taken.fail(failure(7, b"x" * GROUP_CHARACTERS))
    taken.commit()
    assert [sum(map(len, appends.values())) for _, appends in commits.made] == [3, 3, 2]


def test_what_failed_before_is_counted_and_not_published_again() -> None:
    commits = Commits()
    for _ in range(2):
        taken = delivery(commits)
        taken.fail(failure(1))
        taken.commit()
        assert taken.brought(1) == Brought(seen=1, failed=1)
    assert len(commits.keys(FAILURES)) == 1


def test_nothing_taken_is_nothing_committed() -> None:
    commits = Commits()
    delivery(commits).commit()
    assert commits.made == []
