"""Decide whether a spelling counts where it stands."""

import re
from functools import cache

from pipelines.tagging.view import View
from schemas.vocabulary import Alias

REACH = 80
"""Code points before a match in which a guard's words may stand."""

_TOKEN = re.compile(r"\w+(?:[.'&-]\w+)*\.?|[^\w\s]")


class Surroundings:
    """One view with what has already been looked for in it."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._occurs: dict[str, bool] = {}

    def allow(self, alias: Alias, start: int, end: int) -> bool:
        """Say whether the guards of `alias` let a match at `start`, `end` count."""
        return not alias.guarded or (
            self._before(alias, start)
            and self._after(alias, end)
            and (not alias.near or any(map(self._anywhere, alias.near)))
            and not any(map(self._anywhere, alias.not_near))
        )

    def _before(self, alias: Alias, start: int) -> bool:
        if not (alias.not_after or alias.only_after):
            return True
        words = self._view.text[max(0, start - REACH) : start]
        if alias.not_after and _ending(alias.not_after).search(words):
            return False
        return not alias.only_after or _ending(alias.only_after).search(words) is not None

    def _after(self, alias: Alias, end: int) -> bool:
        text = self._view.text
        if alias.not_before and _beginning(alias.not_before).match(text, end):
            return False
        return not alias.only_before or _beginning(alias.only_before).match(text, end) is not None

    def _anywhere(self, words: str) -> bool:
        if words not in self._occurs:
            hay = self._view.lower if words == words.lower() else self._view.text
            self._occurs[words] = occurs(words, hay)
        return self._occurs[words]


@cache
def _beginning(guards: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\s{{0,3}}(?:{'|'.join(map(_pattern, guards))})")


@cache
def _ending(guards: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_pattern, guards))})\s{{0,3}}\Z")


def _pattern(guard: str) -> str:
    """Match the guard's tokens whatever stands between them; a guard in lower case matches any case."""
    tokens = r"\s{0,3}".join(re.escape(token) for token in _TOKEN.findall(guard))
    edge = r"(?!\w)" if guard[-1].isalnum() else ""
    return f"(?i:{tokens}){edge}" if guard == guard.lower() else tokens + edge


def occurs(words: str, hay: str) -> bool:
    """Say whether `words` stand in `hay` as whole words."""
    position = hay.find(words)
    while position >= 0:
        end = position + len(words)
        if not (position and hay[position - 1].isalnum()) and not (end < len(hay) and hay[end].isalnum()):
            return True
        position = hay.find(words, position + 1)
    return False
