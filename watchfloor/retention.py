"""Give up records of the embedded stream that have been kept long enough."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from streams import Stream

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)


class Retention:
    """Trims streams once an hour: what is older than `keep` goes, but nothing that is not committed.

    Nobody commits what is read of `unread` streams; there age alone decides.
    """

    def __init__(self, streams: Iterable[Stream], keep: timedelta, unread: Iterable[Stream] = ()) -> None:
        self._streams = tuple(streams)
        self._unread = tuple(unread)
        self._keep = keep
        self._last: datetime | None = None

    def apply(self, committed: dict[tuple[str, int], int], now: datetime) -> int:
        """Trim when an hour has passed; return how many offsets were given up.

        `committed` is the end that is committed of each (stream, partition).
        """
        if self._last is not None and timedelta(0) <= now - self._last < EVERY:
            return 0
        self._last = now
        ends = {(one.name, partition): one.end(partition) for one in self._unread for partition in one.partitions()}
        return sum(
            self._trim(stream, partition, {**committed, **ends}.get((stream.name, partition), 0), now)
            for stream in (*self._streams, *self._unread)
            for partition in stream.partitions()
        )

    def _trim(self, stream: Stream, partition: int, committed: int, now: datetime) -> int:
        start = stream.start(partition)
        below = first_since(stream, partition, start, committed, now - self._keep)
        if below <= start:
            return 0
        stream.trim(partition, below)
        log.info("stream %s: offsets %d to %d are older than %s; trimmed", stream.name, start, below, self._keep)
        return below - start


def first_since(stream: Stream, partition: int, low: int, high: int, moment: datetime) -> int:
    """Return the first offset in [low, high) that was appended at `moment` or later, else `high`.

    By bisection: records lie in the order of their append.
    """
    while low < high:
        middle = (low + high) // 2
        found = stream.read(partition, middle, 1)
        if found and found[0].offset < high and found[0].appended_at < moment:
            low = found[0].offset + 1
        else:
            high = middle
    return low
