"""A person may be called like a country."""

import pytest
from tagging_fixtures import DAY, real_tagger, tag_real

from pipelines.tagging import resolve


def countries(text: str) -> list[str]:
    return [one.country for one in tag_real(text) if one.country is not None]


@pytest.mark.parametrize(
    "text",
    [
        "Georgia Hale won the long jump.",
        "Sydney Pratt, the club's top scorer, signed.",
        "Her husband Chad works for a bank.",
        "Jordan makes candles from leftover wax.",
        "Chad and Georgia opened a bakery.",
        "Florence, the office dog, sleeps under the desk.",
        "Polish your shoes before the interview.",
        "Turkey vultures find food by smell.",
        "Washington tackled Jordan near the touchline.",
        "Chad shot wide.",
        "Brazil nuts give the cake its crunch.",
    ],
)
def test_everyday_sentences_name_no_country(text: str) -> None:
    assert countries(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Georgia and Armenia signed the treaty.", "GEO"),
        ("Jordan closed its airspace after the missile strike.", "JOR"),
        ("Protesters marched in Chad on Monday.", "TCD"),
        ("A camel bit a tourist in Jordan.", "JOR"),
        ("Jordan repainted its ferries.", "JOR"),
        ("The prime minister of Georgia resigned.", "GEO"),
        ("Sydney Airport was closed while Australia mourned.", "AUS"),
        ("Turkey and Greece agreed.", "TUR"),
        ("The Polish and Czech armies met.", "POL"),
    ],
)
def test_political_sentences_do(text: str, code: str) -> None:
    assert code in countries(text)


def test_an_actor_s_string_is_an_actor_already() -> None:
    assert resolve(real_tagger(), "Chad", DAY, None, DAY).country == "TCD"
