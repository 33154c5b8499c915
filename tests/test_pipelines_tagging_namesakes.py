"""Countries lend their names to people, animals, ships, streets and towns."""

import pytest
from tagging_fixtures import tag_real

from pipelines.tagging.namesakes import namesakes


def codes(text: str) -> list[str]:
    return [one.country for one in tag_real(text) if one.country is not None]


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("The tug Bolivia sank in the harbour.", "Bolivia", "BOL"),
        ("Her twins, called Israel, slept.", "Israel", "ISR"),
        ("The tortoise, named Cuba, is ninety.", "Cuba", "CUB"),
        ("Mrs Ireland waters the roses.", "Ireland", "IRL"),
        ("HMS Jamaica escorted the convoys.", "Jamaica", "JAM"),
        ("The pub on Cyprus Avenue shut.", "Cyprus", "CYP"),
        ("The boy, Israel, waved at the driver.", "Israel", "ISR"),
        ("My daughter Mali starts school.", "Mali", "MLI"),
        ("Georgia, 19, and Jordan, 21, share a flat.", "Georgia", "GEO"),
        ("The Holland brothers own three bakeries.", "Holland", "NLD"),
        ("A fire broke out in Lebanon, Pennsylvania.", "Lebanon", "LBN"),
        ("Arizona, Georgia and Nevada will decide.", "Georgia", "GEO"),
        ("He came from Moscow, a village of ten houses.", "Moscow", "RUS"),
        ("They christened the baby Kenya.", "Kenya", "KEN"),
        ("India Grant swam the butterfly leg.", "India", "IND"),
    ],
)
def test_what_bears_a_name_is_not_the_country(text: str, name: str, country: str) -> None:
    start = text.index(name)
    assert namesakes(text, [(start, start + len(name), country)]) == {(start, start + len(name))}


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("The boy Israel killed was nine.", "Israel", "ISR"),
        ("The panda's keepers thanked China.", "China", "CHN"),
        ("Biden called Israel an ally.", "Israel", "ISR"),
        ("The report named Russia as the culprit.", "Russia", "RUS"),
        ("He was named China's top diplomat.", "China", "CHN"),
        ("Talks between Mexico, Texas and Arizona failed.", "Mexico", "MEX"),
        ("Armenia, Georgia and Azerbaijan signed.", "Georgia", "GEO"),
        ("Title: Iran Street Protests Grow.", "Iran", "IRN"),
        ("For their children, Ukraine is home.", "Ukraine", "UKR"),
        ("The frigate Iran lost was old.", "Iran", "IRN"),
        ("Boston, Massachusetts, is old.", "Boston", "USA"),
        ("Minister defends India Grant for farmers.", "India", "IND"),
    ],
)
def test_a_country_stays_one(text: str, name: str, country: str) -> None:
    start = text.index(name)
    assert namesakes(text, [(start, start + len(name), country)]) == frozenset()


def test_what_is_listed_after_a_namesake_is_one() -> None:
    text = "Two kittens called China and Turkey were left."
    china, turkey = text.index("China"), text.index("Turkey")
    assert namesakes(text, [(china, china + 5, "CHN"), (turkey, turkey + 6, "TUR")]) == {
        (china, china + 5),
        (turkey, turkey + 6),
    }


@pytest.mark.parametrize(
    "text",
    [
        "THEY TOLD US TO WAIT",
        "A GIFT FOR US ALL",
        "The Norway rat is hard to trap.",
        "Egyptian cotton sheets are on sale.",
        "US! was the slogan of the new campaign.",
        "Jupiter and Mars stand close tonight.",
    ],
)
def test_words_that_look_like_a_country_are_none(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CHINA ASKED US TO LIFT TARIFFS", "USA"),
        ("US TELLS ALLIES TO WAIT", "USA"),
        ("ICE agents raided a farm.", "USA"),
        ("The WHO declared an emergency.", "UNO"),
    ],
)
def test_abbreviations_are_no_words_where_they_act(text: str, code: str) -> None:
    assert code in codes(text)
