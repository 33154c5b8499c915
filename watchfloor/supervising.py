"""Keep both halves of a deployment running."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

import msgspec

from streams.orphans import get_signal_with_parent
from watchfloor import logs
from watchfloor.home import Home

log = logging.getLogger(__name__)

USED_WRONGLY = 2
GRACE_SECONDS = 9.0
"""How long a half may take to stop: `systemctl stop` of the whole is to take less than ten seconds."""
HEALTHY_SECONDS = 600.0
"""A half that lived this long is restarted without a memory of earlier deaths."""


class Half(msgspec.Struct, frozen=True):
    """One half of the road, as the command that runs it."""

    name: str
    command: tuple[str, ...]


def halves(home: Home, process_flags: Sequence[str] = ()) -> tuple[Half, Half]:
    """Return the two commands that `watchfloor run` keeps running; they log as this process does."""
    program = (sys.executable, "-m", "watchfloor", *logs.flags())
    place = ("--home", str(home.path))
    return (
        Half("ingest", (*program, "ingest", *place)),
        Half("process", (*program, "process", *place, *process_flags)),
    )


class Supervisor:
    """Runs the halves as child processes and restarts one that dies, with growing pauses.

    A half that says it was used wrongly (exit code 2) is not restarted: the whole stops with that code,
    so that neither we nor systemd try again what a person has to mend.
    """

    def __init__(self, parts: Sequence[Half], *, pause: float = 1.0, longest_pause: float = 60.0) -> None:
        self._parts = parts
        self._pause = pause
        self._longest = longest_pause
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._restart_at: dict[str, float] = {}
        self._deaths: dict[str, int] = {}
        self._started: dict[str, float] = {}
        self._stopping = threading.Event()

    def run(self) -> int:
        """Run until `stop` is called or a half was used wrongly; return the exit code."""
        for part in self._parts:
            self._start(part)
        notify("READY=1")
        code = 0
        while not self._stopping.wait(0.2) and code == 0:
            code = self._look_after()
        notify("STOPPING=1")
        self._end_all()
        return code

    def run_once(self) -> int:
        """Run each half once, one after the other, until it has nothing more to do; return the worst exit code."""
        codes = [subprocess.run([*part.command, "--once"], check=False).returncode for part in self._parts]
        return max(codes, key=abs)

    def stop(self) -> None:
        """End both halves and then `run`; safe in a signal handler."""
        self._stopping.set()

    def _start(self, part: Half) -> None:
        # A session of its own: Ctrl-C in the terminal reaches the supervisor only, which stops them in order.
        self._children[part.name] = subprocess.Popen(part.command, start_new_session=True, preexec_fn=_stop_with_parent)
        self._started[part.name] = time.monotonic()
        log.info("%s started as process %d", part.name, self._children[part.name].pid)

    def _look_after(self) -> int:
        for part in self._parts:
            code = self._children[part.name].poll()
            if code is None:
                continue
            if code == USED_WRONGLY:
                log.error("%s has to be mended by a person (exit code 2); stopping", part.name)
                return code
            self._restart_when_due(part, code)
        return 0

    def _restart_when_due(self, part: Half, code: int) -> None:
        now = time.monotonic()
        if part.name not in self._restart_at:
            lived = now - self._started[part.name]
            before = 0 if lived > HEALTHY_SECONDS else self._deaths.get(part.name, 0)
            deaths = self._deaths[part.name] = before + 1
            pause = min(self._pause * 2 ** (deaths - 1), self._longest)
            log.error("%s ended with code %d; starting it again in %.0f s", part.name, code, pause)
            self._restart_at[part.name] = now + pause
        elif now >= self._restart_at[part.name]:
            del self._restart_at[part.name]
            self._start(part)

    def _end_all(self) -> None:
        for child in self._children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for name, child in self._children.items():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.error(
                    "%s did not stop in %.0f s; killed, what it had in hand is done again",
                    name,
                    GRACE_SECONDS,
                )
                child.kill()
                child.wait()


def _stop_with_parent() -> None:
    # A supervisor that is killed outright cannot stop its halves: the kernel does it instead.
    get_signal_with_parent(signal.SIGTERM)


def notify(state: str) -> None:
    """Tell systemd a state (sd_notify), when it asked for that through NOTIFY_SOCKET."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    path = "\0" + address[1:] if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as notifier:
        notifier.connect(path)
        notifier.sendall(state.encode())
