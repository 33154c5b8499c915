"""The view shows any text plainly, and leads back to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tagging.view import lowered, view_of

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=[]), max_size=200)


@pytest.mark.parametrize(
    ("written", "shown", "original"),
    [
        ("China’s ministry", "China's ministry", "China’s ministry"),
        ("North\u00a0Korea", "North Korea", "North\u00a0Korea"),
        ("Russia–Ukraine", "Russia-Ukraine", "Russia–Ukraine"),
        ("“Beijing”", '"Beijing"', "“Beijing”"),
        ("Chi\u00adna said", "China", "Chi\u00adna"),
        ("Bela\u200brus", "Belarus", "Bela\u200brus"),
        ("Sa\u0303o Paulo", "São Paulo", "Sa\u0303o Paulo"),
        ("AT&amp;T", "AT&T", "AT&amp;T"),
        ("China&#8217;s", "China's", "China&#8217;s"),
        ("China&rsquo;s", "China's", "China&rsquo;s"),
        ("👩‍🚀 NATO", "NATO", "NATO"),
        ("𝔄 NATO", "NATO", "NATO"),
        ("the lone \ud800 NATO", "NATO", "NATO"),
    ],
)
def test_what_is_shown_leads_back_to_what_was_written(written: str, shown: str, original: str) -> None:
    view = view_of("", written, 1000)
    start = view.text.index(shown)
    assert view.original(start, start + len(shown)).text == original


def test_title_and_text_keep_their_own_offsets() -> None:
    view = view_of("A\u200b title", "text &amp; more", 1000)
    assert view.text[: view.title_end] == "A title"
    title = view.original(2, 7)
    assert (title.field, title.start, title.text) == ("title", 3, "title")
    start = view.text.index("more")
    text = view.original(start, start + 4)
    assert (text.field, text.start, text.text) == ("text", 11, "more")


def test_markup_never_joins_title_and_text() -> None:
    view = view_of("An open <a href=", "x> China", 1000)
    assert view.text[view.title_end : view.text_start] == "\n\n"
    assert "China" in view.text[view.text_start :]


@pytest.mark.parametrize(
    "markup", ["<p>", "</div>", "<!-- hidden France -->", "<script>var France</script>", '<a href="France.html">']
)
def test_markup_is_blanked_in_place(markup: str) -> None:
    view = view_of("", f"Paris {markup} Berlin", 1000)
    assert "France" not in view.text
    start = view.text.index("Berlin")
    assert view.original(start, start + 6).text == "Berlin"


def test_an_unclosed_tag_hides_nothing() -> None:
    assert "China" in view_of("", "a < b and <script China", 1000).text


def test_hard_wrapped_lines_become_one_sentence() -> None:
    lines = ["The spokesman said on Monday evening that", "the ministry, which had been asked about the"]
    lines += ["matter more than once, would in no way let", "its own people be told what to do by North", "Korea."]
    wrapped = "\n".join(f"{line:<52}".replace("  ", "")[:52].ljust(51, "x") for line in lines[:4]) + "\nKorea."
    assert "\n" not in view_of("", wrapped, 1000).text[2:]


def test_a_heading_stays_a_line_of_its_own() -> None:
    text = "A long heading that has more than fifty characters in it\nThe article begins here, and goes on."
    assert "in it\nThe" in view_of("", text, 1000).text


def test_a_long_text_is_cut_at_the_word_limit() -> None:
    text = "one two three four five six seven"
    view = view_of("", text, 3)
    assert view.truncated_at == len("one two three")
    assert "four" not in view.text
    assert view_of("", "one two three   ", 3).truncated_at is None


def test_lower_case_has_the_length_of_the_text() -> None:
    assert lowered("İSTANBUL ẞ Σ") == "İstanbul ß σ"


@given(ANY_TEXT, ANY_TEXT)
def test_any_stretch_of_any_text_leads_back(title: str, text: str) -> None:
    view = view_of(title, text, 50)
    assert len(view.lower) == len(view.text)
    for start, end in ((0, view.title_end), (view.text_start, len(view.text))):
        for position in range(start, end):
            span = view.original(position, position + 1)
            field = title if span.field == "title" else text
            assert field[span.start : span.end] == span.text
            assert 0 <= span.start < span.end <= len(field)
