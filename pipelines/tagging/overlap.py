"""Let the longest match win where matches overlap."""

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Protocol, TypeVar


class Stretch(Protocol):
    """Whatever lies from `start` to `end`."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Found = TypeVar("Found", bound=Stretch)
Spelled = TypeVar("Spelled")
Counted = TypeVar("Counted")

_START = itemgetter(0)


def longest(found: Iterable[Found]) -> list[tuple[Found, list[Found]]]:
    """Return the matches that stand, sorted by start, each with those it contains.

    A match that crosses a longer one is dropped, at equal length the later one.
    """
    standing: list[tuple[Found, list[Found]]] = []
    for match in sorted(found, key=_outer_first):
        while standing and match.start < standing[-1][0].end:
            outer, inner = standing[-1]
            if match.end <= outer.end:
                inner.append(match)
                break
            if match.end - match.start <= outer.end - outer.start:
                break
            standing.pop()
            # What the dropped match contained and the longer one does not touch may stand again.
            standing += [(kept, nested) for kept, nested in longest(inner) if kept.end <= match.start]
        else:
            standing.append((match, []))
    return standing


def standing(
    matches: Sequence[tuple[int, int, Spelled]], counts: Callable[[int, int, Spelled], Counted | None]
) -> list[tuple[int, int, Counted]]:
    """Return the matches that stand, as `outermost` does, each with what `counts` makes of it.

    `matches` come by end, no two of them alike. `counts` gives None for a match that does not count where it is;
    it is asked only about those that no longer one holds down.
    """
    kept: list[tuple[int, int, Counted]] = []
    begin = reach = -1
    ordered = list(reversed(matches))
    ordered.sort(key=_START)
    for start, end, spelled in ordered:
        if start < reach and end - start <= reach - begin:
            continue
        counted = counts(start, end, spelled)
        if counted is None:
            continue
        if start < reach:
            kept.pop()
        kept.append((start, end, counted))
        begin, reach = start, end
    return kept


def outermost(found: Iterable[Found]) -> list[Found]:
    """Return the matches that stand, sorted by start, without what they contain."""
    standing: list[Found] = []
    reach = -1
    for match in sorted(found, key=_outer_first):
        if match.start >= reach:
            standing.append(match)
            reach = match.end
        elif match.end > reach and match.end - match.start > reach - standing[-1].start:
            standing[-1] = match
            reach = match.end
    return standing


def _outer_first(match: Stretch) -> tuple[int, int]:
    return match.start, -match.end
