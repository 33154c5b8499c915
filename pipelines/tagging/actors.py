"""Turn sightings into the mentions of an article, gathered by actor."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from pipelines.tagging.salience import actor_salience
from pipelines.tagging.spotted import Spotted
from pipelines.tagging.view import View
from schemas.tagged import Kind, Mention, TaggedActor
from schemas.vocabulary import ActorEntry


def mentions_of(view: View, spotted: Sequence[Spotted]) -> tuple[Mention, ...]:
    """Return the mentions in original offsets; `spotted` comes as they are: by start, longest first."""
    clusters: dict[object, int] = {}
    containers = _containers(spotted)
    mentions = []
    for one, container in zip(spotted, containers, strict=True):
        cluster = clusters.setdefault(one.actor or ("unknown", one.head), len(clusters))
        mentions.append(_mention(view, one, cluster, container))
    return tuple(mentions)


def actors_of(
    view: View, spotted: Sequence[Spotted], mentions: Sequence[Mention], actors: Mapping[str, ActorEntry]
) -> tuple[TaggedActor, ...]:
    """Gather mentions by cluster, most salient actor first; `spotted` are the mentions in view offsets."""
    gathered: dict[int, list[int]] = defaultdict(list)
    for index, mention in enumerate(mentions):
        gathered[mention.cluster].append(index)
    found = [
        _actor(view, indexes, [mentions[index] for index in indexes], [spotted[index] for index in indexes], actors)
        for indexes in gathered.values()
    ]
    return tuple(sorted(found, key=_salient_first))


def _containers(placed: Sequence[Spotted]) -> list[int | None]:
    """Return for each sighting the index of the smallest one that contains it."""
    open_: list[int] = []
    containers: list[int | None] = []
    for index, one in enumerate(placed):
        while open_ and placed[open_[-1]].end < one.end:
            open_.pop()
        containers.append(open_[-1] if open_ and placed[open_[-1]].end >= one.end else None)
        open_.append(index)
    return containers


def _mention(view: View, one: Spotted, cluster: int, container: int | None) -> Mention:
    span = view.original(one.start, one.end)
    return Mention(
        actor=one.actor,
        name=one.name,
        kind=one.kind,
        country=one.country,
        countries=one.countries,
        sectors=one.sectors,
        wikidata=one.wikidata,
        field=span.field,
        start=span.start,
        end=span.end,
        text=span.text,
        cluster=cluster,
        nested_in=container,
        metonym=one.metonym,
        role_from=one.role_from,
        role_to=one.role_to,
        method=one.method,
        confidence=_rounded(one.confidence),
        reason=one.reason,
    )


def _actor(
    view: View,
    indexes: Sequence[int],
    sightings: Sequence[Mention],
    spotted: Sequence[Spotted],
    actors: Mapping[str, ActorEntry],
) -> TaggedActor:
    first = sightings[0] if len(sightings) == 1 else max(sightings, key=_fullest)
    entry = actors.get(first.actor) if first.actor else None
    kind = _kind(sightings)
    nested = len([one for one in sightings if one.nested_in is not None])
    doubt = 1.0
    for one in sightings:
        doubt *= 1 - one.confidence
    return TaggedActor(
        actor=first.actor,
        cluster=first.cluster,
        name=entry.name if entry else first.name,
        kind=kind,
        country=first.country,
        countries=first.countries,
        sectors=first.sectors,
        wikidata=entry.wikidata if entry else first.wikidata,
        mentions=tuple(indexes),
        salience=actor_salience(view, [(one.start, one.end) for one in spotted], nested, kind),
        confidence=_rounded(1 - doubt),
    )


def _kind(sightings: Sequence[Mention]) -> Kind:
    """Return the kind of most of them; a place only where all are."""
    if len({one.kind for one in sightings}) == 1:
        return sightings[0].kind
    kinds = Counter(one.kind for one in sightings)
    del kinds["place"]
    return max(kinds, key=kinds.__getitem__)


@lru_cache(maxsize=4096)
def _rounded(confidence: float) -> float:
    # Rounding is slow, and there are few confidences.
    return round(confidence, 3)


def _fullest(mention: Mention) -> tuple[int, int, int]:
    return mention.country is not None, len(mention.sectors), len(mention.name)


def _salient_first(actor: TaggedActor) -> tuple[float, int]:
    return -actor.salience, actor.mentions[0]
