"""Time the feed parsers beside feedparser, on feeds in the manner of the world's news systems."""

import random
import statistics
import time
import warnings
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import NamedTuple

import feedparser
from feed_damage import DAMAGES, GIVEN_UP
from feed_manners import Feed, feeds
from feed_rows import record

from connectors.parsing import fast, loose
from connectors.parsing.dates import read_date
from connectors.parsing.parse import Document, parse_feed

ROUNDS = 5
SIZES = {"short": (25, 1), "usual": (25, 4), "long": (30, 8), "full text": (40, 12)}
"""Entries a document, paragraphs an entry. Feeds that give summaries only are small at any size, as in the world: over
all sizes the median is 26 kB, the mean 61 kB, a little under those of real feeds."""

PER_SECOND, TIMES, FAST_SHARE = 300, 10, 0.95
Seconds = dict[str, list[float]]
"""Of CPU, for each parser, round by round; a round is the same documents for all of them."""


class Found(NamedTuple):
    """What some feeds came to: documents a second of a core, and ratios round by round."""

    rates: dict[str, float]
    plain: list[float]
    cleaning: list[float]

    @property
    def is_met(self) -> bool:
        return self.rates["ours"] >= PER_SECOND and statistics.median(self.plain) >= TIMES

    @property
    def said(self) -> str:
        return f"{self.rates['ours']:.0f}/s, {statistics.median(self.plain):.1f}x"


def parsing() -> None:
    """Documents a second of one core: ours, feedparser as it comes, our own way through feedparser."""
    all_spent: list[Seconds] = []
    said: list[str] = []
    lengths: list[int] = []
    for seed, (name, (entries, paragraphs)) in enumerate(SIZES.items()):
        chosen = list(feeds(entries, paragraphs, seed))
        lengths += [len(feed.body) // 1000 for feed in chosen]
        size = statistics.mean(len(feed.body) for feed in chosen) / 1000
        print(f"  {name}: {len(chosen)} feeds of {entries} entries, {size:.0f} kB")
        all_spent.append(_side_by_side(chosen))
        said.append(f"{name} ({size:.0f} kB) {_shown(all_spent[-1], len(chosen)).said}")
    read = [fast.parse(feed.body, None, feed.content_type) is not None for feed in chosen]
    least, half, mean, most = min(lengths), statistics.median(lengths), statistics.mean(lengths), max(lengths)
    print(f"  over all, as many of each size: {least} to {most} kB, median {half:.0f}, mean {mean:.0f} kB")
    found = _shown(_together(all_spent), len(chosen) * len(SIZES))
    print(f"  read on the fast path: {sum(read)} of {len(read)} (target >= {FAST_SHARE:.0%})")
    verdict = "met" if found.is_met else "missed"
    print(f"  targets, over all: >= {PER_SECOND}/s, >= {TIMES}x feedparser as it comes: {verdict}")
    _damaged()
    mix = f"{len(lengths)} documents of {least} to {most} kB, median {half:.0f}"
    record(14, f"over all ({mix}) {found.said} feedparser as it comes; {'; '.join(said)}", met=found.is_met)


def _damaged() -> None:
    """Feeds damaged in one way each, but for the way in which feedparser gives a document up."""
    whole = list(feeds(*SIZES["usual"]))
    ways = [name for name in DAMAGES if name not in GIVEN_UP]
    chosen = [
        feed._replace(body=DAMAGES[name](random.Random(number), feed.body.decode()).encode())
        for number, feed in enumerate(whole)
        if b'encoding="utf-8"' in feed.body
        for name in ways[number % 3 :: 3]
    ]
    read = [fast.parse(feed.body, None, feed.content_type) is not None for feed in chosen]
    print(f"  damaged in {len(ways)} ways: {sum(read)} of {len(read)} on the fast path")
    _shown(_side_by_side(chosen), len(chosen))


def _together(all_spent: Sequence[Seconds]) -> Seconds:
    return {
        name: [sum(seconds) for seconds in zip(*(spent[name] for spent in all_spent), strict=True)]
        for name in all_spent[0]
    }


def _shown(spent: Seconds, count: int) -> Found:
    rates = {parser: count / sum(seconds) for parser, seconds in spent.items()}
    found = Found(rates, _ratios(spent, "feedparser as it comes"), _ratios(spent, "feedparser with our text"))
    for parser, rate in rates.items():
        print(f"    {parser:24} {rate:6.1f}/s")
    print(f"    ours / feedparser as it comes (it sanitises, resolves links, cleans no text): {_spread(found.plain)}")
    print(f"    ours / feedparser without those, our text cleaning after it: {_spread(found.cleaning)}")
    return found


def _side_by_side(chosen: Sequence[Feed]) -> Seconds:
    parsers: dict[str, Callable[[Feed], object]] = {
        "ours": _ours,
        "feedparser as it comes": _feedparser,
        "feedparser with our text": _feedparser_with_our_text,
    }
    for parse in parsers.values():
        parse(chosen[0])
    spent: Seconds = {name: [] for name in parsers}
    for number in range(ROUNDS):
        for name, parse in parsers.items():
            spent[name].append(_seconds(chosen[number::ROUNDS], parse))
    return spent


def _seconds(chosen: Sequence[Feed], parse: Callable[[Feed], object]) -> float:
    started = time.process_time()
    for feed in chosen:
        parse(feed)
    return time.process_time() - started


def _ours(feed: Feed) -> object:
    # Feeds of one language are made of the same stories; real ones do not find each other's dates read.
    read_date.cache_clear()
    return parse_feed(Document(body=feed.body, content_type=feed.content_type))


def _feedparser(feed: Feed) -> object:
    headers = {"content-type": feed.content_type} if feed.content_type else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return feedparser.parse(BytesIO(feed.body), response_headers=headers)


def _feedparser_with_our_text(feed: Feed) -> object:
    return loose.parse(feed.body, None, feed.content_type)


def _ratios(spent: Seconds, parser: str) -> list[float]:
    return [theirs / ours for theirs, ours in zip(spent[parser], spent["ours"], strict=True)]


def _spread(ratios: Sequence[float]) -> str:
    return f"{statistics.median(ratios):.1f} ({min(ratios):.1f}-{max(ratios):.1f})"
