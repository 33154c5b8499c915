"""What is remembered of feeds is read as it was written, and takes little room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from connectors.drops import DROP_REASONS, Drops
from connectors.feed_state import POLLS_KEPT, Poll
from connectors.state import SpoolState, put_poll
from streams.embedded import EmbeddedLog

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
COUNT = st.integers(0, 3)


class OnePoll:
    """State that holds one poll."""

    def __init__(self, poll: Poll) -> None:
        change = put_poll("a", poll)
        assert change.value is not None
        self._row = change.key, change.value

    def get(self, table: str, key: str) -> None:
        raise AssertionError("a history is read in one pass")

    get_many = get

    def scan(self, table: str, prefix: str = "") -> list[tuple[str, bytes]]:
        return [self._row]


@given(
    st.builds(
        Poll,
        number=st.integers(1, 10**6),
        at=st.just(NOW),
        outcome=st.sampled_from(["changed", "5xx"]),
        status=st.none() | st.just(200),
        bytes=COUNT,
        entries=COUNT,
        new=COUNT,
        published=COUNT,
        revised=COUNT,
        failed=COUNT,
        plain=st.booleans(),
        gap=st.booleans(),
        wait=st.none() | st.floats(0, 9),
        detail=st.sampled_from(["", "down"]),
        drops=st.builds(Drops, **dict.fromkeys(DROP_REASONS, COUNT)),
    )
)
def test_a_poll_is_read_as_it_was_written(poll: Poll) -> None:
    assert SpoolState(OnePoll(poll)).polls("a") == (poll,)


def test_the_history_of_a_feed_that_is_mostly_unchanged_takes_seven_kilobytes(tmp_path: Path) -> None:
    log = EmbeddedLog(tmp_path / "stream.db")
    for number in range(1, 3 * POLLS_KEPT):
        at = NOW + timedelta(seconds=1234.567891 * number)
        poll = Poll(number=number, at=at, outcome="not_modified", status=304, wait=1234.567891)
        log.commit([put_poll("a", poll)], {})
    rows = log.scan("poll")
    assert len(rows) == POLLS_KEPT
    assert sum(len(value) for _, value in rows) < 7_000
