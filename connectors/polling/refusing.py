"""Keep out the entries that a feed's own rules refuse."""

import re
from collections.abc import Iterable
from fnmatch import translate
from functools import lru_cache

import msgspec

from connectors.feedlist import FeedConfig
from connectors.parsing.entries import Entry, ParsedFeed


def accepted(feed: FeedConfig, parsed: ParsedFeed) -> ParsedFeed:
    """Return a document without the entries whose link or title matches a pattern of `refuse`.

    Patterns are those of a shell (`*/sport/*`), in any case, against the whole link or the whole title.
    """
    if not feed.refuse:
        return parsed
    pattern = _pattern(feed.refuse)
    entries = tuple(entry for entry in parsed.entries if not _matches(pattern, entry))
    return msgspec.structs.replace(parsed, entries=entries)


def _matches(pattern: re.Pattern[str], entry: Entry) -> bool:
    return any(pattern.match(text) is not None for text in (entry.link or "", entry.title) if text)


@lru_cache(maxsize=1024)
def _pattern(refuse: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(translate(one) for one in refuse), re.IGNORECASE)
