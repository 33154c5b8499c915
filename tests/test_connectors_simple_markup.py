"""Text of simple HTML is the same without a tree as with it."""

from __future__ import annotations

import html

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from connectors.parsing.markup import lines_of
from connectors.parsing.markup_tree import tree_text
from connectors.parsing.simple_markup import BLOCKS, CELLS, marked_text, resolved

NAMES = (
    *BLOCKS,
    *CELLS,
    *("a", "area", "audio", "b", "button", "center", "cite", "em", "embed", "font", "form", "i", "iframe", "input"),
    *("label", "map", "meta", "object", "option", "o:p", "picture", "q", "script", "small", "source", "span", "strong"),
    *("style", "sup", "tbody", "thead", "time", "u", "wbr", "BR", "Div", "P"),
)
ATTRIBUTES = (
    *("", "", ' class="x"', " id='y'", ' href="https://a.example/?b=1&amp;c=2"', ' title="a > b"', ' title="it\'s"'),
    *(" alt='\"'", " checked", " width=3", ' alt="<b>"', " /", "/", ' a"b', " x='"),
)
WORDS = (
    *("a", "b c", " ", "\n", "\n\n ", "&amp;", "&nbsp;", "&#8217;", "&lt;b&gt;", "AT&T", "&", "1 < 2", "a > b", "é"),
    *("\u2003", "-", "x--y", "<", "]]>", "&eacute"),
)
ODDITIES = (
    *("<!-- c -->", "<!-- <p> -->", "<!--[if mso]>x<![endif]-->", "<!DOCTYPE html>", "<?xml x?>", "<!-->", "<!-- open"),
    *("<script>if(a<b){}</script>", "<script>'<!--'</script>", "<style>p{}</style>", "<iframe src='x'></iframe>"),
    *("<iframe>other <b>x</b></iframe>", "<iframe src=x>", "<IFRAME/>", "</>", "<3"),
)
tags = st.builds("<{}{}{}>".format, st.sampled_from(("", "", "/")), st.sampled_from(NAMES), st.sampled_from(ATTRIBUTES))
fragments = st.lists(
    st.one_of(tags, tags, st.sampled_from(WORDS), st.sampled_from(WORDS), st.sampled_from(ODDITIES)), max_size=14
).map("".join)


@given(fragments)
@example("<<!-- c -->a > b")
@example("<iframe title='a > b' />a")
@example("a</th>a")
def test_the_tree_finds_the_same_text(markup: str) -> None:
    marked = marked_text(markup)
    assume(marked is not None and "<" in markup)
    assert lines_of(marked or "") == lines_of(tree_text(markup))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>one <a href='x' title=\"y\">two</a></p>", "\x7fone two\x7f"),
        ("a<img src=x>b<br/>c", "a b\x7fc"),
        ("<P>one</P>", "\x7fone\x7f"),
        ("a<!-- <p> -->b<script>if (a < b) {}</script>c", "abc"),
        ("<p>1 < 2 &amp; 3 > 2", "\x7f1 < 2 & 3 > 2"),
        ("<b>open comment<!-- hides the rest", "open comment"),
    ],
)
def test_what_is_simple_takes_no_tree(markup: str, text: str) -> None:
    assert marked_text(markup) == text


@pytest.mark.parametrize(
    "markup",
    ["<pre>a\nb</pre>", "<a title='>'>x</a>", "<b", "<svg><title>x</title></svg>", "a<!DOCTYPE x>", "<p title='>x</p>"],
)
def test_what_is_not_simple_is_left_to_the_tree(markup: str) -> None:
    assert marked_text(markup) is None


@given(st.text(st.sampled_from("&#x;aAmplt1289 équot")))
def test_references_are_resolved_as_the_standard_library_does(text: str) -> None:
    assert resolved(text) == html.unescape(text)


@pytest.mark.parametrize("opening", ["<!--", "<script>", "<a ", "<a '", "<iframe>a", "<style><!--", "</script", "&"])
def test_hostile_markup_takes_no_tree_longer_than_its_length(opening: str) -> None:
    assert len(marked_text(opening * 200_000) or "") <= len(opening) * 200_000
