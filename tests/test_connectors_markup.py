"""What is readable of HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.parsing.markup import MAX_TAG_CHARACTERS, has_monstrous_tag, one_line, plain_text
from schemas.text import is_clean


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("plain", "plain"),
        ("a < b and c > d", "a < b and c > d"),
        ("AT&amp;T", "AT&T"),
        ("AT&T <b>rocks</b>", "AT&T rocks"),
        ("&lt;b&gt; is <i>bold</i>", "<b> is bold"),
        ("two\r\nlines", "two\nlines"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("one<br/>two", "one\ntwo"),
        ("<p>one\n  and   more</p>", "one and more"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("<ul><li>1</li><li>2</li></ul>", "1\n2"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("x<script>alert(1)</script><style>p{}</style>y", "xy"),
        ("<!-- hidden -->seen", "seen"),
        ("<p>a&nbsp;b</p>", "a b"),
        ("un<b>believ</b>able", "unbelievable"),
        ("<p>never closed <b>bold", "never closed bold"),
        ("e\u0301 <i>x</i>", "é x"),
        ("a\x7f\x7fb <i>c</i>\x7f", "ab c"),
        ("<P>one</P><TABLE><TR><TD>a</TD><TD>b</TD></TR></TABLE><SCRIPT>x</SCRIPT>", "one\na b"),
        ("<!-- <p> --><b title='<p>'>a</b><svg><title>x</title></svg>c", "ac"),
        ("<p>a\u2003b\u3000c<br/>\n<br/>&#160;d</p>", "a b c\nd"),
        ("a \ud800 b", "a \ufffd b"),
    ],
)
def test_markup_becomes_text(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@given(st.text(st.sampled_from("<>/ab &;#x\"'=!-\n\r\x00\ud800\u2028é")))
def test_any_markup_becomes_clean_text(markup: str) -> None:
    assert is_clean(plain_text(markup))
    assert "\n" not in one_line(markup)


@pytest.mark.parametrize("markup", ["<div>" * 100_000 + "x", "<b><i>" * 50_000, "&" * 1_000_000, "<" * 1_000_000])
def test_hostile_markup_ends(markup: str) -> None:
    assert len(plain_text(markup)) <= len(markup)


def test_a_tag_longer_than_the_limit_is_shown_to_no_parser() -> None:
    monster = "<a " + "x=1 " * (MAX_TAG_CHARACTERS // 4) + ">text"
    assert has_monstrous_tag(monster.encode())
    assert plain_text(f"before {monster} <b>after</b>") == "before text after"


@pytest.mark.parametrize(
    "document", [b"x" * 200_000, b"<p>" + b"x" * 200_000 + b"</p>", b"<![CDATA[" + b"x" * 200_000 + b"]]>"]
)
def test_long_text_is_no_long_tag(document: bytes) -> None:
    assert not has_monstrous_tag(document)
