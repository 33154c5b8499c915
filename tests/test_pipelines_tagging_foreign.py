"""Text in other languages is read by its own names alone."""

from collections.abc import Iterator
from functools import cache

import pytest
from tagging_fixtures import DAY, VOCABULARY

from pipelines.tagging import Tagger, TaggerOptions, load_tagger
from pipelines.tagging.language import Language
from pipelines.tagging.spotted import Spotted
from pipelines.tagging.tagger import Dated, Given
from schemas.errors import VocabularyError
from schemas.vocabulary import check, read_tongue, read_vocabulary

GERMAN = """
language = "de"
after = ["-Krise", "s"]
ignored = ["Russisch Brot"]

[names]
CHN = ["China"]
RUS = ["Russland"]
FRA = [{ text = "Frankreich", not_before = ["Galerie"], reason = "a gallery" }]

[adjectives]
RUS = ["russisch{,e,er,en,es}"]
DEU = ["deutsch{,e,en}"]

[seats]
RUS = ["Kreml"]

[places]
CHN = ["Schanghai"]
"""
JAPANESE = """
language = "ja"
words = "joined"
ignored = ["中国地方"]

[names]
CHN = ["中国"]
JPN = ["日本"]
"""
ARABIC = """
language = "ar"
before = ["و", "ب"]
same = ["أا"]

[names]
JPN = ["اليابان"]
DEU = ["ألمانيا"]
"""


@cache
def tagger() -> Tagger:
    files = {VOCABULARY.name: VOCABULARY.read_bytes(), "de.toml": GERMAN.encode(), "ja.toml": JAPANESE.encode()}
    files["ar.toml"] = ARABIC.encode()
    return load_tagger(TaggerOptions(ner="off"), read_vocabulary(files))


def seen(text: str, code: str = "de") -> dict[str, Spotted]:
    (draft,) = tagger().drafts([Given("", text, Dated(DAY, False))], Language(code, 1.0))
    view = draft.view.text
    return {view[one.start : one.end]: one for one in tagger().sightings(draft, [])}


def test_names_adjectives_seats_and_places_are_those_of_the_language() -> None:
    found = seen("Der Kreml und russische Truppen in Schanghai, China.")
    assert {text: (one.actor, one.kind) for text, one in found.items()} == {
        "Kreml": ("RUS.GOV", "government"),
        "russische": ("RUS", "country"),
        "Schanghai": ("CHN", "place"),
        "China": ("CHN", "country"),
    }


def test_each_says_that_only_a_dictionary_was_asked() -> None:
    assert seen("In Russland.")["Russland"].reason.endswith("dictionary of de only")


@pytest.mark.parametrize("text", ["Die Russland-Krise", "Russlands Haltung"])
def test_what_may_be_joined_to_a_name_leaves_it_a_name(text: str) -> None:
    assert [one.actor for one in seen(text).values()] == ["RUS"]


def test_small_words_may_be_joined_before_a_name_and_letters_have_variants() -> None:
    assert [one.actor for one in seen("في اليابان واليابان والمانيا", "ar").values()] == ["JPN", "DEU"]
    assert not seen("زاليابان", "ar")


@pytest.mark.parametrize(
    "text", ["Russlandkenner", "Er aß Russisch Brot.", "Galerie: Frankreich Galerie", "Chinarinde"]
)
def test_other_words_are_no_names(text: str) -> None:
    assert not seen(text)


def test_no_rule_of_english_runs() -> None:
    assert set(seen("Der Chinese foreign minister, Russland")) == {"Russland"}


def test_a_name_counts_in_capitals_but_a_lower_case_word_does_not() -> None:
    assert "RUSSLAND" in seen("RUSSLAND WARNT")
    assert "russland" not in seen("wegen russland heute")


def test_without_spaces_a_longer_word_that_is_none_hides_the_name() -> None:
    assert [one.actor for one in seen("日本と中国", "ja").values()] == ["JPN", "CHN"]
    assert not seen("中国地方の雨", "ja")


def test_a_language_without_a_file_knows_unguarded_names_in_their_spelling() -> None:
    found = seen("China och Kremlin, chinese", "sv")
    assert {text: one.actor for text, one in found.items()} == {"China": "CHN"}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('language = "de"\n[names]\nXXX = ["Nirgends"]', "XXX: no entry"),
        ('language = "de"\n[seats]\n"igo.nato" = ["Brüssel"]', "only countries"),
        ('language = "de"\nnames = 3', "docs/vocabulary.md"),
        ('language = "de"\nsame = ["abc"]', "two letters"),
        ('language = "de"\n[names\n', "docs/vocabulary.md"),
    ],
)
def test_a_bad_file_is_refused_with_its_name(written: str, told: str) -> None:
    vocabulary = read_vocabulary({VOCABULARY.name: VOCABULARY.read_bytes(), "mine.toml": written.encode()})
    with pytest.raises(VocabularyError, match=r"mine\.toml") as error:
        read_tongue(vocabulary, "de")
    assert told in str(error.value)
    assert any(told in problem.detail for problem in check(vocabulary))


def test_a_spelling_of_two_actors_is_reported() -> None:
    twice = 'language = "de"\n[names]\nCHN = ["Reich"]\nJPN = ["Reich"]'
    vocabulary = read_vocabulary({VOCABULARY.name: VOCABULARY.read_bytes(), "mine.toml": twice.encode()})
    assert [one.entry for one in check(vocabulary) if one.rule == "alias-owned-twice"] == ["de"]


def test_a_deployment_adds_names_to_a_language() -> None:
    files = {VOCABULARY.name: VOCABULARY.read_bytes(), "de.toml": GERMAN.encode()}
    more = 'language = "de"\n[names]\nCHN = ["Reich der Mitte"]'
    tongue = read_tongue(read_vocabulary(files | {"mine.toml": more.encode()}), "de")
    assert tongue is not None
    assert {"China", "Reich der Mitte"} <= set(_texts(tongue.spellings))


def _texts(spellings: object) -> Iterator[str]:
    assert isinstance(spellings, tuple)
    return (alias.text for _, alias in spellings)
