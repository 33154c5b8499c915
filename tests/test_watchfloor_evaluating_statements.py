"""The scorers of events, quotes and stories give one for what is right, and fall when it is spoilt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
import pytest
from tagging_fixtures import DAY, small_tagger

from pipelines.tagging import tag_texts
from schemas.span import Span
from schemas.tagged import Event, Quote, Speaker, Tags
from watchfloor.evaluating.events import EventSentence, score_events
from watchfloor.evaluating.figures import Scored
from watchfloor.evaluating.quotes import Attribution, QuotedArticle, score_quotes
from watchfloor.evaluating.resampling import estimate
from watchfloor.evaluating.stories import StoryArticle, score_stories

MARKED = "<s>France</s> condemned <t>NATO</t> on Monday."
SENTENCE = EventSentence("1", "France condemned NATO on Monday.", MARKED, "France", "NATO", "ACCUSE", "3")


def tagged(text: str) -> Tags:
    (tags,) = tag_texts(small_tagger(), [{"text": text, "language": "en"}], DAY)
    return tags


def event(**changes: object) -> Event:
    here = Span(field="text", start=7, end=16, text="condemned")
    plain = Event(
        type="ACCUSE", mode=None, contexts=(), quad=3, score=-3.0, actors=(0,), recipients=(1,), modality=(),
        reported_by=(), date=None, place=None, field="text", start=0, end=21, text="France condemned NATO",
        trigger=here, clause=here, cameo=None, confidence=0.8,
    )  # fmt: skip
    return msgspec.structs.replace(plain, **changes)


def values(scored: Scored) -> dict[str, float | None]:
    return {one.id.partition(".")[2]: estimate(one.statistic, one.units)[0] for one in scored.measures}


def test_marks_are_read_as_spans() -> None:
    assert [SENTENCE.text[slice(*SENTENCE.span(mark))] for mark in "st"] == ["France", "NATO"]


@pytest.mark.parametrize(
    ("events", "parties", "quads", "types"),
    [
        ((event(),), 1.0, 1.0, 1.0),
        ((event(type="REJECT"),), 1.0, 1.0, 0.0),
        ((event(type="ASSAULT", quad=4),), 1.0, 0.0, 0.0),
        ((event(actors=(1,), recipients=(0,)),), 0.0, 0.0, 0.0),
        ((event(recipients=()),), 0.0, 0.0, 0.0),
        ((event(type="REJECT", confidence=0.1), event()), 1.0, 1.0, 1.0),
        ((), 0.0, 0.0, 0.0),
    ],
)
def test_an_event_counts_by_its_parties_its_class_and_its_type(
    events: tuple[Event, ...], parties: float, quads: float, types: float
) -> None:
    scored = score_events([SENTENCE], [msgspec.structs.replace(tagged(SENTENCE.text), events=events)])
    assert values(scored) == {"parties": parties, "quads": quads, "types": types}
    assert len(scored.misses) == (types < 1.0)


def test_concessions_and_retreats_are_one_type_of_the_set() -> None:
    sentence = SENTENCE._replace(root="YIELD", quad="2")
    for kind in ("CONCEDE", "RETREAT"):
        tags = msgspec.structs.replace(tagged(SENTENCE.text), events=(event(type=kind, quad=2),))
        assert values(score_events([sentence], [tags]))["types"] == 1.0


TEXT = 'France said "we will not leave". NATO thanked it.'
ARTICLE = QuotedArticle("1", TEXT, (Attribution(((0, 6),), ((7, 11),), ((12, 31),)),))


def quote(start: int = 12, end: int = 31, speaker: int = 0, cue: int = 7) -> Quote:
    said = Speaker(mention=0, actor="FRA", field="text", start=speaker, end=speaker + 4, text="x")
    span = Span(field="text", start=cue, end=cue + 4, text="said")
    return Quote(type="direct", field="text", start=start, end=end, text="x", speaker=said, cue=span)


@pytest.mark.parametrize(
    ("quotes", "f1", "speakers", "cues"),
    [
        ((quote(),), 1.0, 1.0, 1.0),
        ((quote(start=8),), 1.0, 1.0, 1.0),
        ((quote(start=12, end=18),), 0.0, None, None),
        ((quote(speaker=33),), 1.0, 0.0, 1.0),
        ((quote(cue=40),), 1.0, 1.0, 0.0),
        ((quote(), quote(start=33, end=48)), 2 / 3, 1.0, 1.0),
        ((quote(), quote()), 2 / 3, 1.0, 1.0),
        ((), 0.0, None, None),
    ],
)
def test_a_quote_counts_by_its_content_then_by_speaker_and_cue(
    quotes: tuple[Quote, ...], f1: float, speakers: float | None, cues: float | None
) -> None:
    found = values(score_quotes([ARTICLE], [msgspec.structs.replace(tagged(TEXT), quotes=quotes)]))
    assert found["f1"] == pytest.approx(f1)
    assert (found["speakers"], found["cues"]) == (speakers, cues)


def stories(*named: str) -> list[StoryArticle]:
    return [StoryArticle(str(n), story, "o", date(2020, 1, 1), "t", "x") for n, story in enumerate(named)]


@pytest.mark.parametrize(
    ("groups", "precision", "recall"),
    [
        (["x", "x", "y", "y"], 1.0, 1.0),
        (["x", "x", "x", "x"], 0.5, 1.0),
        ([None, None, None, None], 1.0, 0.5),
        (["x", "y", "x", "y"], 0.5, 0.5),
    ],
)
def test_stories_are_scored_by_b_cubed(groups: Sequence[str | None], precision: float, recall: float) -> None:
    found = values(score_stories(stories("a", "a", "b", "b"), groups))
    assert (found["precision"], found["recall"]) == (precision, recall)
    assert found["f1"] == pytest.approx(2 * precision * recall / (precision + recall))
