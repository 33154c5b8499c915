"""Count what the poller does."""

from collections import Counter
from collections.abc import Iterator, Mapping


class Counts(Mapping[str, int]):
    """Totals by name since the start; read it like a mapping, names never counted are 0.

    Names: `polls`, `fetched`, `not_modified`, `same_body`, `errors.<class>`, `entries.<kind of decision>`,
    `skipped.<reason>`, `published`, `pages`, `pages_refused`, `failures`, `paused`, `stopped`.
    """

    def __init__(self) -> None:
        self._totals: Counter[str] = Counter()

    def add(self, name: str, by: int = 1) -> None:
        """Count something."""
        if by:
            self._totals[name] += by

    def __getitem__(self, name: str) -> int:
        return self._totals[name]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._totals))

    def __len__(self) -> int:
        return len(self._totals)
