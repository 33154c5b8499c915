"""Score sentences of our own: ambiguous names, and sentences that name no country."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from watchfloor.evaluating.documents import Document
from watchfloor.evaluating.figures import Measure, Miss, Scored, around
from watchfloor.evaluating.readings import STATES, Reading, Sight
from watchfloor.evaluating.resampling import ratio


class GuardCase(NamedTuple):
    """A sentence, where its ambiguous name stands, and the answers that are right; None is "names no such thing"."""

    text: str
    start: int
    end: int
    countries: frozenset[str | None] | None
    names: frozenset[str | None] | None


def read_guards(file: Path) -> Iterator[GuardCase]:
    """Yield the cases of one file of JSON lines."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        start, span = row["start"], row["span"]
        yield GuardCase(row["text"], start, start + len(span), _wanted(row, "country"), _wanted(row, "name"))


def _wanted(row: dict[str, Any], key: str) -> frozenset[str | None] | None:
    given = row.get("expect", row)
    if f"{key}_in" in given:
        return frozenset(given[f"{key}_in"])
    return frozenset({given[key]}) if key in given else None


def documents_of(texts: Sequence[str]) -> list[Document]:
    """Return sentences as documents without a title."""
    return [Document(id=str(number), text=text) for number, text in enumerate(texts, 1)]


def score_guards(name: str, cases: Sequence[GuardCase], readings: Sequence[Reading]) -> Scored:
    """Score the share of cases whose name is taken in a wrong sense."""
    wrong = [not _is_right(case, each.sights) for case, each in zip(cases, readings, strict=True)]
    measure = Measure(
        f"guards.{name}", f"taken in a wrong sense, {name} half", ratio(list(map(float, wrong)), [1.0] * len(wrong)),
        len(cases), "cases", len(cases), "cases",
    )  # fmt: skip
    misses = [
        Miss(
            f"guards.{name}",
            str(number),
            _told(case),
            _found(case, each.sights),
            around(case.text, case.start, case.end),
        )
        for number, (case, each, bad) in enumerate(zip(cases, readings, wrong, strict=True), 1)
        if bad
    ]
    return Scored((measure,), misses)


def _is_right(case: GuardCase, sights: Sequence[Sight]) -> bool:
    here = _at(case, sights)
    countries: set[str | None] = {one.country for one in here if one.country} or {None}
    names: set[str | None] = {one.name for one in here if one.actor is not None and one.kind == "person"} or {None}
    if case.countries is not None and not countries & case.countries:
        return False
    return case.names is None or bool(names & case.names)


def _at(case: GuardCase, sights: Sequence[Sight]) -> list[Sight]:
    """Return the mentions that touch the name and are no longer description around it."""
    touching = [one for one in sights if one.start < case.end and case.start < one.end]
    named = [one for one in touching if "role noun" not in one.reason]
    return named or touching


def _told(case: GuardCase) -> str:
    return "/".join(sorted(str(each) for each in case.countries or case.names or ()))


def _found(case: GuardCase, sights: Sequence[Sight]) -> str:
    return ", ".join(f"{case.text[one.start : one.end]!r} {one.kind} {one.country}" for one in _at(case, sights)) or "-"


def read_quiet(folder: Path) -> list[str]:
    """Return the sentences of a folder, one a line."""
    return [
        line.strip()
        for file in sorted(folder.glob("*.txt"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def score_quiet(sentences: Sequence[str], readings: Sequence[Reading]) -> Scored:
    """Score how many states are found per hundred sentences that have none."""
    found = [[one for one in each.sights if one.country in STATES] for each in readings]
    measure = Measure(
        "quiet.countries", "false countries per 100 sentences",
        ratio([100.0 * len(each) for each in found], [1.0] * len(found)),
        len(found), "sentences", len(found), "sentences",
    )  # fmt: skip
    misses = [
        Miss("quiet.countries", str(number), "-", f"{sentence[one.start : one.end]!r} {one.country}", sentence)
        for number, (sentence, each) in enumerate(zip(sentences, found, strict=True), 1)
        for one in each
    ]
    return Scored((measure,), misses)
