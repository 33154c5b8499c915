"""Expand brace alternation the way a shell does."""

from collections.abc import Iterator


def expand(text: str) -> tuple[str, ...]:
    """Return every reading of `text`: `deploy{,s,ed} troops` gives three, in the order they are written.

    Braces nest and combine (`{a,b{1,2}}-{x,y}` gives six); equal readings are given once, spaces that an
    empty alternative leaves over are removed. Raises ValueError when braces do not pair, a group offers
    no choice, or a reading is empty.
    """
    if "{" not in text and "}" not in text:
        return (_tidy(text, text),)
    readings, end = _sequence(text, 0, inside=False)
    if end != len(text):
        raise ValueError(f"{text!r} closes a brace that was never opened")
    return tuple(dict.fromkeys(_tidy(reading, text) for reading in readings))


def _sequence(text: str, start: int, *, inside: bool) -> tuple[list[str], int]:
    """Read text and groups up to the end, or up to the `,` or `}` that ends an alternative."""
    readings, position = [""], start
    while position < len(text):
        character = text[position]
        if character == "{":
            choices, position = _group(text, position + 1)
            readings = [reading + choice for reading in readings for choice in choices]
        elif character == "}" or (inside and character == ","):
            break
        else:
            readings = [reading + character for reading in readings]
            position += 1
    return readings, position


def _group(text: str, start: int) -> tuple[list[str], int]:
    """Read the alternatives of a group that was opened just before `start`."""
    choices: list[str] = []
    alternatives, position = 0, start
    while True:
        readings, position = _sequence(text, position, inside=True)
        if position == len(text):
            raise ValueError(f"{text!r} opens a brace that is never closed")
        choices += readings
        alternatives += 1
        position += 1
        if text[position - 1] == "}":
            break
    if alternatives == 1:
        raise ValueError(f"{text!r} has a brace group without a choice; write it without braces")
    return choices, position


def _tidy(reading: str, text: str) -> str:
    tidied = " ".join(_words(reading))
    if not tidied:
        raise ValueError(f"{text!r} has an empty reading; give at least one word outside optional braces")
    return tidied


def _words(reading: str) -> Iterator[str]:
    return (word for word in reading.split(" ") if word)
