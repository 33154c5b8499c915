"""Clubs are no cities, credits no mentions."""

import pytest
from tagging_fixtures import seen

SPORT = "The striker scored a goal. The goalkeeper and the midfielder left the stadium. The coach praised his squad. "


def test_in_sport_a_city_that_acts_is_a_club() -> None:
    assert seen(SPORT + "Shanghai won the match.")["Shanghai"].kind == "organisation"


def test_in_sport_a_city_where_something_happens_stays_a_city() -> None:
    assert seen(SPORT + "They met in Shanghai.")["Shanghai"].kind == "place"


def test_outside_sport_a_city_stays_a_city() -> None:
    assert seen("Shanghai won the match.")["Shanghai"].kind == "place"


@pytest.mark.parametrize("credit", ["(Reuters, AFP)", "msh / lw (AFP, dpa, Reuters)", "ab / cd (Reuters)"])
def test_a_credit_is_no_mention(credit: str) -> None:
    assert "Reuters" not in seen(f"The talks ended on Thursday. {credit}")


@pytest.mark.parametrize(
    "text", ["He told Reuters so.", "a reporter (Reuters has named him) left", "Reuters, founded in 1851"]
)
def test_an_agency_in_a_sentence_is_a_mention(text: str) -> None:
    assert "Reuters" in seen(text)
