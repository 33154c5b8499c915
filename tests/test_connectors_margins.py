"""Small boxes go by their names, however written; large ones are no furniture whatever they are called."""

from __future__ import annotations

import pytest
from lxml import html

from connectors.extraction.margins import LONGEST, is_called_furniture, take_margins


def box(names: str) -> html.HtmlElement:
    return html.fromstring(f'<div class="{names}">x</div>')


@pytest.mark.parametrize(
    "names",
    [
        "imageCaption",
        "Figure-caption",
        "photo_credit",
        "story-read-more",
        "LireAussi",
        "tnt-byline",
        "AUTHOR-BIO",
        "sr-only",
    ],
)
def test_a_name_of_furniture_is_known(names: str) -> None:
    assert is_called_furniture(box(names))


@pytest.mark.parametrize(
    "names",
    [
        "content no-share",
        "has-caption",
        "biology",
        "story-text",
        "credibility",
        "paywall",
        "socialism",
        "text read",
        "",
    ],
)
def test_a_name_of_something_else_is_not(names: str) -> None:
    assert not is_called_furniture(box(names))


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ('<p>One.</p><p class="imageCaption">The quay on Tuesday.</p><p>Two.</p>', "One.Two."),
        (f'<div class="share">{"word " * LONGEST}</div>', "word " * LONGEST),
        ('<p>It was <span class="credit">credit</span> that ran out.</p>', "It was credit that ran out."),
        ('<div class="social"><h1>Title</h1></div>', "Title"),
    ],
)
def test_small_boxes_that_stand_alone_go(body: str, left: str) -> None:
    root = html.document_fromstring(f"<body>{body}</body>")
    take_margins(root)
    assert root.text_content() == left
