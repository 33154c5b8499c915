"""Say what an article is about: topics, IPTC subjects, each with its evidence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pipelines.tagging.guards import Surroundings
from pipelines.tagging.matching import Matcher
from pipelines.tagging.overlap import longest
from pipelines.tagging.salience import salience
from pipelines.tagging.view import View, lowered
from schemas.span import Span
from schemas.tagged import TaggedSubject, TaggedTopic
from schemas.vocabulary import Alias, Vocabulary

LEAST = 0.1
"""Scores below this are not worth a row."""

EVIDENCE = 12
"""Spans shown for one topic or subject: the first ones of the strongest phrases."""

BODY, LEAD, TITLE, REPEAT = 0.6, 0.75, 0.9, 0.07
"""How much one sighting of a phrase counts by where it stands, and what each further one adds."""

TO_SUBJECT = 0.9
"""How much of a topic's score goes to the subjects of its `iptc`."""


class Phrase(NamedTuple):
    """One owner of a phrase: the id of its topic or subject."""

    owner: str
    alias: Alias


class Hit(NamedTuple):
    """One phrase where it stands."""

    start: int
    end: int
    phrases: Sequence[Phrase]


class Topics:
    """The phrases of all topics and subjects, ready to be found."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._topics = {topic.id: topic for topic in vocabulary.topics}
        self._labels = {subject.id: subject.label for subject in vocabulary.subjects}
        self._topic_matcher = _matcher((topic.id, topic.phrases) for topic in vocabulary.topics)
        self._subject_matcher = _matcher((subject.id, subject.phrases) for subject in vocabulary.subjects)

    def tag(self, view: View, surroundings: Surroundings) -> tuple[tuple[TaggedTopic, ...], tuple[TaggedSubject, ...]]:
        """Return topics, then subjects, best score first.

        A score is 1 - prod(1 - w d) over the distinct phrases of a topic and its children, w being a
        phrase's weight and d how prominently it stands; from 0.5 on it asserts.
        """
        owned = _by_owner(view, _hits(self._topic_matcher, view, surroundings))
        topics = self._scored_topics(view, self._inherited(owned))
        subjects = _by_owner(view, _hits(self._subject_matcher, view, surroundings))
        return topics, self._scored_subjects(subjects, topics)

    def _inherited(self, owned: Mapping[str, "_Evidence"]) -> Mapping[str, "_Evidence"]:
        """Count a child's hits for its parent, once a phrase."""
        whole: dict[str, _Evidence] = defaultdict(_Evidence)
        for topic, evidence in owned.items():
            ancestor: str | None = topic
            while ancestor is not None:
                whole[ancestor].add(evidence)
                ancestor = self._topics[ancestor].parent if ancestor in self._topics else None
        return whole

    def _scored_topics(self, view: View, owned: Mapping[str, "_Evidence"]) -> tuple[TaggedTopic, ...]:
        most = max((len(evidence.spans()) for evidence in owned.values()), default=1)
        found = [
            TaggedTopic(
                topic=topic,
                score=evidence.score(),
                salience=salience(view, evidence.spans(), most),
                iptc=self._topics[topic].iptc,
                evidence=evidence.shown(),
            )
            for topic, evidence in owned.items()
            if evidence.score() >= LEAST and topic in self._topics
        ]
        return tuple(sorted(found, key=_best_topic))

    def _scored_subjects(
        self, owned: Mapping[str, "_Evidence"], topics: Sequence[TaggedTopic]
    ) -> tuple[TaggedSubject, ...]:
        best: dict[str, TaggedTopic] = {}
        for topic in topics:
            for code in topic.iptc:
                best.setdefault(code, topic)
        found = []
        for code, label in self._labels.items():
            evidence = owned.get(code) or _Evidence()
            through = best.get(code)
            score = 1 - (1 - evidence.score()) * (1 - TO_SUBJECT * (through.score if through else 0.0))
            spans = _merged(evidence.shown(), through.evidence if through else ())
            if score >= LEAST and spans:
                found.append(TaggedSubject(iptc=code, label=label, score=round(score, 3), evidence=spans))
        return tuple(sorted(found, key=_best_subject))


class _Evidence:
    """The hits of one topic or subject, by phrase."""

    def __init__(self) -> None:
        self._weights: dict[str, float] = {}
        self._strength: dict[str, float] = {}
        self._spans: dict[str, dict[tuple[str, int, int], Span]] = defaultdict(dict)

    def hit(self, phrase: str, weight: float, prominence: float, span: Span) -> None:
        self._weights[phrase] = max(weight, self._weights.get(phrase, 0.0))
        self._strength[phrase] = max(prominence, self._strength.get(phrase, 0.0))
        self._spans[phrase][span.field, span.start, span.end] = span

    def add(self, other: "_Evidence") -> None:
        for phrase, spans in other._spans.items():
            for span in spans.values():
                self.hit(phrase, other._weights[phrase], other._strength[phrase], span)

    def score(self) -> float:
        doubt = 1.0
        for phrase, weight in self._weights.items():
            prominence = min(0.95, self._strength[phrase] + REPEAT * (len(self._spans[phrase]) - 1))
            doubt *= 1 - weight * prominence
        return round(1 - doubt, 3)

    def spans(self) -> list[Span]:
        return [span for spans in self._spans.values() for span in spans.values()]

    def shown(self) -> tuple[Span, ...]:
        strongest = sorted(self._weights, key=self._strongest_first)
        spans = [span for phrase in strongest for span in list(self._spans[phrase].values())[:3]]
        return tuple(sorted(spans[:EVIDENCE], key=_place))

    def _strongest_first(self, phrase: str) -> tuple[float, str]:
        return -self._weights[phrase] * self._strength[phrase], phrase


def _matcher(owners: Iterable[tuple[str, Sequence[Alias]]]) -> Matcher[Phrase]:
    spellings: dict[str, list[Phrase]] = defaultdict(list)
    for owner, phrases in owners:
        for alias in phrases:
            spellings[lowered(alias.text)].append(Phrase(owner, alias))
    return Matcher(spellings)


def _hits(matcher: Matcher[Phrase], view: View, surroundings: Surroundings) -> list[Hit]:
    found = []
    for start, end, phrases in matcher.matches(view.lower):
        allowed = [
            phrase
            for phrase in phrases
            if (phrase.alias.case == "fold" or view.text[start:end] == phrase.alias.text)
            and surroundings.allow(phrase.alias, start, end)
        ]
        if allowed:
            found.append(Hit(start, end, allowed))
    return [outer for outer, _ in longest(found)]


def _by_owner(view: View, hits: Iterable[Hit]) -> Mapping[str, _Evidence]:
    owned: dict[str, _Evidence] = defaultdict(_Evidence)
    lead = view.text_start + max(300, 0.15 * len(view.body))
    for hit in hits:
        span = view.original(hit.start, hit.end)
        prominence = TITLE if span.field == "title" else LEAD if hit.start < lead else BODY
        for owner, alias in hit.phrases:
            owned[owner].hit(_stem(view.lower[hit.start : hit.end]), alias.weight, prominence, span)
    return owned


def _stem(phrase: str) -> str:
    """Take singular and plural for one phrase."""
    return phrase[:-1] if phrase.endswith("s") else phrase


def _merged(own: Sequence[Span], through: Sequence[Span]) -> tuple[Span, ...]:
    spans = {(span.field, span.start, span.end): span for span in (*own, *through)}
    return tuple(sorted(list(spans.values())[:EVIDENCE], key=_place))


def _place(span: Span) -> tuple[bool, int, int]:
    return span.field != "title", span.start, -span.end


def _best_topic(topic: TaggedTopic) -> tuple[float, str]:
    return -topic.score, topic.topic


def _best_subject(subject: TaggedSubject) -> tuple[float, str]:
    return -subject.score, subject.iptc
