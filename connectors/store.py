"""Do all work on the spool in one place, in order."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import ParamSpec, TypeVar

from connectors.publish import publish
from streams import Change, Spool

P = ParamSpec("P")
R = TypeVar("R")


class Store:
    """Runs work on a spool in an executor of one worker.

    Changes that are put while another commit is under way go into one transaction together, so that thousands
    of feeds without news cost few flushes of the disk. What `put` and `run` returned from is durable.
    """

    def __init__(self, spool: Spool, executor: Executor) -> None:
        self.spool = spool
        self._executor = executor
        self._turn = asyncio.Lock()
        self._batch = _Batch()

    async def run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Await work of its own; raises what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, partial(work, *args, **kwargs))

    async def put(self, changes: Sequence[Change]) -> None:
        """Commit changes, together with others that wait; raises StreamError when none was committed."""
        batch = self._batch
        batch.changes.extend(changes)
        if batch.commit is None:
            batch.commit = asyncio.create_task(self._commit(batch))
        await asyncio.shield(batch.commit)

    async def finish(self) -> None:
        """Wait until everything that was put is committed; the polls behind it may be gone."""
        if self._batch.commit is not None:
            await self._batch.commit
        async with self._turn:
            return

    async def _commit(self, batch: "_Batch") -> None:
        async with self._turn:
            self._batch = _Batch()
            await self.run(publish, self.spool, batch.changes)


class _Batch:
    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.commit: asyncio.Task[None] | None = None
