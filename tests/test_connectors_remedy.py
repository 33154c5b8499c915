"""For each way in which a feed can be unwell there is something that a person can do."""

import pytest

from connectors.polling.health import CONDITIONS, WELL, condition_of_error
from connectors.polling.remedy import remedy
from connectors.trouble import ERROR_KINDS


@pytest.mark.parametrize("kind", ERROR_KINDS)
def test_every_error_has_a_remedy(kind: str) -> None:
    assert remedy(condition_of_error(kind, ""), kind, "")


def test_every_condition_but_the_good_ones_has_a_remedy() -> None:
    by_error = {"unreachable", "failing"}
    without = {condition for condition in CONDITIONS if not remedy(condition)}
    assert without == WELL | by_error


@pytest.mark.parametrize(
    ("kind", "detail", "condition", "words"),
    [
        ("4xx", "status 401 Unauthorized", "blocked", "name and a password"),
        ("429", "status 429 Too Many Requests", "blocked", "asked less often"),
        ("4xx", "status 451 Unavailable For Legal Reasons", "blocked", "by law"),
        ("403", "status 403 Forbidden", "blocked", "filter"),
        ("403", "status 403 Forbidden: the server tests for robots", "blocked", "filter"),
        ("403", "status 403 Forbidden: this name is not approved", "blocked", "the server says what it wants"),
        ("html", "a test for robots stands in the feed's place: 'x'", "blocked", "filter"),
        ("html", "the document is an HTML page that names no feed", "html", "web page"),
        ("tls", "no secure connection to x: y", "unreachable", "certificate"),
    ],
)
def test_the_remedy_fits_what_the_server_said(kind: str, detail: str, condition: str, words: str) -> None:
    assert condition_of_error(kind, detail) == condition
    assert words in remedy(condition, kind, detail)
