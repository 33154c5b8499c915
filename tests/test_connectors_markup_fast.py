"""Simple markup is read by a short cut that says what the HTML parser says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import markup

_TAGS = ("p", "b", "i", "a", "br", "div", "ul", "li", "table", "tr", "td", "span", "img", "h2", "blockquote", "unknown")
_WORDS = st.sampled_from(
    ["word", "two words", "  ", "\n", "&amp;", "&nbsp;", "&#8230;", "a & b", "été", "x<y", "&copy"]
)
_BALANCED = st.recursive(
    _WORDS,
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>" if tag not in ("br", "img") else f"<{tag}/>",
        st.sampled_from(_TAGS),
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


@given(st.lists(_BALANCED, max_size=4).map("".join))
def test_whatever_the_short_cut_reads_it_reads_alike(written: str) -> None:
    simple = markup._simply_spoken(written)
    if simple is not None and "<" in written:
        assert markup._tidy(simple) == markup._tidy(markup._spoken(written))


@pytest.mark.parametrize(
    "written",
    [
        "a<script>b</script>",
        "<pre>a\n b</pre>",
        "<p>a <b",
        '<a title="x>y">z</a>',
        "<b>&bogus;</b>",
        "<b>&#146;</b>",
        "a</br>b",
        "<!-- x -->a<b>c</b>",
        "<li>a</p>b",
    ],
)
def test_what_only_an_html_parser_knows_is_left_to_it(written: str) -> None:
    assert markup._simply_spoken(written) is None


def test_a_usual_fragment_takes_the_short_cut() -> None:
    assert markup._simply_spoken("<p>One <a href=\"u\" rel='v'>two</a>.</p><p>Three&nbsp;four</p>") is not None
