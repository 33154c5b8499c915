"""Spot actors in text that is not English, by name alone."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

import msgspec
from ahocorasick_rs import AhoCorasick

from pipelines.tagging.dictionary import Dictionary
from pipelines.tagging.guards import Guard, Surroundings, guard_of
from pipelines.tagging.language import UNDETERMINED
from pipelines.tagging.matching import IDEOGRAPHIC, in_address
from pipelines.tagging.overlap import longest
from pipelines.tagging.spotted import Spotted
from pipelines.tagging.standing import of_the_day
from pipelines.tagging.view import View, lowered
from schemas.vocabulary import ActorEntry, Alias, Tongue, Vocabulary, read_tongue

INTERNATIONAL = frozenset({"person", "company", "armed_group"})
"""Kinds whose full names, of two words or more, are written alike in most languages."""

_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc-\u30ff]")
_SHOUTED = 4
"""Letters from which a name counts in capitals throughout; shorter ones are taken for abbreviations."""
_AFFIX = 16

Owner = tuple[ActorEntry, Alias]
Guarded = tuple[Owner, Guard | None]


class Match(msgspec.Struct, frozen=True):
    """A stretch that is spelled as an actor's name; without owners it is a word that is none."""

    start: int
    end: int
    owners: tuple[Owner, ...]


class Foreign:
    """The dictionaries of all languages but English, each made when its first article comes.

    Where the language is not certain, and the text may as well be English, the English names are looked for
    in their exact spelling. A language that the vocabulary has no file for knows the names without guards.
    """

    def __init__(self, vocabulary: Vocabulary, english: Dictionary) -> None:
        self._vocabulary = vocabulary
        self._english = english
        self._tongues: dict[str, Names] = {}

    def spot(self, view: View, surroundings: Surroundings, day: date, code: str) -> list[Spotted]:
        """Return the actors named in `view`, sorted by start, longest first.

        Raises VocabularyError when the file of the language is bad.
        """
        if code == UNDETERMINED:
            return self._english.spot(view, surroundings, day, self._english.exact.matches(view.text), rules=False)
        if code not in self._tongues:
            self._tongues[code] = _names(self._vocabulary, code)
        return self._tongues[code].spot(view, surroundings, day)

    def warning(self, code: str) -> str:
        """Say what a text in a language other than English goes without."""
        known = "no English rules" if code in self._vocabulary.languages else "names in their exact spelling"
        return f"language is {code}: dictionary only, {known}"


class Names:
    """What actors are called in one language, ready to be found."""

    def __init__(self, tongue: Tongue, owners: Sequence[Owner]) -> None:
        self._tongue = tongue
        self._same = str.maketrans(dict(tongue.same))
        self._before = _affixes(tongue.before, 1)
        self._after = _affixes(tongue.after, 3)
        spellings: dict[str, list[Guarded]] = defaultdict(list)
        for text in tongue.ignored:
            spellings[self._key(text)] = []
        for owner in owners:
            owned = spellings[self._key(owner[1].text)]
            if all(owner != other for other, _ in owned):
                owned.append((owner, guard_of(owner[1])))
        self._owners = list(spellings.values())
        self._automaton = AhoCorasick(list(spellings)) if spellings else None

    def spot(self, view: View, surroundings: Surroundings, day: date) -> list[Spotted]:
        """Return the actors named in `view`, sorted by start, longest first."""
        spotted: list[Spotted] = []
        for outer, inner in longest(self._matches(view, surroundings)):
            if not outer.owners:
                continue
            whole = self._chosen(outer, view, day)
            parts = (self._chosen(part, view, day) for part, _ in longest(inner) if part.owners)
            spotted.append(whole)
            spotted += (part for part in parts if _counts_inside(part, whole))
        return spotted

    def _matches(self, view: View, surroundings: Surroundings) -> Iterator[Match]:
        if self._automaton is None:
            return
        text = self._key(view.text)
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if not (self._begins(text, start) and self._ends(text, end)) or in_address(view.text, start, end):
                continue
            owners = self._owners[index]
            if not owners:
                yield Match(start, end, ())
            elif allowed := tuple(
                owner
                for owner, guard in owners
                if self._counts(owner[1], view.text[start:end]) and surroundings.allow(guard, start, end)
            ):
                yield Match(start, end, allowed)

    def _key(self, text: str) -> str:
        # Twice, since a capital sigma turns into another small one at the end of a word.
        return lowered(text.translate(self._same)).translate(self._same)

    def _counts(self, alias: Alias, text: str) -> bool:
        if alias.case == "fold":
            return True
        written = text.translate(self._same)
        return written == alias.text.translate(self._same) or (written.isupper() and len(text) >= _SHOUTED)

    def _begins(self, text: str, start: int) -> bool:
        if not self._joins(text, start - 1, start):
            return True
        first = start - 1
        while first > 0 and start - first < _AFFIX and self._joins(text, first - 1, first):
            first -= 1
        return self._before is not None and self._before.fullmatch(text, first, start) is not None

    def _ends(self, text: str, end: int) -> bool:
        if not self._joins(text, end, end - 1):
            return True
        last = end + 1
        while last < len(text) and last - end < _AFFIX and self._joins(text, last, last - 1):
            last += 1
        return self._after is not None and self._after.fullmatch(text, end, last) is not None

    def _joins(self, text: str, neighbour: int, edge: int) -> bool:
        """Say whether the neighbour belongs to the word that the edge is the end of."""
        if not 0 <= neighbour < len(text) or not _in_word(text[neighbour]):
            return False
        beside, own = text[neighbour], text[edge]
        if (beside >= IDEOGRAPHIC) != (own >= IDEOGRAPHIC):
            return False
        if self._tongue.spaced or own < IDEOGRAPHIC:
            return True
        return _KATAKANA.match(own) is not None and _KATAKANA.match(beside) is not None

    def _chosen(self, match: Match, view: View, day: date) -> Spotted:
        """Take the owner that is written just so, else the one that exists on the day."""
        text = view.text[match.start : match.end]
        owners = [one for one in match.owners if one[1].text == text] or match.owners
        one = of_the_day(owners, match.start, match.end, text, day)
        return msgspec.structs.replace(one, reason=f"{one.reason}; dictionary of {self._tongue.code} only")


def _names(vocabulary: Vocabulary, code: str) -> Names:
    tongue = read_tongue(vocabulary, code)
    if tongue is None:
        bare = Tongue(code, True, (), (), {}, (), ())
        return Names(bare, [owner for owner in _plain(vocabulary) if owner[1].case == "exact"])
    own = [(vocabulary.actors[actor], alias) for actor, alias in tongue.spellings]
    alike = [(entry, alias) for entry, alias in _plain(vocabulary) if _international(entry, alias)]
    return Names(tongue, [*own, *alike])


def _plain(vocabulary: Vocabulary) -> Iterator[Owner]:
    for entry in vocabulary.actors.values():
        yield from ((entry, one) for one in entry.aliases if one.form in ("name", "capital") and not one.guarded)


def _international(entry: ActorEntry, alias: Alias) -> bool:
    return entry.kind in INTERNATIONAL and alias.text == entry.name and " " in alias.text


def _counts_inside(part: Spotted, whole: Spotted) -> bool:
    """Keep "Brasil" in "Banco Central do Brasil"; drop "Sudán" in "Sudán del Sur"."""
    return part.actor != whole.actor and not whole.national and whole.kind != "person"


def _affixes(texts: Sequence[str], times: int) -> re.Pattern[str] | None:
    choice = "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))
    return re.compile(rf"(?:{choice}){{1,{times}}}") if texts else None


def _in_word(character: str) -> bool:
    """Letters and digits, with the vowel signs that Python does not count among the letters."""
    return character.isalnum() or unicodedata.category(character)[0] == "M"
