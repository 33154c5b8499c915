"""The annotated sets are read as they are, and whoever lacks one is told."""

import json
import os
import re
from pathlib import Path

import pytest
from conftest import required
from tagging_fixtures import small_tagger

from watchfloor.cli import add_commands, app
from watchfloor.evaluating.conll import read_conll
from watchfloor.evaluating.dwie import read_dwie
from watchfloor.evaluating.events import read_events
from watchfloor.evaluating.gold import read_gold
from watchfloor.evaluating.quotes import read_quotes
from watchfloor.evaluating.report import page
from watchfloor.evaluating.running import CEILINGS, TARGETS, Evaluation
from watchfloor.evaluating.sets import SETS, is_as_known, place_of, size_of, texts_of
from watchfloor.evaluating.stories import read_stories
from watchfloor.evaluating.strings import read_our_strings, read_strings

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("WATCHFLOOR_DATA", "no directory of public data"))
PUBLIC = [name for name, each in SETS.items() if not each.ours]
OURS = ("gold", "articles")
GOLD = {
    "actors": [{"name": "NATO", "kind": "alliance", "country": ["IGO"], "sectors": []}],
    "countries": ["ITA"],
    "topics": [],
    "subjects": ["medtop:11000000"],
    "quotes": [],
}
COUNTERS = {
    "actors": read_strings,
    "dwie": read_dwie,
    "politics": read_conll,
    "events": read_events,
    "quotes": read_quotes,
    "stories": read_stories,
}


def public(name: str) -> Path:
    """Return a public set, or skip the test where it is not here."""
    place = place_of(SETS[name], DATA, ROOT)
    if place is None:
        required(f"{SETS[name].file}", "set WATCHFLOOR_DATA to the directory of public data")
    assert place is not None
    return place


def quiet(count: int) -> None:
    """Take how far the tagging has come."""


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_set_holds_what_its_entry_says(name: str) -> None:
    place = public(name)
    assert is_as_known(SETS[name], place)
    said = int(re.sub(r"\D", "", SETS[name].n))
    assert len(list(COUNTERS[name](place))) == said


def test_the_mentions_of_dwie_spell_their_stretch() -> None:
    for document in read_dwie(public("dwie")):
        assert all(document.text[one.start : one.end] == one.text for one in document.mentions)


def test_the_attributions_of_quotes_lie_in_their_texts() -> None:
    for article in read_quotes(public("quotes")):
        for one in article.attributions:
            assert all(0 <= start < end <= len(article.text) for start, end in (*one.source, *one.cue, *one.content))


def test_every_aim_is_of_a_figure_that_is_computed() -> None:
    computed = {
        figure.id
        for name in ("actors", "dwie", "politics")
        for figure in Evaluation(small_tagger(), baselines=False).run(name, public(name), quiet).figures
    }
    public_aims = {each for each in (*TARGETS, *CEILINGS) if each.partition(".")[0] in ("actors", "dwie", "politics")}
    assert public_aims <= computed


def test_our_articles_are_scored_once_each_seeds_and_further_ones_apart() -> None:
    folder = ROOT / SETS["gold"].file
    seeds, further = ([each.document for each in read_gold(folder, texts_of(name, folder))] for name in OURS)
    assert {one.id for one in seeds} == {file.stem for file in (ROOT / "seeds" / "articles").glob("*.txt")}
    assert sorted(one.id for one in (*seeds, *further)) == sorted(file.stem for file in folder.glob("*.json"))
    assert all(one.published for one in (*seeds, *further))
    assert [size_of(SETS[name], folder) for name in OURS] == [f"{len(seeds)} articles", f"{len(further)} articles"]


def test_a_text_without_annotations_is_not_scored(tmp_path: Path) -> None:
    texts = tmp_path / "articles"
    texts.mkdir()
    (texts / "one.txt").write_text("Oslo meets\n\nNorway spoke to NATO.", encoding="utf-8")
    (texts / "two.txt").write_text("Rome meets\n\nItaly spoke to NATO.", encoding="utf-8")
    (tmp_path / "two.json").write_text(json.dumps(GOLD), encoding="utf-8")
    figures = Evaluation(small_tagger(), baselines=False).run("articles", tmp_path, quiet).figures
    assert {figure.set for figure in figures} == {"articles"}
    assert {(figure.id, figure.n) for figure in figures} >= {("articles.actors", 1), ("articles.countries", 1)}


@pytest.mark.parametrize("name", OURS)
def test_our_articles_are_missed_aloud_outside_a_clone(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("watchfloor.commands.evaluate.ROOT", tmp_path)
    code, _, err = evaluate(capsys, monkeypatch, name)
    assert code == 2
    assert f"{name}: tests/data/gold is not here; it is looked for in a clone" in " ".join(err.split())


def test_our_strings_have_two_halves_of_good_labels_that_share_no_string() -> None:
    folder = ROOT / SETS["strings"].file
    halves = [list(read_our_strings(folder / f"{half}.jsonl")) for half in ("open", "closed")]
    assert all(len(half) >= 200 for half in halves)
    assert not [each.text for half in halves for each in half if each.broken]
    assert all(each.country is not None or each.sector is not None for half in halves for each in half)
    shared = {(each.text, each.day) for each in halves[0]} & {(each.text, each.day) for each in halves[1]}
    assert not shared


def test_the_errors_of_the_closed_half_are_shown_to_nobody(tmp_path: Path) -> None:
    row = {"text": "French troops", "date": "2024-06-01", "country": "DEU", "sector": "REL"}
    for half in ("open", "closed"):
        (tmp_path / f"{half}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    found = Evaluation(small_tagger(), baselines=True).run("strings", tmp_path, quiet)
    values = {figure.id: figure.value for figure in found.figures}
    assert values["strings.closed.both"] == values["strings.open.both"] == 0.0
    assert {miss.figure for miss in found.misses} == {"strings.open.country", "strings.open.sector"}


def test_attributions_keep_their_parts_together(tmp_path: Path) -> None:
    annotation = "T1\tSource 0 2\tHe\nT2\tCue 3 7\tsaid\nT3\tContent 8 10;14 16\tso no\nE1\tContent:T3 Cue:T2 Source:T1"
    row = {"id": "a", "text": "He said so, and no.", "ann": annotation}
    file = tmp_path / "quotes.jsonl"
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    (article,) = read_quotes(file)
    (one,) = article.attributions
    assert (one.source, one.cue, one.content) == (((0, 2),), ((3, 7),), ((8, 10), (14, 16)))


def test_events_keep_source_and_target(tmp_path: Path) -> None:
    columns = ["sentence_id", "sentence", "marked_sentence", "source", "target", "gold_root", "gold_penta"]
    values = ["7", "A met B.", "<s>A</s> met <t>B</t>.", "A", "B", "CONSULT", "1"]
    file = tmp_path / "events.tsv"
    file.write_bytes(("\t".join(["", *columns]) + "\r\n" + "\t".join(["", *values]) + "\r\n").encode())
    (one,) = read_events(file)
    assert (one.id, one.source, one.target, one.root, one.quad) == ("7", "A", "B", "CONSULT", "1")


def test_stories_keep_their_day(tmp_path: Path) -> None:
    row = {"id": "a", "story": "s", "source": "Example", "date": "2010-06-14", "title": "T", "text": "x"}
    file = tmp_path / "stories.jsonl"
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    (one,) = read_stories(file)
    assert (one.story, one.outlet, str(one.day)) == ("s", "Example", "2010-06-14")


def test_what_no_stage_fills_is_said_to_be_missing(tmp_path: Path) -> None:
    file = tmp_path / "stories_dev.jsonl"
    row = {"id": "a", "story": "s", "source": "Example", "date": "2010-06-14", "title": "T", "text": "x"}
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    figures = Evaluation(small_tagger(), baselines=True).run("stories", file, quiet).figures
    assert {(figure.value, figure.n, figure.reached) for figure in figures} == {(1.0, 1, None)}
    assert all("not built yet" in figure.note for figure in figures)
    assert figures[0].note in page(figures, small_tagger().versions)


def evaluate(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    """Run the command; return exit code, stdout, stderr."""
    monkeypatch.delenv("WATCHFLOOR_DATA", raising=False)
    add_commands()
    with pytest.raises(SystemExit) as stop:
        app(["evaluate", *words])
    out, err = capsys.readouterr()
    return int(stop.value.code or 0), out, err


def test_a_set_that_is_not_here_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, err = evaluate(capsys, monkeypatch, "actors", "--data", str(tmp_path))
    assert code == 2
    assert "actors_dev.jsonl is not here" in " ".join(err.split())


def test_the_list_says_source_licence_use_and_hash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "politics_dev.txt").write_text("x O\n", encoding="utf-8")
    code, out, _ = evaluate(capsys, monkeypatch, "--list", "--json", "--data", str(tmp_path))
    listed = {row["set"]: row for row in map(json.loads, out.splitlines())}
    assert code == 0
    assert listed.keys() == SETS.keys()
    assert all(row["source"] and row["licence"] and row["use"] for row in listed.values())
    assert listed["politics"]["sha256"] == SETS["politics"].sha256
    assert (listed["politics"]["here"], listed["dwie"]["here"]) == ("another version", "no")


def test_another_version_of_a_set_is_scored_with_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "politics_dev.txt").write_text("Oslo B-location\n. O\n", encoding="utf-8")
    code, out, err = evaluate(
        capsys, monkeypatch, "politics", "--ner", "off", "--no-baselines", "--json", "--data", str(tmp_path)
    )
    assert code == 0
    assert "politics_dev.txt is not the version" in err
    assert [json.loads(line)["n"] for line in out.splitlines()] == [1]
