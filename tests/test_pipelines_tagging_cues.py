"""The words beside a name say what it is."""

import pytest
from tagging_fixtures import seen

from pipelines.tagging.cues import (
    is_leader_beside,
    is_person_beside,
    is_place_beside,
    is_seat_beside,
    is_thing_beside,
    kind_beside,
    speaks_beside,
    stands_beside,
)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Shares of airline Zephyr fell", "Zephyr", "company"),
        ("Investors like Zephyr left", "Zephyr", None),
        ("Zephyr shares fell", "Zephyr", "company"),
        ("Zephyr, a small family-owned shipbuilder, closed", "Zephyr", "company"),
        ('the weekly "Zephyr" said', "Zephyr", "media"),
        ("the Zephyr news agency said", "Zephyr", "media"),
        ("the rebel group Zephyr fired", "Zephyr", "armed_group"),
        ("Zephyr fighters fled", "Zephyr", "armed_group"),
        ("the rights group Zephyr said", "Zephyr", "ngo"),
        ("the Zephyr think tank said", "Zephyr", "think_tank"),
        ("the Zephyr party won", "Zephyr", "party"),
        ("Zephyr won the race", "Zephyr", None),
        ("Zephyr, a man of few words, left", "Zephyr", None),
    ],
)
def test_a_noun_beside_a_name_tells_its_kind(text: str, name: str, kind: str | None) -> None:
    start = text.index(name)
    assert kind_beside(text, start, start + len(name)) == kind


@pytest.mark.parametrize(
    ("text", "person", "thing", "speaks"),
    [
        ("the economist Zephyr left", True, False, False),
        ("Zephyr, who left, won", True, False, False),
        ("Zephyr, 43, left", True, False, False),
        ("Zephyr, a veteran trade negotiator, left", True, False, False),
        ("Zephyr, which closed, lost", False, True, False),
        ("It rained, said Zephyr", False, False, True),
        ("Zephyr said it rained", False, False, True),
        ("Zephyr left", False, False, False),
    ],
)
def test_what_follows_tells_people_from_things(text: str, person: bool, thing: bool, speaks: bool) -> None:
    start = text.index("Zephyr")
    end = start + len("Zephyr")
    assert is_person_beside(text, start, end) is person
    assert is_thing_beside(text, end) is thing
    assert speaks_beside(text, start, end) is speaks


def test_the_model_s_type_gives_way_to_the_words_beside_a_name() -> None:
    found = seen("The carmaker Zephyr lost. Economist Olu Barto left.", named=(("Zephyr", "GPE"), ("Olu Barto", "ORG")))
    assert found["Zephyr"].kind == "company"
    assert found["Olu Barto"].kind == "organisation", "a capitalised noun alone is no proof"


def test_a_kind_told_once_holds_for_every_sighting_of_the_name() -> None:
    tags = seen(
        "Zephyr Oil lost. The carmaker Zephyr Oil closed.",
        named=(("Zephyr Oil", "GPE"),),
    )
    assert tags["Zephyr Oil"].kind == "company"


def test_events_and_papers_are_no_actors() -> None:
    assert "Zephyr Treaty" not in seen("They signed the Zephyr Treaty.", named=(("Zephyr Treaty", "ORG"),))
    assert "Battle of Zephyr" not in seen("the Battle of Zephyr", named=(("Battle of Zephyr", "ORG"),))


def test_who_signs_an_article_is_not_in_it() -> None:
    assert "Olu Barto" not in seen("It ended. Author: Olu Barto", named=(("Olu Barto", "PERSON"),))
    assert "Olu Barto" in seen("It ended. Then Olu Barto left", named=(("Olu Barto", "PERSON"),))


@pytest.mark.parametrize(
    ("text", "seat", "leader", "place", "stands"),
    [
        ("the MP for Zephyr left", True, False, False, False),
        ("she contested Zephyr twice", True, False, False, False),
        ("a list led by Zephyr won", False, True, False, False),
        ("the fire broke out in Zephyr, killing two", False, False, True, False),
        ("they lost confidence in Zephyr, who left", False, False, False, False),
        ("votes in Zephyr's favour", False, False, False, False),
        ("Zephyr himself ran for mayor", False, False, False, True),
        ("Zephyr has been re-elected", False, False, False, True),
        ("Zephyr later joined the cabinet", False, False, False, True),
        ("Zephyr rose on Monday", False, False, False, False),
    ],
)
def test_what_is_contested_led_or_elected(text: str, seat: bool, leader: bool, place: bool, stands: bool) -> None:
    start = text.index("Zephyr")
    end = start + len("Zephyr")
    assert is_seat_beside(text, start) is seat
    assert is_leader_beside(text, start) is leader
    assert is_place_beside(text, start, end) is place
    assert stands_beside(text, end) is stands
