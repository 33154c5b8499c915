"""Tell a language from the people who speak it."""

import re

from pipelines.tagging.english import TONGUE_VERBS
from pipelines.tagging.spotted import Spotted

_WORD_BEFORE = re.compile(r"([A-Za-z]{1,20}) \Z")
_NO_NOUN = re.compile(
    r"\s*(?:[.,;:!?)\"]|\Z|\n)| (?:and|or|but|with|to|as|at|by|for|on|when|while|because|than|rather) "
)
_SPOKEN = re.compile(r"(?: |-)(?:language|languages|speaking|speaker|speakers|lessons|translation|dialect)\b")
_LISTED_BEFORE = re.compile(r"\b([a-z]{1,20}) (?:[A-Z][a-z]+(?:,| and| or|, and) )+\Z")
_JOINS = (", ", " and ", " or ")
_LISTED_AFTER = re.compile(r"(?:,? (?:and |or )?[A-Z][a-z]+)+")
_LOOK_BACK = 24
_LIST_BACK = 100


def is_language(text: str, one: Spotted) -> bool:
    """Say whether a demonym is the name of a language: "in French", "the German language", "speaks Arabic"."""
    if one.form != "adjective":
        return False
    if _SPOKEN.match(text, one.end):
        return True
    before = _WORD_BEFORE.search(text, max(0, one.start - _LOOK_BACK), one.start)
    if before is not None and before.group(1).lower() in TONGUE_VERBS:
        return _NO_NOUN.match(text, _list_end(text, one.end)) is not None
    if not text.endswith(_JOINS, max(0, one.start - _LIST_BACK), one.start):
        return False
    listed = _LISTED_BEFORE.search(text, max(0, one.start - _LIST_BACK), one.start)
    return (
        listed is not None
        and listed.group(1) in TONGUE_VERBS
        and _NO_NOUN.match(text, _list_end(text, one.end)) is not None
    )


def _list_end(text: str, end: int) -> int:
    """Go past the other languages of a list: "in English, French and Arabic"."""
    rest = _LISTED_AFTER.match(text, end)
    return rest.end() if rest else end
