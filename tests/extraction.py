"""Score extraction on pages made from the seed articles, or on a directory of labelled pages."""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from feed_rows import record
from made_pages import SHELLS, Told, moments, pages
from seen_pages import SEEN
from unusual_pages import UNUSUAL

from connectors.extraction.extract import Extracted, Page, extract
from connectors.seedfile import parse_text

ROOT = Path(__file__).parent.parent
SHINGLE = 4
"""Words in one shingle, as in the article-extraction benchmark of Zyte."""

_WORD = re.compile(r"\w+")


class Labelled(msgspec.Struct, frozen=True, kw_only=True):
    """One page with the text that it holds; `group` is what the scores are grouped by."""

    group: str
    page: bytes
    text: str
    url: str | None = None
    told: Told | None = None


class Score(msgspec.Struct, frozen=True):
    """How much of what was found is right, how much of what is there was found; in [0, 1]."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def compare(text: str, found: str) -> Score:
    """Score a text by the shingles that it shares with the true one."""
    true, ours = _shingles(text), _shingles(found)
    shared = sum((true & ours).values())
    whole = sum(ours.values()), sum(true.values())
    precision, recall = (shared / count if count else float(not any(whole)) for count in whole)
    return Score(precision, recall)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    if 0 < len(words) < SHINGLE:
        return Counter([tuple(words)])
    return Counter(tuple(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1))


def mean(scores: Sequence[Score]) -> Score:
    """Return the mean precision and recall, as the benchmark averages them."""
    return Score(statistics.mean(s.precision for s in scores), statistics.mean(s.recall for s in scores))


def made() -> Iterator[Labelled]:
    """Yield the pages made from the seed articles."""
    seeds = [parse_text(file.read_bytes()) for file in sorted((ROOT / "seeds/articles").glob("*.txt"))]
    days = moments(len(seeds), datetime(2024, 3, 1, 9, 30, tzinfo=UTC))
    told = [
        Told(title=seed.title, paragraphs=_paragraphs(seed.text), published=day, author="Ada Brandt")
        for seed, day in zip(seeds, days, strict=True)
    ]
    for group, one, page in pages(told, shells={**SHELLS, **UNUSUAL, **SEEN}):
        yield Labelled(group=group, page=page, text=one.text, told=one)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())


def labelled(directory: Path) -> Iterator[Labelled]:
    """Yield the pages of a directory: `ground-truth.json` ({id: {articleBody, url}}) and `html/<id>.html[.gz]`."""
    for name, truth in json.loads((directory / "ground-truth.json").read_text()).items():
        file = directory / "html" / f"{name}.html.gz"
        page = gzip.decompress(file.read_bytes()) if file.exists() else file.with_suffix("").read_bytes()
        yield Labelled(group=directory.name, page=page, text=truth["articleBody"], url=truth.get("url"))


def timed(work: Callable[[Page], Extracted], page: Page) -> tuple[Extracted, float]:
    """Return what extraction finds, with the seconds of CPU that it took."""
    started = time.process_time()
    found = work(page)
    return found, time.process_time() - started


def report(name: str, sets: Iterable[Labelled]) -> None:
    """Print F1, facts and pages per second of each group; `name` says what pages these are."""
    scores: dict[str, list[Score]] = defaultdict(list)
    spent: dict[str, list[float]] = defaultdict(list)
    facts: dict[str, list[bool]] = defaultdict(list)
    extract(Page(html=b"<html><body><p>warm</p></body></html>"))
    for one in sets:
        found, seconds = timed(extract, Page(html=one.page, url=one.url))
        for group in (one.group, "all"):
            scores[group].append(compare(one.text, found.text))
            spent[group].append(seconds)
        if one.told is not None:
            facts[one.group].append(_facts_right(one.told, found))
    for group, each in scores.items():
        _print(group, each, spent[group], facts.get(group, []))
    _record(name, scores["all"], spent["all"])


def _record(name: str, scores: Sequence[Score], spent: Sequence[float]) -> None:
    f1, rate, slowest = mean(scores).f1, len(spent) / sum(spent), max(spent)
    told = f"F1 {f1:.3f}, {rate:.0f} pages/s of CPU, slowest {slowest:.2f} s on {len(scores)} {name}"
    record(23, told, met=f1 >= 0.96 and rate >= 40 and slowest <= 10)


def _facts_right(told: Told, found: Extracted) -> bool:
    return found.title == told.title and found.published is not None and found.published.date() == told.published.date()


def _print(group: str, scores: Sequence[Score], spent: Sequence[float], facts: Sequence[bool]) -> None:
    score = mean(scores)
    rate = len(spent) / sum(spent)
    right = f", title and day right {sum(facts)}/{len(facts)}" if facts else ""
    print(
        f"{group:14} n {len(scores):4}  F1 {score.f1:.3f}  precision {score.precision:.3f}  recall {score.recall:.3f}"
        f"  {rate:6.1f} pages/s of CPU, slowest {max(spent):.2f} s{right}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", nargs="?", type=Path, help="labelled pages instead of the ones made here")
    chosen = parser.parse_args().directory
    if chosen:
        report(f"pages of {chosen.name}", labelled(chosen))
    else:
        report("pages of our own making", made())
