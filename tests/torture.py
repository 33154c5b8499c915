"""Kill processing hundreds of times while an independent reader watches the lake.

`python tests/torture.py --kills 300 [--seed N] [--seconds S] [--real N] [--home DIR]`. Every driver is a process of
its own that ends by SIGKILL: at a named point of the commit, at one while recovering, or at a random moment. Exits 1
when anything was lost, repeated or unreadable.
"""

import argparse
import json
import logging
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import psutil
import pyarrow as pa
from direct_run import run_directly
from lake_home import lake_home, open_stream, rows_in
from stub_tagger import load_stub
from torture_appender import Acks, stop_path
from torture_reader import Readings, readings_path

from pipelines.lake import points
from pipelines.lake.layout import Layout
from pipelines.lake.verify import verify
from pipelines.running import run
from pipelines.tagging_pool import Loader
from schemas.wire import ARTICLES, FAILURES

TESTS = Path(__file__).parent
RATE = 60.0
"""Records appended a second."""
BATCHES = (1, 7, 32, 256)
RECOVERY = ("day made", "before rename", "renamed", "day synced", "all renamed", "inside reveal", "LATEST replaced")
"""Points at which a start that has something to recover is killed; the kill before leaves it something."""
ORPHAN_SECONDS = 2.0
DRIVER_SECONDS = 60.0


class Kill(msgspec.Struct, frozen=True):
    """How one driver ends: at the nth time it reaches `point`, or `after` seconds."""

    point: str
    nth: int
    while_recovering: bool
    with_beam: bool
    real: bool
    batch: int
    after: float | None = None

    @property
    def name(self) -> str:
        """How the summary counts it."""
        if self.after is not None:
            return "at a random moment"
        return f"recovering: {self.point}" if self.while_recovering else self.point


class Summary(msgspec.Struct, frozen=True):
    """What a torture came to; `wrong` is empty when every promise held."""

    kills: dict[str, int]
    readings: Readings
    records: int
    rows: int
    failures: int
    repeats: int
    batches: int
    wrong: tuple[str, ...]


def torture(home: Path, kills: int, seed: int, *, real: int = 0, seconds: float | None = None) -> Summary:
    """Kill `kills` drivers over one home, `real` of them with the real tagger, for at most `seconds`."""
    chance = random.Random(seed)
    done: Counter[str] = Counter()
    wrong: list[str] = []
    started = time.monotonic()
    with _beside("torture_appender.py", home, str(seed), str(RATE)), _beside("torture_reader.py", home):
        for number, kill in enumerate(_kills(kills, real, chance), 1):
            wrong += _driven_to_its_death(home, kill)
            done[kill.name] += 1
            if number % 10 == 0 or number == kills:
                print(f"{number} kills in {time.monotonic() - started:.0f} s", file=sys.stderr)
            if wrong or (seconds is not None and time.monotonic() - started > seconds):
                break
    wrong += _driven_to_the_end(home)
    readings = msgspec.json.decode(readings_path(home).read_bytes(), type=Readings)
    wrong += readings.wrong
    return _summary(home, dict(done), readings, wrong)


def _kills(count: int, real: int, chance: random.Random) -> Iterator[Kill]:
    """Yield every point in turn, each recovery after a kill that leaves something to recover."""
    plan: list[tuple[str, bool]] = []
    while len(plan) < count:
        plan += [(point, False) for point in points.POINTS] + [("", False)] * 5
        for point in RECOVERY:
            plan += [(chance.choice(("committed", "renamed")), False), (point, True)]
    for number, (point, recovering) in enumerate(plan[:count]):
        yield Kill(
            point=point,
            nth=1 if recovering or point == "recovered" else chance.choice((1, 1, 2, 3)),
            while_recovering=recovering,
            with_beam=number % 4 == 3,
            real=number < real,
            batch=chance.choice(BATCHES),
            after=None if point else chance.uniform(0.0, 1.0),
        )


def _driven_to_its_death(home: Path, kill: Kill) -> list[str]:
    pid = _forked(home, kill)
    if kill.after is not None:
        time.sleep(kill.after)
        os.kill(pid, signal.SIGKILL)
    wrong = [] if _ended(pid) == -signal.SIGKILL else [f"a driver to be killed {kill.name} ended by itself"]
    if _orphans(pid):
        wrong.append(f"workers of a killed driver live on after {ORPHAN_SECONDS} s: {_orphans(pid)}")
    return wrong


def _driven_to_the_end(home: Path) -> list[str]:
    code = _ended(_forked(home, None))
    return [] if code == 0 else [f"the last driver ended with {code}"]


def _forked(home: Path, kill: Kill | None) -> int:
    """Start a driver in a process of its own; forked, so that it need not import everything anew."""
    pid = os.fork()
    if pid:
        return pid
    # Who interrupts the torture means the parent, which kills this.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _drive(home, kill)
        os._exit(0)
    except BaseException:  # noqa: BLE001 - told, and the exit code fails the torture
        traceback.print_exc()
        os._exit(70)


def _drive(home: Path, kill: Kill | None) -> None:
    if kill is not None and kill.point:
        points.hook = _killing(kill)
    with lake_home(
        home,
        articles=kill.batch if kill else 256,
        run=run if kill and kill.with_beam else run_directly,
        loader=_real_tagger() if kill and kill.real else load_stub,
        workers=1,
        accept_failures=True,
    ) as driven:
        while driven.driver.drain(_no_report, driven.stopping) or kill is not None:
            time.sleep(0.01)


def _no_report(_: object) -> None:
    """Reports of batches are of no interest here."""


def _killing(kill: Kill) -> Callable[[str], None]:
    recovered = False
    reached = 0

    def hook(point: str) -> None:
        nonlocal recovered, reached
        counts = recovered != kill.while_recovering or point == "recovered" == kill.point
        recovered = recovered or point == "recovered"
        # Nothing was left to recover: die at the next chance all the same.
        missed = kill.while_recovering and recovered and point == "committed"
        reached += point == kill.point and counts
        if missed or reached >= kill.nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return hook


def _real_tagger() -> Loader:
    from torture_tagger import obedient

    return obedient


def _ended(pid: int) -> int:
    """Wait for a driver; one that neither ends nor dies in time is killed and counts as hung."""
    try:
        return _waited_for(pid)
    except KeyboardInterrupt:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise


def _waited_for(pid: int) -> int:
    deadline = time.monotonic() + DRIVER_SECONDS
    while time.monotonic() < deadline:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return 71


def _orphans(pid: int) -> list[int]:
    deadline = time.monotonic() + ORPHAN_SECONDS
    while (found := list(_workers_of(pid))) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def _workers_of(pid: int) -> Iterator[int]:
    for process in psutil.process_iter(["cmdline", "status"]):
        command = process.info["cmdline"] or []
        if "pipelines.worker" in command and command[-1] == str(pid) and process.info["status"] != psutil.STATUS_ZOMBIE:
            yield process.pid


@contextmanager
def _beside(script: str, home: Path, *arguments: str) -> Iterator[None]:
    """Run a script beside the body, then stop it."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)])}
    command = [sys.executable, str(TESTS / script), str(home), *arguments]
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        yield
    finally:
        stop_path(home).touch()
        process.wait(120)
    if process.returncode:
        raise RuntimeError(f"{script} ended with {process.returncode}")


def _summary(home: Path, kills: dict[str, int], readings: Readings, wrong: list[str]) -> Summary:
    layout = Layout(home)
    acks = Acks(home)
    acks.read_on()
    streams = {name: open_stream(layout.stream, name) for name in (ARTICLES, FAILURES)}
    found = verify(layout, streams)
    wrong += [f"verify: {one.promise}: {one.where}: {one.detail}" for one in found.problems]
    wrong += _not_as_expected(layout, acks)
    for name, stream in streams.items():
        if stream.end(0) != len(acks.expected[name]):
            wrong.append(f"P1: {name} ends at {stream.end(0)}, {len(acks.expected[name])} records were acknowledged")
        stream.close()
    records = sum(map(len, acks.expected.values()))
    counts = (found.rows, found.failures, found.repeats, found.batch)
    return Summary(kills, readings, records, *counts, tuple(wrong))


def _not_as_expected(layout: Layout, acks: Acks) -> Iterator[str]:
    """Compare the lake with what was acknowledged, record by record."""
    try:
        held = {"row": rows_in(layout, "articles"), "failure": rows_in(layout, "failures")}
    except pa.ArrowInvalid as error:
        yield f"P3: unreadable in the end: {error}"
        return
    for name, expected in acks.expected.items():
        for outcome, rows in held.items():
            mine = {row["offset"]: row for row in rows if row["stream"].startswith(f"{name}@")}
            wanted = {offset: one for offset, one in expected.items() if one.outcome == outcome}
            for offset in sorted(mine.keys() ^ wanted.keys())[:5]:
                yield f"P1: {name} offset {offset}: a {outcome} {'is missing' if offset in wanted else 'too many'}"
            for offset in mine.keys() & wanted.keys():
                if (what := _unlike(mine[offset], msgspec.structs.asdict(wanted[offset]))) is not None:
                    yield f"{name} offset {offset}: {what}"


def _unlike(row: Mapping[str, object], wanted: Mapping[str, object]) -> str | None:
    for column in ("article_id", "version_id", "revision", "day", "reason"):
        if wanted[column] is not None and row[column] != wanted[column]:
            return f"{column} is {row[column]}, must be {wanted[column]}"
    return None


def _print(summary: Summary) -> None:
    for name, count in sorted(summary.kills.items()):
        print(f"{count:5} kills  {name}")
    print(f"{sum(summary.kills.values()):5} kills in all; {summary.records} records in {summary.batches} batches")
    print(f"{summary.readings.passes} passes of the reader, up to {summary.readings.most_rows} rows each")
    print(f"{summary.rows} rows + {summary.failures} failures + {summary.repeats} repeats = {summary.records} records")
    for what in summary.wrong:
        print(f"WRONG  {what}")
    if not summary.wrong:
        print("0 lost, 0 repeated, 0 unreadable")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a torture; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--seconds", type=float, help="stop after so many seconds")
    parser.add_argument("--real", type=int, default=3, help="so many of the kills with the real tagger")
    parser.add_argument("--home", type=Path, help="an empty directory; kept afterwards")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    given = parser.parse_args(arguments)
    # What is killed on purpose has warnings to give, and nobody to read them.
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory() as scratch:
        home = given.home or Path(scratch)
        print(f"seed {given.seed}", file=sys.stderr)
        try:
            summary = torture(home, given.kills, given.seed, real=given.real, seconds=given.seconds)
        except KeyboardInterrupt:
            print("interrupted", file=sys.stderr)
            return 130
    print(json.dumps(msgspec.to_builtins(summary))) if given.json else _print(summary)
    return 1 if summary.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
