"""What somebody or something is depends on the day."""

from datetime import date

import pytest
from vocabulary_made import FIRST, SECOND, person, term

from schemas.vocabulary import Role, Vocabulary, exists_at, last_role, role_at


@pytest.mark.parametrize(
    ("day", "sectors", "role"),
    [
        (date(2010, 6, 1), ("UNK",), None),
        (date(2017, 1, 19), ("UNK",), None),
        (date(2017, 1, 20), ("GOV",), FIRST),
        (date(2021, 1, 19), ("GOV",), FIRST),
        (date(2021, 1, 20), ("ELI",), None),
        (date(2023, 1, 1), ("ELI",), None),
        (date(2025, 1, 20), ("GOV",), SECOND),
        (date(2099, 1, 1), ("GOV",), SECOND),
    ],
)
def test_a_person_has_the_sector_of_the_day(day: date, sectors: tuple[str, ...], role: Role | None) -> None:
    assert role_at(person(FIRST, SECOND), day) == (sectors, "FRA", role)


def test_a_person_before_the_first_role_keeps_the_sectors_of_the_entry() -> None:
    assert role_at(person(SECOND, sectors=("BUS",)), date(2000, 1, 1)).sectors == ("BUS",)


def test_a_person_without_roles_keeps_the_sectors_of_the_entry() -> None:
    assert role_at(person(sectors=("JRN",)), date(2000, 1, 1)) == (("JRN",), "FRA", None)
    assert role_at(person(), date(2000, 1, 1)) == (("UNK",), "FRA", None)


def test_of_two_roles_at_once_the_later_one_counts() -> None:
    member = term(date(2010, 1, 1), None, office="Member of parliament", sectors=("LEG",))
    assert role_at(person(member, SECOND), date(2026, 1, 1)).role == SECOND
    assert role_at(person(member, SECOND), date(2024, 1, 1)).sectors == ("LEG",)


def test_a_former_official_belongs_to_the_country_of_the_office() -> None:
    abroad = term(date(2000, 1, 1), date(2004, 1, 1), country="GEO")
    assert role_at(person(abroad), date(2010, 1, 1)) == (("ELI",), "GEO", None)
    assert last_role(person(abroad), date(2010, 1, 1)) == abroad
    assert last_role(person(abroad), date(2003, 1, 1)) is None


def test_a_group_outside_its_roles_is_never_a_former_official() -> None:
    ruling = term(date(2021, 8, 15), None, office="Government")
    group = person(ruling, kind="armed_group", sectors=("REB",))
    assert role_at(group, date(2020, 1, 1)).sectors == ("REB",)
    assert role_at(group, date(2022, 1, 1)).sectors == ("GOV",)


def test_a_state_exists_until_the_day_it_ends(vocabulary: Vocabulary) -> None:
    union = vocabulary.actors["SUN"]
    assert exists_at(union, date(1991, 12, 25))
    assert not exists_at(union, date(1991, 12, 26))
    assert union.successor == "RUS"
