"""A nation before a party's name belongs to it."""

from tagging_fixtures import tag_real


def spans(text: str) -> dict[str, tuple[str | None, str | None]]:
    return {one.text: (one.actor, one.country) for one in tag_real(text)}


def test_the_party_of_that_nation_is_the_one_the_gazetteer_knows() -> None:
    found = spans("He joined the German Green Party in 1990.")
    assert found["German Green Party"] == ("party.deu.greens", "DEU")
    assert found["German"] == ("DEU", "DEU")


def test_a_party_of_another_nation_is_none_of_ours() -> None:
    found = spans("In Canada, he joined the Sammarinese Liberal Party.")
    assert found["Sammarinese Liberal Party"][0] != "party.can.liberal"
    assert found["Sammarinese Liberal Party"][1] == "SMR"


def test_a_party_of_a_region_is_not_that_of_the_state() -> None:
    found = spans("He ran for the Manitoba Liberal Party in Canada.")
    assert found["Manitoba Liberal Party"][0] != "party.can.liberal"


def test_the_nation_stays_in_a_name_that_begins_with_it() -> None:
    assert spans("He left the Australian Labor Party.")["Australian Labor Party"][0] == "party.aus.labor"


def test_a_country_at_the_end_of_a_name_makes_no_actor_with_the_next_noun() -> None:
    found = spans("She was the Liberal Party of Canada candidate.")
    assert "Liberal Party of Canada" in found
    assert "Canada candidate" not in found


def test_two_lines_are_no_name() -> None:
    assert "Italian\nLiberal Party" not in spans("It was Italian\nLiberal Party members left Canada.")
