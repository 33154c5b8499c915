"""A noun stands for a body only where one is meant."""

import pytest
from tagging_fixtures import seen, tags_of


@pytest.mark.parametrize(
    ("text", "noun", "actor"),
    [
        ("NATO met. The alliance agreed.", "alliance", "igo.nato"),
        ("China's foreign affairs ministry spoke. The ministry denied it.", "ministry", "CHN.GOV.foreign-ministry"),
        ("China's foreign affairs ministry spoke. The Ministry denied it.", "Ministry", "CHN.GOV.foreign-ministry"),
    ],
)
def test_a_noun_is_the_one_body_named_before(text: str, noun: str, actor: str) -> None:
    one = seen(text)[noun]
    assert (one.actor, one.method) == (actor, "coreference")


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("The alliance met. NATO agreed.", "alliance"),
        ("NATO met. The alliance of the willing agreed.", "alliance"),
        ("NATO met. An alliance was formed.", "alliance"),
        (
            "China's foreign affairs ministry and Russia's foreign affairs ministry spoke. The ministry denied it.",
            "ministry",
        ),
    ],
)
def test_a_noun_that_may_mean_something_else_is_left_alone(text: str, noun: str) -> None:
    assert noun not in seen(text)


def test_the_former_and_the_latter_are_of_the_pair_before_them() -> None:
    found = seen("France and Germany talked; the former agreed, the latter refused.")
    assert (found["former"].actor, found["latter"].actor) == ("FRA", "DEU")


def test_former_as_an_adjective_names_nobody() -> None:
    assert "former" not in seen("France and Germany talked; the former president left.")


def test_a_linked_noun_shares_the_cluster_of_its_antecedent() -> None:
    tags = tags_of("NATO met. The alliance agreed.")
    clusters = {one.text: one.cluster for one in tags.mentions}
    assert clusters["NATO"] == clusters["alliance"]
