"""The language is told where it can be told."""

import pytest

from pipelines.tagging.language import CERTAIN, language_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The government said on Monday that it would not take part in the talks with its neighbour.", "en"),
        ("Le gouvernement a annoncé lundi qu'il ne participerait pas aux négociations avec son voisin.", "fr"),
        ("Die Regierung teilte am Montag mit, dass sie an den Gesprächen nicht teilnehmen werde.", "de"),
        ("Правительство сообщило в понедельник, что не будет участвовать в переговорах.", "ru"),
        ("أعلنت الحكومة يوم الاثنين أنها لن تشارك في المحادثات مع جارتها.", "ar"),
        ("外交部发言人星期一在北京表示,中方对此不了解情况。", "zh"),
    ],
)
def test_news_is_told_apart_with_certainty(text: str, code: str) -> None:
    language = language_of("", text, None)
    assert language.code == code
    assert language.confidence >= CERTAIN


@pytest.mark.parametrize("text", ["", "!!! 123", "EU", "Xi"])
def test_what_holds_no_words_is_undetermined(text: str) -> None:
    assert language_of("", text, None).code == "und"


def test_a_short_english_headline_is_english() -> None:
    assert language_of("Ministers of the bloc meet", "", None).english


def test_the_feed_decides_only_what_the_words_leave_open() -> None:
    headline = "Xi Jinping, Putin"
    assert language_of(headline, "", "en-GB").code == "en"
    assert language_of(headline, "", None).code == "und"
    assert language_of("", "Die Regierung teilte am Montag mit, dass sie nicht teilnehmen werde.", "en").code == "de"


def test_a_feed_that_says_english_is_not_believed_about_other_scripts() -> None:
    assert language_of("Сон", "", "en").code != "en"
