import pytest

from schemas.language import primary_language


@pytest.mark.parametrize(
    ("tag", "primary"),
    [
        ("en", "en"),
        (" EN-gb ", "en"),
        ("pt_BR", "pt"),
        ("zh-Hans-CN", "zh"),
        ("ckb", "ckb"),
        ("english", None),
        ("x-default", None),
        ("12", None),
        ("üb", None),
        ("", None),
        (None, None),
        (["en"], None),
    ],
)
def test_a_language_is_stored_as_its_primary_subtag_or_not_at_all(tag: object, primary: str | None) -> None:
    assert primary_language(tag) == primary


def test_the_first_tag_that_can_be_read_counts() -> None:
    assert primary_language(None, "none of yours", "de-AT", "fr") == "de"
