import pyarrow as pa
import pytest

from schemas.rows import ArticleRow, FailureRow
from schemas.table import INSTANT, TABLES


def test_every_column_of_a_row_is_a_column_of_its_table() -> None:
    assert TABLES["articles"].names == list(ArticleRow.__struct_fields__)
    assert TABLES["failures"].names == list(FailureRow.__struct_fields__)


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_nullable_so_that_the_schema_can_grow(table: str) -> None:
    assert all(field.nullable for field in TABLES[table])


@pytest.mark.parametrize("table", TABLES)
def test_times_are_utc_microseconds(table: str) -> None:
    times = [field.type for field in TABLES[table] if pa.types.is_timestamp(field.type)]
    assert times
    assert set(times) == {INSTANT}


def test_positions_are_64_bit_while_spans_are_32_bit() -> None:
    articles = TABLES["articles"]
    assert articles.field("offset").type == pa.int64()
    assert articles.field("batch").type == pa.int64()
    mention = articles.field("mentions").type.value_type
    assert mention.field("start").type == pa.int32()


def test_day_is_in_the_path_only() -> None:
    assert all("day" not in schema.names for schema in TABLES.values())
