"""Hold what could not be read, with the reason."""

import msgspec

from schemas.failure import Reason


class Unreadable(msgspec.Struct, frozen=True):
    """One thing among others that could not be read: a file, a line, an entry. `payload` is what it was."""

    reason: Reason
    detail: str
    payload: bytes
