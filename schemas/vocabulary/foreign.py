"""Read what actors are called in a language other than English."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from schemas.errors import VocabularyError
from schemas.vocabulary.building import spelled
from schemas.vocabulary.entries import Alias, Case, Form, Vocabulary
from schemas.vocabulary.format import AliasRow

_DECLARED = re.compile(rb'(?:\s|#[^\n]*\n)*language\s*=\s*"([a-z]{2,3})"')

Spellings = dict[str, tuple[str | AliasRow, ...]]


class TongueRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole file of `languages/`: tables from the id of an actor to what it is called."""

    language: str
    words: Literal["spaced", "joined"] = "spaced"
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    names: Spellings = {}
    adjectives: Spellings = {}
    people: Spellings = {}
    seats: Spellings = {}
    places: Spellings = {}


class Tongue(msgspec.Struct, frozen=True):
    """What actors are called in one language.

    `spaced` is false where words are written without spaces. `before` and `after` are what may be written in
    one word with a spelling, several of `after` behind each other. `same` leads letters to those as which they
    count. `ignored` are words that are no names although a spelling stands in them, longest match first.
    `spellings` are pairs of an actor's id and a spelling; one that begins in lower case counts in any case.
    """

    code: str
    spaced: bool
    before: tuple[str, ...]
    after: tuple[str, ...]
    same: Mapping[str, str]
    ignored: tuple[str, ...]
    spellings: tuple[tuple[str, Alias], ...]


def declared_language(data: bytes) -> str | None:
    """Return the code that a file declares in its first key, None for a file of another sort."""
    found = _DECLARED.match(data)
    return found.group(1).decode() if found else None


def read_tongue(vocabulary: Vocabulary, code: str) -> Tongue | None:
    """Return a language's names, those of later files added; None where the vocabulary has no file of it.

    Raises VocabularyError, naming file and remedy, for what is no TOML, an unknown key, an id without entry.
    """
    rows = [_row(name, data) for name, data in vocabulary.languages.get(code, ())]
    if not rows:
        return None
    for (name, _), row in zip(vocabulary.languages[code], rows, strict=True):
        _refuse_unknown(vocabulary, name, row)
    return Tongue(
        code=code,
        spaced=all(row.words == "spaced" for row in rows),
        before=_all(rows, "before"),
        after=_all(rows, "after"),
        same={pair[0]: pair[1] for pair in _all(rows, "same")},
        ignored=tuple(alias.text for text in _all(rows, "ignored") for alias in spelled(text, "fold", "name")),
        spellings=tuple(dict.fromkeys(pair for row in rows for pair in _spellings(row))),
    )


def _row(name: str, data: bytes) -> TongueRow:
    try:
        row = msgspec.convert(tomllib.loads(data.decode()), TongueRow)
        list(_spellings(row))
    except (ValueError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{name}: {error}; docs/vocabulary.md has the format of languages") from error
    if wrong := [pair for pair in row.same if len(pair) != 2]:
        raise VocabularyError(f"{name}: same: {wrong[0]!r} are not two letters; write the variant, then the letter")
    return row


def _refuse_unknown(vocabulary: Vocabulary, name: str, row: TongueRow) -> None:
    for actor, alias in _spellings(row):
        entry = vocabulary.actors.get(actor)
        if entry is None:
            raise VocabularyError(f"{name}: {actor}: no entry has this id; find it with `watchfloor vocabulary find`")
        if alias.form != "name" and entry.kind != "country":
            raise VocabularyError(f"{name}: {actor}: only countries have {alias.form} spellings; put it into [names]")


def _all(rows: list[TongueRow], field: str) -> tuple[str, ...]:
    return tuple(text for row in rows for text in getattr(row, field))


def _spellings(row: TongueRow) -> Iterator[tuple[str, Alias]]:
    tables: tuple[tuple[Form, Spellings], ...] = (
        ("name", row.names),
        ("adjective", row.adjectives),
        ("people", row.people),
        ("seat", row.seats),
        ("place", row.places),
    )
    for form, table in tables:
        for actor, spellings in table.items():
            for spelling in spellings:
                text = spelling if isinstance(spelling, str) else spelling.text
                case: Case = "fold" if text.lstrip("{")[:1].islower() else "exact"
                yield from ((actor, alias) for alias in spelled(spelling, case, form))
