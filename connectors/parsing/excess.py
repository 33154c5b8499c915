"""Bring documents that are made, or broken, to keep a parser busy down to what is read of them."""

import re

from connectors.parsing.entries import MAX_ENTRIES
from schemas.errors import FeedError

EXCESSIVE = 10 * MAX_ENTRIES
"""More entries than that are cut off before a parser sees them; less are read and counted."""

MAX_OBJECTS = 200_000
"""Objects and arrays in a JSON document: Python needs up to 100 times their size for small ones."""

_OPENINGS = (b"<item", b"<entry")
_ROOT = re.compile(rb"<(rss|feed|rdf:RDF)[\s>]")
_CLOSINGS = {b"rss": b"</channel></rss>", b"feed": b"</feed>", b"rdf:RDF": b"</rdf:RDF>"}
_RUN = re.compile(rb"&{3,}|<{3,}|[\w.+-]{10000,}")
_KEPT_OF_RUN = 1_000


def shortened(body: bytes) -> tuple[bytes, int]:
    """Return an XML document, cut after `MAX_ENTRIES` entries where it has an excess of them, and how many fell off."""
    if len(body) < EXCESSIVE * len(b"<item/>") or body.count(b"<") <= EXCESSIVE:
        return body, 0
    for opening in _OPENINGS:
        count = body.count(opening)
        if count > EXCESSIVE:
            root = _ROOT.search(body)
            closing = _CLOSINGS[root[1]] if root is not None else b""
            return body[: _place_of(body, opening, MAX_ENTRIES)] + closing, count - MAX_ENTRIES
    return body, 0


def tamed(body: bytes) -> bytes:
    """Return a document without runs of characters on which feedparser takes a time that grows with their square."""
    return _RUN.sub(_shorter, body)


def check_objects(body: bytes) -> None:
    """Raise FeedError `too_big` for JSON of more than `MAX_OBJECTS` objects and arrays."""
    count = body.count(b"{") + body.count(b"[")
    if count > MAX_OBJECTS:
        raise FeedError("too_big", f"JSON of up to {count} objects and arrays, at most {MAX_OBJECTS} are parsed")


def _place_of(body: bytes, opening: bytes, number: int) -> int:
    place = -1
    for _ in range(number + 1):
        place = body.index(opening, place + 1)
    return place


def _shorter(run: re.Match[bytes]) -> bytes:
    return run[0][:1] if run[0][:1] in b"&<" else run[0][:_KEPT_OF_RUN]
