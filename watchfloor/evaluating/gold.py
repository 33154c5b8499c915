"""Score our own annotated articles."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from connectors.seedfile import BadSeed, Seed, read_seeds
from schemas.countries import COUNTRIES
from schemas.tagged import Mention, Tags
from watchfloor.evaluating.figures import Measure, Miss, Scored
from watchfloor.evaluating.resampling import f1, ratio
from watchfloor.shipped import seed_articles

ASSERTED = 0.5


class GoldArticle(NamedTuple):
    """One article, as the tagger is given it, and what it was annotated with."""

    name: str
    given: Mapping[str, Any]
    gold: Mapping[str, Any]


def read_gold(folder: Path) -> Iterator[GoldArticle]:
    """Yield the annotated articles: those that carry their text, and those of the seeds with the same name."""
    for file in sorted(folder.glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        given = gold if "text" in gold else _seed(seed_articles() / f"{file.stem}.txt")
        if given is not None:
            yield GoldArticle(file.stem, given, gold)


def _seed(file: Path) -> Mapping[str, Any] | None:
    if not file.is_file():
        return None
    for _, seed in read_seeds(file, file.name):
        if isinstance(seed, BadSeed):
            raise seed.error
        return _given(seed)
    return None


def _given(seed: Seed) -> Mapping[str, Any]:
    published = msgspec.to_builtins(seed.published) if seed.published else None
    return {"title": seed.title, "text": seed.text, "published": published, "language": seed.language}


def score_gold(articles: Sequence[GoldArticle], tags: Sequence[Tags]) -> Scored:
    """Score actors by name and country, and the sets of countries, topics and subjects of each article."""
    missed = [_missed(article, each) for article, each in zip(articles, tags, strict=True)]
    wanted = [float(len(article.gold["actors"])) for article in articles]
    found = [total - len(gone) for total, gone in zip(wanted, missed, strict=True)]
    placed = [float(_placed(article, each)) for article, each in zip(articles, tags, strict=True)]
    measures = [
        Measure("gold.actors", "actors found", ratio(found, wanted), len(articles), "articles", int(sum(wanted)),
                "actors"),
        Measure("gold.actor_countries", "actors found with their country", ratio(placed, wanted), len(articles),
                "articles", int(sum(wanted)), "actors"),
    ]  # fmt: skip
    misses = [
        Miss("gold.actors", article.name, f"{actor['name']} {'/'.join(actor['country'])}", "-", "")
        for article, gone in zip(articles, missed, strict=True)
        for actor in gone
    ]
    for key, label, given in (
        ("countries", "countries of an article, F1", _countries),
        ("topics", "topics, F1", _topics),
        ("subjects", "subjects, F1", _subjects),
    ):
        sets = [(set(article.gold[key]), given(each)) for article, each in zip(articles, tags, strict=True)]
        right, shown, all_ = [len(a & b) for a, b in sets], [len(b) for _, b in sets], [len(a) for a, _ in sets]
        identity = f"gold.{key}"
        statistic = f1(right, shown, all_)
        measures.append(Measure(identity, label, statistic, len(articles), "articles", sum(all_), key))
        misses += [
            Miss(identity, article.name, code if code in a else "-", "-" if code in a else code, "")
            for article, (a, b) in zip(articles, sets, strict=True)
            for code in sorted(a ^ b)
        ]
    return Scored(measures, misses)


def _missed(article: GoldArticle, tags: Tags) -> list[Mapping[str, Any]]:
    """Return the actors that no mention spells, whole or in part."""
    return [actor for actor in article.gold["actors"] if not _spelling(actor, tags)]


def _placed(article: GoldArticle, tags: Tags) -> int:
    """Count the actors of which a mention has one of the countries."""
    wanted = [(set(actor["country"]), _spelling(actor, tags)) for actor in article.gold["actors"]]
    return sum(any(codes & {one.country, *one.countries} for one in seen) for codes, seen in wanted)


def _spelling(actor: Mapping[str, Any], tags: Tags) -> list[Mention]:
    return [one for one in tags.mentions if actor["name"] in one.text or one.text in actor["name"]]


def _countries(tags: Tags) -> set[str]:
    """Return the states among the actors; a town where something happened makes none."""
    actors = [actor for actor in tags.actors if actor.kind != "place"]
    codes = {actor.country for actor in actors} | {code for actor in actors for code in actor.countries}
    return {code for code in codes if code is not None and code in COUNTRIES}


def _topics(tags: Tags) -> set[str]:
    return {topic.topic for topic in tags.topics if topic.score >= ASSERTED}


def _subjects(tags: Tags) -> set[str]:
    return {subject.iptc for subject in tags.subjects if subject.score >= ASSERTED}
