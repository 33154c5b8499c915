"""Score `resolve` on actor strings."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from schemas.codes import NON_STATE, SECTORS
from schemas.countries import COUNTRIES, HISTORIC
from watchfloor.evaluating.figures import Measure, Miss, Scored
from watchfloor.evaluating.resampling import ratio

LABELLED = date(2023, 10, 1)
"""When the strings were labelled: the day of those that give none."""

_CODES = COUNTRIES.keys() | HISTORIC.keys() | NON_STATE.keys()


class ActorString(NamedTuple):
    """One string with what it should resolve to; None where the set has no label.

    `broken` holds labels that are no codes of ours; a string that has some is left out.
    """

    text: str
    day: date
    country: str | None
    sector: str | None
    broken: tuple[str, ...] = ()


class Answer(NamedTuple):
    """What a system makes of a string."""

    country: str | None
    sector: str | None


Resolver = Callable[[ActorString], Answer]


def read_strings(file: Path) -> Iterator[ActorString]:
    """Yield the strings, those with broken labels too; an empty label is none."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        country, sector = row.get("country") or None, row.get("sector") or None
        broken = [label for label, codes in ((country, _CODES), (sector, SECTORS)) if label and label not in codes]
        yield ActorString(row["text"], _day(row.get("query_date")), country, sector, tuple(broken))


def _day(given: str | None) -> date:
    """Return the day of "2022-03-01" or "12 April 2022"."""
    if not given:
        return LABELLED
    try:
        return date.fromisoformat(given[:10])
    except ValueError:
        return datetime.strptime(given, "%d %B %Y").date()


def score_strings(listed: Sequence[ActorString], resolver: Resolver, *, sectors: bool = True) -> Scored:
    """Score country, main sector, and both where both are labelled; strings with broken labels are only listed.

    A system that knows no `sectors` is asked for the country alone.
    """
    strings = [each for each in listed if not each.broken]
    answers = [resolver(each) for each in strings]
    pairs = list(zip(strings, answers, strict=True))
    country = [(a.country == s.country, s.country is not None) for s, a in pairs]
    sector = [(a.sector == s.sector, s.sector is not None) for s, a in pairs]
    both = [(c and t, x and y) for (c, x), (t, y) in zip(country, sector, strict=True)]
    measures = (
        _measure("actors.country", "resolve: country right", country),
        _measure("actors.sector", "resolve: sector right", sector),
        _measure("actors.both", "resolve: both right", both),
    )
    return Scored(
        measures if sectors else measures[:1],
        [*_misses(pairs), *map(_left_out, (each for each in listed if each.broken))],
    )


def _left_out(string: ActorString) -> Miss:
    return Miss("actors.left_out", string.text, "a code", ", ".join(string.broken), "left out: a label is no code")


def _measure(name: str, label: str, judged: Sequence[tuple[bool, bool]]) -> Measure:
    right, counted = [float(ok and there) for ok, there in judged], [float(there) for _, there in judged]
    return Measure(name, label, ratio(right, counted), len(judged), "strings", int(sum(counted)), "strings")


def _misses(pairs: Sequence[tuple[ActorString, Answer]]) -> Iterator[Miss]:
    for string, answer in pairs:
        if string.country is not None and string.country != answer.country:
            yield Miss("actors.country", string.text, string.country, str(answer.country), str(string.day))
        if string.sector is not None and string.sector != answer.sector:
            yield Miss("actors.sector", string.text, string.sector, str(answer.sector), str(string.day))
