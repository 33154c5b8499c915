"""Score IPTC subjects."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from watchfloor.evaluating.documents import Document
from watchfloor.evaluating.figures import Measure, Miss, Scored
from watchfloor.evaluating.readings import Reading
from watchfloor.evaluating.resampling import calibration_error, f1, mean_average_precision

ROOTS = 9
ASSERTED = 0.5


def score_subjects(documents: Sequence[Document], readings: Sequence[Reading]) -> Scored:
    """Score the nine roots with most articles: micro-F1 at 0.5, mean average precision, calibration error."""
    roots = common_roots(documents)
    truth = np.array([[code in each.subjects for code in roots] for each in documents], float)
    scores = np.array([_scores(each, roots) for each in readings], float)
    asserted = scores >= ASSERTED
    right, found, wanted = (asserted * truth).sum(axis=1), asserted.sum(axis=1), truth.sum(axis=1)
    n, m = len(documents), int(truth.sum())
    precision = mean_average_precision(scores, truth)
    error = calibration_error(scores, truth, np.ones_like(truth))
    statistic = f1(right.tolist(), found.tolist(), wanted.tolist())
    return Scored(
        (
            Measure("dwie.subjects.map", "subjects, mean average precision", precision, n, "articles", m, "subjects"),
            Measure("dwie.subjects.f1", "subjects, micro-F1", statistic, n, "articles", m, "subjects"),
            Measure("dwie.subjects.ece", "subjects, calibration error", error, n, "articles", n * len(roots), "scores"),
        ),
        [
            Miss("dwie.subjects.f1", each.id, code if t else "-", "-" if t else f"{code} {s:.2f}", each.text[:70])
            for each, ts, ss in zip(documents, truth, scores, strict=True)
            for code, t, s in zip(roots, ts, ss, strict=True)
            if bool(t) != (s >= ASSERTED)
        ],
    )


def common_roots(documents: Sequence[Document]) -> list[str]:
    """Return the nine roots that most articles have, most frequent first."""
    return [code for code, _ in Counter(code for each in documents for code in each.subjects).most_common(ROOTS)]


def _scores(reading: Reading, roots: Sequence[str]) -> list[float]:
    given = {one.iptc: one.score for one in reading.tags.subjects} if reading.tags else {}
    return [given.get(code, 0.0) for code in roots]
