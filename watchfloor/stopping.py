"""End a long run when it is asked to, without losing anything."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from watchfloor.logs import last_line


@contextmanager
def stopping_with(stop: Callable[[], object]) -> Iterator[None]:
    """Call `stop` at the first SIGTERM or Ctrl-C; a second Ctrl-C ends the process at once.

    Ending at once loses nothing either: what is not committed is processed again at the next start.
    """
    asked = False

    def handle(number: int, _: FrameType | None) -> None:
        nonlocal asked
        if asked and number == signal.SIGINT:
            _say("stopped at once; what was under way is done again next time")
            os._exit(1)
        if not asked:
            asked = True
            _say("stopping; press Ctrl-C again to stop at once" if number == signal.SIGINT else "stopping")
            stop()

    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(message: str) -> None:
    # Past the log: whoever was interrupted may hold its lock.
    os.write(sys.stderr.fileno(), f"{last_line(message)}\n".encode())
