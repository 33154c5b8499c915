"""Append a story to the streams of a home, noting what has been acknowledged, until told to stop."""

import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

import msgspec
from torture_story import Expected, Story

from pipelines.lake.layout import Layout
from schemas.wire import ARTICLES, FAILURES, Envelope
from streams import Stream
from streams.embedded import EmbeddedLog

TOGETHER = 4
"""At most so many records in one append."""


def acks_path(home: Path) -> Path:
    """Return where the appender notes what was acknowledged."""
    return home / "acks.jsonl"


def stop_path(home: Path) -> Path:
    """Return the file whose existence ends the appender and the reader."""
    return home / "stop"


def append_until_stopped(home: Path, seed: int, rate: float) -> None:
    """Append about `rate` records a second; what stands in the acks file is durable in the stream."""
    log = EmbeddedLog(Layout(home).stream)
    streams = {name: log.stream(name) for name in (ARTICLES, FAILURES)}
    story, chance, parent = Story(seed), Random(seed), os.getppid()
    with acks_path(home).open("ab", buffering=0) as acks:
        while not stop_path(home).exists() and os.getppid() == parent:
            told = [story.next() for _ in range(chance.randint(1, TOGETHER))]
            acks.write(b"".join(msgspec.json.encode(one) + b"\n" for one in _appended(streams, told)))
            time.sleep(len(told) / rate)
    log.close()


def _appended(streams: Mapping[str, Stream], told: Sequence[tuple[Envelope, Expected]]) -> Iterator[Expected]:
    for name, stream in streams.items():
        mine = [(envelope, expected) for envelope, expected in told if expected.stream == name]
        offsets = stream.append([envelope for envelope, _ in mine]) if mine else ()
        for offset, (_, expected) in zip(offsets, mine, strict=True):
            yield msgspec.structs.replace(expected, offset=offset)


class Acks:
    """What has been acknowledged so far, read on from where the last reading ended."""

    def __init__(self, home: Path) -> None:
        self._path = acks_path(home)
        self._read = 0
        self.expected: dict[str, dict[int, Expected]] = {ARTICLES: {}, FAILURES: {}}

    def read_on(self) -> None:
        """Take in what is new."""
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            file.seek(self._read)
            whole = file.read().rpartition(b"\n")[0]
        self._read += len(whole) + 1 if whole else 0
        for line in whole.splitlines():
            one = msgspec.json.decode(line, type=Expected)
            self.expected[one.stream][one.offset] = one

    def wait_for(self, stream: str, offset: int, seconds: float) -> bool:
        """Wait until an offset is noted: the driver may be quicker than the appender's pen."""
        deadline = time.monotonic() + seconds
        while offset not in self.expected[stream]:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.005)
            self.read_on()
        return True


if __name__ == "__main__":
    append_until_stopped(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
