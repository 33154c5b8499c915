"""Look a name up among all spellings of the gazetteer, whatever their guards."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import SequenceMatcher
from functools import partial
from typing import TypeAlias

from schemas.vocabulary import ActorEntry, Alias, exists_at, folded

Owner: TypeAlias = tuple[ActorEntry, Alias]

SHORTEST = 4
"""Letters from which a name in small letters is one: "iran" is a state, "us" a word."""
ALIKE = 0.8
"""Share of letters that two names have in common, by `difflib`, from which one may be the other in another script."""
_WHOLE = 3
"""Words of a name that are enough without those behind them."""
_SKELETON = 5
"""Consonants that a name needs to be told by them."""

_LETTERS = (
    ("kh", "h"),
    ("ph", "f"),
    ("x", "ks"),
    ("ck", "k"),
    ("q", "k"),
    ("c", "k"),
    ("w", "v"),
    ("dj", "j"),
    ("j", "i"),
    ("y", "i"),
)
_VOWELS = re.compile(r"[aeiou ]+")
_TWICE = re.compile(r"(.)\1+")
_INITIAL = re.compile(r"\b\w\.? (?=\w)")
_NUMERAL = re.compile(r" (?:[ivx]+|jr\.?|sr\.?)\Z")
_BY_FIRST_NAME = re.compile(r"\b(?:king|queen|emperor|emir|sultan|pope|patriarch|prince)\b", re.IGNORECASE)


class Spellings:
    """The spellings of all actors, as a string that is nothing but a name spells them."""

    def __init__(self, actors: Iterable[ActorEntry]) -> None:
        self._exact: dict[str, list[Owner]] = defaultdict(list)
        self._folded: dict[str, list[Owner]] = defaultdict(list)
        self._skeletons: dict[str, list[Owner]] = defaultdict(list)
        self._surnames: dict[str, dict[str, ActorEntry]] = defaultdict(dict)
        for entry in actors:
            for alias in entry.aliases:
                self._exact[alias.text].append((entry, alias))
                self._folded[folded(alias.text)].append((entry, alias))
                if entry.kind == "person" and " " in alias.text:
                    self._skeletons[_skeleton(alias.text)].append((entry, alias))
                    self._add_surnames(entry, alias)

    def of(self, name: str, day: date) -> Sequence[Owner]:
        """Return the actors that a whole string may name, those first that are something on `day`.

        Case, accents and hyphens are compared where the exact spelling is nobody's, last other ways to
        write a person's name in Latin letters ("Sergey", "Sergei"), with or without initials.
        """
        found = self._exact.get(name, [])
        if not found and (name != name.lower() or len(name) >= SHORTEST):
            plain = _without_initials(name)
            found = (
                self._folded.get(folded(name)) or self._folded.get(plain) or self._shortened(plain) or self._alike(name)
            )
        return sorted({owner[0].id: owner for owner in found}.values(), key=partial(_by_day, day=day))

    def bearers(self, surname: str) -> Sequence[ActorEntry]:
        """Return the people of that surname, monarchs of that name too, who hold or held an office."""
        return [entry for entry in self._surnames.get(folded(surname), {}).values() if entry.roles]

    def _add_surnames(self, entry: ActorEntry, alias: Alias) -> None:
        words = _NUMERAL.sub("", folded(alias.text)).split()
        for index in range(1, len(words)):
            self._surnames[" ".join(words[index:])][entry.id] = entry
        if any(_BY_FIRST_NAME.search(role.office) for role in entry.roles):
            for word in words:
                self._surnames[word][entry.id] = entry

    def _shortened(self, plain: str) -> list[Owner]:
        """Leave names of family and clan at the end out: "Mohammed bin Salman Al Saud"."""
        words = plain.split()
        shorter = (" ".join(words[:end]) for end in range(len(words) - 1, _WHOLE - 1, -1))
        found = next((owners for each in shorter if (owners := self._folded.get(each))), [])
        return [owner for owner in found if owner[0].kind == "person"]

    def _alike(self, name: str) -> list[Owner]:
        skeleton = _skeleton(name)
        if " " not in name or len(skeleton) < _SKELETON:
            return []
        near = [owner for owner in self._skeletons.get(skeleton, ()) if _is_alike(name, owner[1].text)]
        return near if len({entry.id for entry, _ in near}) == 1 else []


def _without_initials(name: str) -> str:
    return _INITIAL.sub("", folded(name))


def _plain(name: str) -> str:
    plain = _without_initials(name)
    for written, plainer in _LETTERS:
        plain = plain.replace(written, plainer)
    return plain


def _skeleton(name: str) -> str:
    """Return the consonants that different ways to write a name in Latin letters have in common."""
    plain = _plain(name)
    return _TWICE.sub(r"\1", plain[:1] + _VOWELS.sub("", plain[1:]))


def _is_alike(name: str, spelling: str) -> bool:
    """Compare two names of one skeleton word by word, or as wholes where hyphens part them otherwise."""
    words, others = _plain(name).split(), _plain(spelling).split()
    if _NUMERAL.search(folded(spelling)):
        return False
    if len(words) == len(others) and list(map(_skeleton, words)) != list(map(_skeleton, others)):
        return False
    return SequenceMatcher(None, " ".join(words), " ".join(others)).ratio() >= ALIKE


def _by_day(owner: Owner, day: date) -> tuple[bool, bool]:
    """Sort office holders of a day first, then whoever exists."""
    entry, _ = owner
    return not any(role.covers(day) for role in entry.roles), not exists_at(entry, day)
