"""Rows say what the article and its tags say, and keep no wording where none may be kept."""

from datetime import UTC, datetime

import msgspec
import pytest
from articles import article
from stub_tagger import StubTagger

from schemas.article import Article
from schemas.rows import ArticleRow, Place, article_row, without_text
from schemas.span import Span
from schemas.tagged import Mention, TaggedActor, TaggedTopic, Tags

PLACE = Place(stream="news.articles@x", partition=0, offset=3, batch=7, committed_at=datetime(2026, 11, 24, tzinfo=UTC))
SECRET = "Jane Doe of France"


def _actor(actor: str | None, country: str | None, salience: float, cluster: int) -> TaggedActor:
    return TaggedActor(
        actor=actor,
        cluster=cluster,
        name=actor or "Jane Doe",
        kind="country" if actor else "person",
        country=country,
        countries=(),
        sectors=(),
        wikidata=None,
        mentions=(),
        salience=salience,
        confidence=1.0,
    )


def _topic(topic: str, score: float, salience: float) -> TaggedTopic:
    return TaggedTopic(topic=topic, score=score, salience=salience, iptc=(), evidence=(Span("text", 0, 4, "Jane"),))


@pytest.fixture
def given() -> Article:
    return msgspec.structs.replace(article("Secret title", SECRET), authors=("A. Writer",), extra={"k": "secret"})


@pytest.fixture
def tags(given: Article) -> Tags:
    found = StubTagger().tag(given)
    unknown = msgspec.structs.replace(
        found.mentions[0], actor=None, name="Jane Doe", start=0, end=8, text="Jane Doe", reason="model: Jane Doe"
    )
    return msgspec.structs.replace(
        found,
        mentions=(unknown, *found.mentions),
        actors=(_actor("igo.eu", "EUR", 0.9, 0), _actor("FRA", "FRA", 0.2, 1), _actor(None, "DEU", 0.5, 2)),
        topics=(_topic("military", 0.9, 0.1), _topic("economic", 0.6, 0.8), _topic("crime", 0.4, 0.9)),
    )


def _row(given: Article, tags: Tags, *, keep_text: bool = True) -> ArticleRow:
    return article_row(given, tags, PLACE, revision=2, date_quality="published", keep_text=keep_text)


def test_filter_columns_name_the_most_salient_first_and_states_only(given: Article, tags: Tags) -> None:
    row = _row(given, tags)
    assert row.countries == ("DEU", "FRA")
    assert row.actor_ids == ("igo.eu", "FRA")
    assert row.topic_ids == ("economic", "military")


def test_a_place_counts_for_its_states_unless_they_are_many(given: Article, tags: Tags) -> None:
    few = msgspec.structs.replace(_actor("place.kashmir", "IND", 0.9, 0), countries=("IND", "PAK"))
    many = msgspec.structs.replace(_actor("place.red-sea", "EGY", 0.8, 1), countries=("EGY", "SAU", "SDN", "YEM"))
    row = _row(given, msgspec.structs.replace(tags, actors=(few, many)))
    assert row.countries == ("IND", "PAK")
    assert row.actor_ids == ("place.kashmir", "place.red-sea")


def test_a_row_keeps_what_the_connector_published(given: Article, tags: Tags) -> None:
    row = _row(given, tags)
    shared = set(Article.__struct_fields__) & set(ArticleRow.__struct_fields__) - {"extra", "language"}
    assert {name: getattr(row, name) for name in shared} == {name: getattr(given, name) for name in shared}
    assert (row.offset, row.batch, row.revision, row.words, row.extra) == (3, 7, 2, 4, '{"k":"secret"}')


def test_without_text_no_wording_stays(given: Article, tags: Tags) -> None:
    row = _row(given, tags, keep_text=False)
    written = msgspec.json.encode(row).decode()
    for word in ("Secret", "Jane", "Writer", "secret"):
        assert word not in written
    assert row == without_text(_row(given, tags))


def test_without_text_codes_names_of_the_gazetteer_and_offsets_stay(given: Article, tags: Tags) -> None:
    kept = _row(given, tags, keep_text=False)
    unknown, known = kept.mentions
    assert (known.actor, known.name, known.start, known.end) == ("FRA", "France", 12, 18)
    assert isinstance(unknown, Mention)
    assert (unknown.start, unknown.end, unknown.text, unknown.name) == (0, 8, "", "")
    assert kept.content_hash == given.content_hash
    assert kept.topics[0].evidence == (Span("text", 0, 4, ""),)
