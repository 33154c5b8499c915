"""End a process when the one that started it is gone."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
"""Of Linux's prctl(2): the signal that the kernel sends when the thread that started this process ends."""


def end_with(parent: int) -> None:
    """Let the kernel kill this process when `parent`, which started it, ends; end at once when it has already."""
    get_signal_with_parent(signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def get_signal_with_parent(number: signal.Signals) -> None:
    """Let the kernel send this process a signal when the one that started it ends; without effect but on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)
