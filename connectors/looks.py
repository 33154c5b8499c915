"""Compute from an entry alone under which names it could be known."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from connectors.parsing.entries import Entry
from schemas.url import canonical_url, names_no_page

RUNGS = ("guid", "path", "link", "dated", "text")
"""The ladder: guid, guid without scheme and host, canonical link, hash of title and date, of title and text."""

LINK, DATED = RUNGS.index("link"), RUNGS.index("dated")
"""The first rungs that do without the guid, and without the link."""

COLLISIONS_ALLOWED = 0.05
_quoted = json.JSONEncoder().encode
_SCHEME_AND_HOST = re.compile(r"^[a-z][a-z0-9+.-]*://[^/?#]+", re.IGNORECASE)


class Look(msgspec.Struct, frozen=True):
    """An entry with everything that can be computed from it alone; `keys` by rung."""

    entry: Entry
    keys: Mapping[str, str]
    canonical_url: str | None
    feed_hash: str
    title_hash: str

    @classmethod
    def at(cls, entry: Entry) -> "Look":
        """Look at an entry."""
        canonical = canonical_url(entry.link) if entry.link else None
        title, summary, content = _plain(entry.title), _plain(entry.summary), _plain(entry.content)
        keys = _keys(entry, canonical, title, content if entry.content else summary)
        return cls(entry, keys, canonical, _hash(title, summary, content), _hash(title))

    @property
    def appearance(self) -> tuple[str, datetime | None]:
        """What tells an entry from others whatever it is called: its texts and its date."""
        return self.feed_hash, self.entry.published

    @property
    def is_empty(self) -> bool:
        """Whether it has neither title nor text."""
        return not (self.entry.title.strip() or self.entry.summary.strip() or self.entry.content.strip())


def repeated(looks: Sequence[Look]) -> set[int]:
    """Return the positions of entries that repeat one before them: same id and link, or same everything but the id."""
    seen: set[tuple[object, ...]] = set()
    found: set[int] = set()
    for position, look in enumerate(looks):
        names = set(_names(look))
        if names & seen:
            found.add(position)
        seen |= names
    return found


def doubles(looks: Sequence[Look]) -> dict[str, Counter[str]]:
    """Return how many entries have each key, by rung."""
    return {rung: Counter(look.keys[rung] for look in looks if rung in look.keys) for rung in RUNGS}


def trusted_rung(looks: Sequence[Look], rung: int) -> int:
    """Return the rung on which a document stands: it comes down where more than 5 % of its ids collide."""
    counts = doubles(looks)
    while rung < len(RUNGS) - 1:
        counted = counts[RUNGS[rung]]
        if counted.total() - len(counted) <= COLLISIONS_ALLOWED * counted.total():
            break
        rung += 1
    return rung


def _names(look: Look) -> Iterator[tuple[object, ...]]:
    guid, url = look.keys.get("guid"), look.canonical_url
    yield (guid, url) if guid and url else (guid, url, look.feed_hash)
    if url and not names_no_page(url):
        yield (url, *look.appearance)


def _keys(entry: Entry, canonical: str | None, title: str, text: str) -> dict[str, str]:
    keys = {"text": _hash(title, text)}
    if entry.id:
        keys["guid"] = entry.id
        path = _SCHEME_AND_HOST.sub("", entry.id)
        if path != entry.id and path.strip("/"):
            keys["path"] = path
    if canonical and not names_no_page(canonical):
        keys["link"] = canonical
    if entry.title and entry.published:
        keys["dated"] = _hash(title, entry.published.isoformat())
    return keys


def _plain(text: str) -> str:
    """Return a text in which white space says nothing: feeds are re-indented more often than edited."""
    return " ".join(text.split())


def _hash(*texts: str) -> str:
    return hashlib.sha256(f"[{', '.join(map(_quoted, texts))}]".encode()).hexdigest()[:32]
