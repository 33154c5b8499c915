"""Prose is marked as paragraphs where it stands in other elements, and nothing else is."""

from __future__ import annotations

import pytest
from lxml import html

from connectors.extraction.prose import is_prose, open_prose

LINE = "The harbour authority said on Tuesday that it would reopen the quay after two years of repairs."


def opened(body: str) -> html.HtmlElement:
    root = html.document_fromstring(f"<body>{body}</body>")
    open_prose(root)
    return root


def paragraphs(body: str) -> list[str]:
    return [paragraph.text_content().strip() for paragraph in opened(body).iter("p")]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (f"<div>{LINE}</div>", [LINE]),
        (f"<story-par>{LINE}</story-par>", [LINE]),
        (f"<div>{LINE}<br><br>{LINE}</div>", [f"{LINE}{LINE}"]),
        (f"<div>{LINE}<hr>{LINE}</div>", [LINE, LINE]),
        (f"<div><b>Short.</b> {LINE}<p>{LINE}</p>Then nothing.</div>", [f"Short. {LINE}", LINE, "Then nothing."]),
        (f"<section><div>{LINE}</div>{LINE}</section>", [LINE, LINE]),
        ("<div>By Ada Brandt</div>", []),
        (f'<div><a href="/x">{LINE}</a></div>', []),
        (f'<div class="comment-text">{LINE}</div>', []),
        (f"<div><span>Kiel</span><div>{LINE}</div></div>", [LINE]),
    ],
)
def test_runs_of_prose_become_paragraphs(body: str, found: list[str]) -> None:
    assert paragraphs(body) == found


def test_no_word_is_lost_and_none_changes_its_place() -> None:
    body = f"<div>{LINE} <i>One</i> two<ul><li>three</li></ul>{LINE} four <x-y>{LINE}</x-y> five</div>"
    before = html.document_fromstring(f"<body>{body}</body>").text_content()
    assert opened(body).text_content().split() == before.split()


def test_a_misleading_name_that_paragraphs_share_is_taken_from_them() -> None:
    root = opened(f'<div class="rich--iconLinks"><p>{LINE}</p><p>{LINE}</p></div>')
    assert root.find(".//div").get("class") == "rich--Links"


@pytest.mark.parametrize(
    "body",
    [
        f'<div class="slide"><p>{LINE}</p></div><p>{LINE}</p>',
        f'<div class="comments slide"><p>{LINE}</p><p>{LINE}</p></div>',
    ],
)
def test_a_name_that_may_be_meant_stays(body: str) -> None:
    assert "slide" in opened(body).find(".//div").get("class")


def test_a_moment_within_a_sentence_stays_in_it() -> None:
    root = opened(f"<p>{LINE} It was <time>5 May</time>.</p><div><time>6 May</time></div>")
    assert [time.text for time in root.iter("time")] == ["6 May"]


def test_lines_of_links_are_no_prose() -> None:
    root = html.document_fromstring(f'<p>{LINE}</p><p>See <a href="/x">{LINE}</a></p>')
    assert [is_prose(paragraph) for paragraph in root.iter("p")] == [True, False]
