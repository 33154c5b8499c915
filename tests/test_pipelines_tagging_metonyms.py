"""A capital is its government only where it acts."""

import pytest
from tagging_fixtures import mention, seen, tags_of


@pytest.mark.parametrize(
    "text",
    [
        "Beijing rejects the plan.",
        "Beijing has also repeatedly denied it.",
        "Beijing's efforts failed.",
        "the Beijing-backed plan",
        "But Beijing would see no benefit.",
        "Tokyo and Beijing agreed.",
    ],
)
def test_a_capital_that_acts_is_its_government(text: str) -> None:
    one = seen(text)["Beijing"]
    assert (one.actor, one.kind, one.sectors, one.metonym) == ("CHN.GOV", "government", ("GOV",), True)
    assert "stands for its government" in one.reason


@pytest.mark.parametrize(
    "text",
    [
        "Officials in Beijing said so.",
        "He flew to Beijing.",
        "Beijing's airport is closed.",
        "Beijing is hot.",
        "leaders queuing up in Beijing with delegations",
        "They left Beijing yesterday.",
        "Beijing, where he lives",
    ],
)
def test_a_capital_that_is_a_place_stays_one(text: str) -> None:
    one = seen(text)["Beijing"]
    assert (one.actor, one.kind, one.metonym) == ("CHN", "place", False)


def test_a_seat_of_power_is_always_its_government() -> None:
    one = mention(tags_of("He went to the Kremlin."), "Kremlin")
    assert (one.actor, one.kind, one.metonym) == ("RUS.GOV", "government", False)
