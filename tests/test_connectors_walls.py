"""A wall is told from an article that speaks of one."""

from __future__ import annotations

import pytest

from connectors.parsing.walls import LONGEST_WALL, wall_in

STORY = "The council voted on Monday to build the bridge, and the mayor thanked everybody who had come. " * 12


@pytest.mark.parametrize(
    ("title", "text", "wall"),
    [
        ("Just a moment...", "", "check"),
        ("Port Post", "Please verify you are a human to go on.", "check"),
        ("", "We and our 812 partners store and access information on a device. Accept all cookies", "consent"),
        ("Wir verwenden Cookies", "Mit Werbung weiterlesen oder ein Abo nehmen.", "consent"),
        ("Talks", STORY[:300] + " Subscribe to continue reading.", "payment"),
        ("Débat", "Cet article est réservé aux abonnés.", "payment"),
        ("Talks", "You need to enable JavaScript to run this app.", "script"),
    ],
)
def test_walls_are_named(title: str, text: str, wall: str) -> None:
    assert wall_in(title, text) == wall


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        STORY + "The site asked its readers to accept all cookies, which the regulator called unlawful.",
        "We use cookies. " * 400,
        "",
    ],
)
def test_an_article_is_no_wall(text: str) -> None:
    assert wall_in("Council votes", text) is None


def test_a_long_text_is_never_a_wall() -> None:
    assert wall_in("Just a moment...", "x" * (LONGEST_WALL + 1)) is None
