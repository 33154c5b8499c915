"""What is printed for people is never cut, however narrow their terminal."""

import io
import json

import pytest
from rich.console import Console

from watchfloor import printing

COLUMNS = ("id", "detail", "published", "other_feed")
ROWS = (
    ("harbour-post", "the document is an HTML page, 'Harbour Post', that names no feed", 19, 0),
    ("gazette", "https://an.org/" + "x" * 60, 5, 1200),
)


def printed(monkeypatch: pytest.MonkeyPatch, width: int) -> str:
    out = io.StringIO()
    monkeypatch.setattr(printing, "console", lambda: Console(file=out, width=width, highlight=False, markup=False))
    printing.print_rows(COLUMNS, ROWS, as_json=False)
    return out.getvalue()


@pytest.mark.parametrize("width", [200, 100, 75, 50, 30])
def test_no_cell_is_cut(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    text = printed(monkeypatch, width)
    assert "…" not in text
    assert text.count("x") == 60
    for word in ("harbour-post", "gazette", "published", "other_feed", "1200"):
        assert word in text
    assert max(map(len, text.splitlines())) <= width


def test_rows_that_fit_no_table_stand_below_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "┃ id" in printed(monkeypatch, 100)
    lines = printed(monkeypatch, 60).splitlines()
    assert lines[0] == "id          harbour-post"
    assert lines[-2:] == ["other_feed  1200", ""]


def test_programs_get_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    printing.print_rows(COLUMNS, ROWS, as_json=True)
    assert [json.loads(line)["published"] for line in capsys.readouterr().out.splitlines()] == [19, 5]
