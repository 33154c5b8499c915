"""Read the dates that a web page shows its readers."""

import re
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from connectors.parsing.dates import DOUBTFUL, read_date

LONGEST = 120
NEAR = 60
"""So many elements behind the headline its date is looked for."""

_SAYS_SO = re.compile(r"date|time|publi|posted|info|meta|stamp", re.IGNORECASE)
_NO_DAY = re.compile(r"\d{1,4}(?:-\d{1,2})?")
_PARTS = re.compile(r"\s*[|•·—]\s*|\s+-\s+|\s*(?:来源|來源|出处|責任編輯|责任编辑)[:：]?.*$")
_PREFIX = re.compile(r"^(?:(?:first )?published|posted|updated|last updated|on|at|am|le|el|il)[\s:,]+", re.IGNORECASE)


def dated_in(written: object) -> datetime | None:
    """Return the moment that a date means, UTC; None for what is none, names no day, or can be read in two ways."""
    text = " ".join(written.split()) if isinstance(written, str) else ""
    if not text or _NO_DAY.fullmatch(text):
        return None
    moment = read_date(text)
    return moment.instant if moment is not None and moment.confidence > DOUBTFUL else None


def date_parts(line: str) -> list[str]:
    """Return the parts of a line that tells a date beside other things, one of which may be the date alone."""
    return [_PREFIX.sub("", part) for part in _PARTS.split(line) if part]


def shown_dates(root: etree._Element) -> Iterator[datetime]:
    """Yield the dates that stand near the headline, in elements that are named for them."""
    heading = next(root.iter("h1"), None)
    if heading is None:
        return
    for element in _behind(heading):
        named = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        if element.tag != "time" and not _SAYS_SO.search(named):
            continue
        shown = " ".join("".join(element.itertext()).split())
        for part in (element.get("datetime") or "", *(date_parts(shown) if len(shown) <= LONGEST else ())):
            moment = dated_in(part)
            if moment is not None:
                yield moment


def _behind(heading: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements behind the headline, down to the first paragraph of text."""
    behind: list[etree._Element] = heading.xpath("following::*[position() <= $near]", near=NEAR)
    for element in behind:
        if element.tag == "p" and len("".join(element.itertext())) > LONGEST:
            return
        yield element
