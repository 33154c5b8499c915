"""Kill a poller at random moments: `python tests/ingest_kills.py [--kills 200] [--seed N]`.

Each poller is a process of its own that ends by SIGKILL; the next takes up the round in which it died. Exits 1 when an
entry was lost or published twice, at the first of them that is seen.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
from feed_rows import record
from feed_server import item, rss
from scripted_fetch import START, InProcess
from virtual_time import Inline

from connectors.feedlist import FeedConfig
from connectors.fetching.fetch import FEED_TYPES, Fetched, Validators
from connectors.fetching.hosts import Hosts
from connectors.polling.poller import Outside, Poller, Settings
from schemas.wire import ARTICLES, decode_article
from streams.embedded import EmbeddedLog
from streams.orphans import end_with

LOOK_EVERY = 20
"""So many kills lie between two looks at what came of them."""

FEEDS = 40
WINDOW = 6
EDITED = " This report was corrected."


class Verdict(msgspec.Struct, frozen=True):
    """What came of it: how many kills struck, how many articles and versions there are, what is wrong."""

    kills: int
    articles: int
    versions: int
    wrong: tuple[str, ...]


class Rounds:
    """In each round every feed has one new entry, and one that was corrected since the last round."""

    def __init__(self) -> None:
        self.round = 0

    async def fetch(
        self, url: str, validators: Validators | None = None, accept: str = FEED_TYPES, **_: object
    ) -> Fetched:
        await asyncio.sleep(0)
        feed = url.rpartition("/")[2]
        entries = (item(f"{feed}-{n}", text=text_of(feed, n, self.round)) for n in shown(self.round))
        return Fetched(status=200, url=url, etag=f'"{self.round}"', body=rss(*entries))


def shown(round_: int) -> range:
    """Return the numbers of the entries that a feed holds in a round."""
    return range(round_, round_ + WINDOW)


def text_of(feed: str, entry: int, round_: int) -> str:
    """Return the text of an entry in a round: its last but one entry stands corrected."""
    text = f"Feed {feed} tells of event {entry} at some length. " * 6
    return text.strip() + (EDITED if entry <= round_ + WINDOW - 2 else "")


def poll_rounds(folder: Path, first: int, parent: int) -> None:
    """Poll round after round until killed, or `parent` is gone; the number of the round stands in a file first."""
    end_with(parent)
    rounds = Rounds()
    outside = Outside(rounds, Hosts(0.0), InProcess(), InProcess(), Inline())
    feeds = [FeedConfig(id=f"f{n}", url=f"http://h{n}.example/f{n}", fetch_pages=False) for n in range(FEEDS)]
    with closing(EmbeddedLog(folder / "stream.db")) as log:
        for rounds.round in range(first, 1_000_000):
            if os.getppid() != parent:
                return
            now = START + timedelta(days=2 * rounds.round)
            (folder / "round.new").write_text(str(rounds.round))
            (folder / "round.new").rename(folder / "round")
            poller = Poller(
                feeds, log, folder / "lock", Settings(contact="t"), clock=lambda now=now: now, outside=outside
            )  # type: ignore[misc]
            asyncio.run(poller.bring())


def torture(folder: Path, kills: int, seed: int) -> Verdict:
    """Kill so many pollers, let a last one finish its round, and look at the stream."""
    chance = random.Random(seed)
    for number in range(kills + 1):
        _kill_one(folder, chance, is_last=number == kills)
        if number % LOOK_EVERY == 0 and number:
            print(f"{number} kills", file=sys.stderr)
            if (verdict := _verdict(folder, number + 1)).wrong:
                return verdict
    return _verdict(folder, kills)


def _kill_one(folder: Path, chance: random.Random, *, is_last: bool) -> None:
    first = _round(folder)
    command = [sys.executable, __file__, "--poll", str(folder), "--first", str(max(first, 0))]
    command += ["--parent", str(os.getpid())]
    child = subprocess.Popen(command)
    try:
        _wait_for(child, lambda: _round(folder) > first + is_last)
        time.sleep(chance.uniform(0.0, 0.15))
    finally:
        child.kill()
        child.wait()


def _wait_for(child: subprocess.Popen[bytes], ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60.0
    while not ready():
        if child.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the poller made no progress, exit code {child.poll()}")
        time.sleep(0.005)


def _round(folder: Path) -> int:
    try:
        return int((folder / "round").read_text())
    except FileNotFoundError:
        return -1


def _verdict(folder: Path, kills: int) -> Verdict:
    last = _round(folder) - 1
    with closing(EmbeddedLog(folder / "stream.db")) as log:
        records = log.stream(ARTICLES).read(0, 0, 10_000_000)
    ids = Counter(dict(one.headers)["ce_id"] for one in records)
    wrong = [f"version {name!r} stands {times} times on the stream" for name, times in ids.items() if times > 1]
    latest = {
        article.title: article for article in (decode_article(one.value, one.headers, one.key) for one in records)
    }
    for feed in (f"f{n}" for n in range(FEEDS)):
        for entry in range(last + WINDOW):
            article = latest.get(f"Title {feed}-{entry}")
            if article is None:
                wrong.append(f"{feed}: entry {entry} was lost")
            elif entry <= last + WINDOW - 2 and not article.text.endswith(EDITED.strip()):
                wrong.append(f"{feed}: the correction of entry {entry} was lost")
    return Verdict(kills, len(latest), len(records), tuple(wrong))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--poll", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--first", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.poll is not None:
        poll_rounds(given.poll, given.first, given.parent)
        return 0
    try:
        with tempfile.TemporaryDirectory() as folder:
            verdict = torture(Path(folder), given.kills, given.seed)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    said = f"{len(verdict.wrong)} lost or repeated in {verdict.kills} kills, {verdict.versions} versions"
    print(said, *verdict.wrong[:20], sep="\n")
    record(17, said, met=not verdict.wrong)
    return 1 if verdict.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
