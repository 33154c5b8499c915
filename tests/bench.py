"""Print figures, taken side by side in one run; `make bench`, or `python tests/bench.py NAME ...` for some.

Nothing is asserted: times depend on the machine, ratios less so.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from multiprocessing import Pipe
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parent))

from articles import article
from bench_feeds import FIGURES
from bench_parsers import parsing
from bench_tagging import dwie, rates
from stub_tagger import load_stub

from pipelines.driver import LOW, NORMAL, Driver, Latency
from pipelines.engine import Engine
from pipelines.lake import durable
from pipelines.lake.layout import LATEST, Layout
from pipelines.lake.writer import LakeWriter
from pipelines.tagging_pool import ONE_THREAD, Loader, WorkerPool
from schemas.article import Article
from schemas.wire import ARTICLES, FAILURES, encode_article
from streams import Stream
from streams.embedded import EmbeddedLog
from watchfloor import logs

ROOT = Path(__file__).parent.parent
WORDS = 600
ROUNDS = 5
PER_ROUND = 128


def _open(path: Path, name: str) -> Stream:
    return EmbeddedLog(path).stream(name)


@contextmanager
def driven(loader: Loader, workers: int, latency: Latency = NORMAL) -> Iterator[tuple[Driver, Stream, Layout]]:
    """Yield a driver over an empty embedded stream in a fresh home."""
    with ExitStack() as stack:
        layout = Layout(Path(stack.enter_context(tempfile.TemporaryDirectory(dir=ROOT / ".cache"))))
        writer = stack.enter_context(closing(LakeWriter(layout)))
        log = stack.enter_context(closing(EmbeddedLog(layout.stream)))
        pool = stack.enter_context(closing(WorkerPool(workers, loader, writer.ledger.count_death)))
        streams = {name: log.stream(name) for name in (ARTICLES, FAILURES)}
        engine = Engine(partial(_open, layout.stream), pool.address, writer.staging, "bench")
        yield Driver(writer, streams, engine, lambda: datetime.now(UTC), latency=latency), streams[ARTICLES], layout


def news(count: int, seed: int) -> list[Article]:
    """Return articles of about 600 words, put together from the paragraphs of the seed articles."""
    chance = random.Random(seed)
    paragraphs = [
        paragraph
        for path in sorted((ROOT / "seeds" / "articles").glob("*.txt"))
        for paragraph in path.read_text(encoding="utf-8").split("\n\n")[2:]
    ]
    return [_put_together(paragraphs, chance, f"{seed}.{index}") for index in range(count)]


def _put_together(paragraphs: Sequence[str], chance: random.Random, name: str) -> Article:
    chosen: list[str] = []
    while sum(len(part.split()) for part in chosen) < WORDS:
        chosen.append(chance.choice(paragraphs))
    words = " ".join(chosen).split(" ")
    return article(f"Report {name}", " ".join(words[:WORDS]), first_seen=datetime(2026, 11, 1, tzinfo=UTC))


BARE = """
import sys
from multiprocessing.connection import Connection
from pipelines.tagging.ner import load_model
import time
nlp, _ = load_model()
connection = Connection(int(sys.argv[1]))
connection.send(True)
while True:
    texts = connection.recv()
    started = time.perf_counter()
    for _ in nlp.pipe(texts, batch_size=16):
        pass
    connection.send(time.perf_counter() - started)
"""


@contextmanager
def bare_spacy() -> Iterator[Callable[[list[str]], float]]:
    """Yield what runs bare `nlp.pipe` over texts in a process like a worker's; returns seconds."""
    ours, theirs = Pipe()
    environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", BARE, str(theirs.fileno())]
    process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=environment)
    theirs.close()
    ours.recv()

    def run(texts: list[str]) -> float:
        ours.send(texts)
        return float(ours.recv())

    try:
        yield run
    finally:
        process.kill()
        process.wait()
        ours.close()


def timed_drain(driver: Driver, stream: Stream, articles: Sequence[Article]) -> float:
    """Append articles, process them, return the seconds from the plan to the last commit."""
    stream.append([encode_article(one) for one in articles])
    started = time.perf_counter()
    driver.drain(lambda _: None, threading.Event())
    return time.perf_counter() - started


def real_tagger() -> Loader:
    """Return what loads the tagger with its language model."""
    from pipelines.tagging import load_tagger

    return load_tagger


def throughput() -> None:
    """The whole pipeline with one worker and with two, against bare `nlp.pipe` with the same model and BLAS."""
    with bare_spacy() as bare, driven(real_tagger(), 1) as one, driven(real_tagger(), 2) as two:
        per_second: dict[str, list[float]] = {"bare nlp.pipe": [], "one worker": [], "two workers": []}
        for number in range(-1, ROUNDS):
            articles = news(PER_ROUND, number)
            seconds = {
                "bare nlp.pipe": bare([one_article.text for one_article in articles]),
                "one worker": timed_drain(one[0], one[1], articles),
                "two workers": timed_drain(two[0], two[1], articles),
            }
            if number >= 0:
                for name, spent in seconds.items():
                    per_second[name].append(PER_ROUND / spent)
    for name, values in per_second.items():
        print(f"  {name:14} {statistics.median(values):7.1f} articles/s (600 words; {spread(values)})")
    ratio("one worker / bare nlp.pipe", per_second["one worker"], per_second["bare nlp.pipe"], ">= 0.90")
    ratio("two workers / one", per_second["two workers"], per_second["one worker"], "")


def tagging() -> None:
    """The tagger alone, against bare `nlp.pipe`, in two processes, without the model."""
    sets: dict[str, Callable[[int], list[str]]] = {
        "paragraphs of the seed articles, 600 words": lambda number: [one.text for one in news(PER_ROUND // 2, number)]
    }
    if articles := dwie(400, 800):
        sets[f"{len(articles)} articles of DWIE, 400 to 800 words"] = lambda _: articles
    else:
        print("  set WATCHFLOOR_DATA to a directory with dwie_dev.jsonl to time ordinary news too")
    for label, found in rates(sets, ROUNDS).items():
        names = found.names
        print(f"  {label}: {names['full']:.1f} names in 100 words, {names['off']:.1f} of them without the model")
        _show_tagging(found.per_second)


def _show_tagging(found: dict[str, list[float]]) -> None:
    for name, values in found.items():
        print(f"    {name:8} {statistics.median(values):7.1f} articles/s ({spread(values)})")
    ratio("  ner=full / bare nlp.pipe", found["full"], found["bare"], ">= 0.90")
    ratio("  ner=full / nlp.pipe on the library's own ops", found["full"], found["default"], ">= 1.30")
    ratio("  two processes / one", found["two"], found["full"], ">= 1.85")
    print(f"    ner=off: {statistics.median(found['off cpu']):.0f} articles/s of a core (target >= 500)")


def commit_time() -> None:
    """First fsync to last directory fsync, 256 articles on two days."""
    moments: list[float] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        moments.append(time.perf_counter())
        real(descriptor)
        moments.append(time.perf_counter())

    spans: list[float] = []
    syncs: list[int] = []
    with driven(load_stub, 2) as (driver, stream, _):
        for number in range(40):
            days = [datetime(2026, 11, 1 + index % 2, tzinfo=UTC) for index in range(256)]
            text = "France and others met. " * 100
            articles = [article(f"{number}.{index}", text, first_seen=day) for index, day in enumerate(days)]
            stream.append([encode_article(one) for one in articles])
            moments.clear()
            durable.os.fsync = fsync  # type: ignore[attr-defined]
            driver.step()
            durable.os.fsync = real  # type: ignore[attr-defined]
            spans.append((moments[-1] - moments[0]) * 1000)
            syncs.append(len(moments) // 2)
    low, high = statistics.median(spans), percentile(spans, 95)
    print(f"  first fsync to last: median {low:.1f} ms, p95 {high:.1f} ms, {max(syncs)} fsyncs (target p95 <= 25 ms)")


def memory() -> None:
    """Resident memory of the driver over 500 batches."""
    with driven(load_stub, 1) as (driver, stream, _):
        process = psutil.Process()
        sizes = []
        for number in range(500):
            stream.append([encode_article(article(f"{number}.{index}")) for index in range(8)])
            driver.step()
            sizes.append(process.memory_info().rss / 1e6)
    warm, last = statistics.median(sizes[90:110]), statistics.median(sizes[-20:])
    print(f"  RSS at batch 100: {warm:.0f} MB, at 500: {last:.0f} MB, growth {last / warm - 1:+.1%} (target < 5 %)")


def freshness() -> None:
    """Append to visible, for both latencies, articles arriving at random."""
    for name, latency, count, target in (("low", LOW, 20, 5), ("normal", NORMAL, 6, 35)):
        waits = _waits(latency, count)
        shown = f"median {statistics.median(waits):.1f} s, p95 {percentile(waits, 95):.1f} s"
        print(f"  --latency {name:6} append to visible: {shown} (n={count}; target p95 <= {target} s)")


def _waits(latency: Latency, count: int) -> list[float]:
    stop = threading.Event()
    chance = random.Random(7)
    waits = []
    with driven(load_stub, 1, latency) as (driver, stream, layout):
        thread = threading.Thread(target=driver.follow, args=(lambda _: None, stop))
        thread.start()
        try:
            for number in range(count):
                time.sleep(chance.uniform(0, 1))
                before = (layout.lake / LATEST).read_text()
                started = time.monotonic()
                stream.append([encode_article(article(f"late {number}"))])
                while (layout.lake / LATEST).read_text() == before:
                    time.sleep(0.01)
                waits.append(time.monotonic() - started)
        finally:
            stop.set()
            thread.join()
    return waits


def percentile(values: Sequence[float], percent: int) -> float:
    """Return a percentile, by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * len(ordered)))]


def spread(values: Sequence[float]) -> str:
    """Return the range of values, as text."""
    return f"{min(values):.1f}-{max(values):.1f}"


def ratio(name: str, left: Sequence[float], right: Sequence[float], target: str) -> None:
    """Print the median of the ratios, round by round."""
    ratios = [a / b for a, b in zip(left, right, strict=True)]
    aim = f" (target {target})" if target else ""
    print(
        f"  {name}: {statistics.median(ratios):.2f}, {min(ratios):.2f}-{max(ratios):.2f} over {len(ratios)} rounds{aim}"
    )


BENCHES: dict[str, Callable[[], None]] = {
    "throughput": throughput,
    "tagging": tagging,
    "parsing": parsing,
    "commit": commit_time,
    "freshness": freshness,
    "memory": memory,
    **FIGURES,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="which figures; all when none is named")
    names = parser.parse_args().names or list(BENCHES)
    (ROOT / ".cache").mkdir(exist_ok=True)
    logs.set_up("text", quiet=True)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {datetime.now(UTC):%Y-%m-%d}")
    for name in names:
        print(f"{name}: {(BENCHES[name].__doc__ or '').strip()}", flush=True)
        BENCHES[name]()


if __name__ == "__main__":
    main()
