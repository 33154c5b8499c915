"""The sentence around an actor string tells what the string leaves out."""

from datetime import date

import pytest
from tagging_fixtures import DAY, real_tagger

from pipelines.tagging import Resolution, resolve


def resolved(text: str, context: str) -> Resolution:
    return resolve(real_tagger(), text, DAY, context, DAY)


@pytest.mark.parametrize(
    ("text", "context", "country"),
    [
        ("the foreign minister", "Estonia summons the Russian ambassador. Estonian officials met.", "EST"),
        ("the president", "President Emmanuel Macron met Germany's chancellor in Berlin, Germany.", "FRA"),
        ("the ministry", "Iran's foreign ministry denied the report.", "IRN"),
        ("the group", "Boko Haram has killed ten people.", "NGA"),
    ],
)
def test_a_noun_without_a_country_has_that_of_its_context(text: str, context: str, country: str) -> None:
    found = resolved(text, context)
    assert found.country == country
    assert found.confidence < 0.85


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("gunmen", "Gunmen shot Nigerian soldiers."),
        ("the ambassador", "Norway protested."),
        ("the minister", "France and Spain agreed."),
        ("the minister", "Nobody said why."),
    ],
)
def test_strangers_and_divided_contexts_tell_nothing(text: str, context: str) -> None:
    assert resolved(text, context).country is None


def test_a_country_in_the_string_outweighs_the_context() -> None:
    assert resolved("the Spanish minister", "France, France and France.").country == "ESP"


def test_who_is_called_so_in_the_context_is_the_actor() -> None:
    found = resolve(real_tagger(), "the chancellor", date(2015, 1, 1), "Chancellor Angela Merkel spoke in Paris.", DAY)
    assert (found.actor, found.country) == ("person.angela-merkel", "DEU")
