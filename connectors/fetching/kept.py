"""Decide which connections are kept open for another request."""

import time
from collections import OrderedDict
from collections.abc import Callable

SECONDS = 15.0
"""How long a connection is kept open without a request."""

MOST = 512
"""Servers to which connections are kept. With those in use they are fewer than the 1,024 files that a process may
have open on most machines."""

_LONGEST_REQUEST = 30.0


class Kept:
    """Remembers the servers asked last, so that a connection is closed at once where too many would stay open."""

    def __init__(self, most: int = MOST, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._monotonic = monotonic
        self._asked: OrderedDict[str, float] = OrderedDict()

    def keeps(self, server: str) -> bool:
        """Say whether the connection to a server is to stay open after the request that begins now."""
        now = self._monotonic()
        while self._asked and next(iter(self._asked.values())) < now - SECONDS - _LONGEST_REQUEST:
            self._asked.popitem(last=False)
        if server not in self._asked and len(self._asked) >= self._most:
            return False
        self._asked[server] = now
        self._asked.move_to_end(server)
        return True
