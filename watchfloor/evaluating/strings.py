"""Score `resolve` on actor strings."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from schemas.codes import SECTORS
from schemas.countries import COUNTRIES, HISTORIC
from watchfloor.evaluating.figures import Measure, Miss, Scored
from watchfloor.evaluating.resampling import ratio

LABELLED = date(2023, 10, 1)
"""When the strings were labelled: the day of those that give none."""

_PARTS = frozenset({"IGO", "UNO", "EUR", "NGO", "MNC", "ISM", "IMG"})


class ActorString(NamedTuple):
    """One string with what it should resolve to; None where the set has no valid label."""

    text: str
    day: date
    country: str | None
    sector: str | None


class Answer(NamedTuple):
    """What a system makes of a string."""

    country: str | None
    sector: str | None


Resolver = Callable[[ActorString], Answer]


def read_strings(file: Path) -> Iterator[ActorString]:
    """Yield the strings; labels that are no code of ours are left out."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        day = date.fromisoformat(row["date"][:10]) if row.get("date") else LABELLED
        country, sector = row.get("country"), row.get("sector")
        known = country in COUNTRIES or country in HISTORIC or country in _PARTS
        yield ActorString(row["text"], day, country if known else None, sector if sector in SECTORS else None)


def score_strings(strings: Sequence[ActorString], resolver: Resolver) -> Scored:
    """Score country, main sector, and both where both are labelled."""
    answers = [resolver(each) for each in strings]
    pairs = list(zip(strings, answers, strict=True))
    country = [(a.country == s.country, s.country is not None) for s, a in pairs]
    sector = [(a.sector == s.sector, s.sector is not None) for s, a in pairs]
    both = [(c and t, x and y) for (c, x), (t, y) in zip(country, sector, strict=True)]
    return Scored(
        (
            _measure("actors.country", "resolve: country right", country),
            _measure("actors.sector", "resolve: sector right", sector),
            _measure("actors.both", "resolve: both right", both),
        ),
        list(_misses(pairs)),
    )


def _measure(name: str, label: str, judged: Sequence[tuple[bool, bool]]) -> Measure:
    right, counted = [float(ok and there) for ok, there in judged], [float(there) for _, there in judged]
    return Measure(name, label, ratio(right, counted), len(judged), "strings", int(sum(counted)), "strings")


def _misses(pairs: Sequence[tuple[ActorString, Answer]]) -> Iterator[Miss]:
    for string, answer in pairs:
        if string.country is not None and string.country != answer.country:
            yield Miss("actors.country", string.text, string.country, str(answer.country), str(string.day))
        if string.sector is not None and string.sector != answer.sector:
            yield Miss("actors.sector", string.text, string.sector, str(answer.sector), str(string.day))
