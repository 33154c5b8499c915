"""One byline can hold several names, and an organisation's name is one however it is written."""

import pytest

from connectors.extraction.bylines import is_byline, names_in


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ada Brandt and Kofi Mensah", ("Ada Brandt", "Kofi Mensah")),
        ("Ada Brandt, Kofi Mensah & Ola van der Nord", ("Ada Brandt", "Kofi Mensah", "Ola van der Nord")),
        ("Von Ada Brandt und Kofi Mensah", ("Ada Brandt", "Kofi Mensah")),
        ("Ada Brandt; Kofi Mensah", ("Ada Brandt", "Kofi Mensah")),
        ("Ada Brandt, Foreign Editor", ("Ada Brandt",)),
        ("Jean-Luc O'Neill et Élodie Durand", ("Jean-Luc O'Neill", "Élodie Durand")),
        ("Food and Agriculture Organization", ("Food and Agriculture Organization",)),
        ("Trinidad and Tobago Guardian", ("Trinidad and Tobago Guardian",)),
        ("Ada Brandt and agencies", ("Ada Brandt and agencies",)),
        ("Brandt, Ada", ("Brandt, Ada",)),
        ("Reuters", ("Reuters",)),
        ("staff writer", ("staff writer",)),
        ("https://example.org/ada", ()),
        ("", ()),
    ],
)
def test_a_byline_is_taken_apart_where_all_of_it_is_names(byline: str, names: tuple[str, ...]) -> None:
    assert names_in([byline]) == names


def test_no_name_is_given_twice() -> None:
    assert names_in(["Ada Brandt", "By Ada Brandt and Kofi Mensah"]) == ("Ada Brandt", "Kofi Mensah")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("By Ada Brandt", True),
        ("Von Ada Brandt, Kiel", True),
        ("By ADA BRANDT and KOFI MENSAH", True),
        ("Ada Brandt", False),
        ("By the sea", False),
        ("By Friday, the ministry said, the ships would be back", False),
    ],
)
def test_a_line_of_a_name_is_known_by_its_preposition(line: str, found: bool) -> None:
    assert is_byline(line) is found
