"""Loaders that end or fail before there is a tagger; workers import them by name."""

import os
import signal
import time

from stub_tagger import StubTagger, load_stub

from schemas.article import Article
from schemas.errors import ModelError
from schemas.tagged import Tags


class OddError(Exception):
    """Can be pickled, but not read back: its constructor wants two arguments."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")


def load_dying() -> StubTagger:
    os.kill(os.getpid(), signal.SIGKILL)
    return load_stub()


def load_missing() -> StubTagger:
    raise ModelError("the language model is not here; install it")


def load_odd() -> StubTagger:
    raise OddError("this", "that")


def load_slow() -> StubTagger:
    time.sleep(60)
    return load_stub()


class FullDisk(StubTagger):
    """Meets trouble that is no article's fault."""

    def tag(self, article: Article) -> Tags:
        raise OSError(28, "No space left on device", "/the/file")


def load_full_disk() -> StubTagger:
    return FullDisk()
