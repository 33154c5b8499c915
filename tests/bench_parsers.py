"""Time the feed parsers beside feedparser, on feeds in the manner of the world's news systems."""

import statistics
import time
import warnings
from collections.abc import Callable, Sequence
from io import BytesIO

import feedparser
from feed_manners import Feed, feeds

from connectors import fast
from connectors.parse import Document, parse_feed

ROUNDS = 5
SIZES = {"short": (25, 1), "usual": (25, 4), "full text": (40, 12)}
"""Entries a document, paragraphs an entry."""


def parsing() -> None:
    """Documents a second of one core, ours beside feedparser with its own settings."""
    for name, (entries, paragraphs) in SIZES.items():
        chosen = list(feeds(entries, paragraphs))
        ours, theirs = _per_second(chosen)
        size = statistics.mean(len(feed.body) for feed in chosen) / 1000
        ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
        print(
            f"  {name:9} {len(chosen)} feeds of {entries} entries, {size:.0f} kB: {statistics.median(ours):.0f}/s, "
            f"feedparser {statistics.median(theirs):.1f}/s, ratio {statistics.median(ratios):.1f} "
            f"({min(ratios):.1f}-{max(ratios):.1f}; target >= 300/s and >= 10)"
        )
    read = [fast.parse(feed.body, None, feed.content_type) is not None for feed in chosen]
    print(f"  read on the fast path: {sum(read)} of {len(read)} (target >= 95 %)")


def _per_second(chosen: Sequence[Feed]) -> tuple[list[float], list[float]]:
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(ROUNDS + 1):
        mine = _rate(chosen, _ours)
        if number:
            ours.append(mine)
            theirs.append(_rate(chosen[:: ROUNDS + 1], _feedparsers))
    return ours, theirs


def _rate(chosen: Sequence[Feed], parse: Callable[[Feed], object]) -> float:
    started = time.process_time()
    for feed in chosen:
        parse(feed)
    return len(chosen) / (time.process_time() - started)


def _ours(feed: Feed) -> object:
    return parse_feed(Document(body=feed.body, content_type=feed.content_type))


def _feedparsers(feed: Feed) -> object:
    headers = {"content-type": feed.content_type} if feed.content_type else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return feedparser.parse(BytesIO(feed.body), response_headers=headers)
