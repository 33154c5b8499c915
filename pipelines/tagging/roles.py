"""Find role nouns: the words that make an actor out of a country."""

from collections import defaultdict
from typing import NamedTuple

from pipelines.tagging.guards import Surroundings
from pipelines.tagging.matching import Matcher
from pipelines.tagging.overlap import longest
from pipelines.tagging.view import View, lowered
from schemas.vocabulary import Alias, RoleNoun, Vocabulary


class RoleMatch(NamedTuple):
    """One role noun as it stands in a view."""

    start: int
    end: int
    noun: RoleNoun


class RoleNouns:
    """The phrases of all role nouns, ready to be found."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        spellings: dict[str, list[tuple[RoleNoun, Alias]]] = defaultdict(list)
        for noun in vocabulary.role_nouns:
            for phrase in noun.phrases:
                spellings[lowered(phrase.text)].append((noun, phrase))
        self._matcher = Matcher(spellings)

    def spot(self, view: View, surroundings: Surroundings) -> list[RoleMatch]:
        """Return the role nouns of `view`, the longest at each place, sorted by start."""
        found = [
            RoleMatch(start, end, noun)
            for start, end, owners in self._matcher.matches(view.lower)
            for noun, phrase in owners
            if (phrase.case == "fold" or view.text[start:end] == phrase.text) and surroundings.allow(phrase, start, end)
        ]
        return [outer for outer, _ in longest(found)]
