"""What else an actor string says is read into the actor that it names."""

from datetime import date

import pytest
from tagging_fixtures import real_tagger

from pipelines.tagging import resolve

DAY = date(2023, 10, 1)


def code(text: str, day: date = DAY) -> tuple[str | None, str | None]:
    """Return country and main sector."""
    found = resolve(real_tagger(), text, day, None, DAY)
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
