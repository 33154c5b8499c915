"""Find role nouns: the words that make an actor out of a country."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipelines.tagging.guards import Surroundings
from pipelines.tagging.matching import Found
from pipelines.tagging.overlap import standing
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
        self.spellings: Mapping[str, Sequence[tuple[RoleNoun, Alias]]] = spellings
        """Spelling in lower case -> the role nouns that own it."""

    def spot(self, view: View, surroundings: Surroundings, matches: Sequence[Found]) -> list[RoleMatch]:
        """Return the role nouns of `view`, the longest at each place, sorted by start.

        `matches` are those of `spellings` in its lower case, by end.
        """

        def allowed(start: int, end: int, owners: Sequence[tuple[RoleNoun, Alias]]) -> RoleNoun | None:
            for noun, phrase in owners:
                right_case = phrase.case == "fold" or view.text[start:end] == phrase.text
                if right_case and surroundings.allow(phrase, start, end):
                    return noun
            return None

        return [RoleMatch(*match) for match in standing(matches, allowed)]
