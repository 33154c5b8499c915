"""Read who wrote an entry."""

from functools import lru_cache

from lxml import etree

from connectors.authors import distinct
from connectors.parsing.feed_elements import Unusual, Vocabulary, stored
from connectors.parsing.feedparser_rules import minds_the_end, name_in
from connectors.parsing.markup import one_line

_LONGEST_LINE = 1_000
_NAMES = frozenset(("name", "itunes_name"))
_ADDRESSES = frozenset(("email", "itunes_email"))
_PAGES = frozenset(("uri", "url", "homepage"))


class Authors:
    """Collects the authors of one entry, in the document's order."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._last = ""

    def add(self, element: etree._Element, words: Vocabulary) -> None:
        """Take in an author element: a line of text, or name and e-mail address in elements of their own."""
        line = element.text or ""
        if len(element):
            line += "".join([child.tail or "" for child in element])
        line = words.mended(line.strip())
        if len(line) > _LONGEST_LINE:
            return
        name, address = _parts(element, words) if len(element) else (None, None)
        if name is None and address is None:
            self._names.append(name_in(line))
            self._last = line
        else:
            self._names.append(name or "")
            self._last = f"{name} ({address})" if name and address else name or address or line

    def names(self) -> tuple[str, ...]:
        """Return the names; where there is none, the last author's address."""
        if not self._names:
            return ()
        names = [_clean_name(name) for name in self._names]
        return distinct(names if any(names) else [_clean_name(stored(self._last))])


@lru_cache(maxsize=4096)
def _clean_name(name: str) -> str:
    return one_line(name)


def _parts(element: etree._Element, words: Vocabulary) -> tuple[str | None, str | None]:
    name = address = None
    for child in element:
        key = words.key(child)
        if len(child) or (minds_the_end(key) and key not in _NAMES | _ADDRESSES | _PAGES):
            raise Unusual
        if key in _NAMES:
            name = (child.text or "").strip()
        elif key in _ADDRESSES:
            address = (child.text or "").strip()
    return name, address
