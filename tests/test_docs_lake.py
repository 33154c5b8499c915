"""docs/lake.md says the same as the schema."""

import re
from pathlib import Path

import pyarrow as pa
import pytest

from schemas.table import TABLES

PAGE = (Path(__file__).parent.parent / "docs" / "lake.md").read_text(encoding="utf-8")


def _columns(table: str) -> dict[str, str]:
    section = PAGE.split(f"\n## {table}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| (\w+) \| ([^|]+?) \|", section, re.MULTILINE))


def _name(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        inner = kind.value_type
        return "list<struct>" if pa.types.is_struct(inner) else f"list<{_name(inner)}>"
    return {"timestamp[us, tz=UTC]": "timestamp[us, UTC]"}.get(str(kind), str(kind))


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_documented_with_its_type(table: str) -> None:
    documented = {name: kind for name, kind in _columns(table).items() if name != "column"}
    assert documented == {field.name: _name(field.type) for field in TABLES[table]}


def test_every_view_is_documented() -> None:
    sql = (Path(__file__).parent.parent / "pipelines" / "lake" / "views.sql").read_text(encoding="utf-8")
    views = re.findall(r"TEMP VIEW (\w+)", sql)
    missing = [view for view in views if f"`{view}`" not in PAGE.split("\n## Views\n")[1]]
    assert views
    assert missing == []
