"""Given names tell people from everything else."""

from pipelines.tagging.given import GivenNames
from pipelines.tagging.ner import Named, Piece

NAMES = GivenNames(())


def joined(text: str, *names: tuple[str, str]) -> list[tuple[str, str]]:
    found = [Named(text.index(words), text.index(words) + len(words), label) for words, label in names]
    return [(text[one.start : one.end], one.label) for one in NAMES.joined(text, found, [Piece(0, text)])]


def test_a_person_the_model_overlooked_is_added() -> None:
    assert joined("Axel Barto left") == [("Axel Barto", "PERSON")]


def test_a_name_that_the_model_split_is_joined() -> None:
    assert joined("Rob van der Steen left", ("Rob van der", "PERSON"), ("Steen", "ORG")) == [
        ("Rob van der Steen", "PERSON")
    ]


def test_a_longer_name_of_the_model_stays() -> None:
    assert joined("the Anna Barto Foundation paid", ("Anna Barto Foundation", "ORG")) == [
        ("Anna Barto Foundation", "ORG")
    ]


def test_words_that_are_also_places_begin_no_person() -> None:
    assert joined("Georgia Tech and Paris Match and South Bend") == []


def test_nothing_is_added_where_the_model_did_not_read() -> None:
    assert NAMES.joined("Axel Barto left", [], []) == []
