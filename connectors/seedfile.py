"""Read seed text: one article a text file, or one a line of JSON."""

import difflib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeAlias, cast

import msgspec

from connectors.authors import distinct
from connectors.parsing.unreadable import Unreadable
from schemas.article import Instant
from schemas.errors import ArticleError
from schemas.failure import Reason
from schemas.text import clean
from schemas.url import MAX_URL_CHARACTERS

MAX_BYTES = 64 * 1024 * 1024
"""Longest file of text, and longest line of JSON, that is read."""

MAX_TITLE_CHARACTERS = 300
"""A first line that is longer is text, no title."""

MAX_VALUE_CHARACTERS = MAX_URL_CHARACTERS
"""Of a value in a head, the longest of which are addresses."""

HEAD_KEYS = ("url", "published", "outlet", "language", "authors")

_HEAD_LINE = re.compile(r"\s*([A-Za-z_]+)\s*:\s*(.*?)\s*")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_SENTENCE_END = re.compile(r"[.!?…]['\"”’)»]*(?=\s)|[。！？]")
_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)


class Seed(msgspec.Struct, frozen=True, kw_only=True):
    """One article of seed text; `id` is a name that a line of JSON gave itself. `published` is UTC."""

    title: str
    text: str
    url: str | None = None
    published: Instant | None = None
    outlet: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    id: str | None = None


Found: TypeAlias = tuple[str, Seed | Unreadable]
"""Where something stands (a file, or a file with a line's number), and what it is."""


def read_seeds(file: Path, name: str) -> Iterator[Found]:
    """Yield what a `.txt` or `.jsonl` file holds, in order; what cannot be read is told, never raised."""
    try:
        with file.open("rb") as stream:
            if file.suffix.lower() == ".jsonl":
                yield from _lines(stream, name)
            else:
                yield name, _tried(parse_text, stream.read(MAX_BYTES + 1), name)
    except OSError as error:
        yield name, Unreadable("unreadable_file", f"{name}: {error.strerror or error}", b"")


def unreadable(name: str, error: ArticleError, payload: bytes) -> Unreadable:
    """Return what stands at a place and cannot be read."""
    return Unreadable(cast(Reason, error.reason), f"{name}: {error.detail}", payload)


def parse_text(content: bytes) -> Seed:
    """Return the article of a text file.

    A head of `key: value` lines may come first, ended by a blank line; it is one when the first line names
    a key of `HEAD_KEYS`. The first line of the rest is the title, what follows the text. A first line of
    more than 300 characters is no title but text, whose first sentence serves as title. Raises ArticleError
    (`unreadable_file`, `too_large`, `invalid_head`, `empty_article`).
    """
    _check_size(content)
    head, body = _head(clean(_decoded(content)).lstrip("\n"))
    return _seed(None, body, head, _split_names(head.get("authors", "")), None)


def parse_line(line: bytes) -> Seed:
    """Return the article of a line of JSON: `text`, and optionally `title`, `id` and the keys of a head.

    Without a title the text is read like a text file's. Raises ArticleError (`invalid_json`, `too_large`,
    `invalid_head`, `empty_article`).
    """
    _check_size(line)
    try:
        # The standard library's decoder takes lone surrogates, which `clean` knows how to store.
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        _refuse("invalid_json", str(error)[:500])
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        _refuse("invalid_json", "a line is an object with a `text` that is a string")
    title, name = _optional_text(fields, "title"), _short("id", _optional_text(fields, "id") or "") or None
    keys = (key for key in HEAD_KEYS if key != "authors")
    head = {key: _short(key, value) for key in keys if (value := _optional_text(fields, key)) is not None}
    return _seed(title, clean(fields["text"]), head, _authors_of(fields), name)


def _lines(stream: Any, name: str) -> Iterator[Found]:
    number = 0
    while line := stream.readline(MAX_BYTES + 1):
        number += 1
        rest = line
        while len(rest) > MAX_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_BYTES + 1)
        if line.strip():
            content = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            place = f"{name}:{number}"
            yield place, _tried(parse_line, content, place)


def _tried(parse: Any, content: bytes, name: str) -> Seed | Unreadable:
    try:
        seed: Seed = parse(content)
    except ArticleError as error:
        return unreadable(name, error, content)
    return seed


def _check_size(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        _refuse("too_large", f"more than {MAX_BYTES} bytes; split it into articles")


def _decoded(content: bytes) -> str:
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        _refuse(
            "unreadable_file", f"not {encoding.upper()} at byte {error.start}: {error.reason}; convert it with iconv"
        )


def _head(text: str) -> tuple[dict[str, str], str]:
    first = _HEAD_LINE.fullmatch(text.partition("\n")[0])
    if first is None or first[1].lower() not in HEAD_KEYS:
        return {}, text
    lines, *rest = _BLANK_LINE.split(text, maxsplit=1)
    head: dict[str, str] = {}
    for line in lines.split("\n"):
        found = _HEAD_LINE.fullmatch(line)
        if found is None:
            _refuse("invalid_head", f"{line[:80]!r} is no `key: value`; a blank line ends the head")
        key = _known_key(found[1].lower())
        head[key] = _short(key, found[2])
    return head, "".join(rest)


def _known_key(key: str) -> str:
    if key not in HEAD_KEYS:
        near = difflib.get_close_matches(key, HEAD_KEYS, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"known keys: {', '.join(HEAD_KEYS)}"
        _refuse("invalid_head", f"unknown key `{key}`; {hint}")
    return key


def _short(key: str, value: str) -> str:
    if len(value) > MAX_VALUE_CHARACTERS:
        _refuse("invalid_head", f"`{key}` has {len(value)} characters, at most {MAX_VALUE_CHARACTERS} are kept")
    return value


def _optional_text(fields: dict[str, Any], key: str) -> str | None:
    value = fields.get(key)
    if value is not None and not isinstance(value, str):
        _refuse("invalid_head", f"`{key}` is a string, not {type(value).__name__}")
    return None if value is None else clean(value)


def _authors_of(fields: dict[str, Any]) -> tuple[str, ...]:
    value = fields.get("authors")
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return distinct(_one_line(_short("authors", clean(one))) for one in value)
    return _split_names(_short("authors", _optional_text(fields, "authors") or ""))


def _split_names(line: str) -> tuple[str, ...]:
    return distinct(map(_one_line, line.split(";" if ";" in line else ",")))


def _seed(title: str | None, body: str, head: dict[str, str], authors: tuple[str, ...], name: str | None) -> Seed:
    if title is None:
        title, text = _titled(body)
    else:
        title, text = _one_line(title), body.strip("\n")
    if not title.strip() and not text.strip():
        _refuse("empty_article", "title and text are both empty")
    return Seed(
        title=title,
        text=text,
        url=head.get("url") or None,
        published=_instant(head.get("published", "")),
        outlet=head.get("outlet") or None,
        language=head.get("language") or None,
        authors=authors,
        id=name,
    )


def _titled(body: str) -> tuple[str, str]:
    body = body.strip("\n")
    first, _, rest = body.partition("\n")
    if len(first) <= MAX_TITLE_CHARACTERS:
        return _one_line(first), rest.strip("\n")
    opening = first[:MAX_TITLE_CHARACTERS]
    end = _SENTENCE_END.search(opening)
    title = opening[: end.end()] if end else opening.rpartition(" ")[0] or opening
    return _one_line(title), body


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _instant(value: str) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        _refuse("invalid_head", f"`published` is {value[:80]!r}, not a date of ISO 8601 such as 2026-01-31T12:00:00Z")


def _refuse(reason: str, detail: str) -> NoReturn:
    raise ArticleError("parse", reason, detail)
