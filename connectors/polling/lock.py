"""Let one poller at a time work on a state."""

import os
from pathlib import Path
from types import TracebackType

from schemas.errors import UsageError
from streams.locking import holder_of, sign_lock, take_lock


class PollerLock:
    """An flock on a file beside the spool, held from `__enter__` to `__exit__` or the end of the process.

    The descriptor is not inherited, so a child process that outlives its poller holds nothing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def __enter__(self) -> "PollerLock":
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        if not take_lock(descriptor):
            holder = holder_of(descriptor)
            os.close(descriptor)
            raise UsageError(f"{self.path}: process {holder} polls these feeds already; stop it first")
        sign_lock(descriptor)
        self._descriptor = descriptor
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
