"""Our own annotations keep to the rules of their README, to the letter of their articles."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from connectors.seedfile import HEAD_KEYS, Seed, parse_text
from schemas.codes import FIRST_PARTS, KINDS, SECTOR_CODES
from schemas.countries import COUNTRIES

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "data" / "gold"
FURTHER = GOLD / "articles"
TEXTS = {file.stem: file for folder in (ROOT / "seeds" / "articles", FURTHER) for file in folder.glob("*.txt")}
NAMES = sorted(file.stem for file in GOLD.glob("*.json"))
NEW = sorted(file.stem for file in FURTHER.glob("*.txt"))
IPTC_ROOTS = {f"medtop:{number:02d}000000" for number in range(1, 18)}


def test_every_article_is_annotated_and_every_annotation_has_its_article() -> None:
    assert sorted(TEXTS) == NAMES


def test_there_are_forty_further_articles_numbered_in_order() -> None:
    assert len(NEW) >= 40
    assert [name[:3] for name in NEW] == [f"{number}" for number in range(101, 101 + len(NEW))]


@pytest.mark.parametrize("name", NEW)
def test_a_further_article_has_a_whole_head_and_a_body_of_a_news_item(name: str) -> None:
    article = read_article(name)
    head = (FURTHER / f"{name}.txt").read_text(encoding="utf-8").split("\n\n")[0]
    keys = [line.partition(": ")[0] for line in head.splitlines()]
    assert keys == [key for key in HEAD_KEYS if key != "authors"]
    assert article.published is not None
    assert article.url == f"https://gold.watchfloor.example/{article.published.year}/{name[4:]}"
    assert article.language == "en"
    assert 1995 <= article.published.year <= 2026
    assert 250 <= len(article.text.split()) <= 600


def test_urls_of_our_articles_are_unique() -> None:
    urls = [read_article(name).url for name in NAMES]
    assert len(set(urls)) == len(urls)
    assert all(urlsplit(url or "").hostname for url in urls)


@pytest.mark.parametrize("name", NAMES)
def test_actors_stand_in_their_article_in_known_codes(name: str) -> None:
    gold, article = read_gold(name), read_article(name)
    names = [actor["name"] for actor in gold["actors"]]
    assert len(set(names)) == len(names)
    for actor in gold["actors"]:
        assert actor.keys() == {"name", "kind", "country", "sectors"}, actor
        assert actor["name"] in f"{article.title}\n{article.text}", actor
        assert actor["kind"] in KINDS, actor
        assert actor["country"], actor
        assert set(actor["country"]) <= FIRST_PARTS, actor
        assert set(actor["sectors"]) <= set(SECTOR_CODES), actor


@pytest.mark.parametrize("name", NAMES)
def test_countries_topics_and_subjects_are_of_the_closed_lists(name: str) -> None:
    gold = read_gold(name)
    assert gold.keys() == {"actors", "countries", "topics", "subjects", "quotes"}
    assert gold["countries"] == sorted(set(gold["countries"]))
    assert set(gold["countries"]) <= set(COUNTRIES)
    assert gold["topics"] == sorted(set(gold["topics"]))
    assert set(gold["topics"]) <= known_topics()
    assert {topic.partition(".")[0] for topic in gold["topics"]} <= set(gold["topics"])
    assert gold["subjects"]
    assert len(set(gold["subjects"])) == len(gold["subjects"])
    assert set(gold["subjects"]) <= IPTC_ROOTS


@pytest.mark.parametrize("name", NAMES)
def test_quotes_stand_in_their_article_letter_for_letter(name: str) -> None:
    article = read_article(name)
    for quote in read_gold(name)["quotes"]:
        assert quote.keys() == {"type", "text", "speaker", "cue"}, quote
        assert [article.title.count(quote["text"]), article.text.count(quote["text"])] in ([0, 1], [1, 0]), quote
        field = article.title if quote["text"] in article.title else article.text
        outside = field.replace(quote["text"], "\0")
        for part in filter(None, (quote["speaker"], quote["cue"])):
            assert re.search(rf"(?<!\w){re.escape(part)}(?!\w)", outside), (quote, part)


@pytest.mark.parametrize("name", NAMES)
def test_the_type_of_a_quote_says_where_its_quotation_marks_are(name: str) -> None:
    for quote in read_gold(name)["quotes"]:
        text = quote["text"]
        assert text == text.strip(), quote
        whole = text[0] == text[-1] == '"' and text.count('"') == 2
        assert quote["type"] == ("direct" if whole else "mixed" if '"' in text else "indirect"), quote


def test_quotes_of_all_types_are_there_in_the_order_of_their_article() -> None:
    types = [quote["type"] for name in NAMES for quote in read_gold(name)["quotes"]]
    assert {"direct", "indirect", "mixed"} == set(types)
    for name in NAMES:
        article = read_article(name)
        whole = f"{article.title}\n{article.text}"
        places = [whole.index(quote["text"]) for quote in read_gold(name)["quotes"]]
        assert places == sorted(places), name


def test_the_further_articles_turn_on_many_states_and_topics() -> None:
    golds = [read_gold(name) for name in NEW]
    assert len({code for gold in golds for code in gold["countries"]}) >= 100
    assert len({topic for gold in golds for topic in gold["topics"]}) >= 80
    assert sum(not gold["topics"] for gold in golds) >= 7
    assert any(not gold["countries"] for gold in golds)


def read_article(name: str) -> Seed:
    """Read one article as the program reads it."""
    return parse_text(TEXTS[name].read_bytes())


def read_gold(name: str) -> dict[str, Any]:
    """Return the annotations of one article."""
    gold: dict[str, Any] = json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))
    return gold


def known_topics() -> set[str]:
    """Return the ids of all topics of the vocabulary."""
    files = (ROOT / "schemas" / "vocabulary").glob("topics*.toml")
    return {topic["id"] for file in files for topic in tomllib.loads(file.read_text(encoding="utf-8")).get("topic", [])}
