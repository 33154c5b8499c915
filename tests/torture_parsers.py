"""Parse many damaged documents and every bomb: `python tests/torture_parsers.py --documents 100000 [--seed N]`.

Exits 1 when anything but a FeedError came out, or one took longer or more memory than is promised: at once, with
the number of the document, or with where the parser hangs.
"""

import argparse
import faulthandler
import os
import re
import resource
import statistics
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
from feed_mutants import bombs, mutants, seeds
from feed_rows import record

from connectors.child import Child
from connectors.parsing.loose import FEEDPARSER_BROKE
from connectors.parsing.parse import Document, parse_feed
from schemas.errors import FeedError

HANGS_AFTER = 60.0
"""Seconds for one document."""

TELL_EVERY = 5_000

_CRASH = re.compile(r"([A-Z]\w*|error):(\s|$)|the child process (died|answered with something else)")
"""A child answers with the class of an exception (all begin with a capital, but for C's `error`) and its text."""

MOST_SECONDS, USUAL_SECONDS, MOST_MEGABYTES = 6.0, 1.0, 512


class Outcome(msgspec.Struct, frozen=True):
    """What parsing came to: how often each parser answered or what kind of error, times in seconds of CPU."""

    answers: dict[str, int]
    seconds: list[float]
    broken: list[str]

    @property
    def p99(self) -> float:
        """Return the 99th percentile of the times."""
        return statistics.quantiles(self.seconds, n=100)[98] if len(self.seconds) > 1 else 0.0

    @property
    def slowest(self) -> float:
        """Return the longest time."""
        return max(self.seconds, default=0.0)


class Thrown(msgspec.Struct, frozen=True):
    """What a bomb came to, in seconds on the clock."""

    name: str
    said: str
    seconds: float
    is_broken: bool


def torture(count: int, seed: int, corpora: Path | None = None, begin: Callable[[int], None] | None = None) -> Outcome:
    """Parse `count` damaged documents in this process, up to the first that breaks a promise.

    `begin` is called with the number of each before it is parsed.
    """
    answers: Counter[str] = Counter()
    times: list[float] = []
    broken: list[str] = []
    for number, body in enumerate(mutants(seeds(corpora), count, seed)):
        if begin is not None:
            begin(number)
        started = time.process_time()
        try:
            answers[parse_feed(Document(body=body, url="https://desk.example/feed")).parser] += 1
        except FeedError as error:
            answers["feedparser broke" if error.detail.startswith(FEEDPARSER_BROKE) else error.kind] += 1
        except Exception:  # noqa: BLE001 - that nothing else comes out is what is tested
            broken.append(f"document {number} of seed {seed}: {traceback.format_exc(limit=-3)}")
        times.append(time.process_time() - started)
        if times[-1] > MOST_SECONDS:
            broken.append(f"document {number} of seed {seed}: {times[-1]:.1f} s of CPU")
        if broken:
            break
    return Outcome(dict(answers), times, broken)


def bombard(thrown: Iterable[tuple[str, bytes]], child: Child) -> list[Thrown]:
    """Parse bombs in a limited child; return what came out of each."""
    told = []
    for name, body in thrown:
        started, is_broken = time.perf_counter(), False
        try:
            found = child.call(parse_feed, Document(body=body))
            said = f"{found.parser}: {len(found.entries)} entries"
        except FeedError as error:
            said, is_broken = str(error)[:100], is_crash(error)
        told.append(Thrown(name, said, time.perf_counter() - started, is_broken))
    return told


def is_crash(error: FeedError) -> bool:
    """Say whether an error of a child tells of an exception that nothing of ours foresaw, or of its death."""
    return _CRASH.match(error.detail) is not None


def main() -> int:
    """Print what came out; return 1 when a promise was broken."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--documents", type=int, default=100_000)
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    data = os.environ.get("WATCHFLOOR_DATA")
    try:
        return 0 if _run(chosen.documents, chosen.seed, Path(data) / "feeds" if data else None) else 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


def _run(count: int, seed: int, corpora: Path | None) -> bool:
    found = torture(count, seed, corpora, _begin)
    faulthandler.cancel_dump_traceback_later()
    print(f"{len(found.seconds)} damaged documents, seed {seed}: {found.answers}")
    print(f"  p99 {found.p99:.3f} s, slowest {found.slowest:.2f} s, {len(found.broken)} exceptions")
    for failure in found.broken:
        print(f"WRONG: {failure}")
    with Child() as child:
        thrown = bombard(bombs(), child)
    for one in thrown:
        print(f"  {one.name}: {one.said} ({one.seconds:.1f} s){' BROKEN' if one.is_broken else ''}")
    return _is_well(found, thrown)


def _begin(number: int) -> None:
    """Say how far it is, and what to do when this document never ends: tell where, and exit 1."""
    faulthandler.dump_traceback_later(HANGS_AFTER, exit=True)
    if number and not number % TELL_EVERY:
        print(f"{number:,} documents, {time.process_time():.0f} s of CPU", file=sys.stderr)


def _is_well(found: Outcome, thrown: list[Thrown]) -> bool:
    """Record what the promise came to, and say whether it was kept."""
    broken = len(found.broken) + sum(one.is_broken for one in thrown)
    slowest = max(found.slowest, *(one.seconds for one in thrown))
    megabytes = max(
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    is_well = not broken and found.p99 < USUAL_SECONDS and slowest <= MOST_SECONDS and megabytes < MOST_MEGABYTES
    measured = (
        f"{broken} exceptions, p99 {found.p99:.3f} s, slowest {slowest:.1f} s, {megabytes:.0f} MB: "
        f"{len(found.seconds):,} damaged documents, {len(thrown)} bombs"
    )
    print(measured)
    record(13, measured, met=is_well)
    return is_well


if __name__ == "__main__":
    sys.exit(main())
