"""Serve tasks in a process with little memory, little time, and nothing to lose."""

import importlib
import logging
import resource
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, get_type_hints

import msgspec

from connectors.child import READY, Answer, Limits, Task
from schemas.errors import FeedError
from schemas.text import clean
from streams.orphans import end_with


def main(descriptor: int, parent: int) -> None:
    """Answer the tasks that come over the connection at `descriptor` until it closes.

    First message in: the limits, which are acknowledged. Then a task in, an answer out.
    """
    end_with(parent)
    # The parent decides when to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # What parsers complain of is in their answer; on stderr it would be nobody's.
    logging.disable()
    connection = Connection(descriptor)
    try:
        _serve(connection, msgspec.msgpack.decode(connection.recv_bytes(), type=Limits))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _serve(connection: Connection, limits: Limits) -> None:
    _limit_memory(limits.memory_bytes)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    connection.send_bytes(READY)
    while True:
        message = connection.recv_bytes()
        _allow_cpu(limits.cpu_seconds)
        connection.send_bytes(msgspec.msgpack.encode(_answer(message, limits)))


def _answer(message: bytes, limits: Limits) -> Answer:
    task = msgspec.msgpack.decode(message, type=Task)
    try:
        work: Callable[[Any], Any] = getattr(importlib.import_module(task.module), task.function)
        (kind,) = (hint for name, hint in get_type_hints(work).items() if name != "return")
        return Answer(msgspec.msgpack.encode(work(msgspec.msgpack.decode(task.argument, type=kind))))
    except FeedError as error:
        return Answer(None, error.kind, clean(error.detail))
    except MemoryError:
        return Answer(None, "parse", f"it takes more than {limits.memory_bytes} bytes of memory")
    except Exception as error:  # noqa: BLE001 - whatever a document does to a parser is that document's error
        return Answer(None, "parse", clean(f"{type(error).__name__}: {error}"[:2000]))


def _limit_memory(size: int) -> None:
    # macOS knows this limit, and refuses to set it; there the others have to do.
    if sys.platform != "darwin":
        hard = within(size, resource.getrlimit(resource.RLIMIT_AS)[1])
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _allow_cpu(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (within(int(used.ru_utime + used.ru_stime) + 1 + seconds, hard), hard))


def within(wanted: int, hard: int) -> int:
    """Return a limit that may be set: the hard one is the operator's (`ulimit`, LimitAS=) and cannot be raised."""
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
