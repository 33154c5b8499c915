"""Hold what a system reads in an article, in the coordinates of the set."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias

from schemas.countries import COUNTRIES, HISTORIC
from schemas.tagged import Mention, TaggedActor, Tags
from schemas.vocabulary import Vocabulary
from watchfloor.evaluating.documents import Document, bare

EntityType = Literal["PER", "ORG", "LOC", "NORP"]

TYPE_OF_KIND: Mapping[str, EntityType] = {"person": "PER", "people": "NORP", "place": "LOC", "country": "LOC"}
"""Every other kind is ORG; a country's adjective is NORP, its capital LOC."""

KINDS_OF_TYPE: Mapping[EntityType, str] = {
    "PER": "person",
    "ORG": "all other kinds",
    "LOC": "country by its name, place",
    "NORP": "people, country by its adjective",
}
"""`TYPE_OF_KIND` in words."""

STATES = COUNTRIES.keys() | HISTORIC.keys()


class Sight(NamedTuple):
    """One mention by one system; `start` and `end` are bare, see `documents.bare`.

    `nested`: it lies inside another mention; `in_name`: inside one that is a name. `composed`: it is
    described rather than named ("German troops"). `state`: the code when it is a state's name, adjective
    or people, else None. `reason` is the tagger's own; `countries` as in `Mention`.
    """

    start: int
    end: int
    kind: str
    country: str | None
    sectors: tuple[str, ...]
    actor: str | None
    name: str
    wikidata: str | None
    type: EntityType
    nested: bool
    in_name: bool
    composed: bool
    state: str | None
    cluster: int
    countries: tuple[str, ...] = ()
    reason: str = ""


class Reading:
    """The mentions of one article with, for the tagger, all its tags; `kinds` is false without kinds like ours."""

    def __init__(self, sights: Iterable[Sight], tags: Tags | None = None, *, kinds: bool = True) -> None:
        self.sights: Sequence[Sight] = tuple(sights)
        self.tags = tags
        self.kinds = kinds

    @cached_property
    def by_span(self) -> Mapping[tuple[int, int], Sequence[Sight]]:
        """The mentions at each bare span."""
        found: dict[tuple[int, int], list[Sight]] = {}
        for sight in self.sights:
            found.setdefault((sight.start, sight.end), []).append(sight)
        return found

    def salience(self) -> Mapping[int, TaggedActor]:
        """The actors by cluster; empty for a baseline."""
        return {actor.cluster: actor for actor in self.tags.actors} if self.tags else {}


Reader: TypeAlias = Callable[[Sequence[Document]], Sequence[Reading]]
"""From articles to one reading each, in order."""


def reading_of(document: Document, tags: Tags, vocabulary: Vocabulary) -> Reading:
    """Return the tagger's reading of an article."""
    named = [not _is_composed(one, vocabulary) for one in tags.mentions]
    within = [one.nested_in is not None and named[one.nested_in] for one in tags.mentions]
    sights = [_sight(document, one, vocabulary, in_name) for one, in_name in zip(tags.mentions, within, strict=True)]
    return Reading(sights, tags)


def _sight(document: Document, one: Mention, vocabulary: Vocabulary, in_name: bool) -> Sight:
    shift = document.body_start if one.field == "text" else 0
    start, end = bare(document.text, one.start + shift, one.end + shift)
    form = form_of(vocabulary, one.actor, document.text[start:end])
    is_state = one.kind in ("country", "people") and one.actor in STATES
    return Sight(
        start,
        end,
        one.kind,
        one.country,
        one.sectors,
        one.actor,
        one.name,
        one.wikidata,
        type_of(one.kind, form),
        one.nested_in is not None,
        in_name,
        _is_composed(one, vocabulary),
        one.actor if is_state else None,
        one.cluster,
        one.countries,
        one.reason,
    )


def type_of(kind: str, form: str) -> EntityType:
    """Return the coarse type of a mention: its kind's, but an adjective is NORP, a capital a place."""
    if form in ("adjective", "people"):
        return "NORP"
    if form in ("capital", "place"):
        return "LOC"
    return TYPE_OF_KIND.get(kind, "ORG")


def form_of(vocabulary: Vocabulary, actor: str | None, text: str) -> str:
    """Return the form of the alias of a country that `text` is; "name" for every other actor."""
    entry = vocabulary.actors.get((actor or "").partition(".")[0])
    if entry is None:
        return "name"
    folded = text.casefold()
    return next((alias.form for alias in entry.aliases if alias.text.casefold() == folded), "name")


def _is_composed(one: Mention, vocabulary: Vocabulary) -> bool:
    if one.method == "coreference":
        return one.text[:1].islower()
    return one.method == "rule" and "role noun" in one.reason and one.actor not in vocabulary.actors
