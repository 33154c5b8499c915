"""Parse many damaged documents and every bomb: `python tests/torture_parsers.py --documents 100000 [--seed N]`.

Exits 1 when anything but a FeedError came out, or one took longer or more memory than is promised.
"""

import argparse
import faulthandler
import os
import resource
import statistics
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

import msgspec
from feed_mutants import bombs, mutants, seeds

from connectors.child import Child
from connectors.parse import Document, parse_feed
from schemas.errors import FeedError

HANGS_AFTER = 60
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


def torture(count: int, seed: int, corpora: Path | None = None) -> Outcome:
    """Parse `count` damaged documents in this process."""
    answers: Counter[str] = Counter()
    times: list[float] = []
    broken: list[str] = []
    for number, body in enumerate(mutants(seeds(corpora), count, seed)):
        started = time.process_time()
        try:
            answers[parse_feed(Document(body=body, url="https://desk.example/feed")).parser] += 1
        except FeedError as error:
            answers[error.kind] += 1
        except Exception:  # noqa: BLE001 - that nothing else comes out is what is tested
            broken.append(f"document {number} of seed {seed}: {traceback.format_exc(limit=-3)}")
        times.append(time.process_time() - started)
    return Outcome(dict(answers), times, broken)


def bombard() -> list[tuple[str, str, float]]:
    """Parse every bomb in a limited child; return each with what came out, in wall-clock seconds."""
    told = []
    with Child() as child:
        for name, body in bombs():
            started = time.perf_counter()
            try:
                found = child.call(parse_feed, Document(body=body))
                said = f"{found.parser}: {len(found.entries)} entries"
            except FeedError as error:
                said = str(error)[:100]
            told.append((name, said, time.perf_counter() - started))
    return told


def main() -> int:
    """Print what came out; return 1 when a promise was broken."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--documents", type=int, default=100_000)
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    faulthandler.dump_traceback_later(HANGS_AFTER * 60, exit=True)
    data = os.environ.get("WATCHFLOOR_DATA")
    found = torture(chosen.documents, chosen.seed, Path(data) / "feeds" if data else None)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    slowest = max(found.seconds, default=0.0)
    print(f"{len(found.seconds)} damaged documents, seed {chosen.seed}: {found.answers}")
    print(f"  p99 {found.p99:.3f} s, slowest {slowest:.2f} s, {megabytes:.0f} MB, {len(found.broken)} exceptions")
    for one in found.broken[:10]:
        print(one)
    thrown = bombard()
    for name, said, seconds in thrown:
        print(f"  {name}: {said} ({seconds:.1f} s)")
    worst = max(seconds for _, _, seconds in thrown)
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  slowest bomb {worst:.1f} s, child {children:.0f} MB")
    is_well = not found.broken and found.p99 < USUAL_SECONDS and max(slowest, worst) <= MOST_SECONDS
    return 0 if is_well and max(megabytes, children) < MOST_MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
