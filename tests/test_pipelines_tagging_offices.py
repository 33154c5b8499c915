"""An office without a country is that of the country an article is about, and of none where none leads."""

from __future__ import annotations

import pytest
from tagging_fixtures import tag_real

TAIL = " The finance ministry declined to comment."
FILLER = "The talks went on for another day, and nobody said how long they would take. " * 8


def country_of(text: str, title: str = "", office: str = "finance ministry") -> str | None:
    (found,) = [one for one in tag_real(text, title) if one.text.endswith(office)]
    return found.country


@pytest.mark.parametrize(
    ("title", "text", "country"),
    [
        ("Peru raises taxes", "Peru said so on Monday. Peruvian miners protested." + TAIL, "PER"),
        # Others are named as often, but the title and the first sentence say whose affair it is.
        (
            "Costa Rica refuses to pay hackers",
            f"Costa Rica will not pay. {FILLER}Russia and Ukraine fell out. Costa Rica got help from Spain.{TAIL}",
            "CRI",
        ),
        ("France and Germany agree", "France and Germany agreed. France and Germany will pay." + TAIL, None),
        ("Talks go on", "They met in Peru." + TAIL, None),
        ("Talks go on", FILLER + TAIL, None),
    ],
)
def test_the_country_an_article_is_about_has_the_office(title: str, text: str, country: str | None) -> None:
    assert country_of(text, title) == country


def test_the_reason_says_where_the_country_comes_from() -> None:
    text = "Peru said so on Monday. Peruvian miners in Peru protested." + TAIL
    (found,) = [one for one in tag_real(text, "Peru raises taxes") if one.text.endswith("finance ministry")]
    assert "the article is about Peru" in found.reason
