"""Only so many connections stay open without a request."""

from __future__ import annotations

from connectors.fetching.kept import Kept


def test_a_server_beyond_the_limit_is_kept_once_another_was_let_go() -> None:
    now = 0.0
    kept = Kept(2, lambda: now)
    assert [kept.keeps(server) for server in ("a", "b", "c", "a")] == [True, True, False, True]
    now = 40.0
    assert [kept.keeps(server) for server in ("a", "c")] == [True, False]
    now = 46.0
    assert [kept.keeps(server) for server in ("c", "b", "a")] == [True, False, True]
