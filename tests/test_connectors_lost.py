"""What extraction lost of an article is put back in its place, and nothing else of the page is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from connectors.extraction.lost import with_lost

TITLE = "Quay reopens"
LINES = [
    f"In paragraph {number} the harbour authority said that it would reopen the quay in spring." for number in range(6)
]
LEAD = f"{LINES[5]} {LINES[5]}"


def restored(body: str, text: list[str]) -> list[str]:
    root = html.document_fromstring(f"<body>{body}</body>")
    return with_lost(root, "\n".join(text), TITLE).text.split("\n")


def boxed(*lines: str, names: str = "body") -> str:
    return f'<div class="{names}">{"".join(f"<p>{line}</p>" for line in lines)}</div>'


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (boxed(*LINES[:3]), LINES[:3]),
        (boxed(LINES[0]) + boxed(LINES[1]), LINES[:2]),
        (boxed(LINES[0], "</p><h3>A long wait</h3><p>", LINES[1]), [LINES[0], "A long wait", LINES[1]]),
        (boxed(LINES[0], "</p><ul><li>Wheat</li></ul><p>", LINES[1]), [LINES[0], "- Wheat", LINES[1]]),
        (
            f'<div class="body"><p>{LINES[0]}</p>{boxed(*LINES[1:3], names="rest")}</div>',
            LINES[:3],
        ),
        (f"<h1>{TITLE}</h1><p>{LEAD}</p>{boxed(LINES[0])}", [LEAD, LINES[0]]),
        (f'<div class="body"><p>{LINES[0]}</p><div><h3>A long wait</h3></div><p>{LINES[1]}</p></div>',
         [LINES[0], "A long wait", LINES[1]]),
    ],
)  # fmt: skip
def test_what_stands_among_the_text_is_put_back(body: str, found: list[str]) -> None:
    known = [line for line in found if line in (LINES[0], found[-1])]
    assert restored(body, [LINES[0], *(known[1:] if "h3" in body or "ul" in body else [])]) == found


@pytest.mark.parametrize(
    "beside",
    [
        boxed(LINES[1], names="comments"),
        boxed(LINES[1], names="other"),
        f"<aside>{boxed(LINES[1])}</aside>",
        f"<footer>{boxed(LINES[1])}</footer>",
        f'<a href="/x">{boxed(LINES[1])}</a>',
        "<h3>A heading with nothing below it</h3>",
    ],
)
def test_what_stands_beside_the_text_is_not(beside: str) -> None:
    assert restored(boxed(LINES[0]) + beside, [LINES[0]]) == [LINES[0]]


@pytest.mark.parametrize(
    "lead", ["A standfirst in a line that sums up what the story says, no more.", LEAD.rstrip(".")]
)
def test_a_standfirst_is_no_lead(lead: str) -> None:
    assert restored(f"<h1>{TITLE}</h1><p>{lead}</p>{boxed(LINES[0])}", [LINES[0]]) == [LINES[0]]


@given(st.sets(st.sampled_from(range(6)), min_size=1))
def test_any_part_of_one_box_brings_back_the_whole_in_order(known: set[int]) -> None:
    assert restored(boxed(*LINES), [LINES[number] for number in sorted(known)]) == LINES


def test_a_unit_of_which_something_was_left_out_is_not_told_twice() -> None:
    body = boxed(LINES[0], LINES[1] + " It was 5 May. " + LINES[2])
    text = [LINES[0], LINES[1] + " It was . " + LINES[2]]
    assert restored(body, text) == text


def test_the_share_is_of_the_prose_that_is_not_aside() -> None:
    root = html.document_fromstring(
        f"<body>{boxed(LINES[0])}{boxed(*LINES[1:4], names='x')}<aside><p>{LINES[4]}</p></aside></body>"
    )
    assert with_lost(root, LINES[0], TITLE).share == pytest.approx(0.25)
