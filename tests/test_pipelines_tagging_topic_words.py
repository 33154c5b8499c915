"""Plain words say what an article is about as set phrases do."""

import pytest
from tagging_fixtures import DAY, real_tagger

from pipelines.tagging import tag_text
from schemas.tagged import ASSERTED


def asserted(title: str, text: str) -> set[str]:
    tags = tag_text(real_tagger(), {"title": title, "text": text, "published": "2024-10-28", "language": "en"}, DAY)
    return {one.topic for one in tags.topics if one.score >= ASSERTED}


@pytest.mark.parametrize(
    ("title", "text", "topic"),
    [
        ("Guests watch as she takes the oath of office", "She is the fourth to do so.", "executive.succession"),
        ("Premier tenders his resignation", "He had been in office for a year.", "executive.resignation"),
        (
            "Treaty with the neighbours",
            "Both signed the accord and promised to ratify the treaty.",
            "diplomatic.treaty",
        ),
        ("Go-between wanted", "A mediator brokered it, and mediation goes on.", "diplomatic.mediation"),
        ("State of siege", "A curfew began at dusk.", "pro_autocracy.emergency_rule"),
        ("Court annuls the election", "The irregularities were too many.", "election.fraud"),
        ("She won 61 per cent of the vote", "He conceded defeat.", "election.results"),
        ("Critic under house arrest", "Other dissidents were released.", "repression.arrest_of_opponents"),
        ("Dam bursts above the valley", "The flooding came at night.", "disasters.flood"),
        ("President flees the capital", "He went into exile at night.", "executive.resignation"),
        ("Vice-president takes over as interim leader", "Power was handed over.", "executive.succession"),
        ("Police fire on crowd", "Dozens of protesters were killed.", "repression.protest_crackdown"),
        (
            "Neighbours settle their border",
            "Clashes along the frontier had gone on for years.",
            "territory.border_clash",
        ),
        ("Island proclaims independence", "The secession is not recognised by anyone.", "territory.secession"),
        ("Two states restore ties", "Both will reopen their embassies.", "diplomatic.recognition"),
        ("Government says sorry", "The apology to the victims came late.", "reparations"),
        ("Ship runs aground", "The passengers were rescued in lifeboats.", "disasters.accident"),
        ("Hackers paralyse ministry", "Its servers were encrypted.", "cyber.attack"),
        ("Gas bills double", "The price of electricity rose too.", "economic.energy_prices"),
    ],
)
def test_a_topic_is_told_in_plain_words(title: str, text: str, topic: str) -> None:
    assert topic in asserted(title, text)


@pytest.mark.parametrize(
    ("title", "text", "topic"),
    [
        ("A reporter of the Wall Street Journal won the prize", "She wrote about bees.", "economic.markets"),
        ("Gas blast hits bakery", "Nobody was hurt.", "terrorism.attack"),
        ("Embassy reopens its library", "The books are old.", "diplomatic.expulsion"),
    ],
)
def test_a_word_in_passing_asserts_nothing(title: str, text: str, topic: str) -> None:
    assert topic not in asserted(title, text)
