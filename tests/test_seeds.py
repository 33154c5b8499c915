"""The data in `seeds/` keeps the forms that its readers rely on."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
GOLD = ROOT / "tests" / "data" / "gold"

ARTICLES = sorted((SEEDS / "articles").glob("*.txt"))
NAMES = [path.stem for path in ARTICLES]

HEAD_KEYS = {"url", "published", "outlet", "language", "authors"}

FEED_KINDS = {
    "wire",
    "public_broadcaster",
    "state_media",
    "newspaper",
    "think_tank",
    "international_organisation",
    "ministry",
    "magazine",
    "broadcaster",
    "ngo",
}
OWNERSHIPS = {"state", "public", "private", "party", "nonprofit", "igo"}
FEED_KEYS = {"id", "url", "outlet", "country", "language", "kind", "ownership", "checked"}

CODES_BY_CONTINENT = {
    "Africa": "COD COG DZA EGY ETH GHA KEN LBY MAR NAM NGA SDN ZAF ZWE",
    "Asia": "AFG AZE BGD CHN GEO HKG IDN IND IRN IRQ ISR JPN KAZ KGZ KHM KOR LBN MMR MYS NPL PAK PHL QAT SAU "
    "SGP SYR THA TUR TWN VNM",
    "Europe": "AUT BEL BIH CHE DEU ESP FIN FRA GBR IRL ITA LVA NLD NOR POL PRT RUS SWE UKR",
    "International": "EUR IGO UNO",
    "North America": "CAN CRI CUB JAM MEX USA",
    "Oceania": "AUS FJI NZL PNG",
    "South America": "ARG BRA CHL COL PER URY VEN",
}
CONTINENTS = {code: name for name, codes in CODES_BY_CONTINENT.items() for code in codes.split()}


def test_there_are_enough_articles_and_each_has_a_place_in_the_order() -> None:
    assert len(ARTICLES) >= 20
    assert [name[:3] for name in NAMES] == [f"{number:03d}" for number in range(1, len(NAMES) + 1)]


@pytest.mark.parametrize("path", ARTICLES, ids=NAMES)
def test_an_article_has_a_readable_head_a_title_and_a_body(path: Path) -> None:
    head, title, body = read_article(path)
    assert set(head) <= HEAD_KEYS
    assert all(head.values())
    published = datetime.fromisoformat(head["published"])
    assert published.utcoffset() == timedelta(0)
    assert datetime.fromisoformat("2024-01-01T00:00:00Z") <= published
    assert head["language"] == "en"
    assert urlsplit(head["url"]).path.startswith(f"/{published.year}/")
    assert title == title.strip()
    assert title
    assert "\n" not in title
    assert 150 <= len(body.split()) <= 500


@pytest.mark.parametrize("path", ARTICLES, ids=NAMES)
def test_an_article_quotes_nobody_directly(path: Path) -> None:
    _, _, body = read_article(path)
    long_quotes = [words for words in re.findall(r'["“]([^"”]+)["”]', body) if len(words.split()) > 4]
    assert long_quotes == []


def test_urls_of_articles_are_unique() -> None:
    urls = [read_article(path)[0]["url"] for path in ARTICLES]
    assert len(set(urls)) == len(urls)


def test_the_syndicated_copy_is_its_original_with_one_paragraph_more() -> None:
    _, title, body = read_article(SEEDS / "articles" / "002-eu-tariffs-chinese-evs.txt")
    _, copy_title, copy_body = read_article(SEEDS / "articles" / "026-eu-tariffs-syndicated.txt")
    assert copy_title == title
    assert copy_body.startswith(body + "\n\n")
    assert copy_body.count("\n\n") == body.count("\n\n") + 1


def test_feeds_have_their_fields_from_the_closed_lists() -> None:
    for feed in read_feeds():
        assert set(feed) == FEED_KEYS, feed
        assert re.fullmatch(r"[a-z0-9-]+", feed["id"]), feed
        assert urlsplit(feed["url"]).scheme in {"http", "https"}, feed
        assert urlsplit(feed["url"]).netloc, feed
        assert feed["outlet"], feed
        assert re.fullmatch(r"[a-z]{2}", feed["language"]), feed
        assert feed["kind"] in FEED_KINDS, feed
        assert feed["ownership"] in OWNERSHIPS, feed
        assert feed["checked"] == "", feed


def test_feed_ids_and_urls_are_unique() -> None:
    feeds = read_feeds()
    assert len(feeds) >= 90
    assert len({feed["id"] for feed in feeds}) == len(feeds)
    assert len({feed["url"] for feed in feeds}) == len(feeds)


def test_feeds_cover_every_continent_in_order() -> None:
    places = [(CONTINENTS[feed["country"]], feed["id"]) for feed in read_feeds()]
    assert places == sorted(places)
    assert {continent for continent, _ in places} == set(CODES_BY_CONTINENT)


def test_bodies_of_no_state_are_owned_by_none() -> None:
    for feed in read_feeds():
        assert (CONTINENTS[feed["country"]] == "International") == (feed["ownership"] == "igo"), feed


@pytest.mark.parametrize(
    ("name", "version", "entries", "broken"),
    [
        ("wire.rss.xml", "rss20", 6, False),
        ("ministry.atom.xml", "atom10", 4, False),
        ("daily.rss.xml", "rss20", 5, True),
    ],
)
def test_demo_feeds_parse(name: str, version: str, entries: int, broken: bool) -> None:
    parsed = parse_demo_feed(name)
    assert parsed.version == version
    assert bool(parsed.bozo) is broken
    assert len(parsed.entries) == entries
    for entry in parsed.entries:
        text = entry.content[0].value if "content" in entry else entry.summary
        assert entry.title
        assert 80 <= len(re.sub(r"<[^>]+>", " ", text).split()) <= 200, entry.title


def test_the_daily_keeps_its_faults() -> None:
    entries = parse_demo_feed("daily.rss.xml").entries
    assert sum("published" not in entry for entry in entries) == 1
    assert sum("published" in entry and entry.published_parsed is None for entry in entries) == 1
    assert [entry.id for entry in entries if not entry.id.startswith("https://")] == ["daily-2025-0771"]
    assert sum("<b>" in entry.title for entry in entries) == 1
    assert sum(entry.link.startswith("/") for entry in entries) == 1


def test_demo_feeds_and_articles_share_no_title() -> None:
    names = ("wire.rss.xml", "ministry.atom.xml", "daily.rss.xml")
    titles = [entry.title for name in names for entry in parse_demo_feed(name).entries]
    assert len(set(titles)) == len(titles)
    assert set(titles).isdisjoint(read_article(path)[1] for path in ARTICLES)


def test_articles_outside_politics_have_no_topic() -> None:
    without = {name for name in NAMES if not read_gold(name)["topics"]}
    assert without == {"024-euro-final", "025-han-kang-nobel"}


def test_seeds_hold_no_python() -> None:
    assert list(SEEDS.rglob("*.py")) == []


def read_article(path: Path) -> tuple[dict[str, str], str, str]:
    """Return head, title and body of one seed article."""
    head, title, body = path.read_text(encoding="utf-8").split("\n\n", 2)
    lines = (line.partition(": ") for line in head.splitlines())
    return {key: value for key, _, value in lines}, title, body.removesuffix("\n")


def read_feeds() -> list[dict[str, str]]:
    """Return the tables of `feeds.toml` in their order."""
    feeds: list[dict[str, str]] = tomllib.loads((SEEDS / "feeds.toml").read_text(encoding="utf-8"))["feed"]
    return feeds


def parse_demo_feed(name: str) -> Any:
    """Parse one demo feed; bytes, because feedparser opens a str as a file or URL."""
    return feedparser.parse(
        (SEEDS / "demo-feeds" / name).read_bytes(), sanitize_html=False, resolve_relative_uris=False
    )


def read_gold(name: str) -> dict[str, Any]:
    """Return the gold annotations of one article."""
    gold: dict[str, Any] = json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))
    return gold
