"""Measure time that can stand still."""

from collections.abc import Callable


class StopClock:
    """A clock in seconds that shows what `monotonic` does, less all the time that it was stopped."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._stood_still = 0.0
        self._stopped_at: float | None = None

    @property
    def stopped(self) -> bool:
        """Whether time stands still."""
        return self._stopped_at is not None

    def now(self) -> float:
        """Return the time shown."""
        at = self._monotonic() if self._stopped_at is None else self._stopped_at
        return at - self._stood_still

    def unstopped(self) -> float:
        """Return the time that would be shown had it not been stopped this time."""
        return self._monotonic() - self._stood_still

    def stop(self) -> None:
        """Let time stand still from now on."""
        if self._stopped_at is None:
            self._stopped_at = self._monotonic()

    def go_on(self) -> None:
        """Let time pass again."""
        if self._stopped_at is not None:
            self._stood_still += self._monotonic() - self._stopped_at
            self._stopped_at = None
