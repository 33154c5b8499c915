"""Bound how many polls there are between their request and its publication."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from schemas.errors import StreamError

PLACES = 64
"""So many at once. By Little's law what is asked for waits `PLACES` divided by the documents published a second: a
quarter of a second at 250, which is what one core publishes. Where servers take a second to answer it is them that
64 requests wait for: 64 feeds a second, 10,000 in less than three minutes."""


class Places:
    """Lets at most `count` polls be between their request and the moment when what it brought is durable.

    So replies that wait to be parsed or committed are never more, whatever the servers do, and when the stream stands
    still nobody is asked. A reply without news gives its place back as soon as that is noted. First come, first served.
    """

    def __init__(self, count: int = PLACES) -> None:
        self._free = asyncio.Semaphore(count)
        self._failed: StreamError | None = None

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place; raises the StreamError of another poll if the stream failed while this one waited."""
        failed_before = self._failed
        async with self._free:
            if self._failed is not None and self._failed is not failed_before:
                # What this one would fetch could not be published either, and would be asked for again.
                raise self._failed.with_traceback(None)
            try:
                yield
            except StreamError as error:
                self._failed = error
                raise
