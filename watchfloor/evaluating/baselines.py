"""Read articles with two simple systems, to have something to compare with."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.tagging.matching import Matcher
from pipelines.tagging.ner import Piece, names
from pipelines.tagging.overlap import outermost
from schemas.vocabulary import ActorEntry, Alias, Vocabulary, sighting
from watchfloor.evaluating.documents import Document, bare
from watchfloor.evaluating.readings import STATES, EntityType, Reading, Sight, type_of
from watchfloor.evaluating.strings import ActorString, Answer

Owned = tuple[ActorEntry, Alias]

_LABELS: Mapping[str, tuple[str, EntityType]] = {
    "PERSON": ("person", "PER"),
    "ORG": ("organisation", "ORG"),
    "GPE": ("place", "LOC"),
    "LOC": ("place", "LOC"),
    "FAC": ("place", "LOC"),
    "NORP": ("people", "NORP"),
}


class PlainDictionary:
    """Every spelling of the gazetteer in its exact case, longest first; no guards, no composition, no model."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        owned: dict[str, list[Owned]] = {}
        for entry in vocabulary.actors.values():
            for alias in entry.aliases:
                owned.setdefault(alias.text, []).append((entry, alias))
        self._spellings: Mapping[str, Sequence[Owned]] = owned
        self._matcher = Matcher(owned)

    def read(self, documents: Sequence[Document]) -> list[Reading]:
        """Return what it finds in each document."""
        return [Reading(self._sights(each)) for each in documents]

    def resolve(self, string: ActorString) -> Answer:
        """Return country and first sector of the longest name in a string."""
        matches = list(self._matcher.matches(string.text))
        if not matches:
            return Answer(None, None)
        _, _, owners = max(matches, key=_length)
        seen = sighting(*owners[0])
        return Answer(seen.country, seen.sectors[0] if seen.sectors else None)

    def _sights(self, document: Document) -> Iterator[Sight]:
        found = [_Match(start, end, owners[0]) for start, end, owners in self._matcher.matches(document.text)]
        for number, match in enumerate(outermost(found)):
            entry, alias = match.owned
            start, end = bare(document.text, match.start, match.end)
            seen = sighting(entry, alias)
            state = seen.actor if seen.kind in ("country", "people") and seen.actor in STATES else None
            kind_type = type_of(seen.kind, alias.form)
            yield Sight(start, end, seen.kind, seen.country, seen.sectors, seen.actor, seen.name, entry.wikidata,
                        kind_type, False, False, False, state, number)  # fmt: skip

    def code_of(self, text: str) -> str | None:
        """Return the country that a name or adjective spells, if one does."""
        for entry, alias in self._spellings.get(text, ()):
            if entry.kind == "country" and alias.form in ("name", "adjective", "people"):
                return entry.id
        return None


class PlainModel:
    """spaCy's names as they come, countries by looking their text up."""

    def __init__(self, model: Any, dictionary: PlainDictionary) -> None:
        self._model = model
        self._dictionary = dictionary

    def read(self, documents: Sequence[Document]) -> list[Reading]:
        """Return what it finds in each document."""
        found = names(self._model, [Piece(0, each.text) for each in documents])
        return [Reading(self._sights(each, named), kinds=False) for each, named in zip(documents, found, strict=True)]

    def resolve(self, string: ActorString) -> Answer:
        """Return the country of the first name that spells one; a model knows no sectors."""
        (found,) = names(self._model, [Piece(0, string.text)])
        codes = (self._dictionary.code_of(string.text[one.start : one.end]) for one in found)
        return Answer(next((code for code in codes if code), None), None)

    def _sights(self, document: Document, found: Sequence[Any]) -> Iterator[Sight]:
        for number, one in enumerate(found):
            if one.label not in _LABELS:
                continue
            kind, coarse = _LABELS[one.label]
            start, end = bare(document.text, one.start, one.end)
            text = document.text[start:end]
            code = self._dictionary.code_of(text) if one.label in ("GPE", "NORP") else None
            yield Sight(start, end, "country" if code and kind == "place" else kind, code, (), code, text, None, coarse,
                        False, False, False, code, number)  # fmt: skip


class _Match:
    def __init__(self, start: int, end: int, owned: Owned) -> None:
        self.start = start
        self.end = end
        self.owned = owned


def _length(match: tuple[int, int, Sequence[Owned]]) -> int:
    return match[1] - match[0]
