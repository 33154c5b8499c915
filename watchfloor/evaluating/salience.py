"""Score salience against the flags that say what an article is about."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from watchfloor.evaluating.documents import Document
from watchfloor.evaluating.figures import Measure, Scored
from watchfloor.evaluating.readings import Reading
from watchfloor.evaluating.resampling import mean


def score_salience(documents: Sequence[Document], readings: Sequence[Reading]) -> Scored:
    """Score how well salience ranks the actors of an article: average precision per article, and its mean.

    An actor is the annotated concept that most of its mentions have; articles in which all or none of
    those are flagged say nothing and are left out. Beside it the same for the plain count of mentions.
    """
    by_salience: list[float] = []
    by_count: list[float] = []
    actors = 0
    for document, reading in zip(documents, readings, strict=True):
        seen = _ranked(document, reading)
        actors += len(seen)
        flags = np.array([flag for flag, _, _ in seen], bool)
        for scores, column in ((by_salience, 1), (by_count, 2)):
            values = np.array([each[column] for each in seen], float)
            scores.append(_average_precision(flags, values) if flags.any() and not flags.all() else float("nan"))
    return Scored(
        (
            Measure("dwie.salience.ap", "salience, average precision", mean(by_salience), len(by_salience), "articles",
                    actors, "actors"),
            Measure("dwie.salience.count", "the same by count of mentions alone", mean(by_count), len(by_count),
                    "articles", actors, "actors"),
        )
    )  # fmt: skip


def _ranked(document: Document, reading: Reading) -> list[tuple[bool, float, int]]:
    concepts = {(one.start, one.end): one.concept for one in document.mentions if "entity" in one.types}
    flagged = {one.number for one in document.concepts if one.keyword}
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for sight in reading.sights:
        if (sight.start, sight.end) in concepts:
            votes[sight.cluster][concepts[sight.start, sight.end]] += 1
    best: dict[int, tuple[bool, float, int]] = {}
    salient: Mapping[int, float] = {number: actor.salience for number, actor in reading.salience().items()}
    for cluster, counted in votes.items():
        concept = counted.most_common(1)[0][0]
        one = (concept in flagged, salient.get(cluster, 0.0), sum(counted.values()))
        best[concept] = max(best.get(concept, one), one, key=_weight)
    return list(best.values())


def _weight(one: tuple[bool, float, int]) -> float:
    return one[1]


def _average_precision(truth: "np.ndarray[tuple[int], np.dtype[np.bool_]]", scores: object) -> float:
    order = np.argsort(-np.asarray(scores, float), kind="stable")
    ranked = truth[order]
    return float((np.cumsum(ranked) / np.arange(1, len(ranked) + 1))[ranked].mean())
