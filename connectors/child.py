"""Run hostile work in a process that it cannot take down with it."""

import asyncio
import contextlib
import logging
import math
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Protocol, TypeVar, get_type_hints

import msgspec

from schemas.errors import FeedError

log = logging.getLogger(__name__)

A = TypeVar("A")
R = TypeVar("R")

MEBIBYTE = 1024 * 1024
READY = b"ready"

_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one task may take: seconds on the clock and of CPU, bytes of memory, bytes of answer."""

    wall_seconds: float = 20.0
    cpu_seconds: int = 10
    memory_bytes: int = 1024 * MEBIBYTE
    answer_bytes: int = 64 * MEBIBYTE
    tasks: int = 1_000
    """After so many tasks the process is replaced, so that nothing it leaks adds up."""


class Task(msgspec.Struct, frozen=True):
    """What the process is asked: which function of which module, with what argument (MessagePack)."""

    module: str
    function: str
    argument: bytes


class Answer(msgspec.Struct, frozen=True):
    """What it answers: a result (MessagePack), or the class of an error with its detail."""

    result: bytes | None = None
    kind: str = ""
    detail: str = ""


class Runner(Protocol):
    """Where documents are read: a child process, or this one where they are our own."""

    async def run(self, work: Callable[[A], R], argument: A) -> R:
        """Return `work(argument)`; raises FeedError for whatever the document did to it."""


class Child:
    """One process that runs one task at a time, started when first needed, replaced when it dies.

    Tasks are module-level functions of one record that return a record; both cross the pipe as
    MessagePack, so a process taken over by its input cannot answer with code. Safe to call from many
    threads: they take turns. The process ends with this one, however it ends.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._process: _Process | None = None
        # The kernel's parent-death signal follows the thread that started a process, so one thread does all.
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="child-keeper")
        self._closed = threading.Event()

    def call(self, work: Callable[[A], R], argument: A) -> R:
        """Return `work(argument)`, run in the process.

        Raises the FeedError that the work raised; FeedError `parse` when it raised anything else, died, or
        passed a limit, and says which. The next call finds a fresh process. Raises ChildProcessError when none can
        be started: that is no document's fault.
        """
        return self._keeper.submit(self._call, work, argument).result()

    async def run(self, work: Callable[[A], R], argument: A) -> R:
        """Await `call`; cancelling the wait lets the task end by its own limits."""
        return await asyncio.get_running_loop().run_in_executor(self._keeper, partial(self._call, work, argument))

    @property
    def pid(self) -> int | None:
        """The process id, None before the first task."""
        return None if self._process is None else self._process.popen.pid

    def close(self) -> None:
        """End the process; a task that runs is cut off."""
        self._closed.set()
        if (process := self._process) is not None:
            process.stop_at_once()
        self._keeper.submit(self._discard).result()
        self._keeper.shutdown()

    def __enter__(self) -> "Child":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _call(self, work: Callable[[A], R], argument: A) -> R:
        if self._closed.is_set():
            raise FeedError("parse", "the child process is closed")
        task = Task(work.__module__, work.__qualname__, msgspec.msgpack.encode(argument))
        answer = self._ask(msgspec.msgpack.encode(task))
        if answer.result is None:
            raise FeedError(answer.kind, answer.detail)
        expected: Any = get_type_hints(work)["return"]
        try:
            result: R = msgspec.msgpack.decode(answer.result, type=expected)
        except msgspec.DecodeError as error:
            self._discard()
            raise FeedError("parse", f"the child process answered with something else: {error}") from error
        return result

    def _ask(self, message: bytes) -> Answer:
        process = self._ready()
        try:
            answer = process.ask(message, self.limits)
        except _Lost as lost:
            log.warning("child process %d: %s", process.popen.pid, lost)
            self._discard()
            return Answer(kind="parse", detail=str(lost))
        if process.answered >= self.limits.tasks:
            self._discard()
        return answer

    def _ready(self) -> "_Process":
        if self._process is not None and self._process.popen.poll() is not None:
            self._discard()
        if self._process is None:
            self._process = _Process(self.limits)
        return self._process

    def _discard(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None


class _Lost(Exception):
    """The process gave no answer; the text says why, in words for the feed's health."""


class _Process:
    """The running process, with our end of its pipe."""

    def __init__(self, limits: Limits) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            # Also a process that stops in the middle of a message keeps nobody waiting for ever.
            for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                ours.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", math.ceil(limits.wall_seconds), 0))
            # -P: what lies in the folder that the program was started in is none of its modules.
            self.popen = subprocess.Popen(
                [sys.executable, "-P", "-m", "connectors.confined", str(theirs.fileno()), str(os.getpid())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                # A Ctrl-C in the terminal reaches a whole group, also a process that is not ready to ignore it.
                process_group=0,
                env=_environment(),
            )
            self._connection = Connection(ours.detach())
        self.answered = 0
        self._begin(limits)

    def _begin(self, limits: Limits) -> None:
        try:
            self._connection.send_bytes(msgspec.msgpack.encode(limits))
            if self._connection.poll(limits.wall_seconds):
                self._connection.recv_bytes(len(READY))
                return
            why = f"it is not ready after {limits.wall_seconds:g} s"
        except (EOFError, OSError):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.popen.wait(1.0)
            why = f"it ended with status {self.popen.returncode}; what it wrote on stderr says why"
        self.end()
        raise ChildProcessError(f"no child process can be started: {why}")

    def ask(self, message: bytes, limits: Limits) -> Answer:
        try:
            self._connection.send_bytes(message)
            if not self._connection.poll(limits.wall_seconds):
                raise _Lost(f"it took longer than {limits.wall_seconds:g} s")
            answer = msgspec.msgpack.decode(self._connection.recv_bytes(limits.answer_bytes), type=Answer)
        except msgspec.DecodeError as error:
            raise _Lost(f"the child process answered with something else: {error}") from error
        except BlockingIOError as error:
            raise _Lost(f"it took longer than {limits.wall_seconds:g} s") from error
        except (EOFError, OSError) as error:
            raise _Lost(self._why(limits)) from error
        self.answered += 1
        return answer

    def stop_at_once(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.popen.send_signal(signal.SIGKILL)

    def end(self) -> None:
        self.stop_at_once()
        self.popen.wait()
        self._connection.close()

    def _why(self, limits: Limits) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = self.popen.wait(1.0)
            if status in (-signal.SIGXCPU, -signal.SIGKILL):
                return f"it took more than {limits.cpu_seconds} s of CPU, or more memory than the machine has"
            return f"the child process died on it (status {status})"
        return f"its answer is longer than {limits.answer_bytes} bytes"


def _environment() -> dict[str, str]:
    # Nothing of ours is secret to this process but the environment: it may hold the credentials of a stream.
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
