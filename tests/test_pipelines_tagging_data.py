"""The tagger reads real news, where the data directory is at hand."""

import json
import os
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from conftest import required

from pipelines.tagging import Tagger, load_tagger, tag_text, tag_texts
from schemas.tagged import ASSERTED, Tags, misplaced_spans

DATA = Path(os.environ.get("WATCHFLOOR_DATA", "no directory of public data"))
WRITTEN = date(2024, 10, 28)


@cache
def tagger() -> Tagger:
    return load_tagger()


@pytest.fixture(scope="module")
def seed() -> tuple[str, str, Tags]:
    found = sorted((DATA / "seeds").glob("000_*.txt"))
    if not found:
        required("the first seed article", "set WATCHFLOOR_DATA to the directory of public data")
    title, _, text = found[0].read_text(encoding="utf-8").partition("\n")
    text = text.strip("\n")
    return title, text, tag_text(tagger(), {"title": title, "text": text}, WRITTEN)


def test_the_spans_of_the_seed_article_equal_its_text(seed: tuple[str, str, Tags]) -> None:
    title, text, tags = seed
    assert misplaced_spans(title, text, tags) == ()


def test_the_states_of_the_seed_article_are_found_and_no_other(seed: tuple[str, str, Tags]) -> None:
    _, _, tags = seed
    states = {one.actor for one in tags.actors if one.kind == "country"}
    assert states == {"CHN", "RUS", "PRK", "UKR", "USA", "KOR", "GBR"}


@pytest.mark.parametrize(
    ("text", "country", "sectors"),
    [
        ("China’s foreign affairs ministry", "CHN", ("GOV",)),
        ("North Korean soldiers", "PRK", ("MIL",)),
        ("European Union", "EUR", None),
        ("Council on Foreign Relations", "USA", ("SOC",)),
        ("World Bank", "IGO", None),
        ("Heritage Foundation", "USA", ("SOC",)),
        ("Crisis Group", "NGO", ("SOC",)),
        ("Royal United Services Institute", "GBR", ("SOC",)),
        ("RAND", "USA", ("SOC",)),
        ("Kim Jong Un", "PRK", ("GOV",)),
        ("Trump", "USA", ("ELI",)),
    ],
)
def test_the_actors_of_the_seed_article_are_found(
    seed: tuple[str, str, Tags], text: str, country: str, sectors: tuple[str, ...] | None
) -> None:
    found = [one for one in seed[2].mentions if one.text == text and one.actor is not None]
    assert found
    assert {one.country for one in found} == {country}
    if sectors is not None:
        assert {one.sectors for one in found} == {sectors}


@pytest.mark.parametrize("name", ["Bruce Klingner", "Ali Wyne", "Sari Arho Havrén", "Ann Marie Dailey"])
def test_the_analysts_of_the_seed_article_are_people(seed: tuple[str, str, Tags], name: str) -> None:
    (one,) = [one for one in seed[2].actors if one.name == name]
    assert (one.kind, one.actor, one.sectors) == ("person", None, ("SOC",))


def test_a_surname_in_the_seed_article_is_linked(seed: tuple[str, str, Tags]) -> None:
    wyne = {one.text: one.cluster for one in seed[2].mentions if one.text.endswith("Wyne")}
    assert set(wyne) == {"Ali Wyne", "Wyne"}
    assert len(set(wyne.values())) == 1


@pytest.mark.parametrize(
    "topic",
    ["military.deployment", "diplomatic.alliance", "diplomatic", "economic.tariffs", "economic.sanctions"],
)
def test_the_topics_of_the_seed_article_are_asserted(seed: tuple[str, str, Tags], topic: str) -> None:
    scores = {one.topic: one.score for one in seed[2].topics}
    assert scores.get(topic, 0.0) >= ASSERTED


def test_every_span_of_public_news_equals_its_text() -> None:
    path = DATA / "dwie_dev.jsonl"
    if not path.exists():
        required("dwie_dev.jsonl", "set WATCHFLOOR_DATA to the directory of public data")
    with path.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    tags = tag_texts(tagger(), [{"text": text} for text in texts], WRITTEN)
    assert [misplaced_spans("", text, one) for text, one in zip(texts, tags, strict=True)] == [()] * len(texts)
    assert all(one.mentions for one in tags)
