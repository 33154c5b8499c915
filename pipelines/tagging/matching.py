"""Find the vocabulary's spellings in a text, as whole words."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from ahocorasick_rs import AhoCorasick

Owner = TypeVar("Owner")
Found = tuple[int, int, Any]
"""Start and end of one match, and to whom its spelling belongs."""

IDEOGRAPHIC = "\u2e80"
"""From here on words may be written without spaces."""


class Matcher(Generic[Owner]):
    """One automaton over spellings, each with what it stands for: those to whom it belongs.

    Matches overlap: with leftmost-longest matching an alias "Mali war" would swallow Mali in "Mali warns"
    before the word boundary refuses it.
    """

    def __init__(self, spellings: Mapping[str, Owner]) -> None:
        self._owners = list(spellings.values())
        self._automaton = AhoCorasick(list(spellings)) if spellings else None

    def matches(self, text: str) -> list[tuple[int, int, Owner]]:
        """Return start, end and owners of every spelling that stands in `text` as whole words.

        They come by end, longest first.
        """
        if self._automaton is None:
            return []
        owners = self._owners
        padded = f"{text} "  # so that text ends with a space on either side: padded[-1] is before its first character
        found: list[tuple[int, int, Owner]] = []
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if padded[end].isalnum() and not _apart(text[end], text[end - 1]):
                continue
            if padded[start - 1].isalnum() and not _apart(text[start - 1], text[start]):
                continue
            found.append((start, end, owners[index]))
        return found


class Shared:
    """One automaton over the spellings of several parts, so that a text is read once for all of them."""

    def __init__(self, *parts: Mapping[str, Any]) -> None:
        merged: dict[str, tuple[tuple[int, Any], ...]] = {}
        for number, spellings in enumerate(parts):
            for spelling, owners in spellings.items():
                merged[spelling] = (*merged.get(spelling, ()), (number, owners))
        self._matcher = Matcher(merged)
        self._parts = len(parts)

    def matches(self, text: str) -> tuple[list[Found], ...]:
        """Return for each part what `Matcher.matches` would."""
        found: tuple[list[Found], ...] = tuple([] for _ in range(self._parts))
        for start, end, wanted in self._matcher.matches(text):
            for number, owners in wanted:
                found[number].append((start, end, owners))
        return found


def in_address(text: str, start: int, end: int) -> bool:
    """Say whether a match is part of a web or mail address, a handle, or an amount such as US$."""
    before, after = text[start - 1 : start], text[end : end + 2]
    if before in ("@", "/", "_", "\\") or after[:1] in ("@", "_", "$"):
        return before != "/" or _in_path(text, start)
    if before == "." and start > 1 and text[start - 2].isalnum() and text[start - 2].islower():
        return True
    return len(after) == 2 and after[0] == "." and after[1].islower()


def _in_path(text: str, start: int) -> bool:
    """Tell `example.org/china` from `Russia/Ukraine`."""
    word_start = max(text.rfind(" ", 0, start), text.rfind("\n", 0, start)) + 1
    return "." in text[max(word_start, start - 200) : start]


def _apart(neighbour: str, edge: str) -> bool:
    """Latin letters beside Chinese, Japanese or Korean ones end a word without a space."""
    if not edge.isalnum():
        return True
    return (neighbour >= IDEOGRAPHIC) != (edge >= IDEOGRAPHIC)
