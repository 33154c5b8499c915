"""Count the entries that were seen and not published, each under one reason."""

from collections.abc import Iterable
from typing import Literal, get_args

import msgspec

DropReason = Literal["repeat", "duplicate", "other_feed", "revision_cap", "over_cap", "no_article", "refused"]
"""`repeat`: published before, with the same text. `duplicate`: another entry of the document is the same article.
`other_feed`: the article belongs to the feed that gave it first. `revision_cap`: it was revised too often.
`over_cap`: it stands behind the last entry that is read of a document. `no_article`: neither title nor text.
`refused`: a rule of the feed (`refuse`) keeps it out."""

DROP_REASONS: tuple[DropReason, ...] = get_args(DropReason)


class Drops(msgspec.Struct, frozen=True, kw_only=True):
    """How many entries were dropped, by `DropReason`."""

    repeat: int = 0
    duplicate: int = 0
    other_feed: int = 0
    revision_cap: int = 0
    over_cap: int = 0
    no_article: int = 0
    refused: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(getattr(self, reason) for reason in DROP_REASONS)

    def plus(self, other: "Drops") -> "Drops":
        """Return the sum."""
        return Drops(**{reason: getattr(self, reason) + getattr(other, reason) for reason in DROP_REASONS})


def tally(reasons: Iterable[DropReason | None], *, over_cap: int = 0, refused: int = 0) -> Drops:
    """Return the drops of one document: those of its entries, and those that were never decided on."""
    counted = dict.fromkeys(DROP_REASONS, 0) | {"over_cap": over_cap, "refused": refused}
    for reason in reasons:
        if reason is not None:
            counted[reason] += 1
    return Drops(**counted)
