"""Score `resolve` on actor strings."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from schemas.codes import NON_STATE, SECTORS
from schemas.countries import COUNTRIES, HISTORIC
from watchfloor.evaluating.figures import Measure, Miss, Scored
from watchfloor.evaluating.resampling import ratio

LABELLED = date(2023, 10, 1)
"""When the strings were labelled: the day of those that give none."""

_CODES = COUNTRIES.keys() | HISTORIC.keys() | NON_STATE.keys()

Accepted: TypeAlias = frozenset[str | None]
"""The answers that are right; None among them is "none"."""


class ActorString(NamedTuple):
    """One string with what it may resolve to; None where the set has no label.

    `broken` holds labels that are no codes of ours; a string that has some is left out.
    """

    text: str
    day: date
    country: Accepted | None
    sector: Accepted | None
    context: str | None = None
    broken: tuple[str, ...] = ()


class Answer(NamedTuple):
    """What a system makes of a string."""

    country: str | None
    sector: str | None


Resolver = Callable[[ActorString], Answer]


def read_strings(file: Path) -> Iterator[ActorString]:
    """Yield the strings of NGEC's tests, those with broken labels too; an empty label is none."""
    for row in _rows(file):
        country, sector = ({row[key]} if row.get(key) else None for key in ("country", "sector"))
        yield _string(row["text"], _day(row.get("query_date")), country, sector)


def read_our_strings(file: Path) -> Iterator[ActorString]:
    """Yield the strings of a file of ours: a label is a code, a list of those that are right, or null for none."""
    for row in _rows(file):
        day = date.fromisoformat(row["date"])
        yield _string(row["text"], day, _accepted(row, "country"), _accepted(row, "sector"), row.get("context"))


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, file.read_text(encoding="utf-8").splitlines())


def _accepted(row: dict[str, Any], key: str) -> set[str | None] | None:
    if key not in row:
        return None
    label = row[key]
    return set(label) if isinstance(label, list) else {label}


def _string(
    text: str, day: date, country: set[str | None] | None, sector: set[str | None] | None, context: str | None = None
) -> ActorString:
    labels = ((country, _CODES), (sector, SECTORS))
    broken = [label for given, codes in labels for label in given or () if label is not None and label not in codes]
    return ActorString(text, day, _frozen(country), _frozen(sector), context, tuple(broken))


def _frozen(given: set[str | None] | None) -> Accepted | None:
    return frozenset(given) if given is not None else None


def _day(given: str | None) -> date:
    """Return the day of "2022-03-01" or "12 April 2022"."""
    if not given:
        return LABELLED
    try:
        return date.fromisoformat(given[:10])
    except ValueError:
        return datetime.strptime(given, "%d %B %Y").date()


def score_strings(name: str, listed: Sequence[ActorString], resolver: Resolver, *, sectors: bool = True) -> Scored:
    """Score country, main sector, and both where both are labelled; strings with broken labels are only listed.

    The figures are called `name` and what they score. A system that knows no `sectors` is asked for the
    country alone.
    """
    strings = [each for each in listed if not each.broken]
    pairs = [(each, resolver(each)) for each in strings]
    country = [_judged(string.country, answer.country) for string, answer in pairs]
    sector = [_judged(string.sector, answer.sector) for string, answer in pairs]
    both = [(c and t, x and y) for (c, x), (t, y) in zip(country, sector, strict=True)]
    _, _, half = name.partition(".")
    label = f"resolve, {half} half" if half else "resolve"
    measures = (
        _measure(f"{name}.country", f"{label}: country right", country),
        _measure(f"{name}.sector", f"{label}: sector right", sector),
        _measure(f"{name}.both", f"{label}: both right", both),
    )
    left_out = (_left_out(name, each) for each in listed if each.broken)
    return Scored(measures if sectors else measures[:1], [*_misses(name, pairs), *left_out])


def _judged(accepted: Accepted | None, given: str | None) -> tuple[bool, bool]:
    """Say whether an answer is right, and whether it is asked for."""
    return accepted is not None and given in accepted, accepted is not None


def _left_out(name: str, string: ActorString) -> Miss:
    return Miss(f"{name}.left_out", string.text, "a code", ", ".join(string.broken), "left out: a label is no code")


def _measure(name: str, label: str, judged: Sequence[tuple[bool, bool]]) -> Measure:
    right, counted = [float(ok and there) for ok, there in judged], [float(there) for _, there in judged]
    return Measure(name, label, ratio(right, counted), len(judged), "strings", int(sum(counted)), "strings")


def _misses(name: str, pairs: Sequence[tuple[ActorString, Answer]]) -> Iterator[Miss]:
    for string, answer in pairs:
        for what, wanted, found in (
            ("country", string.country, answer.country),
            ("sector", string.sector, answer.sector),
        ):
            if wanted is not None and found not in wanted:
                told = "/".join(sorted(map(str, wanted)))
                yield Miss(f"{name}.{what}", string.text, told, str(found), str(string.day))
