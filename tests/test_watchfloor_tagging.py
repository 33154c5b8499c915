"""What is tagged or resolved on the command line is what was given, with what was found."""

import json
from pathlib import Path

from command_line import Run


def test_tag_keeps_what_it_was_given_and_order(run: Run) -> None:
    given = [
        {
            "text": "France and Germany signed a treaty on Monday in the city.",
            "mine": [1, {"a": None}],
            "language": "en",
        },
        {"text": "  \u0000 odd \u2028 text about China\r\n", "title": "É", "language": "en"},
    ]
    result = run("tag", input="\n".join(map(json.dumps, given)))
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    for before, after in zip(given, lines, strict=True):
        assert {key: after[key] for key in before if key != "language"} == {
            key: value for key, value in before.items() if key != "language"
        }
    assert {mention["actor"] for mention in lines[0]["mentions"]} >= {"FRA", "DEU"}
    for line in lines:
        for mention in line["mentions"]:
            assert line[mention["field"]][mention["start"] : mention["end"]] == mention["text"]


def test_a_bad_line_is_told_with_its_number_and_the_rest_goes_on(run: Run) -> None:
    result = run("tag", input='{"text": "France"}\nnot json\n[1]\n{"title": "no text"}\n{"text": "Chad"}\n')
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    for number in (2, 3, 4):
        assert f"line {number}:" in result.stderr


def test_tag_marks_a_text_up_for_people(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Talks in Geneva\n\nThe French government met Iran's delegation for the talks.\n")
    shown = run("tag", "--pretty", "a.txt")
    assert shown.exit_code == 0
    assert "The French government[FRA.GOV]" in shown.stdout
    (tmp_path / "b.txt").write_text("Shots at the border\n\nShots were heard in Kashmir and in Goma.\n")
    assert "in Kashmir[IND/PAK] and in Goma[COD]" in run("tag", "--pretty", "b.txt").stdout


def test_resolve_takes_lines_and_strings(run: Run) -> None:
    one = json.loads(run("resolve", "the Japanese foreign minister", "--date", "2019-05-01").stdout)
    assert (one["country"], one["sectors"], one["date_assumed"]) == ("JPN", ["GOV"], False)
    many = run("resolve", "-", input='{"text": "NATO"}\n{"text": "x", "date": "next week"}\n{}\n{"text": "Hamas"}\n')
    assert many.exit_code == 1
    assert [json.loads(line)["actor"] for line in many.stdout.splitlines()] == ["igo.nato", "org.hamas"]
    assert "line 2:" in many.stderr
    assert "line 3:" in many.stderr
    missing = run("resolve", "nofile.jsonl")
    assert (missing.exit_code, "there is no such file" in missing.output) == (2, True)


def test_an_extra_vocabulary_is_used_and_a_bad_one_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "watchfloor.toml").write_text('vocabulary_extra = ["mine.toml"]\n')
    mine = tmp_path / "home" / "mine.toml"
    mine.write_text(
        '[[actor]]\nid = "org.tea-society"\nname = "Grand Tea Society"\nkind = "ngo"\ncountry = "NGO"\n'
        'sectors = ["SOC"]\nsource = "editor"\n'
    )
    tagged = run("resolve", "Grand Tea Society", "--home", "home")
    assert json.loads(tagged.stdout)["actor"] == "org.tea-society"
    mine.write_text("[[actr]]\n")
    wrong = run("resolve", "x", "--home", "home")
    assert wrong.exit_code == 2
    assert "mine.toml" in wrong.output
