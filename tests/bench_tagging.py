"""Time the tagger alone: against the bare model, with two processes, without the model."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from pipelines.tagging_pool import ONE_THREAD

ROOT = Path(__file__).parent.parent

CHILD = """
import sys, time
from datetime import date
from multiprocessing.connection import Connection

def bare(default_ops):
    from pipelines.tagging.ner import _loaded, load_model
    model = _loaded() if default_ops else load_model()[0]
    def run(texts):
        for _ in model.pipe(texts, batch_size=16):
            pass
    return run

def tagger(ner):
    from pipelines.tagging import TaggerOptions, load_tagger, tag_texts
    loaded = load_tagger(TaggerOptions(ner=ner))
    def run(texts):
        for start in range(0, len(texts), 32):
            tag_texts(loaded, [{"text": text} for text in texts[start : start + 32]], date(2026, 11, 1))
    return run

kind = sys.argv[2]
run = bare(kind == "default") if kind in ("bare", "default") else tagger(kind)
connection = Connection(int(sys.argv[1]))
connection.send(True)
while True:
    texts = connection.recv()
    started = time.perf_counter()
    run(texts)
    connection.send(time.perf_counter() - started)
"""
"""A process like a worker's: one BLAS thread, texts in, seconds out."""


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


def seconds(connection: Connection, texts: list[str]) -> float:
    """Return how long a child takes over texts."""
    connection.send(texts)
    return float(connection.recv())


def together(connections: Sequence[Connection], texts: list[str]) -> float:
    """Return how long children take who share the texts and run at once."""
    for number, connection in enumerate(connections):
        connection.send(texts[number :: len(connections)])
    return max(float(connection.recv()) for connection in connections)


def rates(texts_of: Callable[[int], list[str]], rounds: int) -> dict[str, list[float]]:
    """Return articles a second of each system, round by round; the first round warms up and is not kept."""
    kept: dict[str, list[float]] = {name: [] for name in ("bare", "default", "full", "two", "off")}
    with ExitStack() as stack:
        children = {name: stack.enter_context(child(name)) for name in ("bare", "default", "full", "off")}
        second = stack.enter_context(child("full"))
        for number in range(-1, rounds):
            texts = texts_of(number)
            spent = {name: seconds(connection, texts) for name, connection in children.items()}
            spent["two"] = together((children["full"], second), texts)
            if number >= 0:
                for name, time in spent.items():
                    kept[name].append(len(texts) / time)
    return kept
