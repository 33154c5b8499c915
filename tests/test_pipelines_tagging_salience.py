"""What an article is about differs from what it mentions."""

from pipelines.tagging.salience import actor_salience
from pipelines.tagging.view import view_of
from schemas.tagged import Kind

KINDS: tuple[Kind, ...] = ("person", "place", "country")
VIEW = view_of("Alpha speaks", "Beta met Gamma. Then Delta signed the paper. Delta met Beta, and Gamma.", 1_000)


def places(name: str) -> list[tuple[int, int]]:
    found, start = [], VIEW.text.find(name)
    while start >= 0:
        found.append((start, start + len(name)))
        start = VIEW.text.find(name, start + 1)
    return found


def test_the_first_sentence_counts() -> None:
    first, later = places("Gamma")
    assert actor_salience(VIEW, [first], 0, "person") > actor_salience(VIEW, [later], 0, "person")


def test_who_acts_weighs_more() -> None:
    acting, beside = places("Delta")[:1], places("Beta")[1:]
    assert actor_salience(VIEW, acting, 0, "person") > actor_salience(VIEW, beside, 0, "person")


def test_the_title_counts() -> None:
    assert actor_salience(VIEW, places("Alpha"), 0, "person") > actor_salience(VIEW, places("Delta")[1:], 0, "person")


def test_a_sighting_inside_another_name_counts_less() -> None:
    assert actor_salience(VIEW, places("Delta"), 0, "person") > actor_salience(VIEW, places("Delta"), 2, "person")


def test_a_state_weighs_less_than_a_place_and_a_place_than_a_person() -> None:
    person, place, state = (actor_salience(VIEW, places("Beta"), 0, kind) for kind in KINDS)
    assert 0 < state < place < person < 1


def test_more_sightings_never_weigh_less() -> None:
    scores = [actor_salience(VIEW, places("Delta")[:count], 0, "person") for count in (1, 2)]
    assert scores == sorted(scores)
