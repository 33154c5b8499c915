"""Do all work on the spool in one place, in order."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from itertools import islice
from typing import Any, ParamSpec, TypeVar

from connectors.polling.together import Together
from connectors.publish import publish
from schemas.errors import StreamError
from streams import Change, Spool

P = ParamSpec("P")
R = TypeVar("R")

TOGETHER = 16
"""So many pieces of work share a transaction at most: flushing the disk then costs each little, and while the spool is
at work on them as many more are fetched and parsed."""

TOGETHER_BYTES = 8_000_000
"""Or so many bytes of articles, with the piece of work that reached it."""


class Store:
    """Runs work on a spool in an executor of one worker.

    Work that waits is done in one transaction with other work: a flush of the disk takes longer than a document, and
    much longer than a feed without news. Each piece sees what those before it committed. What `put` and `run`
    returned from is durable. What was handed over is done, also when nobody waits for it any more.
    """

    def __init__(self, spool: Spool, executor: Executor) -> None:
        self.spool = Together(spool)
        """For the work that is given to `run`."""
        self._executor = executor
        self._pieces: deque[_Piece] = deque()
        self._serving: asyncio.Task[None] | None = None

    async def run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Await work that commits to `spool`; raises what it raises, or why its commit failed."""
        piece = _Piece(partial(work, *args, **kwargs))
        self._pieces.append(piece)
        if self._serving is None:
            self._serving = asyncio.create_task(self._serve())
        result: R = await asyncio.shield(piece.done)
        return result

    async def put(self, changes: Sequence[Change]) -> None:
        """Commit changes; raises StreamError when they were not."""
        await self.run(publish, self.spool, changes)

    async def finish(self) -> None:
        """Wait until everything that was handed over is done; raises StreamError when it could not be committed."""
        ends = await asyncio.gather(*(piece.done for piece in self._pieces), return_exceptions=True)
        for end in ends:
            if isinstance(end, StreamError):
                raise end

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        while self._pieces:
            some = tuple(islice(self._pieces, TOGETHER))
            done = await loop.run_in_executor(self._executor, self._do, some)
            for _ in range(done):
                self._pieces.popleft().tell()
        self._serving = None

    def _do(self, pieces: Sequence["_Piece"]) -> int:
        """Do the first of some pieces in one transaction; return how many these were."""
        done = 0
        for piece in pieces:
            piece.do(self.spool)
            done += 1
            if self.spool.size >= TOGETHER_BYTES:
                break
        self.spool.flush()
        return done


class _Piece:
    def __init__(self, work: Callable[[], Any]) -> None:
        self.done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._work = work
        self._result: Any = None
        self._error: Exception | None = None

    def do(self, spool: Together) -> None:
        self._share = spool.begin()
        try:
            self._result = self._work()
        except Exception as error:  # noqa: BLE001 - told to whoever waits for it
            self._error = error

    def tell(self) -> None:
        error = self._error or self._share.error
        if error is None:
            self.done.set_result(self._result)
        else:
            self.done.set_exception(error)
