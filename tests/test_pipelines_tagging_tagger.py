"""The whole tagger keeps its word on any text."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from articles import article
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tagging_fixtures import DAY, small_tagger, tags_of

from pipelines.tagging import TaggerOptions, load_tagger, tag_text, tag_texts
from schemas.errors import UsageError, VocabularyError
from schemas.tagged import Tags, misplaced_spans

NEWS = (
    "Foreign Minister Maria Lopez of the Acme Marble Fund (AMF) met Ann Example in Paris. China’s troops left. "
    "The AMF said that Lopez left."
)
WORDS = [
    "China",
    "’s",
    "North Korean",
    " soldiers",
    " ",
    "Beijing",
    " rejects",
    "\n\n",
    "<p>",
    "&amp;",
    "NATO",
    "(",
    ")",
    "war",
]
ODD = [
    "\u200d",
    "\u0301",
    "\ud800",
    "İ",
    "👩‍🚀",
    "\x00",
    "\u202e",
    "A" * 300,
    "&#8217;",
    "e\u0301",
    "ﬁ",
    "\r\n",
    "\u2028",
]
PIECES = st.one_of(st.sampled_from(WORDS + ODD), st.text(alphabet=st.characters(exclude_categories=[]), max_size=8))
TEXTS = st.lists(PIECES, max_size=40).map("".join)
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(tags: Tags, title: str, text: str) -> None:
    """Hold tags against everything that a reader may rely on."""
    assert misplaced_spans(title, text, tags) == ()
    places = [(one.field != "title", one.start, -one.end) for one in tags.mentions]
    assert places == sorted(places)
    for index, one in enumerate(tags.mentions):
        if one.nested_in is not None:
            outer = tags.mentions[one.nested_in]
            assert outer.field == one.field
            assert outer.start <= one.start < one.end <= outer.end
            assert one.nested_in != index
    clusters = {one.cluster: one.mentions for one in tags.actors}
    assert sorted(index for indexes in clusters.values() for index in indexes) == list(range(len(tags.mentions)))
    for actor in tags.actors:
        assert {tags.mentions[index].cluster for index in actor.mentions} == {actor.cluster}
    for score in [*(one.score for one in tags.topics), *(one.salience for one in tags.actors)]:
        assert 0 < score <= 1
    assert all(one.reason and 0 < one.confidence <= 1 for one in tags.mentions)


@SLOW
@given(TEXTS, TEXTS)
def test_every_span_of_any_text_equals_its_text(title: str, text: str) -> None:
    tags = tag_text(small_tagger(), {"title": title, "text": text}, DAY)
    check(tags, title, text)


@settings(SLOW, max_examples=25)
@given(TEXTS)
def test_so_it_does_with_the_model(text: str) -> None:
    tags = tag_text(small_tagger("full"), {"text": NEWS + text}, DAY)
    check(tags, "", NEWS + text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\x01\x02",
        "A" * 1_000_000,
        "Chi" * 100_000,
        "CHINA " * 2_000,
        "(" * 50_000,
        "Lopez, a " * 5_000,
        "<script " * 5_000,
        "&amp" * 20_000,
        "\u0301" * 50_000,
        "China's " * 3_000,
        "a. " * 20_000,
        "\n" * 50_000,
        "موسكو " * 500 + "China",
        "👩‍🚀" * 5_000,
    ],
    ids=lambda text: f"{len(text)} code points of {text[:6]!r}",
)
def test_hostile_text_is_tagged_like_any_other(text: str) -> None:
    check(tag_text(small_tagger("full"), {"title": text[:1000], "text": text}, DAY), text[:1000], text)


def test_grouping_changes_nothing() -> None:
    articles = [article(f"Title {number}", f"{NEWS} Number {number}." * (number + 1)) for number in range(7)]
    tagger = small_tagger("full")
    together = tagger.tag_many(articles)
    assert together == [tagger.tag(one) for one in articles]
    assert together == [*tagger.tag_many(articles[:3]), *tagger.tag_many(articles[3:])]


def test_tags_survive_the_wire() -> None:
    tags = tags_of(NEWS, "China deploys troops")
    assert msgspec.json.decode(msgspec.json.encode(tags), type=Tags) == tags


def test_parts_that_are_not_built_are_empty() -> None:
    tags = tags_of('"No," said China.')
    assert (tags.quotes, tags.events) == ((), ())


def test_an_article_is_dated_by_its_own_date() -> None:
    seen = datetime(2024, 10, 28, tzinfo=UTC)
    own = small_tagger().tag(article(text="Ann Example", published=seen - timedelta(days=3), first_seen=seen))
    assert (own.date, own.date_assumed) == (date(2024, 10, 25), False)


def test_an_article_without_a_date_is_dated_by_first_sight_or_as_told() -> None:
    seen = datetime(2024, 10, 28, tzinfo=UTC)
    undated = article(text="Ann Example", first_seen=seen)
    assert (small_tagger().tag(undated).date, small_tagger().tag(undated).date_assumed) == (date(2024, 10, 28), True)
    told = small_tagger().tag(undated, date(2019, 1, 1))
    assert (told.date, told.date_assumed, told.mentions[0].sectors) == (date(2019, 1, 1), True, ("GOV",))


def test_text_that_is_not_english_gets_names_only_and_a_warning() -> None:
    text = "Le gouvernement a annoncé que les soldats de la France partiraient avec NATO lundi. Beijing rejects."
    tags = tag_text(small_tagger("full"), {"text": text, "language": "fr"}, DAY)
    assert tags.language == "fr"
    assert {one.text for one in tags.mentions} == {"France", "NATO", "Beijing"}
    assert {one.method for one in tags.mentions} == {"dictionary"}
    assert tags.warnings == ("language is fr: dictionary only, names in their exact spelling",)
    assert (tags.topics, tags.subjects) == ((), ())


def test_a_long_article_is_cut_and_says_so() -> None:
    tagger = load_tagger(TaggerOptions(ner="off", max_words=50), small_tagger().vocabulary)
    text = "The minister said so. " * 20 + "China"
    tags = tag_text(tagger, {"text": text}, DAY)
    assert tags.truncated_at is not None
    assert text[: tags.truncated_at].count(" ") == 49
    assert any("not read" in warning for warning in tags.warnings)
    assert tags.mentions == ()


@pytest.mark.parametrize("given", [{}, {"text": None}, {"text": 3}, {"text": "x", "title": 3}])
def test_what_is_no_text_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(UsageError, match=r"not a string"):
        tag_text(small_tagger(), given, DAY)


@pytest.mark.parametrize("published", ["yesterday", "2024-13-01", 5])
def test_a_date_that_is_none_is_refused(published: object) -> None:
    with pytest.raises(UsageError, match="write ISO 8601"):
        tag_text(small_tagger(), {"text": "x", "published": published}, DAY)


def test_a_moment_is_dated_in_utc() -> None:
    tags = tag_text(small_tagger(), {"text": "x", "published": "2024-10-28T01:00:00+03:00"}, DAY)
    assert (tags.date, tags.date_assumed) == (date(2024, 10, 27), False)


def test_many_texts_are_tagged_in_their_order() -> None:
    tags = tag_texts(small_tagger(), [{"text": "China"}, {"text": "France"}], DAY)
    assert [one.mentions[0].actor for one in tags] == ["CHN", "FRA"]


def test_lead_reads_the_beginning_and_off_reads_nothing() -> None:
    text = "Maria Lopez spoke to everybody who would listen to it. " + "It rained again.\n" * 120 + "Peter Hanson left."
    names = {
        ner: {one.text for one in tag_text(small_tagger(ner), {"text": text}, DAY).mentions}
        for ner in ("off", "lead", "full")
    }
    assert names == {"off": set(), "lead": {"Maria Lopez"}, "full": {"Maria Lopez", "Peter Hanson"}}


def test_a_deployment_adds_its_own_vocabulary(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[actor]]\nid = "org.own"\nname = "Zorblax"\nkind = "ngo"\ncountry = "NGO"\nsource = "editor"\n')
    tagger = load_tagger(TaggerOptions(ner="off", vocabulary_extra=(str(own),)))
    assert tag_text(tagger, {"text": "Zorblax"}, DAY).mentions[0].actor == "org.own"
    with pytest.raises(VocabularyError, match=r"absent\.toml"):
        load_tagger(TaggerOptions(ner="off", vocabulary_extra=(str(tmp_path / "absent.toml"),)))


def test_the_versions_are_those_of_the_vocabulary_and_the_code() -> None:
    versions = small_tagger().versions
    assert versions.vocabulary == small_tagger().vocabulary.version
    assert versions.backend == "none"
