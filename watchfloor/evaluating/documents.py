"""Hold annotated articles in the coordinates of their files."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from watchfloor.evaluating.figures import Miss, around

_TRAILING = re.compile(r"\s*['’]s?\Z|\s+\Z")
_LEADING = re.compile(r"\A(?:the\s+)", re.IGNORECASE)


Tagged = tuple[int, int, str]
"""Start and end in a document's text, and a code or type."""


class GoldMention(NamedTuple):
    """One annotated mention; `types` are as the set names them, `country` a code or None."""

    start: int
    end: int
    text: str
    types: frozenset[str]
    concept: int
    link: str | None
    country: str | None


class Concept(NamedTuple):
    """What the mentions of one thing share; `keyword` says that the article is about it."""

    number: int
    keyword: bool
    types: frozenset[str]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One article of a set: offsets of `mentions` count code points of `text`, whose first line may be the title.

    `title_end` is where the title ends in `text`, 0 without one.
    """

    id: str
    text: str
    title_end: int = 0
    published: str | None = None
    mentions: Sequence[GoldMention] = ()
    concepts: Sequence[Concept] = ()
    subjects: frozenset[str] = frozenset()

    @property
    def body_start(self) -> int:
        """Where the text below the title begins."""
        return self.title_end + 1 if self.title_end else 0

    def given(self) -> dict[str, str | None]:
        """Return the article as the tagger is given it."""
        return {
            "title": self.text[: self.title_end],
            "text": self.text[self.body_start :],
            "published": self.published,
        }


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without a leading "the" and a trailing 's, by which spans are compared."""
    leading = _LEADING.match(text[start:end])
    start += leading.end() if leading else 0
    trailing = _TRAILING.search(text[start:end]) if text[start:end].endswith(("'s", "’s")) else None
    return start, start + trailing.start() if trailing else end


def differences(
    figure: str, documents: Sequence[Document], wanted: Sequence[set[Tagged]], found: Sequence[set[Tagged]]
) -> Iterator[Miss]:
    """Yield what was wanted and not found, or found and not wanted, of each document in the order of its text."""
    for document, theirs, ours in zip(documents, wanted, found, strict=True):
        for start, end, tag in sorted(theirs ^ ours):
            missed = (start, end, tag) in theirs
            shown = around(document.text, start, end)
            yield Miss(figure, document.id, tag if missed else "-", "-" if missed else tag, shown)
