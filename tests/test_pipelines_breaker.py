"""When failures speak against the program."""

import pytest

from pipelines.breaker import Breaker

OK, BAD = False, True


@pytest.mark.parametrize(
    ("name", "articles", "stops"),
    [
        ("nothing", [], False),
        ("ten bad ones in a row", [BAD] * 10, False),
        ("eleven bad ones in a row", [BAD] * 11, True),
        ("eleven within two hundred", ([BAD] + [OK] * 18) * 10 + [BAD], True),
        ("eleven, the first of them too long ago", ([BAD] + [OK] * 19) * 10 + [BAD], False),
        ("a bad one now and then, for ever", ([BAD] + [OK] * 20) * 100, False),
    ],
)
def test_when_processing_stops(name: str, articles: list[bool], stops: bool) -> None:
    assert (Breaker().watch(articles) is not None) == stops


def test_articles_of_earlier_batches_count() -> None:
    breaker = Breaker()
    assert breaker.watch([BAD] * 6) is None
    assert breaker.watch([OK] * 50 + [BAD] * 4) is None
    assert breaker.watch([BAD]) == "11 of the last 61 articles failed in the program itself"
