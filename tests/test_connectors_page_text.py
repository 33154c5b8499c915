"""What belongs to the page is taken from a text, and nothing of the article."""

from __future__ import annotations

import pytest

from connectors.extraction.page_text import article_text

BODY = ["PORT SOLE - Envoys met on Monday, the ministry said.", "They will meet again on Friday.", "Nobody else came."]
TITLE = "Envoys meet"


def tidied(*lines: str, authors: tuple[str, ...] = ("Ana Sol",)) -> list[str]:
    return article_text("\n".join(lines), TITLE, authors).split("\n")


@pytest.mark.parametrize(
    "head",
    [
        ["Envoys meet"],
        ["ENVOYS MEET"],
        ["Envoys meet", "By Ana Sol", "1 March 2024"],
        ["Ana Sol | 01.03.2024 09:30"],
        ["Ana Sol, Port Sole correspondent"],
        ["Published March 1, 2024 at 9:30 a.m. EST"],
        ["Last updated: Fri, 1 March 2024, 09:30"],
        ["World", "Politics", "Sport", "Envoys meet", "2024-03-01 Ana Sol"],
        ["- Published", "- 1 March 2024", "By Kofi Mensah", "The Strait, Port Sole"],
        ["TradeEnvoys meet", "Envoys meet1 March 2024", "2"],
    ],
)
def test_title_byline_and_date_above_the_text_go(head: list[str]) -> None:
    assert tidied(*head, *BODY) == BODY


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "Article continues below advertisement",
        "Read more: Why the old observatory is open again",
        "Share this article",
        "Werbung",
        "Related: Seven soups for a cold week",
    ],
)
def test_furniture_between_the_paragraphs_goes(line: str) -> None:
    assert tidied(BODY[0], line, *BODY[1:]) == BODY


@pytest.mark.parametrize(
    "foot",
    [
        ["© 2024 The Strait"],
        ["All rights reserved.", ""],
        ["Follow us on Facebook and Mastodon"],
        ["Sign up to our newsletter for the stories that matter."],
        ["Tags: War, Peace"],
        ["Ana Sol is a correspondent of The Strait in Port Sole.", "© 2024 The Strait"],
        ["Seven soups for a cold week", "Ferry timetable changes", "Museum counts its beetles", "First snow"],
    ],
)
def test_furniture_below_the_text_goes(foot: list[str]) -> None:
    assert tidied(*BODY, *foot) == BODY


@pytest.mark.parametrize(
    "kept",
    [
        ["The Strait, Port Sole and the ministry"],
        ["Ana Sol told reporters that she would resign."],
        ["Ana Sol, the minister, told reporters that she would resign."],
        ["Envoys meet because they have to, a diplomat said."],
        ["Read more slowly, the teacher told the minister, and the hall laughed."],
        ["March 1, 2024, was the day that changed the strait."],
        ["Two short lines", "are no list"],
        ["- wheat: 12 tonnes", "- barley: 3 tonnes", "- rye: 2 tonnes", "- oats: 1 tonne"],
        ["Photo editors went on strike, and their union said that this was the first time in the paper's long history, "
         "which the owners did not dispute when they were asked about it on Tuesday."],
    ],
)  # fmt: skip
def test_what_the_article_says_stays(kept: list[str]) -> None:
    assert tidied(*BODY, *kept) == [*BODY, *kept]
    assert tidied(*kept, *BODY) == [*kept, *BODY]


def test_a_text_of_short_lines_alone_is_kept() -> None:
    lines = ["one", "two", "three", "four", "five"]
    assert tidied(*lines) == lines
