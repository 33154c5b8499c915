"""An article that only the data of a page hold is found in them, and no other article beside it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import html

from connectors.extraction.extract import Page, extract
from connectors.extraction.page_data import drawn_text

TITLE = "Quay reopens"
LINES = [
    f"In paragraph {number} the harbour authority said that it would reopen the quay in spring." for number in range(6)
]
MARKUP = "".join(f"<p>{line}</p>" for line in LINES)
OTHERS = [f"{line} And there is more of it in the other story, far more." for line in LINES]


def page(data: Any, title: str = TITLE) -> str:
    script = f'<script id="state" type="application/json">{json.dumps(data)}</script>'
    return f"<html lang='en'><head><title>{title}</title></head><body><div id='app'></div>{script}</body></html>"


def drawn(data: Any) -> list[str]:
    return drawn_text(html.document_fromstring(page(data)), TITLE).split("\n")


@pytest.mark.parametrize(
    "data",
    [
        {"props": {"article": {"title": TITLE, "body": MARKUP}}},
        {"story": {"headline": TITLE, "paragraphs": LINES}},
        {"story": {"headline": {"basic": TITLE}, "elements": [{"type": "text", "content": line} for line in LINES]}},
        {
            "story": [
                {"model": {"blocks": [{"model": {"text": line, "blocks": [{"model": {"text": line}}]}}]}}
                for line in LINES
            ]
        },
        {
            "story": {"title": TITLE, "body": MARKUP},
            "next": {"title": "Other", "body": "".join(f"<p>{o}</p>" for o in OTHERS)},
        },
        {
            "story": {
                "title": TITLE,
                "body": MARKUP,
                "relatedStories": [{"body": "".join(f"<p>{o}</p>" for o in OTHERS)}],
            }
        },
        {"story": {"title": TITLE, "body": MARKUP, "comments": OTHERS}},
    ],
)
def test_the_text_is_found_however_it_is_kept(data: Any) -> None:
    assert drawn(data) == LINES


@pytest.mark.parametrize(
    "data", [{}, [], {"a": "https://example.org/" + "a" * 200 + "."}, {"css": "{" + "x " * 200 + "."}, 7]
)
def test_what_is_no_prose_is_no_text(data: Any) -> None:
    assert drawn(data) == [""]


def test_a_page_drawn_by_script_is_read_from_its_data() -> None:
    found = extract(Page(html=page({"article": {"title": TITLE, "body": MARKUP}}).encode()))
    assert (found.text.split("\n"), found.title, found.quality) == (LINES, TITLE, "full")


def test_the_data_are_not_asked_where_the_page_shows_a_text() -> None:
    shown = page({"article": {"title": TITLE, "paragraphs": OTHERS}}).replace(
        "<div id='app'>", f"<div id='app'>{MARKUP}"
    )
    assert extract(Page(html=shown.encode())).text.split("\n") == LINES


def test_data_nested_without_end_are_left() -> None:
    deep: Any = LINES
    for _ in range(400):
        deep = [deep]
    assert drawn(deep) == LINES
