"""Let one writer at a time hold a lake."""

import os
from pathlib import Path

from schemas.errors import WriterLockedError
from streams.locking import holder_of, sign_lock, take_lock


class WriterLock:
    """An flock on a file in the lake's root, held until `release` or the end of the process.

    The descriptor is not inherited by workers, so a worker that outlives its driver holds nothing.
    `take_over` puts a fresh file in the held one's place: the hung writer keeps the lock of a file that
    nobody looks at any more, and the epoch keeps it from writing when it wakes.
    """

    def __init__(self, path: Path, scratch: Path) -> None:
        self.path = path
        self._scratch = scratch
        self._descriptor: int | None = None

    def acquire(self, *, take_over: bool = False) -> None:
        """Take the lock, or raise WriterLockedError naming the process that holds it."""
        while self._descriptor is None:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            if not take_lock(descriptor):
                holder = holder_of(descriptor)
                os.close(descriptor)
                if not take_over:
                    raise WriterLockedError(
                        f"{self.path.parent}: process {holder} writes to this lake; stop it first, or, when it"
                        " hangs, start with --take-over"
                    )
                self._put_fresh_file()
            elif _is_at(descriptor, self.path):
                self._descriptor = descriptor
            else:
                os.close(descriptor)
        self._sign()

    def release(self) -> None:
        """Let the next writer in."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _sign(self) -> None:
        assert self._descriptor is not None
        try:
            sign_lock(self._descriptor)
        except OSError as error:
            self.release()
            error.filename = str(self.path)
            raise

    def _put_fresh_file(self) -> None:
        fresh = self._scratch / f".{self.path.name}.{os.getpid()}"
        os.close(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644))
        os.replace(fresh, self.path)


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    held = os.fstat(descriptor)
    return (held.st_dev, held.st_ino) == (there.st_dev, there.st_ino)
