"""Find what is written in capitals throughout."""

import re
from collections.abc import Iterable, Iterator

from pipelines.tagging.view import View

_DATELINE_LEAST = 4
"""Capitals from which a text may begin with a dateline: "IS claimed" does not."""

DATELINE = 60
"""Code points at the beginning of a text in which a dateline in capitals stands."""

_LINE = re.compile(r"[^\n]+")
_SEPARATOR = re.compile(r" ?[,(:/\u2013\u2014-]")
_UPPER_WORDS = re.compile(r"\b[A-Z]{2,}\b")
# In a line of capitals these are words, not bodies that are abbreviated so.
_WORDS = frozenset(
    """
    WHO IT IS ICE AID ACT SAFE ARM ARE CAN MAY PACT GIVE HOPE RISE CARE ALL WAR IN ON OR AN
    """.split()  # noqa: SIM905 - a table to read and extend
)
# "THEY TOLD US TO WAIT", "A CHANCE FOR US ALL", but not "CHINA ASKED US TO WAIT".
_PERSONAL = re.compile(
    r"\A(?:JOIN|TELL|LET|HELP|GIVE|FOLLOW|COME|CAN|COULD|SHOW|SEND)\b|\b(?:I|WE|OUR|YOU|YOUR|THEY|HE|SHE|MY)\b"
)
_OBJECT = re.compile(
    r"\b(?:TELLS?|TOLD|TEACH(?:ES)?|TAUGHT|GIVES?|GAVE|HELPS?|HELPED|LETS?|SHOWS?|SHOWED|ASKS?|ASKED|MAKES?|MADE|JOINS?"
    r"|BRINGS?|BROUGHT|KEEPS?|KEPT|SAVES?|SAVED|WITH|BETWEEN|LIKE|LEAVES?|LEFT|CALLS?|CALLED|OWES?|PROMISED) \Z"
)
_EVERYONE = re.compile(r" (?:ALL|BOTH)\b")


def capital_stretches(view: View) -> Iterator[tuple[int, int]]:
    """Yield the lines that are written in capitals, and a dateline's place in capitals."""
    for line in _LINE.finditer(view.text):
        words = line.group()
        if words.isupper() or _shouts(words):
            yield line.span()
        elif line.start() == view.text_start:
            yield from _dateline(view)


def is_word_in_capitals(text: str, start: int, stretches: Iterable[tuple[int, int]]) -> bool:
    """Say whether `text`, spelled like an abbreviation, is but a word of one of the stretches."""
    return text in _WORDS and any(first <= start < last for first, last in stretches)


def is_pronoun_in_capitals(text: str, start: int, end: int, stretches: Iterable[tuple[int, int]]) -> bool:
    """Say whether a "US" in one of the stretches is but the pronoun: "THEY TOLD US TO WAIT"."""
    if text[start:end] != "US":
        return False
    line = next(((first, last) for first, last in stretches if first <= start < last), None)
    if line is None:
        return False
    if _EVERYONE.match(text, end, line[1]):
        return True
    return _PERSONAL.search(text[line[0] : line[1]]) is not None and _OBJECT.search(text, line[0], start) is not None


def _shouts(line: str) -> bool:
    if not line[:1].isupper() or not line[1:2].isupper() or len(line) > 400:
        return False
    letters = [character for character in line if character.isalpha()]
    upper = sum(map(str.isupper, letters))
    return upper >= 8 and upper >= 0.85 * len(letters)


def _dateline(view: View) -> Iterator[tuple[int, int]]:
    start = view.text_start
    beginning = view.text[start : start + DATELINE]
    if beginning[:_DATELINE_LEAST].isupper() and (words := _UPPER_WORDS.match(beginning)):
        end = words.end()
        while following := _UPPER_WORDS.match(beginning, end + 1):
            end = following.end()
        if end > _DATELINE_LEAST or _SEPARATOR.match(beginning, end):
            yield start, start + end
