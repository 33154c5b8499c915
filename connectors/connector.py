"""Say what all ways in which news comes in have in common."""

from typing import Protocol

import msgspec

from connectors.drops import Drops


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """What became of everything that was looked at: `seen` is the sum of all the others.

    What is looked at is a seed, an entry of a document, or a document that could not be read as a whole. `failed`
    ones could not be read; they stand among the failures, once however often they are met. A server that gives
    no answer shows nothing: that is the feed's health.
    """

    seen: int = 0
    new: int = 0
    revised: int = 0
    failed: int = 0
    drops: Drops = Drops()

    def plus(self, other: "Brought") -> "Brought":
        """Return the sum."""
        return Brought(
            seen=self.seen + other.seen,
            new=self.new + other.new,
            revised=self.revised + other.revised,
            failed=self.failed + other.failed,
            drops=self.drops.plus(other.drops),
        )


class Connector(Protocol):
    """A way in which news comes in: files of seed text, feeds, an API.

    Everything goes through `connectors.delivery`, which gives the guarantee: an article enters the spool in one
    transaction with what is remembered of it. So a call that was killed at any moment, or stopped by a full spool,
    left nothing half-written, and the next one makes it good: nothing is lost, nothing published twice. An article
    belongs to the connector that gave it first. What cannot be read becomes a failure and stops nothing.
    """

    @property
    def name(self) -> str:
        """What people are told it is."""

    async def bring(self) -> Brought:
        """Publish what is new or was edited since the last call.

        Raises StreamError when the spool fails, SpoolFullError when its budget is used up.
        """
