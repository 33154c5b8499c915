"""Decide whether a spelling counts where it stands."""

import re
from functools import cache

from pipelines.tagging.view import View
from schemas.vocabulary import Alias

REACH = 80
"""Code points before a match in which a guard's words may stand."""

_TOKEN = re.compile(r"\w+(?:[.'&-]\w+)*\.?|[^\w\s]")


class Guard:
    """All guards of one alias, made ready when they are first asked."""

    __slots__ = ("_alias", "_not_after", "_not_before", "_only_after", "_only_before", "near", "not_near")

    def __init__(self, alias: Alias) -> None:
        self._alias = alias
        self._not_after = Before(alias.not_after) if alias.not_after else None
        self._only_after = Before(alias.only_after) if alias.only_after else None
        self._not_before = After(alias.not_before) if alias.not_before else None
        self._only_before = After(alias.only_before) if alias.only_before else None
        self.near = alias.near
        self.not_near = alias.not_near

    def allows(self, text: str, start: int, end: int) -> bool:
        """Say whether the words on both sides of `text[start:end]` let it count."""
        if self._not_after is not None and self._not_after.stand(text, start):
            return False
        if self._only_after is not None and not self._only_after.stand(text, start):
            return False
        if self._not_before is not None and self._not_before.stand(text, end):
            return False
        return self._only_before is None or self._only_before.stand(text, end)


def guard_of(alias: Alias) -> Guard | None:
    """Return the guards of an alias, None where its spelling alone decides."""
    return Guard(alias) if alias.guarded else None


class Surroundings:
    """One view with what has already been looked for in it."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._occurs: dict[str, bool] = {}

    def allow(self, guard: Guard | None, start: int, end: int) -> bool:
        """Say whether the guards of an alias let a match of it at `start`, `end` count."""
        return guard is None or (
            guard.allows(self._view.text, start, end)
            and (not guard.near or any(map(self._anywhere, guard.near)))
            and not any(map(self._anywhere, guard.not_near))
        )

    def _anywhere(self, words: str) -> bool:
        known = self._occurs.get(words)
        if known is None:
            hay = self._view.lower if words == words.lower() else self._view.text
            known = self._occurs[words] = occurs(words, hay)
        return known


class Before:
    """Words of which one may stand right before a match."""

    __slots__ = ("_ends", "_pattern", "_reach", "_words")

    def __init__(self, words: tuple[str, ...]) -> None:
        self._words = words
        self._pattern: re.Pattern[str] | None = None

    def stand(self, text: str, start: int) -> bool:
        """Say whether one of the words ends where `text[start:]` begins, but for a space or three."""
        if self._pattern is None:
            self._pattern = _ending(self._words)
            self._ends = _edges(self._words, -1)
            self._reach = max(map(len, self._ends)) + 3
        last = text[max(0, start - self._reach) : start]
        if last.isascii() and not last.rstrip().lower().endswith(self._ends):
            return False  # which is so nearly always, and many times cheaper to see
        return self._pattern.search(text[max(0, start - REACH) : start]) is not None


class After:
    """Words of which one may stand right after a match."""

    __slots__ = ("_begins", "_pattern", "_reach", "_words")

    def __init__(self, words: tuple[str, ...]) -> None:
        self._words = words
        self._pattern: re.Pattern[str] | None = None

    def stand(self, text: str, end: int) -> bool:
        """Say whether one of the words begins where `text[:end]` ends, but for a space or three."""
        if self._pattern is None:
            self._pattern = _beginning(self._words)
            self._begins = _edges(self._words, 0)
            self._reach = max(map(len, self._begins)) + 3
        first = text[end : end + self._reach]
        if first.isascii() and not first.lstrip().lower().startswith(self._begins):
            return False
        return self._pattern.match(text, end) is not None


@cache
def _beginning(guards: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\s{{0,3}}(?:{'|'.join(map(_pattern, guards))})")


@cache
def _ending(guards: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_pattern, guards))})\s{{0,3}}\Z")


@cache
def _edges(guards: tuple[str, ...], which: int) -> tuple[str, ...]:
    """Return the first or the last token of each guard in lower case."""
    return tuple({_TOKEN.findall(guard)[which].lower() for guard in guards})


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
