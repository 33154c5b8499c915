"""Time the tagger alone: against the bare model, with two processes, without the model."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from pipelines.tagging_pool import ONE_THREAD

ROOT = Path(__file__).parent.parent

CHILD = """
import gc, sys, time
from datetime import date
from multiprocessing.connection import Connection

def bare(default_ops):
    from pipelines.tagging.ner import _loaded, load_model
    model = _loaded() if default_ops else load_model()[0]
    def run(texts):
        return sum(len(document.ents) for document in model.pipe(texts, batch_size=16))
    return run

def tagger(ner):
    from pipelines.tagging import TaggerOptions, load_tagger, tag_texts
    loaded = load_tagger(TaggerOptions(ner=ner))
    def run(texts):
        found = 0
        for start in range(0, len(texts), 32):
            given = [{"text": text} for text in texts[start : start + 32]]
            found += sum(len(tags.mentions) for tags in tag_texts(loaded, given, date(2026, 11, 1)))
        return found
    return run

kind = sys.argv[2]
run = bare(kind == "default") if kind in ("bare", "default") else tagger(kind)
gc.collect()
gc.freeze()
connection = Connection(int(sys.argv[1]))
connection.send(True)
while True:
    texts = connection.recv()
    started = time.perf_counter(), time.process_time()
    found = run(texts)
    connection.send((time.perf_counter() - started[0], time.process_time() - started[1], found))
"""
"""A process like a worker's: one BLAS thread, texts in; seconds, seconds of the processor, names found out."""


@contextmanager
def child(kind: str) -> Iterator[Connection]:
    """Yield the pipe to a process that runs `bare`, `default` (the library's own ops), `full` or `off`."""
    ours, theirs = Pipe()
    environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", CHILD, str(theirs.fileno()), kind]
    process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=environment)
    theirs.close()
    try:
        ours.recv()
        yield ours
    finally:
        process.kill()
        process.wait()
        ours.close()


class Took(NamedTuple):
    """What a child says of a run."""

    seconds: float
    cpu_seconds: float
    names: int


class Rates(NamedTuple):
    """Articles a second of each system, round by round, and how many names it finds in 100 words.

    Those of `off cpu` are per second that the processor worked for it, whatever else the machine did.
    """

    per_second: dict[str, list[float]]
    names: dict[str, float]


def took(connection: Connection, texts: list[str]) -> Took:
    """Return how long a child takes over texts."""
    connection.send(texts)
    return Took(*connection.recv())


def together(connections: Sequence[Connection], texts: list[str]) -> float:
    """Return how many seconds children take who share the texts and run at once."""
    for number, connection in enumerate(connections):
        connection.send(texts[number :: len(connections)])
    return max(Took(*connection.recv()).seconds for connection in connections)


def dwie(least: int, most: int) -> list[str]:
    """Return the articles of DWIE's development part of `least` to `most` words; none where there is no data."""
    path = Path(os.environ.get("WATCHFLOOR_DATA", "")) / "dwie_dev.jsonl"
    if not path.is_file():
        return []
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    return [text for text in texts if least <= len(text.split()) <= most]


def rates(sets: Mapping[str, Callable[[int], list[str]]], rounds: int) -> dict[str, Rates]:
    """Time each system on each set of texts; the first round warms up and is not kept."""
    names = ("bare", "default", "full", "off")
    with ExitStack() as stack:
        children = {name: stack.enter_context(child(name)) for name in names}
        second = stack.enter_context(child("full"))
        return {label: _rates(children, second, texts_of, rounds) for label, texts_of in sets.items()}


def _rates(
    children: Mapping[str, Connection], second: Connection, texts_of: Callable[[int], list[str]], rounds: int
) -> Rates:
    kept = Rates(defaultdict(list), {})
    for number in range(-1, rounds):
        texts = texts_of(number)
        words = sum(len(text.split()) for text in texts)
        runs = {name: took(connection, texts) for name, connection in children.items()}
        spent = {name: run.seconds for name, run in runs.items()}
        spent["two"] = together((children["full"], second), texts)
        spent["off cpu"] = runs["off"].cpu_seconds
        if number >= 0:
            kept.names.update({name: 100 * run.names / words for name, run in runs.items()})
            for name, time in spent.items():
                kept.per_second[name].append(len(texts) / time)
    return kept
