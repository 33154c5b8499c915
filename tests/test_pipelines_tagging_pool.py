"""Workers that die, hang, raise or outlive what they should not."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path

import psutil
import pytest
from articles import SEEN, article
from lake_home import lake_home
from pool_taggers import load_dying, load_full_disk, load_missing, load_odd, load_slow
from stub_tagger import load_stub

from pipelines.lake.plan import Numbered
from pipelines.tagging_pool import FALSE_STARTS_ALLOWED, InProcessPool, Loader, WorkerPool, attached
from pipelines.work import Arrival, Decoded, Failed, Tagged
from schemas.errors import InterruptedRun, ModelError, WatchfloorError
from schemas.wire import encode_article

TESTS = Path(__file__).parent


class Deaths:
    """Counts deaths as the commit database does."""

    def __init__(self) -> None:
        self.counted: Counter[int] = Counter()

    def __call__(self, place: str, partition: int, offset: int) -> int:
        self.counted[offset] += 1
        return self.counted[offset]


@pytest.fixture
def deaths() -> Deaths:
    return Deaths()


Pools = Callable[..., WorkerPool]


@pytest.fixture
def pools(deaths: Deaths) -> Iterator[Pools]:
    with ExitStack() as stack:

        def make(loader: Loader = load_stub, size: int = 2, seconds: float = 30.0) -> WorkerPool:
            pool = WorkerPool(size, loader, deaths, article_seconds=seconds)
            return stack.enter_context(closing(pool))

        yield make


def _decoded(title: str, offset: int = 0) -> Decoded:
    one = article(title, f"France, text {offset}")
    envelope = encode_article(one)
    numbered = Numbered(
        offset, one.article_id, one.version_id, one.content_hash, 1, date(2026, 11, 24), "missing", None, latest=True
    )
    arrival = Arrival("news.articles", "news.articles@x", 0, numbered, envelope.key, envelope.value, (), SEEN)
    return Decoded(arrival, one)


def _many(*titles: str) -> list[Decoded]:
    return [_decoded(title, offset) for offset, title in enumerate(titles)]


def _reasons(results: Sequence[Tagged | Failed]) -> list[str]:
    return [one.failure.reason if isinstance(one, Failed) else "" for one in results]


def test_results_come_in_the_order_of_the_articles(pools: Pools) -> None:
    waiting = _many(*(f"Title {number}" for number in range(100)))
    results = pools().tag(waiting)
    assert [one.arrival for one in results] == [one.arrival for one in waiting]
    assert all(isinstance(one, Tagged) and one.tags.mentions for one in results)


def test_one_process_gives_what_many_give(pools: Pools) -> None:
    waiting = _many("A", "please raise", "B")
    apart, together = pools().tag(waiting), InProcessPool(load_stub()).tag(waiting)
    assert _reasons(apart) == _reasons(together) == ["", "internal_error", ""]
    assert apart[0] == together[0]


def test_an_article_that_raises_is_found_among_many(pools: Pools) -> None:
    titles = [f"Title {number}" for number in range(16)]
    titles[11] = "please raise"
    results = pools(size=1).tag(_many(*titles))
    assert [offset for offset, reason in enumerate(_reasons(results)) if reason] == [11]
    (failure,) = [one.failure for one in results if isinstance(one, Failed)]
    assert failure.traceback is not None
    assert "RuntimeError: asked to raise" in failure.traceback


def test_an_article_on_which_workers_die_twice_fails_and_all_others_are_tagged(pools: Pools, deaths: Deaths) -> None:
    results = pools().tag(_many("A", "B", "please die", "C"))
    assert _reasons(results) == ["", "", "worker_died", ""]
    assert deaths.counted == {2: 2}


def test_an_article_that_hangs_times_out_twice_and_all_others_are_tagged(pools: Pools, deaths: Deaths) -> None:
    results = pools(seconds=0.5).tag(_many("A", "please hang", "B"))
    assert _reasons(results) == ["", "timeout", ""]
    assert deaths.counted == {1: 2}


def test_a_death_counted_before_is_remembered(pools: Pools, deaths: Deaths) -> None:
    deaths.counted[0] = 1
    assert _reasons(pools(size=1).tag(_many("please die"))) == ["worker_died"]
    assert deaths.counted == {0: 2}


def test_a_worker_that_died_idle_is_replaced(pools: Pools, deaths: Deaths) -> None:
    pool = pools(size=1)
    pool.tag(_many("A"))
    os.kill(pool.pids()[0], signal.SIGKILL)
    psutil.wait_procs([psutil.Process(pool.pids()[0])], timeout=0.5)
    assert _reasons(pool.tag(_many("B"))) == [""]
    assert deaths.counted == {}


def test_trouble_of_the_machine_is_no_articles_failure(pools: Pools) -> None:
    with pytest.raises(OSError, match="No space left on device"):
        pools(load_full_disk).tag(_many("A", "B"))


def test_a_model_that_is_missing_is_told_as_that(pools: Pools) -> None:
    with pytest.raises(ModelError, match="is not here; install it") as raised:
        pools(load_missing).tag(_many("A"))
    assert raised.value.exit_code == 2


def test_an_exception_that_cannot_travel_is_told_by_its_text(pools: Pools) -> None:
    with pytest.raises(WatchfloorError, match="OddError: this and that"):
        pools(load_odd).tag(_many("A"))


def test_workers_that_never_start_are_given_up(pools: Pools, deaths: Deaths) -> None:
    with pytest.raises(WatchfloorError, match=f"ended {FALSE_STARTS_ALLOWED} times before it had loaded"):
        pools(load_dying, size=1).tag(_many("A"))
    assert deaths.counted == {}


@pytest.mark.parametrize(("loader", "title"), [(load_stub, "please hang"), (load_slow, "A")])
def test_a_pool_can_be_interrupted_while_it_tags_or_loads(pools: Pools, loader: Loader, title: str) -> None:
    pool = pools(loader)
    timer = threading.Timer(0.5, pool.interrupt)
    timer.start()
    with pytest.raises(InterruptedRun, match="planned again at the next start"):
        pool.tag(_many(title))
    timer.join()


def test_what_an_interrupted_call_left_busy_does_not_answer_the_next_one(pools: Pools) -> None:
    pool = pools(size=1)
    threading.Timer(0.5, pool.interrupt).start()
    with pytest.raises(InterruptedRun):
        pool.tag(_many("please hang"))
    pool._interrupted.clear()
    (result,) = pool.tag([_decoded("Another", 7)])
    assert isinstance(result, Tagged)
    assert result.arrival.numbered.offset == 7


def test_workers_ignore_what_is_meant_for_the_driver(pools: Pools) -> None:
    pool = pools()
    before = pool.pids()
    for pid in before:
        os.kill(pid, signal.SIGINT)
        os.kill(pid, signal.SIGTERM)
    assert _reasons(pool.tag(_many(*"ABCDEFGH"))) == [""] * 8
    assert pool.pids() == before


def test_a_closed_pool_leaves_no_process(pools: Pools) -> None:
    pool = pools()
    workers = [psutil.Process(pid) for pid in pool.pids()]
    pool.close()
    assert not any(worker.is_running() for worker in workers)


def test_a_step_finds_the_pool_of_its_process_by_name_or_makes_one(pools: Pools) -> None:
    pool = pools()
    assert attached(pool.address) is pool
    pool.close()
    alone = attached(pool.address)
    assert isinstance(alone, InProcessPool)
    assert attached(pool.address) is alone


OWNER = """
import sys, time
from pool_taggers import load_slow
from stub_tagger import load_stub
from pipelines.tagging_pool import WorkerPool
pool = WorkerPool(2, {"ready": load_stub, "loading": load_slow}[sys.argv[1]], lambda *place: 1)
print(*pool.pids(), flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("state", ["ready", "loading"])
def test_no_worker_outlives_a_killed_driver(state: str) -> None:
    path = os.pathsep.join([str(TESTS.parent), str(TESTS)])
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, state], env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        workers = [psutil.Process(int(pid)) for pid in owner.stdout.readline().split()]
        assert len(workers) == 2
        time.sleep(0.3)
        owner.kill()
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []


def test_poison_that_kills_or_hangs_workers_lands_as_failures(tmp_path: Path) -> None:
    titles = ("A", "please die", "B", "please hang", "C", "please raise")
    with lake_home(tmp_path, workers=2, article_seconds=0.7) as home:
        home.append(*(encode_article(article(title)) for title in titles))
        home.drain()
        assert [row["title"] for row in home.rows()] == ["A", "B", "C"]
        failures = {row["offset"]: row["reason"] for row in home.rows("failures")}
        assert failures == {1: "worker_died", 3: "timeout", 5: "internal_error"}
        assert home.writer.ledger._database.row("SELECT count(*) FROM deaths") == (0,)
        assert home.verify().problems == ()


def test_a_killed_driver_counts_no_death(tmp_path: Path) -> None:
    with lake_home(tmp_path) as home:
        home.append(encode_article(article("please hang")))
    script = (
        "import sys, pathlib\nfrom lake_home import lake_home\n"
        "with lake_home(pathlib.Path(sys.argv[1]), workers=1) as home:\n"
        "    print('driving', flush=True)\n    home.drain()\n"
    )
    path = os.pathsep.join([str(TESTS.parent), str(TESTS)])
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, text=True) as driver:
        assert driver.stdout is not None
        assert driver.stdout.readline() == "driving\n"
        time.sleep(1.0)
        driver.kill()
    with lake_home(tmp_path) as home:
        assert home.writer.ledger._database.row("SELECT count(*) FROM deaths") == (0,)
