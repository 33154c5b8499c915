"""A country with a role noun is one actor."""

import pytest
from tagging_fixtures import mention, seen, tags_of


@pytest.mark.parametrize(
    ("text", "words", "actor", "sectors", "kind"),
    [
        ("North Korean soldiers left.", "North Korean soldiers", "PRK.MIL", ("MIL",), "military"),
        ("North Korea's troops left.", "North Korea's troops", "PRK.MIL", ("MIL",), "military"),
        ("A Japanese foreign minister", "Japanese foreign minister", "JPN.GOV.foreign-minister", ("GOV",), "person"),
        ("Japan's new president left.", "Japan's new president", "JPN.GOV.president", ("GOV",), "person"),
        ("The president of France left.", "president of France", "FRA.GOV.president", ("GOV",), "person"),
        ("French opposition lawmakers left.", "French opposition lawmakers", "FRA.LEG", ("LEG", "OPP"), "person"),
        ("Russian military officials left.", "Russian military officials", "RUS.MIL", ("MIL",), "person"),
        ("Shanghai police left.", "Shanghai police", "CHN.COP", ("COP",), "police"),
        ("opposition lawmakers in Moscow", "opposition lawmakers in Moscow", "RUS.LEG", ("LEG", "OPP"), "person"),
        ("A former French president left.", "former French president", "FRA.ELI", ("ELI",), "person"),
        ("The ex-president of France left.", "ex-president of France", "FRA.ELI", ("ELI",), "person"),
        ("The French vice president left.", "French vice president", "FRA.GOV.president", ("GOV",), "person"),
    ],
)  # fmt: skip
def test_country_and_role_noun_make_an_actor(
    text: str, words: str, actor: str, sectors: tuple[str, ...], kind: str
) -> None:
    one = seen(text)[words]
    assert (one.actor, one.sectors, one.kind, one.method) == (actor, sectors, kind, "rule")
    assert one.country == actor[:3]


def test_the_country_stays_as_a_nested_mention() -> None:
    tags = tags_of("China’s foreign affairs ministry spoke.")
    outer = mention(tags, "China’s foreign affairs ministry")
    inner = mention(tags, "China")
    assert (outer.actor, outer.nested_in) == ("CHN.GOV.foreign-ministry", None)
    assert inner.nested_in == tags.mentions.index(outer)


def test_an_office_that_the_gazetteer_knows_has_its_name_there() -> None:
    one = seen("China's foreign ministry")["China's foreign ministry"]
    assert (one.name, one.wikidata) == ("Ministry of Foreign Affairs of China", "Q1")


def test_the_reason_says_what_was_joined() -> None:
    one = seen("North Korean soldiers")["North Korean soldiers"]
    assert one.reason == "demonym 'North Korean' + role noun 'soldiers'"


@pytest.mark.parametrize(
    "text",
    [
        "troops in France",
        "the embassy in Moscow",
        "Russian-backed soldiers",
        "French cheese and soldiers",
        "Russian gas brings the president",
        "France. Soldiers left.",
        "France, soldiers",
    ],
)
def test_what_does_not_belong_together_is_not_joined(text: str) -> None:
    assert all(one.method != "rule" or one.country is None for one in seen(text).values())


def test_a_role_noun_in_the_name_of_an_actor_makes_no_other_actor() -> None:
    assert set(seen("The German Institute of Peace")) == {"German Institute of Peace", "German"}


def test_a_prefix_counts_as_its_country() -> None:
    found = seen("Sino-Russian drills, US-led talks")
    assert {text: one.actor for text, one in found.items()} == {"Sino": "CHN", "Russian": "RUS", "US": "USA"}


def test_a_body_alone_belongs_to_the_country_that_the_article_is_about() -> None:
    text = "The Constitutional Court ruled. France waits. The French left Paris."
    one = seen(text)["Constitutional Court"]
    assert (one.actor, one.sectors) == ("FRA.JUD.court", ("JUD",))
    assert "the article is about France" in one.reason
    assert one.confidence < 0.6


def test_a_body_alone_in_an_article_about_two_countries_has_none() -> None:
    one = seen("The Constitutional Court ruled. France, Germany, France, Germany.")["Constitutional Court"]
    assert (one.actor, one.country) == (None, None)


def test_a_list_of_countries_shares_its_role_noun() -> None:
    found = seen("French, Russian and Malian soldiers left.")
    assert {one.actor for one in found.values() if one.kind == "military"} == {"FRA.MIL", "RUS.MIL", "MLI.MIL"}
    found = seen("The presidents of France, Germany and Japan met.")
    heads = {"FRA.GOV.president", "DEU.GOV.president", "JPN.GOV.president"}
    assert heads <= {one.actor for one in found.values()}


def test_one_president_is_not_of_two_countries() -> None:
    found = seen("The president of France and Germany met.")
    assert "DEU.GOV.president" not in {one.actor for one in found.values()}


def test_a_possessor_is_no_part_of_a_proper_name() -> None:
    found = seen("Japan's Foreign Affairs Ministry spoke.")
    assert found["Foreign Affairs Ministry"].actor == "JPN.GOV.foreign-ministry"
    assert "Japan" in found
