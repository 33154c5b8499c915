"""Score whether mentions lead to the right entry of Wikipedia."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from schemas.vocabulary import Vocabulary
from watchfloor.evaluating.documents import Document, GoldMention
from watchfloor.evaluating.figures import Measure, Miss, Scored, around
from watchfloor.evaluating.readings import Reading
from watchfloor.evaluating.resampling import ratio

_QUALIFIER = re.compile(r" \([^()]*\)\Z")

ACTORS = frozenset(
    {
        "gpe0", "head_of_state", "head_of_gov", "minister", "politician", "politics_per", "gov_per", "igo",
        "so", "military_alliance", "armed_movement", "party", "ministry", "agency", "governmental_organisation",
        "court", "company", "media", "ngo", "policy_institute", "movement", "military_rebel",
    }
)  # fmt: skip
"""The types of DWIE whose mentions are actors to us; sport, arts and places below the state are not."""


class Titles:
    """The actors that a title of Wikipedia can mean.

    An entry has a title when one of its spellings is that title, or is it without the qualifier in
    brackets ("Together (Hungary)"). Titles are what the set links to; no list of titles is kept by us.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._actors: Mapping[str, set[str]] = defaultdict(set)
        for entry in vocabulary.actors.values():
            for spelling in {entry.name, *(alias.text for alias in entry.aliases)}:
                self._actors[spelling].add(entry.id)

    def __getitem__(self, link: str) -> frozenset[str]:
        title = unquote(link).replace("_", " ")
        return frozenset(self._actors.get(title, set()) | self._actors.get(_QUALIFIER.sub("", title), set()))


def score_links(documents: Sequence[Document], readings: Sequence[Reading], titles: Titles) -> Scored:
    """Score linked mentions of actors: those whose title the gazetteer has, and all of them."""
    right, had, wanted = [], [], []
    misses: list[Miss] = []
    for document, reading in zip(documents, readings, strict=True):
        linked = [one for one in document.mentions if one.types & ACTORS and _title(one)]
        known = [(one, found) for one in linked if (found := titles[one.link or ""])]
        hits = [_hit(one, reading, found) for one, found in known]
        right.append(float(sum(hits)))
        had.append(float(len(known)))
        wanted.append(float(len(linked)))
        misses += _missed(document, reading, [each for each, hit in zip(known, hits, strict=True) if not hit])
    n = len(right)
    return Scored(
        (
            Measure("dwie.links.known", "linked right, where the gazetteer has it", ratio(right, had), n, "articles",
                    int(sum(had)), "mentions"),
            Measure("dwie.links.all", "linked right, all actors", ratio(right, wanted), n, "articles",
                    int(sum(wanted)), "mentions"),
        ),
        misses,
    )  # fmt: skip


def _title(one: GoldMention) -> bool:
    return bool(one.link) and not (one.link or "").startswith("wikidata:")


def _hit(one: GoldMention, reading: Reading, actors: frozenset[str]) -> bool:
    return any(sight.actor in actors for sight in reading.by_span.get((one.start, one.end), ()))


def _missed(
    document: Document, reading: Reading, missed: Sequence[tuple[GoldMention, frozenset[str]]]
) -> Iterator[Miss]:
    for one, actors in missed:
        there = reading.by_span.get((one.start, one.end), ())
        found = ", ".join(str(sight.actor) for sight in there) or "-"
        shown = around(document.text, one.start, one.end)
        yield Miss("dwie.links.known", document.id, "/".join(sorted(actors)), found, shown)
