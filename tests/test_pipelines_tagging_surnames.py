"""A title and a surname mean who holds that office on the day."""

from datetime import date

import pytest
from tagging_fixtures import real_tagger

from pipelines.tagging import Resolution, resolve

TODAY = date(2026, 11, 27)


def resolved(text: str, day: date) -> Resolution:
    return resolve(real_tagger(), text, day, None, TODAY)


@pytest.mark.parametrize(
    ("text", "day", "name", "country"),
    [
        ("Deputy Secretary Hicks", date(2022, 4, 1), "Kathleen Hicks", "USA"),
        ("Blair", date(2003, 1, 1), "Tony Blair", "GBR"),
    ],
)
def test_who_holds_the_office_on_the_day_is_meant(text: str, day: date, name: str, country: str) -> None:
    found = resolved(text, day)
    assert (found.name, found.country, found.sectors[0]) == (name, country, "GOV")
    assert found.confidence < 0.85


def test_nobody_is_meant_on_a_day_without_that_office() -> None:
    assert resolved("Deputy Secretary Hicks", date(2015, 4, 1)).name != "Kathleen Hicks"


def test_two_of_one_name_are_candidates_and_a_country_decides() -> None:
    found = resolved("King Abdullah", date(2014, 1, 1))
    assert {found.country, *(rival.country for rival in found.candidates)} == {"JOR", "SAU"}
    assert resolved("Saudi King Abdullah", date(2014, 1, 1)).country == "SAU"


@pytest.mark.parametrize(("day", "sector"), [(date(2005, 1, 1), "GOV"), (date(2015, 1, 1), "ELI")])
def test_an_administration_is_the_government_of_its_head(day: date, sector: str) -> None:
    found = resolved("the Bush administration", day)
    assert (found.country, found.kind, found.sectors[0]) == ("USA", "government", sector)
