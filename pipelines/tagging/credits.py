"""Leave out the agencies that an article only credits."""

import re
from collections.abc import Iterable

from pipelines.tagging.spotted import Spotted
from pipelines.tagging.view import View

_BEFORE = re.compile(
    r"(?:[.!?\"'\u201d)]|\b[a-z]{2,5} ?/ ?[a-z]{2,6}|\b[a-z]{2,5}) ?[(/] ?(?:[A-Za-z.]{2,12} ?[,/;] ?){0,6}\Z"
)
_AFTER = re.compile(r" ?(?:[,/;] ?[A-Za-z.]{2,12} ?){0,6}(?:\)|/|\Z|\n| ?Editor)")
_REACH = 80


def without_credits(view: View, spotted: Iterable[Spotted]) -> list[Spotted]:
    """Return the sightings but for agencies in a closing credit: "... on Thursday. (Reuters, AFP, dpa)".

    A credit says who reported, not whom the article is about.
    """
    return [one for one in spotted if not (one.kind == "media" and _credited(view.text, one))]


def _credited(text: str, one: Spotted) -> bool:
    return (
        _AFTER.match(text, one.end) is not None
        and _BEFORE.search(text, max(0, one.start - _REACH), one.start) is not None
    )
