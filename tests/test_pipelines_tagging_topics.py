"""Topics and subjects are asserted on evidence, and show it."""

from tagging_fixtures import tags_of

from schemas.tagged import ASSERTED, Tags


def topics(tags: Tags) -> dict[str, float]:
    assert tags.language == "en"
    return {one.topic: one.score for one in tags.topics}


def subjects(tags: Tags) -> dict[str, float]:
    return {one.iptc: one.score for one in tags.subjects}


def test_one_decisive_phrase_in_the_title_asserts_a_topic() -> None:
    found = topics(tags_of("The plan was told.", "Russia deploys troops"))
    assert found["military.deployment"] >= ASSERTED


def test_one_decisive_phrase_far_down_does_not() -> None:
    found = topics(tags_of("The weather is fine. " * 30 + "He deployed troops."))
    assert 0 < found["military.deployment"] < ASSERTED


def test_a_parent_has_at_least_the_score_of_its_child() -> None:
    found = topics(tags_of("The minister deployed troops.", "The troop deployment"))
    assert found["military"] >= found["military.deployment"] >= ASSERTED


def test_repeating_a_phrase_adds_less_than_another_phrase() -> None:
    once, twice = tags_of("There was a warship."), tags_of("There was a warship, a warship.")
    other = tags_of("There was a warship, a war.")
    assert topics(once)["military"] < topics(twice)["military"] < topics(other)["military"]


def test_singular_and_plural_are_one_phrase() -> None:
    assert topics(tags_of("The warship and the warships")) == topics(tags_of("The warship and the warship"))


def test_a_phrase_inside_a_longer_one_does_not_count() -> None:
    assert "military" not in topics(tags_of("This was the trade war."))


def test_guards_hold_for_topics() -> None:
    with_tanks, with_think_tank = tags_of("The warship and the tanks."), tags_of("The warship and the think tank.")
    assert topics(with_tanks)["military"] > topics(with_think_tank)["military"]
    assert [span.text for span in with_think_tank.topics[0].evidence] == ["warship"]


def test_every_score_has_its_evidence_in_the_order_of_the_text() -> None:
    tags = tags_of("There was a war. The tariffs. The warship and the war.", "Tariffs after the war")
    for one in (*tags.topics, *tags.subjects):
        assert one.evidence
        assert list(one.evidence) == sorted(one.evidence, key=lambda span: (span.field == "text", span.start))
    assert tags.topics
    assert tags.subjects


def test_a_subject_without_any_topic_is_found() -> None:
    tags = tags_of("The goalkeeper saved and the midfielder wept.", "The penalty shootout")
    assert not tags.topics
    assert subjects(tags)["medtop:15000000"] >= ASSERTED


def test_topics_speak_for_their_subjects() -> None:
    assert subjects(tags_of("They deployed troops to the war.", "The troop deployment")).keys() == {"medtop:16000000"}


def test_a_weaker_subject_yields_to_a_stronger_one() -> None:
    sport = "The goalkeeper and the goalkeeper met a midfielder after the penalty shootout. "
    alone = tags_of("There was a ceasefire.", "The ceasefire")
    beside = tags_of(sport + "There was a ceasefire.", "The penalty shootout")
    assert subjects(beside).get("medtop:16000000", 0.0) < subjects(alone)["medtop:16000000"]


def test_no_evidence_means_no_topic() -> None:
    tags = tags_of("The weather is fine.", "Nothing of note")
    assert (tags.topics, tags.subjects) == ((), ())


def test_what_stands_in_the_title_is_more_salient() -> None:
    tags = tags_of("France met Germany and Germany.", "France speaks")
    assert [one.actor for one in tags.actors] == ["FRA", "DEU"]
    assert tags.actors[0].salience > tags.actors[1].salience


def test_a_topic_is_worth_less_beside_one_that_fills_the_article() -> None:
    passing = "There was a tariff."
    war = "The warship met the troops that they deployed after the war. The troop deployment followed. "
    alone, beside = topics(tags_of(passing)), topics(tags_of(war + passing, "Warship and war"))
    assert beside["economic"] < alone["economic"] < beside["military"]
