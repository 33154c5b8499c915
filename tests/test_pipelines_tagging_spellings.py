"""A string that is nothing but a name is looked up whatever the guards, the case, the way of writing."""

from datetime import date

import pytest
from tagging_fixtures import real_tagger

from pipelines.tagging import resolve
from pipelines.tagging.spellings import Spellings
from schemas.vocabulary import ActorEntry, Alias, Role

DAY = date(2023, 10, 1)


def person(identity: str, *names: str, office: str = "President") -> ActorEntry:
    role = Role(office, "FRA", ("GOV",), date(2020, 1, 1), date(2024, 1, 1), "editor")
    aliases = tuple(map(Alias, names))
    return ActorEntry(identity, names[0], "person", "FRA", aliases=aliases, roles=(role,))


def found(spellings: Spellings, name: str) -> list[str]:
    return [entry.id for entry, _ in spellings.of(name, DAY)]


@pytest.mark.parametrize(
    "name", ["Sergei Lavrov", "sergei lavrov", "Sergej Lawrow", "Sergey V. Lavrov", "Sergeï Lavrov"]
)
def test_one_name_is_found_in_all_its_ways_of_writing(name: str) -> None:
    assert found(Spellings([person("person.x", "Sergei Lavrov")]), name) == ["person.x"]


@pytest.mark.parametrize("name", ["Sergio Alvarov", "Sergei", "Lavrov Sergei Petrovich"])
def test_another_name_is_not_taken_for_it(name: str) -> None:
    assert found(Spellings([person("person.x", "Sergei Lavrov")]), name) == []


def test_two_that_are_written_alike_are_neither() -> None:
    spellings = Spellings([person("person.x", "Sergei Lavrov"), person("person.y", "Sergey Lavrow")])
    assert found(spellings, "Sergej Lavrov") == []
    assert found(spellings, "Sergey Lavrow") == ["person.y"]


def test_the_name_of_a_clan_behind_a_full_name_is_left_out() -> None:
    spellings = Spellings([person("person.x", "Mohammed bin Salman"), person("person.y", "John Kerry")])
    assert found(spellings, "Mohammed bin Salman Al Saud") == ["person.x"]
    assert found(spellings, "John Kerry Smith") == []


def test_who_holds_an_office_on_the_day_comes_first() -> None:
    before = person("person.old", "Jo Doe")
    ended = Role("President", "FRA", ("GOV",), date(1990, 1, 1), date(1995, 1, 1), "editor")
    old = ActorEntry(before.id, before.name, "person", "FRA", aliases=before.aliases, roles=(ended,))
    assert found(Spellings([old, person("person.new", "Jo Doe")]), "Jo Doe") == ["person.new", "person.old"]


def test_people_are_borne_by_surname_with_its_particles_and_monarchs_by_their_name() -> None:
    spellings = Spellings(
        [person("person.x", "Ursula von der Leyen"), person("person.k", "King Salman II of Arabia", office="King")]
    )
    assert [entry.id for entry in spellings.bearers("von der Leyen")] == ["person.x"]
    assert [entry.id for entry in spellings.bearers("Leyen")] == ["person.x"]
    assert [entry.id for entry in spellings.bearers("Salman")] == ["person.k"]
    assert spellings.bearers("Ursula") == []


@pytest.mark.parametrize(
    ("text", "country"), [("ETA", "ESP"), ("hamas", "PSE"), ("iran", "IRN"), ("us", None), ("it", None)]
)
def test_a_whole_string_needs_no_guard_and_small_letters_some_length(text: str, country: str | None) -> None:
    assert resolve(real_tagger(), text, date(2010, 1, 1), None, DAY).country == country


def test_a_role_noun_that_is_the_whole_string_is_not_taken_for_a_body_of_that_name() -> None:
    found = resolve(real_tagger(), "the National Guard", DAY, None, DAY)
    assert (found.country, found.sectors) == (None, ("MIL",))


def test_with_a_context_the_guards_have_spoken() -> None:
    assert resolve(real_tagger(), "ETA", DAY, "The plane's ETA is noon.", DAY).country is None
