"""A town tells its state where one large town has the name."""

import pytest
from tagging_fixtures import DAY, real_tagger

from pipelines.tagging import resolve
from pipelines.tagging.spotted import Spotted
from pipelines.tagging.towns import with_towns

TOWNS = {"puerto penasco": "MEX"}


def sighting(name: str, kind: str = "place") -> Spotted:
    return Spotted(start=0, end=len(name), actor=None, name=name, kind=kind, country=None, method="ner",
                   confidence=0.6, reason="the model", form="model")  # type: ignore[arg-type]  # fmt: skip


def test_accents_and_capitals_make_no_difference() -> None:
    (found,) = with_towns([sighting("Puerto Peñasco")], TOWNS)
    assert (found.country, found.reason) == ("MEX", "the model; a town of MEX")


def test_a_person_called_like_a_town_and_an_unknown_place_stay_as_they_are() -> None:
    person, place = sighting("Puerto Peñasco", "person"), sighting("Zzyzx")
    assert with_towns([person, place], TOWNS) == [person, place]


def test_a_town_alone_is_resolved_to_its_people() -> None:
    found = resolve(real_tagger(), "Puerto Penasco", DAY, None, DAY)
    assert (found.country, found.sectors, found.kind) == ("MEX", ("CVL",), "place")


def test_a_word_in_small_letters_is_no_town() -> None:
    assert resolve(real_tagger(), "reading", DAY, None, DAY).country is None


def test_a_name_that_two_states_share_is_left_out() -> None:
    assert "tripoli" not in real_tagger().vocabulary.towns


@pytest.mark.parametrize(
    ("text", "country", "sector"),
    [
        ("the Bishop of Matagalpa", "NIC", "REL"),
        ("Matagalpa's farmers", "NIC", "AGR"),
        ("farmers of matagalpa", None, "AGR"),
    ],
)
def test_a_role_noun_beside_a_town_is_of_its_state(text: str, country: str | None, sector: str) -> None:
    found = resolve(real_tagger(), text, DAY, None, DAY)
    assert (found.country, found.sectors) == (country, (sector,))
