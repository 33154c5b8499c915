"""Short names are linked to full ones of the same article, or not at all."""

from tagging_fixtures import sightings

from pipelines.tagging.spotted import Spotted

LOPEZ = (("Maria Lopez", "PERSON"),)


BEFORE_TEXT = 2
"""Where the text begins in a view without a title."""


def linked(text: str, words: str, **more: object) -> Spotted | None:
    return next(
        (one for one in sightings(text, **more) if text[one.start - BEFORE_TEXT : one.end - BEFORE_TEXT] == words), None
    )  # type: ignore[arg-type]


def test_a_surname_is_linked_to_the_full_name_before_it() -> None:
    text = "Maria Lopez spoke. Later Lopez left."
    one = linked(text, "Lopez", named=LOPEZ)
    assert one is not None
    assert (one.method, one.name, one.head) == ("coreference", "Maria Lopez", 2)
    assert one.reason == "'Lopez' is part of the name 'Maria Lopez'"


def test_a_surname_before_the_full_name_is_linked_only_in_the_title() -> None:
    assert linked("Lopez left. Maria Lopez spoke.", "Lopez", named=LOPEZ) is None
    found = sightings("Maria Lopez spoke.", title="Lopez leaves", named=LOPEZ)
    assert [one.method for one in found] == ["coreference", "ner"]


def test_a_surname_of_two_people_is_linked_to_neither() -> None:
    text = "Maria Lopez met Pedro Lopez. Lopez left."
    assert linked(text, "Lopez", named=(*LOPEZ, ("Pedro Lopez", "PERSON"))) is None


def test_a_surname_with_another_first_name_is_someone_else() -> None:
    text = "Maria Lopez spoke. Barbara Lopez left. It was in Lopez Street."
    assert linked(text, "Lopez", named=LOPEZ) is None


def test_a_surname_that_is_a_word_of_the_text_is_not_linked() -> None:
    assert linked("Maria Stone spoke. Stone by stone it grew.", "Stone", named=(("Maria Stone", "PERSON"),)) is None


def test_a_surname_that_the_model_takes_for_something_else_is_still_the_person() -> None:
    text = "Maria Lopez spoke. Then Lopez left."
    found = sightings(text, named=(*LOPEZ, ("Lopez left", "ORG")))
    assert [one.kind for one in found if one.start < 13] == ["person"]


def test_the_gazetteer_s_surname_yields_to_a_full_name_of_the_article() -> None:
    text = "Peter Example spoke. Example left."
    one = linked(text, "Example", named=(("Peter Example", "PERSON"),))
    assert one is not None
    assert (one.actor, one.name) == (None, "Peter Example")


def test_the_gazetteer_s_surname_stays_when_it_came_first() -> None:
    text = "Example spoke. Her son Peter Example left. Example stayed."
    found = [one for one in sightings(text, named=(("Peter Example", "PERSON"),)) if one.length == len("Example")]
    assert [one.actor for one in found] == ["person.ann-example"] * 2


def test_an_acronym_in_brackets_is_the_body_before_it() -> None:
    text = "The Acme Marble Fund (AMF) paid. The AMF left. XAMF did not."
    found = [one for one in sightings(text, named=(("Acme Marble Fund", "ORG"),)) if one.method == "coreference"]
    assert [one.name for one in found] == ["Acme Marble Fund"] * 2
    assert "introduced in brackets" in found[0].reason


def test_brackets_that_abbreviate_nothing_introduce_nothing() -> None:
    text = "The Acme Marble Fund (NYSE) paid. NYSE left."
    assert all(one.method != "coreference" for one in sightings(text, named=(("Acme Marble Fund", "ORG"),)))


def test_a_local_acronym_beats_the_gazetteer_s() -> None:
    text = "The Women Helping Others (WHO) paid. The WHO left."
    found = sightings(text, named=(("Women Helping Others", "ORG"),))
    assert {one.actor for one in found} == {None}
    assert len({one.head for one in found}) == 1
