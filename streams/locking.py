"""Take locks on files that one process holds at a time."""

import fcntl
import os
import time

LINGERING = 2.0
"""Seconds after a holder's death for which its lock may be held: a child that it had just forked closes what it
inherited only when it begins a program of its own."""


def take_lock(descriptor: int) -> bool:
    """Take the flock of an open file; False when another process holds it.

    Waits for nobody but what a dead holder (`sign_lock`) left behind, at most `LINGERING` seconds.
    """
    deadline = time.monotonic() + LINGERING
    while not _is_taken(descriptor):
        if _is_alive(holder_of(descriptor)) or time.monotonic() >= deadline:
            return False
        time.sleep(0.01)
    return True


def sign_lock(descriptor: int) -> None:
    """Write our process id into the file of a lock that we hold."""
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)


def holder_of(descriptor: int) -> str:
    """Return the process id that a lock's file names, "unknown" when it names none."""
    return os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"


def _is_taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_alive(holder: str) -> bool:
    if not holder.isdecimal():
        return True
    try:
        os.kill(int(holder), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
