"""Score our own annotated articles."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from connectors.parsing.unreadable import Unreadable
from connectors.seedfile import read_seeds
from schemas.countries import COUNTRIES
from schemas.errors import ArticleError
from schemas.tagged import ASSERTED
from watchfloor.evaluating.documents import Document
from watchfloor.evaluating.figures import Measure, Miss, Scored
from watchfloor.evaluating.readings import Reading, Sight
from watchfloor.evaluating.resampling import calibration_error, f1, ratio

_NO_ACTORS = frozenset({"country", "people", "place"})


class GoldArticle(NamedTuple):
    """One article with what it was annotated with: the keys of its file."""

    document: Document
    gold: Mapping[str, Any]


def read_gold(folder: Path, texts: Path) -> Iterator[GoldArticle]:
    """Yield the articles of `texts` that are annotated in `folder`, by name. Raises ArticleError."""
    for file in sorted(texts.glob("*.txt")):
        annotations = folder / f"{file.stem}.json"
        if annotations.is_file():
            gold = json.loads(annotations.read_text(encoding="utf-8"))
            yield GoldArticle(document_of(file.stem, _article(file)), gold)


def document_of(name: str, given: Mapping[str, Any]) -> Document:
    """Return an article that is given as `{"title"?, "text", "published"?}`."""
    title = given.get("title") or ""
    text = f"{title}\n{given['text']}" if title else given["text"]
    return Document(id=name, text=text, title_end=len(title), published=given.get("published"))


def _article(file: Path) -> Mapping[str, Any]:
    (_, seed), *_ = read_seeds(file, file.name)
    if isinstance(seed, Unreadable):
        raise ArticleError("parse", seed.reason, seed.detail)
    published = msgspec.to_builtins(seed.published) if seed.published else None
    return {"title": seed.title, "text": seed.text, "published": published}


def score_gold(name: str, articles: Sequence[GoldArticle], readings: Sequence[Reading]) -> Scored:
    """Score actors one by one, and the sets of countries, topics and subjects of each article of the set `name`.

    An actor is found where a mention spells its whole name, with or without more around it. Its kind,
    country and main sector are right when one of those mentions has one that the annotation allows.
    A named actor counts as annotated when one name contains the other.
    """
    parts = [_actors(name, articles, readings), _named(name, articles, readings)]
    parts.append(_sets(f"{name}.countries", articles, readings))
    if all(reading.tags for reading in readings):
        parts += [_sets(f"{name}.{key}", articles, readings) for key in ("topics", "subjects")]
        parts.append(_calibration(name, articles, readings))
    return Scored([one for part in parts for one in part.measures], [one for part in parts for one in part.misses])


def _actors(name: str, articles: Sequence[GoldArticle], readings: Sequence[Reading]) -> Scored:
    seen = [
        [(actor, _spelling(actor["name"], article.document, reading)) for actor in article.gold["actors"]]
        for article, reading in zip(articles, readings, strict=True)
    ]
    measures, misses = [], []
    for figure, label, right, counts in (
        ("actors", "actors found", _is_found, _always),
        ("actor_kinds", "actors found with their kind", _has_kind, _always),
        ("actor_countries", "actors found with their country", _has_country, _always),
        ("actor_sectors", "actors found with their main sector", _has_sector, _is_sectoral),
    ):
        if figure != "actors" and not all(reading.kinds for reading in readings):
            continue
        counted = [[(actor, sights) for actor, sights in each if counts(actor)] for each in seen]
        hits = [sum(right(actor, sights) for actor, sights in each) for each in counted]
        wanted = list(map(len, counted))
        n = sum(wanted)
        measures.append(Measure(f"{name}.{figure}", label, ratio(hits, wanted), len(wanted), "articles", n, "actors"))
        misses += [
            Miss(f"{name}.{figure}", article.document.id, _told(actor), ", ".join(map(_shown, sights)) or "-", "")
            for article, each in zip(articles, counted, strict=True)
            for actor, sights in each
            if not right(actor, sights)
        ]
    return Scored(measures, misses)


def _spelling(name: str, document: Document, reading: Reading) -> list[Sight]:
    whole = re.compile(rf"(?<!\w){re.escape(name.removeprefix('the '))}(?!\w)")
    return [one for one in reading.sights if whole.search(document.text, one.start, one.end)]


def _is_found(actor: Mapping[str, Any], sights: Sequence[Sight]) -> bool:
    return bool(sights)


def _has_kind(actor: Mapping[str, Any], sights: Sequence[Sight]) -> bool:
    return any(one.kind == actor["kind"] for one in sights)


def _has_country(actor: Mapping[str, Any], sights: Sequence[Sight]) -> bool:
    return any({one.country, *one.countries}.intersection(actor["country"]) for one in sights)


def _has_sector(actor: Mapping[str, Any], sights: Sequence[Sight]) -> bool:
    return any(one.sectors[:1] and one.sectors[0] in actor["sectors"] for one in sights)


def _always(actor: Mapping[str, Any]) -> bool:
    return True


def _is_sectoral(actor: Mapping[str, Any]) -> bool:
    return bool(actor["sectors"])


def _told(actor: Mapping[str, Any]) -> str:
    return f"{actor['name']}: {actor['kind']} {'/'.join(actor['country'])} {'/'.join(actor['sectors'])}".rstrip()


def _shown(one: Sight) -> str:
    return f"{one.kind} {one.country} {' '.join(one.sectors)}".rstrip()


def _named(name: str, articles: Sequence[GoldArticle], readings: Sequence[Reading]) -> Scored:
    """Score how many of the named actors that were found are annotated; composed ones are not asked for."""
    right, given = [], []
    misses = []
    for article, reading in zip(articles, readings, strict=True):
        names = [f" {actor['name']} " for actor in article.gold["actors"]]
        found: dict[int, list[str]] = {}
        for one in reading.sights:
            if one.kind not in _NO_ACTORS and not one.composed and not one.nested:
                found.setdefault(one.cluster, []).append(article.document.text[one.start : one.end])
        strange = [texts for texts in found.values() if not _annotated(texts, names)]
        right.append(len(found) - len(strange))
        given.append(len(found))
        misses += [Miss(f"{name}.named", article.document.id, "-", " = ".join(set(texts)), "") for texts in strange]
    measure = Measure(f"{name}.named", "named actors that are annotated", ratio(right, given), len(given), "articles",
                      sum(given), "found")  # fmt: skip
    return Scored((measure,), misses)


def _annotated(texts: Sequence[str], names: Sequence[str]) -> bool:
    return any(f" {text} " in name or name in f" {text} " for text in texts for name in names)


def _sets(figure: str, articles: Sequence[GoldArticle], readings: Sequence[Reading]) -> Scored:
    key = figure.partition(".")[2]
    pairs = [(set(a.gold[key]), _codes(key, reading)) for a, reading in zip(articles, readings, strict=True)]
    right, found, wanted = [len(a & b) for a, b in pairs], [len(b) for _, b in pairs], [len(a) for a, _ in pairs]
    label = "countries of an article, F1" if key == "countries" else f"{key}, F1"
    measure = Measure(figure, label, f1(right, found, wanted), len(pairs), "articles", sum(wanted), key)
    misses = [
        Miss(figure, article.document.id, code if code in a else "-", "-" if code in a else code, "")
        for article, (a, b) in zip(articles, pairs, strict=True)
        for code in sorted(a ^ b)
    ]
    return Scored((measure,), misses)


def _calibration(name: str, articles: Sequence[GoldArticle], readings: Sequence[Reading]) -> Scored:
    """Compare scores of topics with how often they are right, over all topics that an article has a score for."""
    given = [{one.topic: one.score for one in reading.tags.topics} if reading.tags else {} for reading in readings]
    topics = sorted(set().union(*given))
    scores = np.array([[each.get(topic, 0.0) for topic in topics] for each in given], float)
    truth = np.array([[topic in article.gold["topics"] for topic in topics] for article in articles], float)
    counted = np.array([[topic in each for topic in topics] for each in given], float)
    error = calibration_error(scores, truth, counted)
    measure = Measure(f"{name}.topics.ece", "topics, calibration error", error, len(articles), "articles",
                      int(counted.sum()), "scores")  # fmt: skip
    return Scored((measure,))


def _codes(key: str, reading: Reading) -> set[str]:
    """Return what a reading asserts; countries are those of all actors, but a town makes none."""
    if key == "countries":
        codes = {code for one in reading.sights if one.kind != "place" for code in (one.country, *one.countries)}
        return {code for code in codes if code is not None and code in COUNTRIES}
    if reading.tags is None:
        return set()
    if key == "topics":
        return {one.topic for one in reading.tags.topics if one.score >= ASSERTED}
    return {one.iptc for one in reading.tags.subjects if one.score >= ASSERTED}
