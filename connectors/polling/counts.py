"""Count what the poller does."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping


class Counts(Mapping[str, int]):
    """Totals by name since the start, safe to count and read from any thread; names never counted are 0.

    Names: `polls`, `fetched`, `not_modified`, `same_body`, `changed`, `errors.<class>`, `entries.<kind of decision>`,
    `entries.failed`, `dropped.<reason>`, `alerts.<rule>`, `published`, `pages`, `pages_refused`, `pages_walled`,
    `failures`, `paused`, `stopped`.
    """

    def __init__(self) -> None:
        self._totals: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, name: str, by: int = 1) -> None:
        """Count something."""
        if by:
            with self._lock:
                self._totals[name] += by

    def __getitem__(self, name: str) -> int:
        return self._totals[name]

    def __iter__(self) -> Iterator[str]:
        with self._lock:
            names = sorted(self._totals)
        return iter(names)

    def __len__(self) -> int:
        return len(self._totals)
