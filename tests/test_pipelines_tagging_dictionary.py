"""Names of the gazetteer are found as whole words, the longest first."""

from datetime import date

import pytest
from tagging_fixtures import mention, seen, sightings, tag_real, tags_of

from pipelines.tagging.matching import Matcher, in_address
from pipelines.tagging.overlap import longest
from pipelines.tagging.spotted import Spotted


def actors(found: dict[str, Spotted]) -> dict[str, str | None]:
    return {text: one.actor for text, one in found.items()}


def test_a_longer_alias_that_is_no_whole_word_swallows_nothing() -> None:
    assert actors(seen("Mali warns its neighbours.")) == {"Mali": "MLI"}
    assert actors(seen("The Mali war goes on."))["Mali war"] == "igo.mali-war"


def test_the_longest_name_wins() -> None:
    assert actors(seen("South Sudan held talks.")) == {"South Sudan": "SSD"}


def test_a_name_inside_the_name_of_another_actor_is_nested() -> None:
    tags = tags_of("The German Institute of Peace spoke.")
    outer, inner = tags.mentions
    assert (outer.actor, inner.actor) == ("org.german-institute", "DEU")
    assert inner.nested_in == 0
    assert outer.nested_in is None


@pytest.mark.parametrize(
    "text",
    ["www.france.com", "write to mail@China.org", "example.org/China/news", "@NATO", "Chinatown", "preFrance", "US$50"],
)
def test_addresses_amounts_and_longer_words_name_nobody(text: str) -> None:
    assert seen(text) == {}


@pytest.mark.parametrize("text", ["China/Russia", "China-Russia", "(China)", "China.", "China's", "#China", "China，"])
def test_punctuation_ends_a_word(text: str) -> None:
    assert seen(text)["China"].actor == "CHN"


def test_a_latin_name_ends_where_chinese_begins() -> None:
    matches = list(Matcher({"NATO": ["x"]}).matches("北约NATO是"))
    assert [(start, end) for start, end, _ in matches] == [(2, 6)]


def test_offsets_count_code_points_beyond_the_basic_plane() -> None:
    tags = tags_of("🚀🚀 𝔘𝔫 NATO met 🚀 France.")
    assert (mention(tags, "NATO").start, mention(tags, "France").start) == (6, 17)


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Georgia votes.", "GEO"),
        ("Georgia votes, said a clerk in Atlanta.", None),
        ("South Georgia is an island.", None),
        ("The bloc met in Brussels.", "org.bloc"),
        ("The bloc met.", None),
        ("George Washington slept here.", None),
        ("The Washington Post wrote.", None),
    ],
)
def test_guards_decide_whether_a_name_counts(text: str, actor: str | None) -> None:
    assert (sightings(text)[0].actor if sightings(text) else None) == actor


def test_capitals_are_read_in_headlines_and_datelines() -> None:
    assert actors(seen("text", title="CHINA WARNS JAPAN OVER GERMAN SHIPS"))["CHINA"] == "CHN"
    assert actors(seen("MOSCOW, Oct 28 (Agency) - Nothing happened."))["MOSCOW"] == "RUS"
    assert seen("Nobody in FRANCE shouted this in the middle of a sentence.") == {}


def test_a_word_in_a_headline_of_capitals_is_no_abbreviation() -> None:
    assert actors(seen("text", title="CHINA ASKS WHO SENT THE SHIPS")) == {"CHINA": "CHN"}
    assert actors(seen("The WHO met."))["WHO"] == "igo.who"


@pytest.mark.parametrize(
    ("day", "sectors", "since"),
    [
        (date(2016, 1, 1), ("UNK",), None),
        (date(2019, 1, 1), ("GOV",), date(2017, 1, 20)),
        (date(2021, 1, 19), ("GOV",), date(2017, 1, 20)),
        (date(2021, 1, 20), ("ELI",), None),
        (date(2025, 1, 20), ("GOV",), date(2025, 1, 20)),
    ],
)
def test_the_role_is_that_of_the_day(day: date, sectors: tuple[str, ...], since: date | None) -> None:
    one = seen("Ann Example spoke.", day=day)["Ann Example"]
    assert (one.sectors, one.role_from, one.country) == (sectors, since, "USA")


def test_a_historic_state_has_its_own_code_in_its_time() -> None:
    then, now = seen("The Soviet Union", day=date(1980, 1, 1)), seen("The Soviet Union", day=date(2024, 1, 1))
    assert (then["Soviet Union"].country, now["Soviet Union"].country) == ("SUN", "RUS")
    assert then["Soviet Union"].countries == ("SUN", "RUS")


def test_a_spelling_of_two_actors_names_the_other_as_a_rival() -> None:
    one = seen("The Congolese side left.")["Congolese"]
    assert (one.actor, [rival.actor for rival in one.rivals]) == ("COD", ["COG"])
    assert one.confidence <= 0.5
    assert "COG" in one.reason


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The book is written in French.", True),
        ("He spoke German and smiled.", True),
        ("the French language", True),
        ("in French hands", False),
        ("The French left.", False),
    ],
)
def test_a_language_is_no_country(text: str, language: bool) -> None:
    assert (not sightings(text)) is language


def test_a_longer_match_revives_what_the_dropped_one_contained() -> None:
    spans = [(0, 4), (2, 9), (0, 1)]
    kept = longest([Spotted(**_span(*span)) for span in spans])
    assert [(one.start, one.end) for one, _ in kept] == [(0, 1), (2, 9)]


def _span(start: int, end: int) -> dict[str, object]:
    names = {"actor": None, "name": "", "kind": "place", "country": None, "method": "ner", "confidence": 1.0}
    return {"start": start, "end": end, "reason": "", "form": "name", **names}


def test_a_path_is_told_from_two_names_with_a_slash() -> None:
    assert in_address("example.org/China", 12, 17)
    assert not in_address("Russia/China", 7, 12)


def test_a_hyphen_may_stand_between_spaces() -> None:
    assert {one.actor for one in tag_real("The rule of Jean - Claude Duvalier ended.")} == {
        "person.jean-claude-duvalier"
    }


def test_a_title_is_no_part_of_a_person_s_name() -> None:
    assert "President Xi" not in seen("Then President Xi Jinping left.")


def test_a_trade_is_no_part_of_a_paper_s_name() -> None:
    found = {one.text: one.actor for one in tag_real("He told the EFE news agency so.")}
    assert found == {"EFE": "media.efe"}


def test_a_possessor_is_no_part_of_a_body_s_name() -> None:
    found = {one.text: one.kind for one in tag_real("Japan's National Police Agency has a list.")}
    assert found == {"Japan": "country", "National Police Agency": "police"}


def test_a_country_refused_once_is_refused_everywhere_in_the_article() -> None:
    text = "He lives in the state of Georgia. Georgia has hard laws."
    assert not {one.country for one in tag_real(text)} & {"GEO"}
    assert {one.country for one in tag_real("Georgia has hard laws, Tbilisi says.")} & {"GEO"}


def test_languages_in_a_list_are_no_countries() -> None:
    assert not {one.country for one in tag_real("It broadcasts in English, French, Russian and Chinese.")} & {
        "FRA",
        "RUS",
        "CHN",
    }
    assert {one.country for one in tag_real("It opened in French, Russian and Chinese cities.")} >= {
        "FRA",
        "RUS",
        "CHN",
    }
