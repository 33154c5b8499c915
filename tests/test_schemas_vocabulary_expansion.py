"""Braces stand for spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.vocabulary import expand


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("troops", ("troops",)),
        ("deploy{,s,ed} troops", ("deploy troops", "deploys troops", "deployed troops")),
        ("{home,war} ministr{y,ies}", ("home ministry", "home ministries", "war ministry", "war ministries")),
        ("a{b,c{1,2}}d", ("abd", "ac1d", "ac2d")),
        ("chief of {the ,}staff", ("chief of the staff", "chief of staff")),
        ("front{-, }line", ("front-line", "front line")),
        ("{,joint }drill{,}", ("drill", "joint drill")),
        ("Washington, D.C.", ("Washington, D.C.",)),
        ("  two  spaces ", ("two spaces",)),
        ("{x{a,b},y}", ("xa", "xb", "y")),
    ],
)  # fmt: skip
def test_braces_expand_as_a_shell_would(text: str, readings: tuple[str, ...]) -> None:
    assert expand(text) == readings


@pytest.mark.parametrize("text", ["{a,b", "a}b", "{alone}", "{,}", "", "  ", "{a,{b,c}", "a{}"])
def test_braces_that_do_not_pair_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"brace|empty reading"):
        expand(text)


words = st.text(alphabet="abc", min_size=1, max_size=3)


@given(st.lists(st.lists(words, min_size=2, max_size=3, unique=True), min_size=1, max_size=3))
def test_groups_in_a_row_give_every_combination_once(groups: list[list[str]]) -> None:
    text = " ".join("{" + ",".join(group) + "}" for group in groups)
    readings = expand(text)
    product = 1
    for group in groups:
        product *= len(group)
    assert len(set(readings)) == len(readings) == product
    assert all(word in group for reading in readings for word, group in zip(reading.split(), groups, strict=True))
