"""Take from an extracted text what belongs to its page, not to the article."""

import re
from collections.abc import Sequence

from connectors.extraction.bylines import is_byline
from connectors.extraction.furniture import ANYWHERE, AT_THE_END, LONGEST, is_caption, is_furniture
from connectors.extraction.page_dates import date_parts, dated_in
from schemas.text import unaccented

HEAD_LINES = 6
"""How many lines at the top may be title, names or dates; bylines take two or three."""

LONGEST_DATE = 60
LONGEST_OVERLINE = 30
LONGEST_BIOGRAPHY = 400
SHORT_LINE = 100
FEWEST_TEASERS = 4
"""So many short lines without the end of a sentence are a list of other articles, below a text that has sentences."""

_SENTENCE_ENDS = (".", "!", "?", '"', "”", "»", "…", "。", "؟", "।")
_DATED = re.compile(
    r"(?:published|updated|last (?:updated|modified)|posted|first published)?\s*(?:on|at|:)?\s*"
    r"(?:\w{3,9},?\s+)?(?:\d{1,2}\.?(?:st|nd|rd|th)?\s+\w{3,12}\.?,?\s+\d{4}|\w{3,12}\.?\s+\d{1,2},?\s+\d{4}"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})"
    r"[\s,|·-]*(?:(?:at\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*\(?(?:[A-Z]{2,5}|Uhr)?\)?)?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:published|updated|last (?:updated|modified)|posted|written by|by|author|date):?", re.IGNORECASE
)
_IS = frozenset(
    ("is", "was", "are", "has", "covers", "writes", "reports", "joined", "works", "leads", "edits", "contributes",
     "specialises", "specializes", "ist", "schreibt", "berichtet", "arbeitet", "est", "couvre", "es", "cubre",
     "escribe", "è", "scrive", "é", "escreve", "är", "skriver", "jest", "pisze")
)  # fmt: skip
"""What follows an author's name where an article is over and its author is introduced."""
_MARKS = frozenset(",|@•·")
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")


def article_text(text: str, title: str, authors: Sequence[str]) -> str:
    """Return a text without its title, byline and date at the top, page furniture within and below.

    Lines are dropped whole or kept as they are; `text` has a paragraph a line.
    """
    lines = [line for line in text.split("\n") if not is_furniture(line, ANYWHERE) and not is_caption(line)]
    lines = _without_teasers(_without_head(_from_title_on(lines, title), title, authors))
    names = [_words(name) for name in authors]
    while lines and (not lines[-1].strip() or is_furniture(lines[-1], AT_THE_END) or _is_biography(lines[-1], names)):
        lines.pop()
    return "\n".join(lines).strip()


def ends_sentence(line: str) -> bool:
    """Say whether a line ends as sentences do, in any script."""
    return line.rstrip().endswith(_SENTENCE_ENDS)


def _from_title_on(lines: list[str], title: str) -> list[str]:
    """Return the lines below the title, where only short ones (menus) stand above it."""
    words = _words(title)
    for number, line in enumerate(lines):
        if words and _words(line) == words:
            return lines[number + 1 :]
        if not _is_teaser(line):
            return lines
    return lines


def _without_teasers(lines: list[str]) -> list[str]:
    kept = len(lines)
    while kept and _is_teaser(lines[kept - 1]):
        kept -= 1
    return lines[:kept] if kept and len(lines) - kept >= FEWEST_TEASERS else lines


def _is_teaser(line: str) -> bool:
    return len(line) <= SHORT_LINE and not ends_sentence(line) and not line.startswith("- ")


def _without_head(lines: list[str], title: str, authors: Sequence[str]) -> list[str]:
    names, words, head, dropped = [_words(name) for name in authors if name], _words(title), [], False
    for line in lines[:HEAD_LINES]:
        dropped = _is_head(line, words, names) or (dropped and _is_place(line))
        if not dropped:
            head.append(line)
    return head + lines[HEAD_LINES:]


def _is_head(line: str, title: list[str], names: list[list[str]]) -> bool:
    words = _words(line)
    if all(map(str.isdigit, words)) or words == title:
        return True
    if len(line) > LONGEST or ends_sentence(line):
        return False
    return (
        _is_overlined(words, title)
        or is_byline(line)
        or _is_dated(line)
        or any(_is_byline(words, name, line) for name in names)
    )


def _is_overlined(words: list[str], title: list[str]) -> bool:
    """Say whether a line is the title with a word above it or a date behind it, with a space between or without."""
    line, whole = "".join(words), "".join(title)
    return (
        bool(whole)
        and whole in (line[-len(whole) :], line[: len(whole)])
        and len(line) - len(whole) <= LONGEST_OVERLINE
    )


def _is_place(line: str) -> bool:
    """Say whether a line is like those that follow a byline: `The Strait, Port Sole`, `Politics | 4 min`."""
    return len(line) <= LONGEST_DATE and not ends_sentence(line) and not _MARKS.isdisjoint(line)


def _is_biography(line: str, names: list[list[str]]) -> bool:
    words = _words(line[:LONGEST_BIOGRAPHY])
    told = (words[len(name) : len(name) + 1] for name in names if name and words[: len(name)] == name)
    return len(line) <= LONGEST_BIOGRAPHY and any(not word or word[0] in _IS for word in told)


def _is_dated(line: str) -> bool:
    if _DATED.fullmatch(line.strip(" \t-")) or _LABEL.fullmatch(line.strip(" \t-")):
        return True
    return len(line) <= LONGEST_DATE and len(_NUMBER.findall(line)) >= 2 and any(map(dated_in, date_parts(line)))


def _is_byline(words: list[str], name: list[str], line: str) -> bool:
    """Say whether a line is a name, with no more than a preposition, a trade and a date beside it."""
    if not name or not all(part in words for part in name):
        return False
    left = [word for word in words if word not in name and not word.isdigit()]
    return len(left) <= 3


def _words(text: str) -> list[str]:
    return _WORD.findall(unaccented(text))
