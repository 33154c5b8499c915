"""Lines that only lead elsewhere go; links within the text, and headings above prose, stay."""

from __future__ import annotations

import pytest
from lxml import html

from connectors.extraction.signposts import take_signposts

LINE = "The harbour authority said on Tuesday that it would reopen the quay after two years of repairs."
PROSE = f"<p>{LINE}</p>" * 3
LINK = '<a href="/1">Ferry timetable changes from Monday</a>'


def left(body: str, prose: str = PROSE) -> str:
    root = html.document_fromstring(f"<body><main><h1>Quay reopens</h1>{body}{prose}</main></body>")
    take_signposts(root)
    return " ".join(root.text_content().replace(LINE, "").removeprefix("Quay reopens").split())


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{LINK}</p>",
        f"<p><strong>{LINK}</strong></p>",
        f"<div><span>{LINK}</span></div>",
        f"<div><h3>{LINK}</h3></div>",
        f"<p>Also read: {LINK}</p>",
        f"<p><b>ALSO READ | {LINK}</b></p>",
        f"<p>In der Nähe – {LINK}</p>",
        f"<ul><li>{LINK}</li><li>{LINK} <span>3 May 2022</span></li></ul>",
        f"<h4>More:</h4><ul><li><h4>{LINK}</h4></li></ul><ul><li>{LINK}</li></ul>",
        f"<section><h2>More on this story</h2><ul><li>{LINK}</li></ul></section>",
        f"<article><h3>{LINK}</h3><p>Grain waits on the rails for weeks, as wagons are scarce.</p></article>",
        '<a href="/1"><h3>Ferry timetable changes</h3><p>From Monday on.</p></a>',
        "<div><a onclick='play()'><p>How the quay fell</p></a></div>",
    ],
)
def test_what_only_leads_elsewhere_goes(body: str) -> None:
    assert left(body) == ""


@pytest.mark.parametrize(
    "body",
    [
        f"<p>The ministry said so in {LINK}, and again in spring.</p>",
        f"<p>They told readers of the paper: {LINK}</p>",
        f"<ul><li>{LINK}</li><li>Wheat, 12 tonnes</li></ul>",
        f"<h2>{LINK}</h2>{PROSE}",
        '<p><a name="top">An anchor that nobody closed</a></p>',
        f'<p><a href="/1">{LINE * 3}</a></p>',
    ],
)
def test_what_says_something_of_its_own_stays(body: str) -> None:
    kept = " ".join(html.fromstring(f"<div>{body}</div>").text_content().replace(LINE, "").split())
    assert left(body) == kept


def test_the_text_behind_a_line_that_goes_stays_in_its_place() -> None:
    assert left(f"<div>before<p>{LINK}</p>behind</div>") == "beforebehind"


def test_a_page_without_prose_may_be_a_list_of_links() -> None:
    assert left(f"<p>{LINK}</p>", prose="") == "Ferry timetable changes from Monday"
