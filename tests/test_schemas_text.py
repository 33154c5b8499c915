import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.text import clean, cut, is_clean, unaccented

ANY_TEXT = st.text(st.characters(codec=None))


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("nul\x00here", "nul\ufffdhere"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("e\u0301", "é"),
        ("plain", "plain"),
    ],
)
def test_text_is_stored_in_one_form(raw: str, stored: str) -> None:
    assert clean(raw) == stored


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert is_clean(once)


@given(ANY_TEXT)
def test_clean_text_can_always_be_written(text: str) -> None:
    assert unicodedata.is_normalized("NFC", clean(text))
    clean(text).encode("utf-8")


def test_a_cut_says_whether_it_cut() -> None:
    assert cut("abc", 3) == ("abc", False)
    assert cut("abcd", 3) == ("abc", True)


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_text_without_accents_is_compared_as_any_other(text: str) -> None:
    assert unaccented(text) == unaccented(f"{text}é").removesuffix("e")
