"""Print tables for people, JSON lines for programs."""

import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

WIDE = 200
FOLDED = 24
"""Characters. A longer cell may be folded where a table would not fit the terminal; below that it is hard to read."""

BORDER = 3


def print_json(value: Any) -> None:
    """Print one value as one JSON line on stdout."""
    sys.stdout.write(json_line(value) + "\n")


def json_line(value: Any) -> str:
    """Return one value as one line of JSON; dates are ISO 8601, bytes text with replacements."""
    return msgspec.json.encode(value, enc_hook=_plain).decode()


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, as_json: bool, title: str = "") -> None:
    """Print rows as a table, or one JSON object a line when `as_json`.

    Nothing is cut: where a table does not fit the terminal, each row is a block of lines.
    """
    if as_json:
        for row in rows:
            print_json(dict(zip(columns, row, strict=True)))
        return
    out = console()
    written = [[_cell(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(columns, *written, strict=True)]
    if out.width < sum(min(width, FOLDED) + BORDER for width in widths) + 1:
        _print_blocks(out, columns, written)
        return
    table = Table(title=title or None, title_justify="left", header_style="bold")
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in written:
        table.add_row(*row)
    out.print(table)


def _print_blocks(out: Console, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    label = max(map(len, columns))
    for row in rows:
        for name, cell in zip(columns, row, strict=True):
            out.print(f"{name:{label}}  {cell}")
        out.print()


def console() -> Console:
    """Return the console for results: as wide as the terminal, and wide when piped, so that nothing is cut."""
    return Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else WIDE)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%SZ")
    if isinstance(value, list | tuple):
        return ", ".join(_cell(part) for part in value)
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
