"""The scorers score: what is right counts, and sabotage is seen."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from tagging_fixtures import DAY, small_tagger, vocabulary

from pipelines.tagging import tag_texts
from watchfloor.evaluating.baselines import PlainDictionary
from watchfloor.evaluating.conll import read_conll
from watchfloor.evaluating.countries import score_countries
from watchfloor.evaluating.documents import Document, bare
from watchfloor.evaluating.dwie import read_dwie
from watchfloor.evaluating.entities import score_entities
from watchfloor.evaluating.figures import Scored, figure_of
from watchfloor.evaluating.gold import GoldArticle, document_of, score_gold
from watchfloor.evaluating.kinds import score_kinds
from watchfloor.evaluating.linking import Titles, score_links
from watchfloor.evaluating.readings import Reading, Sight, reading_of
from watchfloor.evaluating.resampling import calibration_error, estimate, f1, mean_average_precision, ratio
from watchfloor.evaluating.salience import score_salience
from watchfloor.evaluating.sentences import documents_of, read_guards, read_quiet, score_guards, score_quiet
from watchfloor.evaluating.strings import Answer, read_our_strings, read_strings, score_strings
from watchfloor.evaluating.subjects import score_subjects

ARTICLE = {
    "id": "one",
    "text": "France meets NATO\nFrance spoke to NATO in Paris. The French minister left.",
    "iptc": ["11000000", "20000001"],
    "mentions": [
        {"span": [0, 6], "concept": 0, "link": "France", "tags": ["type::entity", "type::gpe", "type::gpe0"]},
        {"span": [13, 17], "concept": 1, "link": "NATO", "tags": ["type::entity", "type::igo", "type::organization"]},
        {"span": [18, 24], "concept": 0, "link": "France", "tags": ["type::entity", "type::gpe", "type::gpe0"]},
        {"span": [34, 38], "concept": 1, "link": "NATO", "tags": ["type::entity", "type::igo", "type::organization"]},
        {"span": [42, 47], "concept": 2, "link": "Paris", "tags": ["type::entity", "type::gpe", "type::gpe2"]},
        {"span": [53, 59], "concept": 3, "link": None, "tags": ["type::gpe0-x", "type::other"]},
    ],
    "relations": [{"s": 3, "p": "gpe0", "o": 0}],
    "concepts": [
        {"concept": 0, "keyword": True, "link": "France", "tags": ["type::entity"]},
        {"concept": 1, "keyword": False, "link": "NATO", "tags": ["type::entity"]},
        {"concept": 2, "keyword": False, "link": "Paris", "tags": ["type::entity"]},
        {"concept": 3, "keyword": False, "link": None, "tags": []},
    ],
}


@pytest.fixture
def documents(tmp_path: Path) -> list[Document]:
    file = tmp_path / "dwie.jsonl"
    file.write_text(json.dumps(ARTICLE) + "\n", encoding="utf-8")
    return list(read_dwie(file))


@pytest.fixture
def readings(documents: list[Document]) -> list[Reading]:
    return _readings(documents)


def value(scored: Scored, name: str) -> float:
    (measure,) = [one for one in scored.measures if one.id == name]
    found, _, _ = estimate(measure.statistic, measure.units)
    assert found is not None
    return found


def test_a_perfect_reading_scores_one(documents: list[Document], readings: list[Reading]) -> None:
    assert value(score_countries(documents, readings), "dwie.countries.f1") == 1.0
    assert value(score_countries(documents, readings), "dwie.country_sets.f1") == 1.0
    assert value(score_kinds(documents, readings), "dwie.kinds.igos") == 1.0
    assert value(score_links(documents, readings, Titles(vocabulary())), "dwie.links.known") == 1.0
    assert value(score_entities("dwie", documents, readings), "dwie.ner.f1") == 1.0


def _changed(change: Callable[[Sight], Sight | None]) -> Callable[[Sequence[Reading]], list[Reading]]:
    return lambda readings: [
        Reading([new for one in each.sights if (new := change(one)) is not None], each.tags) for each in readings
    ]


SABOTAGES = {
    "dropped": _changed(lambda one: None if one.start == 0 else one),
    "shifted": _changed(lambda one: one._replace(start=one.start + 1)),
    "wrong country": _changed(lambda one: one._replace(state="DEU" if one.state else None)),
    "wrong code": _changed(lambda one: one._replace(country="DEU")),
    "wrong kind": _changed(lambda one: one._replace(kind="person", type="PER")),
    "wrong actor": _changed(lambda one: one._replace(actor="igo.other")),
}


@pytest.mark.parametrize(
    ("sabotage", "figures"),
    [
        ("dropped", {"dwie.countries.f1", "dwie.ner.f1", "dwie.links.known"}),
        ("shifted", {"dwie.countries.f1", "dwie.kinds.igos", "dwie.links.known", "dwie.ner.f1"}),
        ("wrong country", {"dwie.countries.f1", "dwie.country_sets.f1"}),
        ("wrong kind", {"dwie.kinds.igos", "dwie.ner.f1"}),
        ("wrong actor", {"dwie.links.known", "dwie.links.all"}),
    ],
)
def test_sabotage_lowers_the_figures(
    documents: list[Document], readings: list[Reading], sabotage: str, figures: set[str]
) -> None:
    for name in figures:
        assert _scored(documents, SABOTAGES[sabotage](readings), name) < _scored(documents, readings, name), name


def _scored(documents: Sequence[Document], readings: Sequence[Reading], name: str) -> float:
    parts = (
        score_countries(documents, readings),
        score_kinds(documents, readings),
        score_links(documents, readings, Titles(vocabulary())),
        score_entities("dwie", documents, readings),
    )
    return value(Scored([one for part in parts for one in part.measures]), name)


def test_every_error_is_listed(documents: list[Document], readings: list[Reading]) -> None:
    broken = SABOTAGES["dropped"](readings)
    (miss,) = score_countries(documents, broken).misses
    assert (miss.where, miss.wanted, miss.found) == ("one", "FRA", "-")
    assert "[[France]] meets" in miss.around


def test_the_plain_dictionary_reads_names_alone(documents: list[Document]) -> None:
    dictionary = PlainDictionary(vocabulary())
    (reading,) = dictionary.read(documents)
    assert {one.actor for one in reading.sights} >= {"FRA", "igo.nato"}
    assert dictionary.code_of("French") == "FRA"
    assert dictionary.code_of("Nowhere") is None


def test_spans_are_compared_bare() -> None:
    assert bare("the EU's", 0, 8) == (4, 6)
    assert bare("France", 0, 6) == (0, 6)


def test_conll_sentences_keep_their_names(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text(
        "The\tO\nGreens\tB-politicalparty\nof\tO\nX\tB-country\nY\tI-country\n.\tO\n\nHe\tO\n", encoding="utf-8"
    )
    first, second = read_conll(file)
    assert first.text == "The Greens of X Y."
    assert [(one.text, set(one.types)) for one in first.mentions] == [
        ("Greens", {"politicalparty"}),
        ("X Y", {"country"}),
    ]
    assert second.mentions == ()


def test_strings_with_broken_labels_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    rows = [
        {"text": "French troops", "country": "FRA", "sector": "MIL"},
        {"text": "someone", "country": "Atlantis", "sector": "MIL"},
        {"text": "somebody", "country": "FRA", "sector": "XYZ"},
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    strings = list(read_strings(file))
    right = score_strings("actors", strings, lambda _: Answer("FRA", "MIL"))
    assert {measure.n for measure in right.measures} == {1}
    assert [miss.where for miss in right.misses if miss.figure == "actors.left_out"] == ["someone", "somebody"]
    wrong = score_strings("actors", strings, lambda _: Answer("DEU", "MIL"))
    assert value(right, "actors.both") == 1.0
    assert (value(wrong, "actors.country"), value(wrong, "actors.sector"), value(wrong, "actors.both")) == (
        0.0,
        1.0,
        0.0,
    )


def test_strings_are_resolved_on_their_own_day(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    days = ["2022-03-01", "2 April 2022", None]
    file.write_text("".join(json.dumps({"text": "x", "query_date": day}) + "\n" for day in days), encoding="utf-8")
    assert [str(each.day) for each in read_strings(file)] == ["2022-03-01", "2022-04-02", "2023-10-01"]


def test_an_empty_label_asks_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps({"text": "gunmen", "country": "", "sector": "UAF"}) + "\n", encoding="utf-8")
    scored = score_strings("actors", list(read_strings(file)), lambda _: Answer("FRA", "UAF"))
    assert {measure.id: measure.n for measure in scored.measures} == {
        "actors.country": 0,
        "actors.sector": 1,
        "actors.both": 0,
    }


def test_a_label_of_ours_may_be_none_or_one_of_several_and_counts_only_where_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "open.jsonl"
    rows = [
        {"text": "gunmen", "date": "2024-06-01", "country": None, "sector": ["UAF", "UNK"]},
        {"text": "NATO", "date": "2024-06-01", "country": "IGO"},
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    strings = list(read_our_strings(file))
    found = score_strings("strings.open", strings, lambda _: Answer("IGO", "UNK"))
    assert [(one.id, one.n) for one in found.measures] == [
        ("strings.open.country", 2),
        ("strings.open.sector", 1),
        ("strings.open.both", 1),
    ]
    assert (value(found, "strings.open.country"), value(found, "strings.open.sector")) == (0.5, 1.0)
    assert [(miss.figure, miss.wanted, miss.found) for miss in found.misses] == [
        ("strings.open.country", "None", "IGO")
    ]


def test_a_system_without_sectors_is_asked_for_countries_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps({"text": "x", "country": "FRA", "sector": "MIL"}) + "\n", encoding="utf-8")
    scored = score_strings("actors", list(read_strings(file)), lambda _: Answer("FRA", None), sectors=False)
    assert [measure.id for measure in scored.measures] == ["actors.country"]


def test_subjects_fall_when_scores_say_nothing(documents: list[Document], readings: list[Reading]) -> None:
    other = msgspec.structs.replace(documents[0], subjects=frozenset({"medtop:15000000"}))
    both = [documents[0], other]
    tags = readings[0].tags
    assert tags is not None
    sport = _subject(tags, "medtop:15000000")
    good = [Reading((), _subject(tags, "medtop:11000000")), Reading((), sport)]
    flat = [Reading((), sport), Reading((), sport)]
    assert value(score_subjects(both, good), "dwie.subjects.map") > value(
        score_subjects(both, flat), "dwie.subjects.map"
    )
    assert value(score_subjects(both, good), "dwie.subjects.f1") > value(score_subjects(both, flat), "dwie.subjects.f1")


def test_one_score_for_every_subject_is_worse_than_telling_them_apart(
    documents: list[Document], readings: list[Reading]
) -> None:
    tags = readings[0].tags
    assert tags is not None
    other = msgspec.structs.replace(documents[0], subjects=frozenset({"medtop:15000000"}))
    both, codes = [documents[0], other], ("medtop:11000000", "medtop:15000000")
    told = [Reading((), _subject(tags, code)) for code in codes]
    same = _subject(tags, *codes)
    flat = [Reading((), same), Reading((), same)]
    for name in ("dwie.subjects.map", "dwie.subjects.f1"):
        assert value(score_subjects(both, flat), name) < value(score_subjects(both, told), name), name
    error = "dwie.subjects.ece"
    assert value(score_subjects(both, flat), error) > value(score_subjects(both, told), error)


def test_salience_falls_when_it_is_turned_round(documents: list[Document], readings: list[Reading]) -> None:
    tags = readings[0].tags
    assert tags is not None
    france = next(actor.cluster for actor in tags.actors if actor.actor == "FRA")
    right, wrong = ([Reading(readings[0].sights, _salient(tags, france, high))] for high in (1.0, 0.0))
    assert value(score_salience(documents, right), "dwie.salience.ap") == 1.0
    assert value(score_salience(documents, wrong), "dwie.salience.ap") < 1.0


def _salient(tags: Any, cluster: int, salience: float) -> Any:
    actors = tuple(
        msgspec.structs.replace(actor, salience=salience if actor.cluster == cluster else 0.5) for actor in tags.actors
    )
    return msgspec.structs.replace(tags, actors=actors)


def test_spans_alone_are_asked_of_a_system_without_kinds(documents: list[Document], readings: list[Reading]) -> None:
    (unkind,) = SABOTAGES["wrong kind"](readings)
    assert value(score_kinds(documents, [unkind]), "dwie.kinds.igos") == 0.0
    spans = Reading(unkind.sights, kinds=False)
    assert value(score_kinds(documents, [spans]), "dwie.kinds.igos") == 1.0


def test_what_lies_in_another_mention_counts_only_where_it_is_annotated(
    documents: list[Document], readings: list[Reading]
) -> None:
    (reading,) = readings
    inside = reading.sights[0]._replace(start=60, end=68, nested=True)
    assert value(score_countries(documents, [Reading([*reading.sights, inside])]), "dwie.countries.f1") == 1.0
    outside = inside._replace(nested=False)
    assert value(score_countries(documents, [Reading([*reading.sights, outside])]), "dwie.countries.f1") < 1.0


@pytest.mark.parametrize(
    ("link", "actors"),
    [
        ("NATO", {"igo.nato"}),
        ("nato_(Germany)", set()),
        ("Nato_(alliance)", {"igo.nato"}),
        ("France", {"FRA"}),
        ("Nowhere", set()),
        ("wikidata:Q1", {"CHN.GOV.foreign-ministry"}),
        ("wikidata:Q0", set()),
    ],
)
def test_a_title_means_whom_it_spells(link: str, actors: set[str]) -> None:
    assert Titles(vocabulary())[link] == actors


def _subject(tags: Any, *codes: str) -> Any:
    from schemas.tagged import TaggedSubject

    subjects = tuple(TaggedSubject(iptc=code, label="x", score=0.9, evidence=()) for code in codes)
    return msgspec.structs.replace(tags, subjects=subjects)


def test_gold_counts_what_is_there() -> None:
    scored = score_gold("gold", *_gold())
    assert value(scored, "gold.actors") == 0.5
    assert value(scored, "gold.actor_kinds") == 0.5
    assert value(scored, "gold.named") == 1.0
    assert value(scored, "gold.countries") == 1.0
    assert [miss.wanted for miss in scored.misses if miss.figure == "gold.actors"] == ["NATO Watch: ngo NGO SOC"]


@pytest.mark.parametrize(
    ("sabotage", "figures"),
    [
        ("dropped", {"gold.countries"}),
        ("shifted", {"gold.actors", "gold.actor_kinds", "gold.actor_countries"}),
        ("wrong kind", {"gold.actor_kinds"}),
        ("wrong code", {"gold.actor_countries", "gold.countries"}),
    ],
)
def test_sabotage_lowers_the_figures_of_our_articles(sabotage: str, figures: set[str]) -> None:
    articles, readings = _gold()
    broken = SABOTAGES[sabotage](readings)
    for name in figures:
        assert value(score_gold("gold", articles, broken), name) < value(
            score_gold("gold", articles, readings), name
        ), name


def test_what_a_system_cannot_say_is_no_figure_of_it() -> None:
    articles, readings = _gold()
    scored = score_gold("gold", articles, [Reading(each.sights, kinds=False) for each in readings])
    assert {measure.id for measure in scored.measures} == {"gold.actors", "gold.named", "gold.countries"}


def test_scores_of_topics_are_held_against_how_often_they_are_right() -> None:
    document = document_of("one", {"title": "The warship and the war", "text": "They deployed troops to the war."})
    readings = _readings([document])
    tags = readings[0].tags
    assert tags is not None
    scores = [one.score for one in tags.topics]
    gold = {"actors": [], "countries": [], "topics": [one.topic for one in tags.topics], "subjects": []}
    right = score_gold("gold", [GoldArticle(document, gold)], readings)
    wrong = score_gold("gold", [GoldArticle(document, {**gold, "topics": []})], readings)
    assert value(right, "gold.topics.ece") == pytest.approx(sum(1 - score for score in scores) / len(scores))
    assert value(wrong, "gold.topics.ece") == pytest.approx(sum(scores) / len(scores))


def _gold() -> tuple[list[GoldArticle], list[Reading]]:
    document = document_of("one", {"title": "", "text": "France spoke to NATO."})
    actors = [
        {"name": "NATO", "kind": "alliance", "country": ["IGO"], "sectors": []},
        {"name": "NATO Watch", "kind": "ngo", "country": ["NGO"], "sectors": ["SOC"]},
    ]
    gold = {"actors": actors, "countries": ["FRA"], "topics": [], "subjects": []}
    return [GoldArticle(document, gold)], _readings([document])


def _readings(documents: Sequence[Document]) -> list[Reading]:
    tags = tag_texts(small_tagger(), [{**each.given(), "language": "en"} for each in documents], DAY)
    return [reading_of(each, one, vocabulary()) for each, one in zip(documents, tags, strict=True)]


def test_a_wrong_sense_is_counted(tmp_path: Path) -> None:
    file = tmp_path / "open.jsonl"
    rows = [
        {"text": "France won.", "span": "France", "start": 0, "country_in": ["FRA"]},
        {"text": "France won.", "span": "France", "start": 0, "country_in": [None]},
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    cases = list(read_guards(file))
    readings = _readings(documents_of([case.text for case in cases]))
    assert value(score_guards("open", cases, readings), "guards.open") == 0.5


def test_false_countries_are_counted_per_hundred(tmp_path: Path) -> None:
    (tmp_path / "sport.txt").write_text("He won.\nFrance won.\n", encoding="utf-8")
    sentences = read_quiet(tmp_path)
    readings = _readings(documents_of(sentences))
    assert value(score_quiet(sentences, readings), "quiet.countries") == 50.0


def test_intervals_hold_the_value_and_are_the_same_every_time() -> None:
    statistic = ratio([1.0, 0.0, 1.0, 1.0], [1.0] * 4)
    value_, low, high = estimate(statistic, 4)
    assert value_ == 0.75
    assert low is not None
    assert high is not None
    assert low < 0.75 < high
    assert estimate(statistic, 4) == (value_, low, high)
    assert estimate(statistic, 0) == (None, None, None)


def test_statistics_are_what_they_are_called() -> None:
    assert estimate(f1([1], [2], [2]), 1)[0] == 0.5
    truth, scores = np.array([[1.0], [0.0], [1.0]]), np.array([[0.9], [0.8], [0.1]])
    assert estimate(mean_average_precision(scores, truth), 3)[0] == pytest.approx((1 + 2 / 3) / 2)
    assert estimate(calibration_error(scores, truth, np.ones_like(truth)), 3)[0] == pytest.approx((0.1 + 0.8 + 0.9) / 3)


def test_a_target_is_reached_by_the_value_and_shown_by_the_interval() -> None:
    from watchfloor.evaluating.figures import Measure

    sure = Measure("x", "x", ratio([1.0] * 9, [1.0] * 9), 9, "articles", 9, "things")
    figure = figure_of(sure, "gold", 0.9, at_most=False)
    assert (figure.reached, figure.shown) == (True, True)
    assert figure_of(sure, "gold", 0.9, at_most=True).reached is False
