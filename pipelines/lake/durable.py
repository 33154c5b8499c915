"""Make files that survive a crash, one system call at a time.

Every function returns only when what it did is on disk, or raises OSError that names the file. After a failed
fsync the kernel may have dropped the data (https://lwn.net/Articles/752063/), so the file is removed, never
retried.
"""

import ctypes
import errno
import functools
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import LakeError

_AT_FDCWD = -100
_RENAME_NOREPLACE = 1


def write_new(path: Path, content: bytes) -> None:
    """Write a file that must not exist yet, synced; on any error no file of that name is left."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        with _naming(path):
            _write_all(descriptor, content)
            os.fsync(descriptor)
    except BaseException:
        os.close(descriptor)
        path.unlink(missing_ok=True)
        raise
    os.close(descriptor)


def replace(path: Path, content: bytes, scratch: Path) -> None:
    """Put `content` at `path` at once: a reader sees the old file or the new one, never a part.

    The new file is written in the directory `scratch` of the same filesystem, so that a crash leaves
    nothing beside `path`.
    """
    fresh = scratch / f".{path.name}.{os.getpid()}.new"
    fresh.unlink(missing_ok=True)
    write_new(fresh, content)
    try:
        os.replace(fresh, path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Make the names in a directory durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with _naming(path):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_directory(path: Path) -> None:
    """Create a directory whose parent exists, unless it is there, and make its name durable.

    The parent is synced in either case: who made the directory may have crashed before it did that.
    """
    path.mkdir(exist_ok=True)
    sync_directory(path.parent)


def move_new(old: Path, new: Path) -> None:
    """Move a file to a name that is not taken; raises FileExistsError rather than replacing one."""
    rename = _renameat2()
    if rename is not None:
        code = rename(os.fsencode(old), os.fsencode(new))
        if code == 0:
            return
        if code not in (errno.ENOSYS, errno.EINVAL):
            raise OSError(code, os.strerror(code), str(old), None, str(new))
    os.link(old, new)
    old.unlink()


def sha256(path: Path) -> str:
    """Return the SHA-256 (hex) of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def disk_trouble(during: str) -> Iterator[None]:
    """Turn an OSError of the body into a LakeError that says during what, where, and what to do."""
    try:
        yield
    except OSError as error:
        where = error.filename or "the disk"
        why = error.strerror or str(error)
        raise LakeError(f"{during}: {where}: {why}; {_REMEDIES.get(error.errno or 0, _REMEDY)}") from error


_REMEDY = "check the disk and who may write there, then start again; nothing is lost"
_REMEDIES = {
    errno.ENOSPC: "free some space on its disk, then start again; nothing is lost",
    errno.EDQUOT: "raise its quota or free some space, then start again; nothing is lost",
    errno.EROFS: "mount its disk for writing, then start again; nothing is lost",
}


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    # Calls on a descriptor fail without saying of which file.
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def _write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


@functools.cache
def _renameat2() -> Callable[[bytes, bytes], int] | None:
    # Python has no renameat2; without RENAME_NOREPLACE a rename could silently replace a visible file.
    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is None:
        return None
    function.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)

    def rename(old: bytes, new: bytes) -> int:
        failed = function(_AT_FDCWD, old, _AT_FDCWD, new, _RENAME_NOREPLACE) != 0
        return ctypes.get_errno() if failed else 0

    return rename
