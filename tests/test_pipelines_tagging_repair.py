"""The gazetteer's word counts before the model's."""

import pytest
from tagging_fixtures import seen

from pipelines.tagging.organisations import kind_of, sectors_of_kind


def test_what_the_model_alone_knows_is_unknown_to_the_gazetteer() -> None:
    one = seen("Maria Lopez spoke.", named=(("Maria Lopez", "PERSON"),))["Maria Lopez"]
    assert (one.actor, one.kind, one.country, one.method) == (None, "person", None, "ner")
    assert one.reason == "the model reads 'Maria Lopez' as PERSON"


def test_the_gazetteer_s_type_beats_the_model_s() -> None:
    found = seen("NATO met in France.", named=(("NATO", "PERSON"), ("France", "ORG")))
    assert (found["NATO"].kind, found["France"].kind) == ("alliance", "country")


@pytest.mark.parametrize(
    ("text", "words", "label", "kept"),
    [
        ("It left the Acme Fund on time", "the Acme Fund", "ORG", "Acme Fund"),
        ("He joined Acme Fund's board", "Acme Fund's", "ORG", "Acme Fund"),
        ('He said "Acme Fund" twice', '"Acme Fund"', "ORG", "Acme Fund"),
        ("Then Mr. Lopez left", "Mr. Lopez", "PERSON", "Lopez"),
        ("Then President Lopez left", "President Lopez", "PERSON", "Lopez"),
    ],
)
def test_articles_titles_and_possessives_are_no_part_of_a_name(text: str, words: str, label: str, kept: str) -> None:
    assert kept in seen(text, named=((words, label),))


@pytest.mark.parametrize(
    ("text", "words", "label"),
    [
        ("Monday came.", "Monday", "ORG"),
        ("Critics say so, and critics are many. Of critics", "Critics", "ORG"),
        ("In 2024 it was", "2024", "DATE"),
        ("at 10 UTC", "UTC", "ORG"),
        ("western France", "western France", "LOC"),
        ("French President", "French President", "PERSON"),
    ],
)
def test_what_is_no_new_name_is_dropped(text: str, words: str, label: str) -> None:
    assert all(one.method != "ner" for one in seen(text, named=((words, label),)).values())


def test_a_person_s_name_replaces_the_country_in_it() -> None:
    found = seen("He met Michael Japan there.", named=(("Michael Japan", "PERSON"),))
    assert set(found) == {"Michael Japan"}


def test_an_organisation_s_name_contains_the_country_in_it() -> None:
    found = seen("The German Marble Fund paid.", named=(("German Marble Fund", "ORG"),))
    assert set(found) == {"German Marble Fund", "German"}
    assert found["German Marble Fund"].country is None


def test_a_sea_is_not_the_country_in_its_name() -> None:
    assert set(seen("on the Japan Sea", named=(("Japan Sea", "LOC"),))) == {"Japan Sea"}


def test_a_place_outside_the_gazetteer_gets_no_country() -> None:
    one = seen("in Smallville, France. France, French", named=(("Smallville", "GPE"),))["Smallville"]
    assert (one.kind, one.country) == ("place", None)


def test_a_name_read_as_two_kinds_is_of_the_kind_that_most_are() -> None:
    text = "Lopez Garcia spoke. Then Garcia Ruiz met him. A Garcia Ruiz again. One Garcia Ruiz more."
    found = seen(text, named=(("Lopez Garcia", "PERSON"), ("Garcia Ruiz", "ORG")))
    assert found["Garcia Ruiz"].kind == "organisation"


@pytest.mark.parametrize(
    ("name", "kind", "sector"),
    [
        ("Acme Shipping Inc", "company", "BUS"),
        ("Example Times", "media", "JRN"),
        ("Unity Party", "party", "PTY"),
        ("Ministry of Silence", "ministry", "GOV"),
        ("University of Nowhere", "organisation", "EDU"),
        ("Farm Workers Union", "organisation", "LAB"),
        ("Institute of Things", "think_tank", "SOC"),
        ("Acme", "organisation", "UNK"),
    ],
)
def test_an_organisation_s_own_words_say_what_it_is(name: str, kind: str, sector: str) -> None:
    assert kind_of(name) == kind
    assert sectors_of_kind(kind_of(name), name) == (sector,)
