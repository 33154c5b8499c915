"""What the shipped vocabulary promises."""

import pickle
from typing import get_args

import pytest

from schemas.codes import FIRST_PARTS, KINDS, NON_STATE, SECTORS, Sector, explain
from schemas.countries import COUNTRIES, FOLDED, HISTORIC
from schemas.tagged import Kind
from schemas.vocabulary import Vocabulary, check
from schemas.vocabulary.entries import folded


def test_the_shipped_vocabulary_holds_together(vocabulary: Vocabulary) -> None:
    assert [str(problem) for problem in check(vocabulary)] == []


def test_a_vocabulary_pickles_to_an_equal_one(vocabulary: Vocabulary) -> None:
    assert pickle.loads(pickle.dumps(vocabulary)) == vocabulary


def test_every_code_is_explained() -> None:
    assert set(SECTORS) == set(get_args(Sector))
    assert set(KINDS) == set(get_args(Kind))
    assert len(SECTORS) == 25
    assert all(explain(code) for code in (*SECTORS, *KINDS, *FIRST_PARTS))
    assert explain("INS") is None


def test_no_code_is_both_a_state_and_something_else() -> None:
    lists = (set(COUNTRIES), set(HISTORIC), set(NON_STATE), set(FOLDED), set(SECTORS))
    assert sum(map(len, lists)) == len(set().union(*lists))
    assert set(FOLDED.values()) <= set(COUNTRIES)


@pytest.mark.parametrize(
    ("text", "country", "form"),
    [
        ("Élysée", "FRA", "seat"),
        ("Kremlin", "RUS", "seat"),
        ("White House", "USA", "seat"),
        ("Kyiv", "UKR", "capital"),
        ("Kiev", "UKR", "capital"),
        ("Puerto Rico", "USA", "place"),
        ("Faroe Islands", "DNK", "place"),
        ("Bermuda", "GBR", "place"),
        ("Hong Kong", "HKG", "name"),
        ("Kosovo", "XKX", "name"),
        ("Holland", "NLD", "name"),
        ("Türkiye", "TUR", "name"),
        ("Burma", "MMR", "name"),
        ("DPRK", "PRK", "name"),
        ("U.S.", "USA", "name"),
        ("Danes", "DNK", "people"),
        ("Filipino", "PHL", "adjective"),
        ("Soviet", "SUN", "adjective"),
    ],
)
def test_a_country_is_known_by_its_names(vocabulary: Vocabulary, text: str, country: str, form: str) -> None:
    assert form in [alias.form for alias in vocabulary.actors[country].aliases if alias.text == text]


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("GEO", "Georgia"), ("JOR", "Jordan"), ("TCD", "Chad"), ("TUR", "Turkey"), ("GIN", "Guinea"),
        ("NER", "Niger"), ("COD", "Congo"), ("COG", "Congo"), ("KOR", "Korea"), ("MKD", "Macedonia"),
        ("POL", "Polish"), ("USA", "Washington"), ("PER", "Lima"), ("SYC", "Victoria"), ("MDV", "Male"),
        ("CHL", "Santiago"), ("CRI", "San Jose"), ("ESP", "Valencia"), ("DMA", "Dominican"), ("SDN", "Sudan"),
        ("IRL", "Ireland"), ("MEX", "Mexico"), ("USA", "US"), ("CAF", "CAR"),
    ],
)  # fmt: skip
def test_an_ambiguous_name_is_guarded(vocabulary: Vocabulary, country: str, text: str) -> None:
    (alias,) = (alias for alias in vocabulary.actors[country].aliases if alias.text == text)
    assert alias.guarded
    assert alias.reason
    assert alias.case == "exact"


def test_a_person_is_guarded_with_and_without_accents(vocabulary: Vocabulary) -> None:
    people = [actor for actor in vocabulary.actors.values() if actor.kind == "person"]
    guarded = {(actor.id, folded(alias.text)) for actor in people for alias in actor.aliases if alias.guarded}
    plain = {(actor.id, folded(alias.text)) for actor in people for alias in actor.aliases if not alias.guarded}
    assert len(guarded) > 300
    assert guarded & plain == set()


def test_a_shared_region_names_all_its_states(vocabulary: Vocabulary) -> None:
    kashmir = vocabulary.actors["place.kashmir"]
    assert (kashmir.country, kashmir.countries) == ("IND", ("IND", "PAK"))


def test_a_partly_recognised_entity_has_the_code_of_the_sovereign(vocabulary: Vocabulary) -> None:
    entry = vocabulary.actors["GEO.PRE.abkhazia"]
    assert (entry.country, entry.sectors) == ("GEO", ("PRE",))


def test_every_state_with_a_legislature_has_it_by_name(vocabulary: Vocabulary) -> None:
    legislatures = {entry.country for entry in vocabulary.actors.values() if entry.kind == "parliament"}
    assert set(COUNTRIES) - legislatures == {"ATA", "SDN", "VAT"}


def test_role_nouns_cover_offices_and_people(vocabulary: Vocabulary) -> None:
    nouns = {phrase.text: noun for noun in vocabulary.role_nouns for phrase in noun.phrases}
    assert len(nouns) >= 250
    assert nouns["foreign ministry"].office
    assert nouns["foreign minister"].title
    assert (nouns["opposition lawmakers"].sectors, nouns["opposition lawmakers"].office) == (("LEG", "OPP"), False)
    assert nouns["doctors"].sectors == ("MED",)
    assert nouns["journalists"].sectors == ("JRN",)
