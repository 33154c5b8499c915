"""Work that shares a transaction is committed as if each piece had one of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from memory_spool import MemorySpool, RefusingSpool

from connectors.polling.together import Share, Together
from schemas.errors import RecordTooLargeError, SpoolFullError, StreamError
from streams import Change, Envelope


def envelope(key: str) -> Envelope:
    return Envelope(key=key, value=key.encode(), headers=())


def share(together: Together, key: str, *, article: bool = False) -> Share:
    begun = together.begin()
    together.commit([Change("feed", key, b"1")], {"articles": [envelope(key)]} if article else {})
    return begun


CHANGE = st.builds(
    Change, st.sampled_from(["a", "b"]), st.sampled_from(["x", "xy", "z"]), st.none() | st.sampled_from([b"1", b"2"])
)
COMMIT = st.tuples(st.lists(CHANGE, max_size=4), st.lists(st.sampled_from("pqr"), max_size=3))


@given(st.lists(st.lists(COMMIT, max_size=3), max_size=5))
def test_what_is_kept_back_reads_as_if_committed_and_is_committed_at_once(
    work: list[list[tuple[list[Change], list[str]]]],
) -> None:
    apart, spool = MemorySpool(), MemorySpool()
    together = Together(spool)
    for piece in work:
        together.begin()
        for changes, keys in piece:
            appends = {"articles": [envelope(key) for key in keys]} if keys else {}
            apart.commit(changes, appends)
            together.commit(changes, appends)
            for table in ("a", "b"):
                assert together.scan(table, "x") == apart.scan(table, "x")
                assert together.get_many(table, ["x", "xy", "z"]) == apart.get_many(table, ["x", "xy", "z"])
                assert together.get(table, "z") == apart.get(table, "z")
    assert spool.transactions == 0
    together.flush()
    assert (spool.state, spool.streams) == (apart.state, apart.streams)
    assert spool.transactions <= 1
    together.flush()
    assert spool.transactions <= 1


@pytest.mark.parametrize("error", [ValueError("a fault of ours"), RecordTooLargeError("too large", (0,))])
def test_work_that_cannot_be_committed_fails_alone(error: Exception) -> None:
    spool = RefusingSpool(error)
    together = Together(spool)
    shares = [share(together, key) for key in ("one", "bad", "two")]
    together.flush()
    assert [one.error for one in shares] == [None, error, None]
    assert set(spool.state) == {("feed", "one"), ("feed", "two")}


def test_a_full_spool_takes_what_appends_nothing() -> None:
    spool = RefusingSpool(SpoolFullError("the budget is used up"), full=True)
    together = Together(spool)
    news, none = share(together, "news", article=True), share(together, "none")
    together.flush()
    assert isinstance(news.error, SpoolFullError)
    assert none.error is None
    assert set(spool.state) == {("feed", "none")}


def test_a_spool_that_fails_fails_for_all_after_one_attempt() -> None:
    spool = RefusingSpool(StreamError("disk on fire"))
    together = Together(spool)
    shares = [share(together, key) for key in ("one", "bad", "two")]
    together.flush()
    assert [str(one.error) for one in shares] == ["disk on fire"] * 3
    assert (spool.transactions, spool.state) == (1, {})
    assert together.get("feed", "one") is None
