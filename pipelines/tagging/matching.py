"""Find the vocabulary's spellings in a text, as whole words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick

Owner = TypeVar("Owner")

_IDEOGRAPHIC = "\u2e80"


class Matcher(Generic[Owner]):
    """One automaton over spellings, each with those to whom it belongs.

    Matches overlap: with leftmost-longest matching an alias "Mali war" would swallow Mali in "Mali warns"
    before the word boundary refuses it.
    """

    def __init__(self, spellings: Mapping[str, Sequence[Owner]]) -> None:
        self._owners = list(spellings.values())
        self._automaton = AhoCorasick(list(spellings)) if spellings else None

    def matches(self, text: str) -> Iterator[tuple[int, int, Sequence[Owner]]]:
        """Yield start, end and owners of every spelling that stands in `text` as whole words, by end."""
        if self._automaton is None:
            return
        size = len(text)
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if start and text[start - 1].isalnum() and not _apart(text[start - 1], text[start]):
                continue
            if end < size and text[end].isalnum() and not _apart(text[end], text[end - 1]):
                continue
            yield start, end, self._owners[index]


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
    return (neighbour >= _IDEOGRAPHIC) != (edge >= _IDEOGRAPHIC)
