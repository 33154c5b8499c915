"""Read the elements of a well-formed feed, the same as feedparser does."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from lxml import etree

from connectors.entries import Enclosure
from connectors.loose import EARLIEST_YEAR, absolute, bytes_in, distinct, is_read, moment_in
from connectors.markup import one_line
from schemas.text import clean

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
DCTERMS = "{http://purl.org/dc/terms/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
XML = "{http://www.w3.org/XML/1998/namespace}"

_C1 = re.compile("[\x80-\x9f]")
_RFC822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d):(\d\d) "
    r"(?:(GMT|UTC|UT|Z)|([+-])(\d\d)(\d\d))\Z"
)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:(Z)|([+-])(\d\d):(\d\d))\Z")
_MONTHS = {name: number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}  # noqa: SIM905
_MAILED = re.compile(r"\A[\w.+-]+@[\w-]+(?:\.[\w-]+)+ \(([^()@]+)\)\Z")
_MEDIA = "{http://search.yahoo.com/mrss/}"
_MEDIA_PASSED_BY = frozenset(
    ("category", "content", "credit", "group", "keywords", "license", "player", "rating", "restriction", "thumbnail")
)


class Unusual(Exception):
    """The document has something that only feedparser knows how to read."""


class Raw(NamedTuple):
    """The elements of one entry by name, as they stand."""

    one: dict[str, etree._Element]
    links: list[etree._Element]
    authors: list[etree._Element]
    enclosures: list[etree._Element]


def pass_by(element: etree._Element, titled: bool) -> None:
    """Raise where feedparser reads an element, or one inside it, into what an entry holds.

    Titles inside Media RSS count for it only where the entry had none before.
    """
    for one in element.iter():
        tag = str(one.tag)
        if tag.startswith(_MEDIA) and (tag.removeprefix(_MEDIA) in _MEDIA_PASSED_BY or (titled and one is not element)):
            continue
        if is_read(tag):
            raise Unusual


def value_of(element: etree._Element | None) -> str:
    """Return the text of an element as it stands; empty without one. Raises Unusual for misencoded text."""
    text = "" if element is None or element.text is None else element.text
    if _C1.search(text):
        raise Unusual
    return text.strip()


def text_of(element: etree._Element | None) -> str:
    """Return the clean text of an element without children."""
    if element is not None and len(element):
        raise Unusual
    return clean(value_of(element)).strip()


def authors_of(written: Iterator[str]) -> tuple[str, ...]:
    """Return names, none twice; an address with a name in brackets is that name."""
    names = [one_line(_MAILED.sub(r"\1", name)) for name in written]
    if any("@" in name or not name for name in names):
        raise Unusual
    return distinct(names)


def enclosure_of(element: etree._Element, base: str, key: str) -> Enclosure:
    """Return the file that an element points to by its attribute `key`."""
    url = absolute(base, clean(element.get(key) or "").strip())
    if url is None:
        raise Unusual
    kind = clean(element.get("type", "")).strip() or None
    return Enclosure(url, kind, bytes_in(element.get("length", "").strip()))


def moment_at(written: str) -> datetime | None:
    """Return a date as `loose` does; the two usual forms are read here, the others by feedparser."""
    if not written:
        return None
    if (mail := _RFC822.match(written)) is not None:
        day, month, year = int(mail[1]), _MONTHS[mail[2]], int(mail[3])
        return _instant(year, month, day, mail[4], mail[5], mail[6], mail[8], mail[9], mail[10])
    if (iso := _ISO.match(written)) is not None:
        return _instant(int(iso[1]), int(iso[2]), int(iso[3]), iso[4], iso[5], iso[6], iso[8], iso[9], iso[10])
    return moment_in(written)


def _instant(
    year: int, month: int, day: int, hour: str, minute: str, second: str, sign: str | None, ahead: str, minutes: str
) -> datetime | None:
    offset = timedelta()
    if sign is not None:
        offset = timedelta(hours=int(ahead), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    try:
        zone = timezone(offset)
        moment = datetime(year, month, day, int(hour), int(minute), int(second), tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unusual from None
    return moment if moment.year >= EARLIEST_YEAR else None
