"""Tell a language from the people who speak it."""

import re

from pipelines.tagging.english import TONGUE_VERBS
from pipelines.tagging.spotted import Spotted

_WORD_BEFORE = re.compile(r"([A-Za-z]{1,20}) \Z")
_NO_NOUN = re.compile(
    r"\s*(?:[.,;:!?)\"]|\Z|\n)| (?:and|or|but|with|to|as|at|by|for|on|when|while|because|than|rather) "
)
_SPOKEN = re.compile(r"(?: |-)(?:language|languages|speaking|speaker|speakers|lessons|translation|dialect)\b")
_LOOK_BACK = 24


def is_language(text: str, one: Spotted) -> bool:
    """Say whether a demonym is the name of a language: "in French", "the German language", "speaks Arabic"."""
    if one.form != "adjective":
        return False
    if _SPOKEN.match(text, one.end):
        return True
    before = _WORD_BEFORE.search(text, max(0, one.start - _LOOK_BACK), one.start)
    return before is not None and before.group(1).lower() in TONGUE_VERBS and _NO_NOUN.match(text, one.end) is not None
