"""Score whether mentions lead to the right entry of Wikipedia."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from schemas.text import unaccented
from schemas.vocabulary import ActorEntry, Vocabulary
from watchfloor.evaluating.documents import Document, GoldMention
from watchfloor.evaluating.dwie import country_of
from watchfloor.evaluating.figures import Measure, Miss, Scored, around
from watchfloor.evaluating.readings import Reading
from watchfloor.evaluating.resampling import ratio

_QUALIFIED = re.compile(r"(.+) \(([^()]*)\)\Z")
_QID = "wikidata:"

STATE = "gpe0"
ACTORS = frozenset(
    {
        STATE, "head_of_state", "head_of_gov", "minister", "politician", "politics_per", "gov_per", "igo",
        "so", "military_alliance", "armed_movement", "party", "ministry", "agency", "governmental_organisation",
        "court", "company", "media", "ngo", "policy_institute", "movement", "military_rebel",
    }
)  # fmt: skip
"""The types of DWIE whose mentions are actors to us; sport, arts and places below the state are not."""


class Titles:
    """The actors that a title of Wikipedia can mean.

    An entry has a title when one of its spellings is that title, whatever the case, accents and hyphens,
    or is it without the qualifier in brackets ("Together (Hungary)"); where the qualifier is a state, the
    entry has to be of that state. States are told by their code, `wikidata:Q...` by the entry's QID. No
    list of titles is kept by us: an entry that is spelled otherwise counts as missing, never as right.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        spelled: dict[str, set[str]] = defaultdict(set)
        qids: dict[str, set[str]] = defaultdict(set)
        for entry in vocabulary.actors.values():
            for spelling in _spellings(entry):
                spelled[_plain(spelling)].add(entry.id)
            if entry.wikidata:
                qids[entry.wikidata].add(entry.id)
        self._spelled: Mapping[str, set[str]] = spelled
        self._qids: Mapping[str, set[str]] = qids

    def __getitem__(self, link: str) -> frozenset[str]:
        if link.startswith(_QID):
            return frozenset(self._qids.get(link.removeprefix(_QID), ()))
        title = unquote(link).replace("_", " ")
        code = country_of(title)
        if code is not None:
            return frozenset({code} & self._vocabulary.actors.keys())
        found = self._spelled.get(_plain(title))
        return frozenset(found) if found else self._qualified(title)

    def _qualified(self, title: str) -> frozenset[str]:
        parts = _QUALIFIED.match(title)
        if parts is None:
            return frozenset()
        state = country_of(parts.group(2))
        named = self._spelled.get(_plain(parts.group(1)), ())
        return frozenset(each for each in named if state in (None, self._vocabulary.actors[each].country))


class _Linked(NamedTuple):
    mention: GoldMention
    actors: frozenset[str]
    right: bool

    @property
    def known(self) -> bool:
        return bool(self.actors)

    @property
    def state(self) -> bool:
        return STATE in self.mention.types


def score_links(documents: Sequence[Document], readings: Sequence[Reading], titles: Titles) -> Scored:
    """Score linked mentions of actors: those whose title the gazetteer has, all of them, all but states."""
    linked = [
        [_linked(one, reading, titles) for one in document.mentions if one.types & ACTORS and one.link]
        for document, reading in zip(documents, readings, strict=True)
    ]
    known = [[one for one in each if one.known] for each in linked]
    others = [[one for one in each if not one.state] for each in linked]
    measures = (
        _measure("known", "linked right, where the gazetteer has it", known),
        _measure("all", "linked right, all actors", linked),
        _measure("but_states", "linked right, all actors but states", others),
    )
    return Scored(measures, list(_misses(documents, readings, linked)))


def _linked(one: GoldMention, reading: Reading, titles: Titles) -> _Linked:
    actors = titles[one.link or ""]
    there = reading.by_span.get((one.start, one.end), ())
    return _Linked(one, actors, any(sight.actor in actors for sight in there))


def _measure(name: str, label: str, linked: Sequence[Sequence[_Linked]]) -> Measure:
    right, wanted = [sum(one.right for one in each) for each in linked], list(map(len, linked))
    return Measure(f"dwie.links.{name}", label, ratio(right, wanted), len(wanted), "articles", sum(wanted), "mentions")


def _misses(
    documents: Sequence[Document], readings: Sequence[Reading], linked: Sequence[Sequence[_Linked]]
) -> Iterator[Miss]:
    for document, reading, each in zip(documents, readings, linked, strict=True):
        for one in each:
            if one.right:
                continue
            there = reading.by_span.get((one.mention.start, one.mention.end), ())
            found = ", ".join(str(sight.actor) for sight in there) or "-"
            wanted = "/".join(sorted(one.actors)) or f"{one.mention.link} (not in the gazetteer)"
            figure = "dwie.links.known" if one.known else "dwie.links.all"
            yield Miss(figure, document.id, wanted, found, around(document.text, one.mention.start, one.mention.end))


def _spellings(entry: ActorEntry) -> Iterator[str]:
    yield entry.name
    yield from (alias.text for alias in entry.aliases)


def _plain(text: str) -> str:
    return " ".join(unaccented(text.replace("’", "'").replace("-", " ")).split()).removeprefix("the ")
