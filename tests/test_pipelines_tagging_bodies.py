"""Bodies are named by their whole name."""

import pytest

from pipelines.tagging.bodies import with_bodies
from pipelines.tagging.ner import Named, Piece


def bodies(text: str, *names: tuple[str, str]) -> list[str]:
    found = [Named(text.index(words), text.index(words) + len(words), label) for words, label in names]
    return [text[one.start : one.end] for one in with_bodies(text, found, [Piece(0, text)], [])]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the Social Democratic and Labour Party lost", "Social Democratic and Labour Party"),
        ("the Communist Party of Ruritania lost", "Communist Party of Ruritania"),
        ("the Ruritanian Institute for Peace and Security said", "Ruritanian Institute for Peace and Security"),
        ("the Democratic Party of the Left lost", "Democratic Party of the Left"),
        ("the Green Party's leader left", "Green Party"),
        ("Ruritania's Green Party lost", "Green Party"),
        ("the capital-based Ruritanian Trade Council said", "Ruritanian Trade Council"),
        (
            "rules issued this year by the Basel Committee on Banking Supervision. Based there",
            "Basel Committee on Banking Supervision",
        ),
        ('a story in " Ruritanian Life " magazine', "Ruritanian Life"),
        ("he left Forza Ruritania in May", "Forza Ruritania"),
    ],
)
def test_the_whole_name_is_found(text: str, name: str) -> None:
    assert bodies(text) == [name]


def test_two_bodies_joined_by_and_stay_two() -> None:
    text = "the Reform Party of Ruritania and Northern Alliance merged"
    assert bodies(text) == ["Reform Party of Ruritania", "Northern Alliance"]


def test_a_noun_alone_names_nobody() -> None:
    assert bodies("the Party met, and the Council of elders") == []


def test_a_headline_in_title_case_is_left_to_the_model() -> None:
    assert bodies("Angry Farmers March On Parliament As Council Meets Again") == []


def test_what_the_model_cut_short_is_made_whole() -> None:
    assert bodies("the National Labour Party lost", ("Labour Party", "ORG")) == ["National Labour Party"]
