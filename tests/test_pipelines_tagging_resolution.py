"""A string becomes an actor code by the rules of the article tagger."""

from datetime import date

import pytest
from tagging_fixtures import DAY, real_tagger, small_tagger, vocabulary

from pipelines.tagging import Resolution, resolve


def resolved(text: str, day: date | None = DAY, context: str | None = None) -> Resolution:
    return resolve(small_tagger(), text, day, context, DAY)


@pytest.mark.parametrize(
    ("text", "actor", "country", "sectors"),
    [
        ("the Japanese foreign minister", "JPN.GOV.foreign-minister", "JPN", ("GOV",)),
        ("opposition lawmakers in Moscow", "RUS.LEG", "RUS", ("LEG", "OPP")),
        ("a former French president", "FRA.ELI", "FRA", ("ELI",)),
        ("North Korean soldiers", "PRK.MIL", "PRK", ("MIL",)),
        ("NATO", "igo.nato", "IGO", ()),
        ("China", "CHN", "CHN", ()),
        ("BEIJING", "CHN.GOV", "CHN", ("GOV",)),
        ("Shanghai police", "CHN.COP", "CHN", ("COP",)),
        ("gunmen", None, None, ("UAF",)),
        ("a former president", None, None, ("ELI",)),
        ("a former NATO official", None, "IGO", ("ELI",)),
        ("Ann Example", "person.ann-example", "USA", ("ELI",)),
        ("Foreign Minister Ann Example", "person.ann-example", "USA", ("GOV",)),
    ],
)
def test_a_string_becomes_country_and_sectors(
    text: str, actor: str | None, country: str | None, sectors: tuple[str, ...]
) -> None:
    one = resolved(text)
    assert (one.actor, one.country, one.sectors) == (actor, country, sectors)
    assert one.reason
    assert 0 < one.confidence <= 1


def test_roles_are_as_of_the_day() -> None:
    assert resolved("Ann Example", date(2019, 5, 1)).sectors == ("GOV",)
    assert resolved("Ann Example", date(2022, 5, 1)).sectors == ("ELI",)


def test_without_a_day_it_is_today_and_says_so() -> None:
    assert resolved("Ann Example", None).date_assumed
    assert not resolved("Ann Example", DAY).date_assumed


def test_the_further_actors_of_a_compound_string_are_others() -> None:
    one = resolved("China and Japan")
    assert (one.actor, [other.actor for other in one.others]) == ("CHN", ["JPN"])


def test_an_ambiguous_string_names_its_candidates() -> None:
    one = resolved("Congolese")
    assert (one.actor, [rival.actor for rival in one.candidates]) == ("COD", ["COG"])


def test_the_context_is_read_and_not_returned() -> None:
    assert resolved("Georgia", context="a county near Atlanta").actor is None
    assert resolved("Georgia").actor == "GEO"
    assert resolved("Georgia", context="China spoke").others == ()


@pytest.mark.parametrize("text", ["", "   ", "qwerty", "\x00", "<p>", "🚀"])
def test_nothing_known_is_nothing_with_a_reason(text: str) -> None:
    one = resolved(text)
    assert (one.actor, one.country, one.sectors, one.confidence) == (None, None, (), 0.0)
    assert one.reason


def test_a_vocabulary_alone_resolves_without_the_model() -> None:
    assert resolve(vocabulary(), "the Japanese foreign minister", DAY, None, DAY).country == "JPN"


@pytest.mark.parametrize(
    ("text", "sectors"),
    [
        ("Deputy Minister of Defence Colonel-General", ("GOV", "MIL")),
        ("the Chinese defence minister General", ("GOV", "MIL")),
        ("Chinese military officials", ("MIL",)),
        ("Senate hopeful", ("PTY",)),
    ],
)
def test_the_office_decides_before_the_rank(text: str, sectors: tuple[str, ...]) -> None:
    assert resolve(real_tagger(), text, DAY, None, DAY).sectors == sectors
