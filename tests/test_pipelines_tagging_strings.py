"""What else an actor string says is read into the actor that it names."""

from datetime import date
from functools import cache

import pytest
from tagging_fixtures import real_tagger

from pipelines.tagging import Resolution, Tagger, load_tagger, resolve

DAY = date(2023, 10, 1)


@cache
def modelled() -> Tagger:
    """Return the shipped tagger with its model."""
    return load_tagger()


def resolved(text: str, day: date = DAY) -> Resolution:
    return resolve(real_tagger(), text, day, None, DAY)


def code(text: str, day: date = DAY) -> tuple[str | None, str | None]:
    """Return country and main sector."""
    found = resolved(text, day)
    return found.country, found.sectors[0] if found.sectors else None


@pytest.mark.parametrize(
    ("text", "country", "sector"),
    [
        ("NATO warplanes", "IGO", "MIL"),
        ("African Union peacekeepers", "IGO", "MIL"),
        ("EU lawmakers", "EUR", "LEG"),
        ("Toyota factory workers", "JPN", "LAB"),
        ("Hezbollah lawmakers", "LBN", "LEG"),
        ("Hezbollah fighters", "LBN", "REB"),
        ("Boko Haram victims", "NGA", "CVL"),
        ("UN workers", "UNO", None),
    ],
)
def test_those_of_a_body_are_what_their_noun_says_unless_the_body_is_that_too(
    text: str, country: str, sector: str | None
) -> None:
    assert code(text) == (country, sector)


@pytest.mark.parametrize(
    ("text", "country", "sector"),
    [
        ("Lebanese Christians", "LBN", "REL"),
        ("Sunnis in Iraq", "IRQ", "REL"),
        ("Kurds in Turkey", "TUR", "CVL"),
        ("Kurdish politicians in Turkey", "TUR", "PTY"),
        ("ordinary Russians", "RUS", "CVL"),
    ],
)
def test_a_people_is_of_the_state_beside_it(text: str, country: str, sector: str) -> None:
    assert code(text) == (country, sector)


@pytest.mark.parametrize("text", ["airline passengers", "schoolchildren 's parents", "soldiers' families"])
def test_relatives_and_passengers_are_no_members_of_what_they_are_named_after(text: str) -> None:
    assert code(text) == (None, "CVL")


@pytest.mark.parametrize("text", ["Shiite militia", "Muslim leaders"])
def test_a_faith_inside_a_role_noun_is_not_the_actor(text: str) -> None:
    found = resolve(real_tagger(), text, DAY, None, DAY)
    assert (found.country, found.name) == (None, text)


@pytest.mark.parametrize("text", ["ex-CIA chief", "a former CIA analyst", "the late Palestinian leader Yasser Arafat"])
def test_who_has_left_is_no_member_any_more(text: str) -> None:
    assert code(text)[1] == "ELI"


def test_the_state_around_a_former_body_is_not_former() -> None:
    assert code("the former Yugoslavia")[1] != "ELI"


@pytest.mark.parametrize(("text", "country"), [("USS Carl Vinson", "USA"), ("HMS Queen Elizabeth", "GBR")])
def test_a_ship_is_of_its_navy_whoever_it_is_called_after(text: str, country: str) -> None:
    assert code(text) == (country, "MIL")


def test_a_navy_s_prefix_alone_is_no_ship() -> None:
    assert code("USS") == (None, None)


@pytest.mark.parametrize(
    ("text", "day", "country", "sector"),
    [
        ("Assad's forces", date(2015, 1, 1), "SYR", "MIL"),
        ("Putin's wife", date(2010, 1, 1), "RUS", "ELI"),
        ("Trump supporters", date(2021, 1, 6), "USA", "CVL"),
        ("Putin's spokesman", date(2010, 1, 1), "RUS", "GOV"),
    ],
)
def test_what_is_somebody_s_is_not_that_person(text: str, day: date, country: str, sector: str) -> None:
    assert code(text, day) == (country, sector)


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("warlord Joseph Kony", "REB"),
        ("Defence Secretary Ben Wallace", "GOV"),
        ("former president Donald Trump", "ELI"),
    ],
)
def test_a_title_speaks_for_its_time_and_another_noun_against_no_office(text: str, sector: str) -> None:
    assert code(text)[1] == sector


@pytest.mark.parametrize(
    ("text", "country", "sector"),
    [
        ("an Arleigh Burke-class destroyer", "USA", "MIL"),
        ("Nangarhar police", "AFG", "COP"),
        ("Shandong farmers", "CHN", "AGR"),
        ("Anatolian villagers", "TUR", "CVL"),
        ("Iowans", "USA", "CVL"),
        ("Swat residents", "PAK", "CVL"),
    ],
)
def test_provinces_and_classes_of_ships_are_of_their_state(text: str, country: str, sector: str) -> None:
    assert code(text) == (country, sector)


@pytest.mark.parametrize(
    ("text", "name", "country", "sector"),
    [
        ("Kenyan runner Amos Kibiwott", "Amos Kibiwott", "KEN", "CVL"),
        ("Ali Hassan, a Somali journalist", "Ali Hassan", "SOM", "JRN"),
        ("rights lawyer Ann Somebody", "Ann Somebody", None, "SOC"),
        ("Imam Ali Khan", "Ali Khan", None, "REL"),
        ("nationalist John Doe", "John Doe", None, "UNK"),
        ("Gen. Mamadou Diarra", "Mamadou Diarra", None, "MIL"),
    ],
)
def test_a_person_outside_the_gazetteer_has_what_the_string_states_and_party_or_faith_by_office_alone(
    text: str, name: str, country: str | None, sector: str
) -> None:
    found = resolve(modelled(), text, DAY, None, DAY)
    assert (found.name, found.country, found.sectors[0]) == (name, country, sector)


@pytest.mark.parametrize(
    ("text", "country", "sector"),
    [
        ("Saudi-backed government forces in Yemen", "YEM", "MIL"),
        ("pro-Russian separatists", None, "REB"),
        ("Russia's diplomat at the OSCE", "RUS", "GOV"),
        ("protesters outside the White House", "USA", "CVL"),
        ("Arab states", None, "GOV"),
        ("the enemy", None, "UNK"),
        ("the enemy of my sleep", None, None),
    ],
)
def test_backers_and_posts_are_not_the_actor_and_who_is_nobody_is_unidentified(
    text: str, country: str | None, sector: str | None
) -> None:
    assert code(text) == (country, sector)


def test_a_known_person_behind_a_description_is_who_is_meant() -> None:
    found = resolved("Kenyan runner Eliud Kipchoge")
    assert (found.actor, found.country, found.sectors[0]) == ("person.eliud-kipchoge", "KEN", "CVL")
    assert [one.actor for one in found.others] == ["KEN.CVL"]
