"""Find role nouns: the words that make an actor out of a country."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipelines.tagging.guards import Guard, Surroundings, guard_of
from pipelines.tagging.matching import Found
from pipelines.tagging.overlap import standing
from pipelines.tagging.view import View, lowered
from schemas.vocabulary import RoleNoun, Vocabulary


class RoleMatch(NamedTuple):
    """One role noun as it stands in a view."""

    start: int
    end: int
    noun: RoleNoun


class RolePhrase(NamedTuple):
    """A role noun that owns a spelling, and what else has to be true of the spelling there."""

    noun: RoleNoun
    exact: str | None
    guard: Guard | None


class RoleNouns:
    """The phrases of all role nouns, ready to be found."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        spellings: dict[str, list[RolePhrase]] = defaultdict(list)
        for noun in vocabulary.role_nouns:
            for phrase in noun.phrases:
                exact = None if phrase.case == "fold" else phrase.text
                spellings[lowered(phrase.text)].append(RolePhrase(noun, exact, guard_of(phrase)))
        self.spellings: Mapping[str, Sequence[RolePhrase]] = spellings
        """Spelling in lower case -> the role nouns that own it."""

    def spot(self, view: View, surroundings: Surroundings, matches: Sequence[Found]) -> list[RoleMatch]:
        """Return the role nouns of `view`, the longest at each place, sorted by start.

        `matches` are those of `spellings` in its lower case, by end.
        """

        def allowed(start: int, end: int, owners: Sequence[RolePhrase]) -> RoleNoun | None:
            for noun, exact, guard in owners:
                right_case = exact is None or view.text[start:end] == exact
                if right_case and surroundings.allow(guard, start, end):
                    return noun
            return None

        return [RoleMatch(*match) for match in standing(matches, allowed)]
