"""The Arrow tables of the lake, derived from its rows."""

import types
import typing
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal, Union

import msgspec
import pyarrow as pa

from schemas.rows import ArticleRow, FailureRow, Row

ARTICLES = "articles"
FAILURES = "failures"
ALERTS = "alerts"

INSTANT = pa.timestamp("us", tz="UTC")
WIDE = frozenset({"offset", "batch"})
"""Positions on a stream need 64 bits; offsets and indexes within an article are int32."""

_SCALARS: dict[Any, pa.DataType] = {
    str: pa.string(),
    bytes: pa.binary(),
    bool: pa.bool_(),
    int: pa.int32(),
    float: pa.float64(),
    datetime: INSTANT,
    date: pa.date32(),
}


def arrow_schema(row: type[msgspec.Struct]) -> pa.Schema:
    """Return the Arrow schema of a row type: its fields in order, all of them nullable."""
    return pa.schema(_fields(row))


def arrow_table(table: str, rows: Iterable[Row]) -> pa.Table:
    """Return `rows` as the Arrow table of the lake's table of that name."""
    plain = [msgspec.to_builtins(row, builtin_types=(datetime, date, bytes)) for row in rows]
    return pa.Table.from_pylist(plain, schema=TABLES[table])


def _fields(struct: type[msgspec.Struct]) -> list[pa.Field]:
    hints = typing.get_type_hints(struct)
    return [pa.field(name, _arrow_type(name, hints[name])) for name in struct.__struct_fields__]


def _arrow_type(name: str, hint: Any) -> pa.DataType:
    origin = typing.get_origin(hint)
    if origin in (Union, types.UnionType):
        return _arrow_type(name, next(arm for arm in typing.get_args(hint) if arm is not type(None)))
    if origin is Literal:
        return pa.string()
    if origin is tuple:
        return pa.list_(_arrow_type(name, typing.get_args(hint)[0]))
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return pa.struct(_fields(hint))
    return pa.int64() if name in WIDE else _SCALARS[hint]


TABLES: Mapping[str, pa.Schema] = {ARTICLES: arrow_schema(ArticleRow), FAILURES: arrow_schema(FailureRow)}
"""Every table of the lake that is written today, by name."""
