"""Stop processing when the failures speak against the program rather than the articles."""

from collections import deque
from collections.abc import Iterable

WINDOW = 200
ALLOWED_IN_WINDOW = 10
ALLOWED_IN_A_ROW = 19


class Breaker:
    """Watches the articles of this process, in stream order; says when too many have failed."""

    def __init__(self) -> None:
        self._last: deque[bool] = deque(maxlen=WINDOW)
        self._row = 0

    def watch(self, alarming: Iterable[bool]) -> str | None:
        """Take in one batch; return why processing has to stop, or None."""
        for failed in alarming:
            self._last.append(failed)
            self._row = self._row + 1 if failed else 0
            if self._row > ALLOWED_IN_A_ROW:
                return f"{self._row} articles in a row failed with an internal error, a timeout or a dead worker"
            if sum(self._last) > ALLOWED_IN_WINDOW:
                return f"{sum(self._last)} of the last {len(self._last)} articles failed in the program itself"
        return None
