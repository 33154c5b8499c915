"""Say which IPTC subjects an article has, non-political ones included."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice

from pipelines.tagging.guards import Surroundings
from pipelines.tagging.matching import Found
from pipelines.tagging.phrases import EVIDENCE, Evidence, Phrases, Spans, in_order
from pipelines.tagging.topics import Topics
from pipelines.tagging.view import View
from schemas.tagged import TaggedSubject
from schemas.vocabulary import Vocabulary

LEAST = 0.1

THROUGH_TOPICS = 0.3
"""How much the evidence of a topic counts for the subjects of its `iptc`, beside their own phrases."""

PRIOR = 1.0
"""Evidence that the strongest subject has to outweigh before it is believed; a decisive phrase in a title is 1.4."""

STEEPNESS, MIDDLE = 6.0, 0.525
"""Logistic from the share of the strongest subject's evidence to a probability, fitted on DWIE and our articles."""


class Subjects:
    """The subjects of a vocabulary, ready to be found."""

    def __init__(self, vocabulary: Vocabulary, topics: Topics) -> None:
        self._labels = {subject.id: subject.label for subject in vocabulary.subjects}
        self.phrases = Phrases((subject.id, subject.phrases) for subject in vocabulary.subjects)
        self._topics = topics

    def tag(
        self,
        view: View,
        surroundings: Surroundings,
        spans: Spans,
        topics: Mapping[str, Evidence],
        matches: Sequence[Found],
    ) -> tuple[TaggedSubject, ...]:
        """Return the subjects, best score first; `topics` is the evidence of each topic without its children's.

        Long articles touch on everything, so a subject's evidence is measured against that of the strongest.
        """
        own = self.phrases.find(view, surroundings, matches)
        through = self._through(topics)
        weights = {code: _weight(own.get(code), through.get(code)) for code in own.keys() | through.keys()}
        strongest = max(weights.values(), default=0.0) + PRIOR
        found = [
            TaggedSubject(
                iptc=code,
                label=self._labels[code],
                score=score,
                evidence=spans.of(_shown(own.get(code), through.get(code))),
            )
            for code, weight in weights.items()
            if (score := _score(weight / strongest)) >= LEAST
        ]
        return tuple(sorted(found, key=_best_first))

    def _through(self, topics: Mapping[str, Evidence]) -> Mapping[str, Evidence]:
        through: dict[str, Evidence] = defaultdict(Evidence)
        for topic, evidence in topics.items():
            for code in self._topics.iptc(topic):
                if code in self._labels:
                    through[code].add(evidence)
        return through


def _weight(own: Evidence | None, through: Evidence | None) -> float:
    """Return the evidence in nats: -log of the doubt it leaves."""
    direct = -math.log(own.doubt()) if own else 0.0
    return direct - THROUGH_TOPICS * math.log(through.doubt()) if through else direct


def _score(share: float) -> float:
    return round(1 / (1 + math.exp(-STEEPNESS * (share - MIDDLE))), 3)


def _shown(own: Evidence | None, through: Evidence | None) -> list[tuple[int, int]]:
    """Return at most `EVIDENCE` places by start, longest first; its own phrases come before those of topics."""
    if own is None or through is None:
        return (own or through or Evidence()).shown()
    places = dict.fromkeys([*own.shown(), *through.shown()])
    return in_order(islice(places, EVIDENCE))


def _best_first(subject: TaggedSubject) -> tuple[float, str]:
    return -subject.score, subject.iptc
