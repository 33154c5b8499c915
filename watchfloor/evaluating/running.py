"""Run the tagger and the baselines over annotated sets."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from pipelines.tagging import Tagger, resolve, tag_texts
from pipelines.tagging.resolution import Resolution
from schemas.tagged import Tags
from watchfloor.evaluating.baselines import PlainDictionary, PlainModel
from watchfloor.evaluating.conll import read_conll
from watchfloor.evaluating.countries import score_countries
from watchfloor.evaluating.documents import Document
from watchfloor.evaluating.dwie import read_dwie
from watchfloor.evaluating.entities import score_entities
from watchfloor.evaluating.events import read_events, score_events
from watchfloor.evaluating.figures import Figure, Measure, Miss, Scored, figure_of
from watchfloor.evaluating.gold import read_gold, score_gold
from watchfloor.evaluating.kinds import score_kinds
from watchfloor.evaluating.linking import Titles, score_links
from watchfloor.evaluating.quotes import read_quotes, score_quotes
from watchfloor.evaluating.readings import Reader, Reading, reading_of
from watchfloor.evaluating.resampling import estimate
from watchfloor.evaluating.salience import score_salience
from watchfloor.evaluating.sentences import documents_of, read_guards, read_quiet, score_guards, score_quiet
from watchfloor.evaluating.sets import texts_of
from watchfloor.evaluating.stories import read_stories, score_stories
from watchfloor.evaluating.strings import (
    ActorString,
    Answer,
    read_our_strings,
    read_strings,
    score_strings,
)
from watchfloor.evaluating.subjects import score_subjects

AT_ONCE = 32
CLOSED = "closed"
"""The half of our strings whose errors nobody sees, so that no rule is written for one of them."""

TARGETS: Mapping[str, float] = {
    "actors.country": 0.96,
    "actors.sector": 0.85,
    "actors.both": 0.82,
    "strings.open.country": 0.96,
    "strings.open.sector": 0.85,
    "strings.open.both": 0.82,
    "strings.closed.country": 0.96,
    "strings.closed.sector": 0.85,
    "strings.closed.both": 0.82,
    "dwie.countries.f1": 0.965,
    "dwie.country_sets.f1": 0.985,
    "dwie.kinds.leaders_and_ministers": 0.95,
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

NOT_BUILT = "not built yet: the tagger fills no {}"
"""What is said beside the figures of a set whose stage of the tagger gave nothing at all."""

Told = Callable[[int], None]


class Evaluated(NamedTuple):
    """The figures of one set, and the errors behind them."""

    figures: Sequence[Figure]
    misses: Sequence[Miss]


class Evaluation:
    """One tagger, and beside it the baselines over the same vocabulary and model."""

    def __init__(self, tagger: Tagger, *, baselines: bool) -> None:
        self.tagger = tagger
        self._baselines = baselines
        self._told: Told = _silent
        self._today = datetime.now(UTC).date()

    @cached_property
    def dictionary(self) -> PlainDictionary:
        """The plain dictionary."""
        return PlainDictionary(self.tagger.vocabulary)

    @cached_property
    def model(self) -> PlainModel:
        """Plain spaCy."""
        return PlainModel(self.tagger.model, self.dictionary)

    def run(self, name: str, place: Path, told: Told) -> Evaluated:
        """Score one set; figures of what no stage of the tagger fills yet say so.

        `told` is called with how many articles, sentences or strings the tagger has read since.
        """
        self._told = told
        self._found_nothing = False
        scorers: Mapping[str, Callable[[Path], Sequence[Scored]]] = {
            "gold": partial(self._annotated, "gold"),
            "articles": partial(self._annotated, "articles"),
            "guards": self._guards,
            "quiet": self._quiet,
            "strings": self._strings,
            "actors": self._actors,
            "dwie": self._dwie,
            "politics": self._politics,
            "events": self._events,
            "quotes": self._quotes,
            "stories": self._stories,
        }
        ours, *others = scorers[name](place)
        note = NOT_BUILT.format(name) if self._found_nothing else ""
        figures = [_figure(name, measure, others, note) for measure in ours.measures]
        return Evaluated(figures, () if note else ours.misses)

    def _dwie(self, file: Path) -> Sequence[Scored]:
        documents = list(read_dwie(file))
        titles = Titles(self.tagger.vocabulary)

        def score(readings: Sequence[Reading]) -> Scored:
            parts = [
                score_countries(documents, readings),
                score_kinds(documents, readings),
                score_entities("dwie", documents, readings),
            ]
            if all(reading.kinds for reading in readings):
                parts.insert(2, score_links(documents, readings, titles))
            if all(reading.tags for reading in readings):
                parts += [score_subjects(documents, readings), score_salience(documents, readings)]
            return _joined(parts)

        return [score(read(documents)) for read in self._readers()]

    def _politics(self, file: Path) -> Sequence[Scored]:
        documents = list(read_conll(file))
        return [score_entities("politics", documents, read(documents)) for read in self._readers()]

    def _actors(self, file: Path) -> Sequence[Scored]:
        strings = list(read_strings(file))
        return [score("actors", strings) for score in self._resolvers()]

    def _strings(self, folder: Path) -> Sequence[Scored]:
        """Score both halves; the errors of the closed one are not shown to anybody."""
        halves = {file.stem: list(read_our_strings(file)) for file in sorted(folder.glob("*.jsonl"))}
        return [
            _joined([_shown(half, score(f"strings.{half}", strings)) for half, strings in halves.items()])
            for score in self._resolvers()
        ]

    def _resolvers(self) -> Sequence[Callable[[str, Sequence[ActorString]], Scored]]:
        """How the tagger's answers are scored, then those of the baselines."""
        scorers = [partial(score_strings, resolver=self._resolved)]
        if self._baselines:
            scorers.append(partial(score_strings, resolver=self.dictionary.resolve))
        if self._baselines and self.tagger.model:
            scorers.append(partial(score_strings, resolver=self.model.resolve, sectors=False))
        return scorers

    def _annotated(self, name: str, folder: Path) -> Sequence[Scored]:
        articles = list(read_gold(folder, texts_of(name, folder)))
        documents = [article.document for article in articles]
        return [score_gold(name, articles, read(documents)) for read in self._readers()]

    def _guards(self, folder: Path) -> Sequence[Scored]:
        halves = [(file.stem, list(read_guards(file))) for file in sorted(folder.glob("*.jsonl"))]
        return [
            _joined(
                [score_guards(name, cases, read(documents_of([case.text for case in cases]))) for name, cases in halves]
            )
            for read in self._readers()
        ]

    def _quiet(self, folder: Path) -> Sequence[Scored]:
        sentences = read_quiet(folder)
        return [score_quiet(sentences, read(documents_of(sentences))) for read in self._readers()]

    def _events(self, file: Path) -> Sequence[Scored]:
        sentences = list(read_events(file))
        tags = self._tags(documents_of([one.text for one in sentences]))
        self._found_nothing = not any(each.events for each in tags)
        return [score_events(sentences, tags)]

    def _quotes(self, file: Path) -> Sequence[Scored]:
        articles = list(read_quotes(file))
        tags = self._tags([Document(id=one.id, text=one.text) for one in articles])
        self._found_nothing = not any(each.quotes for each in tags)
        return [score_quotes(articles, tags)]

    def _stories(self, file: Path) -> Sequence[Scored]:
        articles = list(read_stories(file))
        # No stage groups articles yet: each is a story by itself, which is what these figures say.
        self._found_nothing = True
        return [score_stories(articles, [None] * len(articles))]

    def _readers(self) -> Sequence[Reader]:
        """The tagger, then the baselines."""
        if not self._baselines:
            return (self._read,)
        return (self._read, self.dictionary.read, *([self.model.read] if self.tagger.model else []))

    def _read(self, documents: Sequence[Document]) -> list[Reading]:
        tags, vocabulary = self._tags(documents), self.tagger.vocabulary
        return [reading_of(each, found, vocabulary) for each, found in zip(documents, tags, strict=True)]

    def _tags(self, documents: Sequence[Document]) -> list[Tags]:
        tags: list[Tags] = []
        for start in range(0, len(documents), AT_ONCE):
            chunk = documents[start : start + AT_ONCE]
            tags += tag_texts(self.tagger, [{**each.given(), "language": "en"} for each in chunk], self._today)
            self._told(len(chunk))
        return tags

    def _resolved(self, string: ActorString) -> Answer:
        found: Resolution = resolve(self.tagger, string.text, string.day, string.context, self._today)
        self._told(1)
        return Answer(found.country, found.sectors[0] if found.sectors else None)


def _silent(count: int) -> None:
    """Tell nobody."""


def _shown(half: str, scored: Scored) -> Scored:
    return Scored(scored.measures) if half == CLOSED else scored


def _joined(parts: Sequence[Scored]) -> Scored:
    return Scored([one for part in parts for one in part.measures], [one for part in parts for one in part.misses])


def _figure(name: str, measure: Measure, others: Sequence[Scored], note: str = "") -> Figure:
    at_most = measure.id in CEILINGS
    target = CEILINGS.get(measure.id) if at_most else TARGETS.get(measure.id)
    figure = figure_of(measure, name, target, at_most, note)
    theirs = [_same(measure.id, other) for other in others]
    return msgspec.structs.replace(figure, **dict(zip(("dictionary", "spacy"), theirs, strict=False)))


def _same(identity: str, other: Scored) -> float | None:
    found = next((one for one in other.measures if one.id == identity), None)
    return estimate(found.statistic, found.units)[0] if found else None
