"""Tell apart the names that stand in one byline."""

import re
from collections.abc import Iterable

from connectors.authors import distinct

LONGEST = 1_000
LONGEST_LINE = 160
_BY = re.compile(r"^(?:by|von|par|por|di|door|av|от)\s+", re.IGNORECASE)
_AND = r"(?:and|&|und|et|y|e|en|och|и|і|та)"
_BETWEEN = re.compile(rf"\s*[;|/]\s*|\s*,\s*(?:{_AND}\s+)?|\s+{_AND}\s+")
_TRADE = re.compile(
    r"\b(?:editor|correspondent|reporter|writer|columnist|analyst|journalist|bureau|chief|staff|special|contributor"
    r"|redakteur(?:in)?|korrespondent(?:in)?|journaliste|correspondante?|envoyée?|periodista|corresponsal|giornalista)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[^\W\d_a-z][\w.'’-]*(?:\s+(?:[^\W\d_a-z][\w.'’-]*|al|bin|da|de|del|della|den|der|di|dos|du|el|la"
                     r"|le|ten|van|von|zu)){1,4}")  # fmt: skip


def names_in(bylines: Iterable[str]) -> tuple[str, ...]:
    """Return the names of bylines, each once: `By Ada Brandt and Kofi Mensah` holds two.

    A byline is taken apart only where all of it is names of people, in two words or more, and their trades; any other
    stays whole, as the Food and Agriculture Organization has to.
    """
    found = (name for byline in bylines for name in _names(_BY.sub("", byline.strip()[:LONGEST])))
    return distinct(name for name in found if "://" not in name)


def is_byline(line: str) -> bool:
    """Say whether a line is `By Ada Brandt`, with trades, places and further names behind a comma or without them."""
    name = _BY.sub("", line.strip())
    return name != line.strip() and len(name) <= LONGEST_LINE and _PERSON.fullmatch(_BETWEEN.split(name)[0]) is not None


def _names(byline: str) -> list[str]:
    parts = [part for part in _BETWEEN.split(byline) if part and not _TRADE.search(part)]
    return parts if parts and all(_PERSON.fullmatch(part) for part in parts) else [byline]
