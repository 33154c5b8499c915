"""docs/feeds.md shows every promise of the poller with a proof that exists."""

import re
from pathlib import Path

import pytest
from feed_rows import BEGIN, END, NOT_MEASURED, ROWS, Measured, table, written

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")


def test_the_page_holds_the_table_of_the_register() -> None:
    assert written(PAGE, {}) == PAGE


def test_rows_are_numbered_without_a_hole() -> None:
    assert [row.number for row in ROWS] == list(range(1, 28))


def test_every_command_names_a_file_that_is_there() -> None:
    named = [file for row in ROWS for file in re.findall(r"tests/[\w/]+\.py", row.command)]
    assert [file for file in named if not (ROOT / file).exists()] == []


def test_a_measured_row_replaces_what_the_page_said_and_leaves_the_others() -> None:
    first = table(measured={2: Measured("sent", True, "2026-01-01"), 3: Measured("49 polls", False, "2026-01-01")})
    second = table(first, {2: Measured("sent | again", None, "2026-01-02")})
    assert "sent / again (2026-01-02)" in second
    assert "49 polls **(missed)** (2026-01-01)" in second
    assert second.count(NOT_MEASURED) == len(ROWS) - 2


def test_a_page_without_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="put them where the table belongs"):
        written(PAGE.replace(BEGIN, "").replace(END, ""), {})
