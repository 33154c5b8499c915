"""Take turns at each host."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

LONGEST_HOLD = 24 * 3600.0
HOSTS_KEPT = 4_096
"""From so many hosts on, those that could be asked at once are forgotten."""


class Hosts:
    """One request in flight a host; two starts are at least `spacing` seconds apart.

    `monotonic` is a clock in seconds that never steps back, `sleep` waits for that many of them.
    """

    def __init__(
        self,
        spacing: float = 5.0,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._spacing = spacing
        self._sleep = sleep
        self._monotonic = monotonic
        self._hosts: dict[str, _Host] = {}
        self._look_at = HOSTS_KEPT

    def __len__(self) -> int:
        return len(self._hosts)

    async def rested(self, host: str) -> None:
        """Wait until a request to the host could start at once, without taking the turn."""
        gate = self._hosts.get(_name(host))
        if gate is not None:
            await self._rest(gate)

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Hold the host for the length of one request; waits until it is free and rested."""
        gate = self._hosts.setdefault(_name(host), _Host())
        gate.wanted += 1
        try:
            async with gate.lock:
                await self._rest(gate)
                gate.free_from = self._monotonic() + self._spacing
                yield
        finally:
            gate.wanted -= 1
            self._forget_rested()

    def hold(self, host: str, seconds: float) -> None:
        """Note that a host asked to be left alone, also by others than who was told so; heard up to a day."""
        gate = self._hosts.setdefault(_name(host), _Host())
        gate.held_until = self._monotonic() + min(seconds, LONGEST_HOLD)

    def held(self, host: str) -> float:
        """Return for how many more seconds a host wants to be left alone; 0 when it does not."""
        gate = self._hosts.get(_name(host))
        return 0.0 if gate is None else max(gate.held_until - self._monotonic(), 0.0)

    async def _rest(self, gate: "_Host") -> None:
        while (left := gate.free_from - self._monotonic()) > 0:
            await self._sleep(max(left, 0.001))

    def _forget_rested(self) -> None:
        # Pages of articles lie on ever new hosts; a monitor runs for years. Looked at only when the number has
        # doubled since the last look, so that a request costs the same however many hosts there are.
        if len(self._hosts) <= max(HOSTS_KEPT, self._look_at):
            return
        now = self._monotonic()
        rested = [name for name, gate in self._hosts.items() if not gate.wanted and gate.is_rested(now)]
        for name in rested:
            del self._hosts[name]
        self._look_at = 2 * len(self._hosts)


class _Host:
    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.free_from = float("-inf")
        self.held_until = float("-inf")
        self.wanted = 0

    def is_rested(self, now: float) -> bool:
        return self.free_from <= now and self.held_until <= now


def _name(host: str) -> str:
    # `example.org.` is the same machine.
    return host.lower().rstrip(".")
