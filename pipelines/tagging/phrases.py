"""Find the phrases of topics or subjects, and gather them as evidence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pipelines.tagging.guards import Surroundings
from pipelines.tagging.matching import Matcher
from pipelines.tagging.overlap import longest
from pipelines.tagging.salience import lead_end
from pipelines.tagging.view import View, lowered
from schemas.span import Span
from schemas.vocabulary import Alias

EVIDENCE = 12
"""Spans shown for one topic or subject: the first ones of the strongest phrases."""

BODY, LEAD, TITLE, REPEAT, MOST = 0.4, 0.55, 0.75, 0.12, 0.95
"""How much one sighting of a phrase counts by where it stands, what each further one adds, and the ceiling.

So one decisive phrase asserts a topic in title or lead, two do in the body. Measured on our own gold.
"""


class Phrase(NamedTuple):
    """One owner of a phrase: the id of its topic or subject."""

    owner: str
    alias: Alias
    plain: bool
    """Whether it counts wherever it stands: any case, no guards."""


class Hit(NamedTuple):
    """One phrase where it stands."""

    start: int
    end: int
    phrases: Sequence[Phrase]


class Evidence:
    """The phrases found for one topic or subject, each with its weight and where it stands."""

    def __init__(self) -> None:
        self._weights: dict[str, float] = {}
        self._strength: dict[str, float] = {}
        self._spans: dict[str, dict[tuple[str, int, int], Span]] = defaultdict(dict)

    def hit(self, phrase: str, weight: float, prominence: float, span: Span) -> None:
        """Count one sighting."""
        self._weights[phrase] = max(weight, self._weights.get(phrase, 0.0))
        self._strength[phrase] = max(prominence, self._strength.get(phrase, 0.0))
        self._spans[phrase][span.field, span.start, span.end] = span

    def add(self, other: "Evidence") -> None:
        """Count all that `other` counts, each sighting once."""
        for phrase, spans in other._spans.items():
            for span in spans.values():
                self.hit(phrase, other._weights[phrase], other._strength[phrase], span)

    def doubt(self, damping: float = 1.0) -> float:
        """Return prod(1 - w d) over the distinct phrases, in (0, 1]; 1 is no evidence."""
        doubt = 1.0
        for phrase, weight in self._weights.items():
            prominence = min(MOST, self._strength[phrase] + REPEAT * (len(self._spans[phrase]) - 1))
            doubt *= 1 - damping * weight * prominence
        return doubt

    def spans(self) -> list[Span]:
        """Return every sighting."""
        return [span for spans in self._spans.values() for span in spans.values()]

    def shown(self) -> tuple[Span, ...]:
        """Return at most `EVIDENCE` sightings, of the strongest phrases, in the order of the text."""
        strongest = sorted(self._weights, key=self._strongest_first)
        spans = [span for phrase in strongest for span in list(self._spans[phrase].values())[:3]]
        return tuple(sorted(spans[:EVIDENCE], key=by_place))

    def _strongest_first(self, phrase: str) -> tuple[float, str]:
        return -self._weights[phrase] * self._strength[phrase], phrase


class Phrases:
    """The phrases of many owners, ready to be found."""

    def __init__(self, owners: Iterable[tuple[str, Sequence[Alias]]]) -> None:
        spellings: dict[str, list[Phrase]] = defaultdict(list)
        for owner, phrases in owners:
            for alias in phrases:
                spellings[lowered(alias.text)].append(Phrase(owner, alias, alias.case == "fold" and not alias.guarded))
        self._matcher = Matcher(spellings)

    def find(self, view: View, surroundings: Surroundings) -> Mapping[str, Evidence]:
        """Return the evidence of each owner; phrases inside longer ones do not count."""
        owned: dict[str, Evidence] = defaultdict(Evidence)
        lead = lead_end(view)
        for hit, _ in longest(self._hits(view, surroundings)):
            span = view.original(hit.start, hit.end)
            prominence = TITLE if span.field == "title" else LEAD if span.start < lead else BODY
            phrase = _stem(view.lower[hit.start : hit.end])
            for owner, alias, _ in hit.phrases:
                owned[owner].hit(phrase, alias.weight, prominence, span)
        return owned

    def _hits(self, view: View, surroundings: Surroundings) -> Iterable[Hit]:
        for start, end, phrases in self._matcher.matches(view.lower):
            allowed = [
                phrase for phrase in phrases if phrase.plain or _counts(phrase.alias, view, surroundings, start, end)
            ]
            if allowed:
                yield Hit(start, end, allowed)


def _counts(alias: Alias, view: View, surroundings: Surroundings, start: int, end: int) -> bool:
    right_case = alias.case == "fold" or view.text[start:end] == alias.text
    return right_case and surroundings.allow(alias, start, end)


def by_place(span: Span) -> tuple[bool, int, int]:
    """Order spans: title first, then by start, longest first."""
    return span.field != "title", span.start, -span.end


def _stem(phrase: str) -> str:
    """Take singular and plural for one phrase."""
    return phrase[:-1] if phrase.endswith("s") else phrase
