"""Tag on every core, in worker processes that one bad article cannot take down."""

import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing.connection import Connection, wait
from typing import Protocol, TypeAlias

import msgspec

from pipelines.decoding import failed
from pipelines.trouble import Trouble, tag_each
from pipelines.work import ArticleTagger, Decoded, Failed, Tagged
from schemas.article import Article
from schemas.errors import ArticleError, InterruptedRun, WatchfloorError
from schemas.tagged import Tags

log = logging.getLogger(__name__)

Loader: TypeAlias = Callable[[], ArticleTagger]
DeathCounter: TypeAlias = Callable[[str, int, int], int]
"""Counts one more death on (stream, partition, offset), durably; returns how many there were."""

ARTICLE_SECONDS = 30.0
DEATHS_ALLOWED = 1
FALSE_STARTS_ALLOWED = 3
CHUNK_WORDS = 6_000
CHUNK_ARTICLES = 16
APPETITE = 256
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Pool(Protocol):
    """Whatever tags a bundle of articles; `appetite` is how many it likes to be given at once."""

    appetite: int

    def tag(self, waiting: Sequence[Decoded]) -> list[Tagged | Failed]:
        """Return the result of each, in order."""


class PoolAddress(msgspec.Struct, frozen=True):
    """How a step of the graph finds its pool: by name in this process, else it loads a tagger itself."""

    name: str
    loader: Loader


def attached(address: PoolAddress) -> Pool:
    """Return the pool of that name in this process, or make one in-process tagger and keep it."""
    with _POOLS_LOCK:
        if address.name not in _POOLS:
            _POOLS[address.name] = InProcessPool(address.loader())
        return _POOLS[address.name]


class InProcessPool:
    """One tagger in this process: for notebooks, tests, and engines whose parallelism is their own."""

    appetite = CHUNK_ARTICLES

    def __init__(self, tagger: ArticleTagger) -> None:
        self._tagger = tagger

    def tag(self, waiting: Sequence[Decoded]) -> list[Tagged | Failed]:
        """Return the result of each article, in order."""
        results = tag_each(self._tagger, [one.article for one in waiting])
        return [_result(one, result) for one, result in zip(waiting, results, strict=True)]


class WorkerPool:
    """`size` worker processes, each with a tagger of its own; they end with this process, however it ends.

    An article on which a worker dies, or takes longer than `article_seconds`, is tried once more; a
    second death, counted by `count_death`, makes it a failure. Every other article of the chunk is tagged.
    """

    appetite = APPETITE

    def __init__(
        self,
        size: int,
        loader: Loader,
        count_death: DeathCounter,
        *,
        article_seconds: float = ARTICLE_SECONDS,
    ) -> None:
        self.address = PoolAddress(f"workers-{uuid.uuid4().hex}", loader)
        self._loader = loader
        self._count_death = count_death
        self._seconds = article_seconds
        self._interrupted = threading.Event()
        self._false_starts = 0
        # The kernel's parent-death signal follows the thread that started a worker, so one thread starts all.
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="worker-keeper", initializer=_hold_off_signals)
        self._workers = [self._spawn() for _ in range(size)]
        with _POOLS_LOCK:
            _POOLS[self.address.name] = self

    def tag(self, waiting: Sequence[Decoded]) -> list[Tagged | Failed]:
        """Return the result of each article, in order.

        Raises InterruptedRun after `interrupt`, and what a worker raised when its tagger could not be
        loaded or the machine failed it (disk, memory, model).
        """
        results: dict[int, Tagged | Failed] = {}
        chunks = deque(_chunks(waiting))
        # A call that raised may have left workers busy with what nobody waits for any more.
        self._workers = [self._replace(worker) if worker.chunk else worker for worker in self._workers]
        while len(results) < len(waiting):
            self._hand_out(chunks, waiting)
            for worker in self._heard():
                self._collect(worker, waiting, results, chunks)
        return [results[index] for index in range(len(waiting))]

    def interrupt(self) -> None:
        """Make `tag` raise InterruptedRun soon; safe to call from a signal handler."""
        self._interrupted.set()

    def pids(self) -> Sequence[int]:
        """Return the process ids of the workers."""
        return [worker.process.pid for worker in self._workers]

    def close(self) -> None:
        """End all workers."""
        with _POOLS_LOCK:
            _POOLS.pop(self.address.name, None)
        for worker in self._workers:
            worker.kill()
        self._keeper.shutdown()

    def _hand_out(self, chunks: deque[list[int]], waiting: Sequence[Decoded]) -> None:
        for index, worker in enumerate(self._workers):
            if chunks and worker.is_idle:
                chunk = chunks.popleft()
                if not worker.give(chunk, [waiting[position].article for position in chunk], self._seconds):
                    chunks.appendleft(chunk)
                    self._workers[index] = self._replace(worker)

    def _heard(self) -> list["_Worker"]:
        while True:
            if self._interrupted.is_set():
                raise InterruptedRun("asked to stop while tagging; the batch is planned again at the next start")
            ready = set(wait([one.connection for one in self._workers if not one.is_idle], timeout=0.2))
            now = time.monotonic()
            heard = [one for one in self._workers if one.connection in ready or (one.chunk and now > one.deadline)]
            if heard:
                return heard

    def _collect(
        self,
        worker: "_Worker",
        waiting: Sequence[Decoded],
        results: dict[int, Tagged | Failed],
        chunks: deque[list[int]],
    ) -> None:
        if not worker.is_ready:
            self._welcome(worker)
            return
        chunk = worker.chunk or []
        answer = worker.answer()
        if isinstance(answer, BaseException):
            raise answer
        if isinstance(answer, list):
            worker.chunk = None
            results.update({i: _result(waiting[i], result) for i, result in zip(chunk, answer, strict=True)})
            return
        self._workers[self._workers.index(worker)] = self._replace(worker)
        if len(chunk) > 1:
            chunks.extend([index] for index in chunk)
            return
        self._bury(waiting[chunk[0]], chunk[0], answer, results, chunks)

    def _welcome(self, worker: "_Worker") -> None:
        if worker.meet():
            self._false_starts = 0
            return
        self._false_starts += 1
        if self._false_starts >= FALSE_STARTS_ALLOWED:
            raise WatchfloorError(
                f"worker: ended {self._false_starts} times before it had loaded its tagger; is there enough memory?"
                " What it printed stands above"
            )
        self._workers[self._workers.index(worker)] = self._replace(worker)

    def _bury(
        self,
        decoded: Decoded,
        index: int,
        reason: str,
        results: dict[int, Tagged | Failed],
        chunks: deque[list[int]],
    ) -> None:
        arrival = decoded.arrival
        times = self._count_death(arrival.place, arrival.partition, arrival.numbered.offset)
        log.error("%s on %s offset %d, time %d", reason, arrival.place, arrival.numbered.offset, times)
        if times <= DEATHS_ALLOWED:
            chunks.append([index])
        else:
            detail = f"{times} workers ended on it; the limit is {self._seconds:.0f} s an article"
            results[index] = failed(arrival, ArticleError("tag", reason, detail), datetime.now(UTC))

    def _replace(self, worker: "_Worker") -> "_Worker":
        worker.kill()
        return self._spawn()

    def _spawn(self) -> "_Worker":
        return self._keeper.submit(_Worker, self._loader).result()


def _hold_off_signals() -> None:
    # A process begins with the mask of the thread that starts it: no Ctrl-C finds a worker unprepared.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})


class _Worker:
    """One worker process, and the chunk it is on."""

    def __init__(self, loader: Loader) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pipelines.worker", str(theirs.fileno()), str(os.getpid())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=environment,
            )
        self.connection: Connection = Connection(ours.detach())
        # One that is gone already is noticed when it should say that it is ready.
        with contextlib.suppress(OSError):
            self.connection.send(loader)
        self.chunk: list[int] | None = None
        self.deadline = 0.0
        self.is_ready = False

    @property
    def is_idle(self) -> bool:
        """Whether it has loaded its tagger, and nothing to do."""
        return self.is_ready and self.chunk is None

    def meet(self) -> bool:
        """Take its first message; return False when it has ended instead, raise what it could not load."""
        try:
            first = self.connection.recv()
        except (EOFError, OSError):
            return False
        if isinstance(first, BaseException):
            raise first
        self.is_ready = True
        return True

    def give(self, chunk: list[int], articles: list[Article], seconds: float) -> bool:
        """Send a chunk; return False when the worker is gone."""
        try:
            self.connection.send(articles)
        except OSError:
            return False
        self.chunk = chunk
        self.deadline = time.monotonic() + seconds
        return True

    def answer(self) -> list[Tags | Trouble] | BaseException | str:
        """Return the results, what the worker raised, or the reason why it gave none."""
        try:
            if self.connection.poll():
                answer: list[Tags | Trouble] | BaseException = self.connection.recv()
                return answer
        except (EOFError, OSError):
            return "worker_died"
        return "timeout"

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.connection.close()


def _chunks(waiting: Sequence[Decoded]) -> Iterable[list[int]]:
    chunk: list[int] = []
    words = 0
    for index, one in enumerate(waiting):
        size = one.article.text.count(" ") + 1
        if chunk and (words + size > CHUNK_WORDS or len(chunk) >= CHUNK_ARTICLES):
            yield chunk
            chunk, words = [], 0
        chunk.append(index)
        words += size
    if chunk:
        yield chunk


def _result(decoded: Decoded, result: Tags | Trouble) -> Tagged | Failed:
    if isinstance(result, Trouble):
        error = ArticleError("tag", result.reason, result.detail)
        return failed(decoded.arrival, error, datetime.now(UTC), result.traceback)
    return Tagged(decoded.arrival, decoded.article, result)


_POOLS: dict[str, Pool] = {}
_POOLS_LOCK = threading.Lock()
