"""Run the tagger and the baselines over annotated sets."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from pipelines.tagging import Tagger, resolve, tag_texts
from pipelines.tagging.resolution import Resolution
from schemas.errors import UsageError
from schemas.tagged import Tags
from watchfloor.evaluating.baselines import PlainDictionary, PlainModel
from watchfloor.evaluating.conll import read_conll
from watchfloor.evaluating.countries import score_countries
from watchfloor.evaluating.documents import Document
from watchfloor.evaluating.dwie import read_dwie
from watchfloor.evaluating.entities import score_entities
from watchfloor.evaluating.figures import Figure, Miss, Scored, figure_of
from watchfloor.evaluating.gold import read_gold, score_gold
from watchfloor.evaluating.kinds import score_kinds
from watchfloor.evaluating.linking import Titles, score_links
from watchfloor.evaluating.readings import Reading, reading_of
from watchfloor.evaluating.resampling import estimate
from watchfloor.evaluating.salience import score_salience
from watchfloor.evaluating.sentences import read_guards, read_quiet, score_guards, score_quiet
from watchfloor.evaluating.strings import ActorString, Answer, read_strings, score_strings
from watchfloor.evaluating.subjects import score_subjects

AT_ONCE = 32

TARGETS: Mapping[str, float] = {
    "actors.country": 0.96,
    "actors.sector": 0.85,
    "actors.both": 0.82,
    "dwie.countries.f1": 0.965,
    "dwie.country_sets.f1": 0.985,
    "dwie.kinds.leaders": 0.95,
    "dwie.kinds.ministers": 0.95,
    "dwie.kinds.igos": 0.96,
    "dwie.kinds.armed_groups": 0.94,
    "dwie.kinds.parties": 0.88,
    "dwie.kinds.ministries_and_agencies": 0.88,
    "dwie.kinds.companies": 0.85,
    "dwie.kinds.media": 0.85,
    "dwie.links.known": 0.97,
    "dwie.links.all": 0.82,
    "dwie.ner.f1": 0.86,
    "politics.ner.f1": 0.76,
    "dwie.subjects.map": 0.82,
    "dwie.subjects.f1": 0.70,
}
CEILINGS: Mapping[str, float] = {
    "dwie.subjects.ece": 0.05,
    "quiet.countries": 0.5,
    "guards.open": 0.03,
    "guards.closed": 0.03,
}
"""What we aim at, on the development data: at least, and at most."""

Told = Callable[[int], None]


class Evaluated(NamedTuple):
    """The figures of one set, and the errors behind them."""

    figures: Sequence[Figure]
    misses: Sequence[Miss]


class Evaluation:
    """One tagger, and beside it the baselines over the same vocabulary and model."""

    def __init__(self, tagger: Tagger, *, baselines: bool, told: Told) -> None:
        self.tagger = tagger
        self._baselines = baselines
        self._told = told
        self._today = datetime.now(UTC).date()

    @cached_property
    def dictionary(self) -> PlainDictionary:
        """The plain dictionary."""
        return PlainDictionary(self.tagger.vocabulary)

    @cached_property
    def model(self) -> PlainModel:
        """Plain spaCy."""
        return PlainModel(self.tagger.model, self.dictionary)

    def run(self, name: str, place: Path) -> Evaluated:
        """Score one set; raises UsageError for a set that no stage fills yet."""
        scorers: Mapping[str, Callable[[Path], Sequence[Scored]]] = {
            "gold": self._gold,
            "guards": self._guards,
            "quiet": self._quiet,
            "actors": self._actors,
            "dwie": self._dwie,
            "politics": self._politics,
        }
        if name not in scorers:
            raise UsageError(f"{name}: nothing to score yet; quotes, events and stories are not tagged in this version")
        ours, *others = scorers[name](place)
        figures = [_figure(name, measure, others) for measure in ours.measures]
        return Evaluated(figures, ours.misses)

    def _dwie(self, file: Path) -> Sequence[Scored]:
        documents = list(read_dwie(file))
        titles = Titles(self.tagger.vocabulary)
        ours = self._read(documents)
        scored = [
            score_countries(documents, ours),
            score_kinds(documents, ours),
            score_links(documents, ours, titles),
            score_entities("dwie", documents, ours),
            score_subjects(documents, ours),
            score_salience(documents, ours),
        ]
        parts: Callable[[Sequence[Reading]], Scored] = lambda theirs: _joined(  # noqa: E731
            [
                score_countries(documents, theirs),
                score_kinds(documents, theirs),
                score_links(documents, theirs, titles),
                score_entities("dwie", documents, theirs),
            ]
        )
        return [_joined(scored), *(parts(read(documents)) for read in self._readers())]

    def _politics(self, file: Path) -> Sequence[Scored]:
        documents = list(read_conll(file))
        return [score_entities("politics", documents, read(documents)) for read in (self._read, *self._readers())]

    def _actors(self, file: Path) -> Sequence[Scored]:
        strings = list(read_strings(file))
        systems: list[Callable[[ActorString], Answer]] = [self._resolved]
        if self._baselines:
            systems += [self.dictionary.resolve, *([self.model.resolve] if self.tagger.model else [])]
        return [score_strings(strings, system) for system in systems]

    def _gold(self, folder: Path) -> Sequence[Scored]:
        articles = list(read_gold(folder))
        return [score_gold(articles, list(self._tagged([article.given for article in articles])))]

    def _guards(self, folder: Path) -> Sequence[Scored]:
        parts = []
        for file in sorted(folder.glob("*.jsonl")):
            cases = list(read_guards(file))
            tags = list(self._tagged([{"text": case.text, "language": "en"} for case in cases]))
            parts.append(score_guards(file.stem, cases, tags))
        return [_joined(parts)]

    def _quiet(self, folder: Path) -> Sequence[Scored]:
        sentences = read_quiet(folder)
        return [score_quiet(sentences, list(self._tagged([{"text": each, "language": "en"} for each in sentences])))]

    def _readers(self) -> Sequence[Callable[[Sequence[Document]], Sequence[Reading]]]:
        if not self._baselines:
            return ()
        return (self.dictionary.read, *([self.model.read] if self.tagger.model else []))

    def _read(self, documents: Sequence[Document]) -> list[Reading]:
        tags = self._tagged([{**each.given(), "language": "en"} for each in documents])
        return [
            reading_of(document, each, self.tagger.vocabulary) for document, each in zip(documents, tags, strict=True)
        ]

    def _tagged(self, given: Sequence[Mapping[str, Any]]) -> Iterator[Tags]:
        for start in range(0, len(given), AT_ONCE):
            chunk = given[start : start + AT_ONCE]
            yield from tag_texts(self.tagger, chunk, self._today)
            self._told(len(chunk))

    def _resolved(self, string: ActorString) -> Answer:
        found: Resolution = resolve(self.tagger, string.text, string.day, None, self._today)
        self._told(1)
        return Answer(found.country, found.sectors[0] if found.sectors else None)


def _joined(parts: Sequence[Scored]) -> Scored:
    return Scored([one for part in parts for one in part.measures], [one for part in parts for one in part.misses])


def _figure(name: str, measure: Any, others: Sequence[Scored]) -> Figure:
    at_most = measure.id in CEILINGS
    target = CEILINGS.get(measure.id) if at_most else TARGETS.get(measure.id)
    figure = figure_of(measure, name, target, at_most)
    theirs = [_same(measure.id, other) for other in others]
    return msgspec.structs.replace(figure, **dict(zip(("dictionary", "spacy"), theirs, strict=False)))


def _same(identity: str, other: Scored) -> float | None:
    found = next((one for one in other.measures if one.id == identity), None)
    return estimate(found.statistic, found.units)[0] if found else None
