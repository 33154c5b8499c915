"""Score the parser on the documents of other projects: `WATCHFLOOR_DATA=DIR python tests/feed_corpora.py`."""

import argparse
import ast
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from feed_rows import record
from feedparser.datetimes import _parse_date

from connectors.parsing.dates import EARLIEST_YEAR
from connectors.parsing.entries import Entry, ParsedFeed
from connectors.parsing.markup import plain_text
from connectors.parsing.parse import Document, parse_feed
from schemas.errors import FeedError

FIELDS = ("id", "link", "title", "summary", "content", "published", "updated")
ALIASES = {"description": "summary", "guid": "id", "modified": "updated", "issued": "published"}
"""What feedparser still calls some of `FIELDS` too."""

DATES = ("published", "updated")
_EXPECT = re.compile(rb"Expect:\s*(.*)")
_HEADER = re.compile(rb"Header:\s*([\w-]+):\s*(.*)")
_WHITE = re.compile(r"\s+")


class Wanted(NamedTuple):
    """One thing that a document is expected to say of an entry; dates are parsed."""

    field: str
    value: object
    entry: int = 0


class Case(NamedTuple):
    """One document with what is expected of it."""

    file: Path
    body: bytes
    content_type: str | None
    url: str | None
    wanted: tuple[Wanted, ...]


class Result(NamedTuple):
    """How many cases came out as expected, and for each other one what was wanted and what came."""

    right: int
    cases: int
    wrong: tuple[str, ...]


def feedparser_cases(folder: Path) -> Iterator[Case]:
    """Yield feedparser's own cases that test one of `FIELDS` of the first entry."""
    for file in sorted(folder.glob("*/**/*.xml")):
        body = file.read_bytes()
        expected = _EXPECT.search(body)
        wanted = tuple(_expectations(expected.group(1).decode("utf-8", "replace"))) if expected else ()
        if wanted:
            headers = {name.decode().lower(): value.decode().strip() for name, value in _HEADER.findall(body)}
            # Where feedparser's tests serve their documents, unless the answer says otherwise.
            url = headers.get("content-location", f"http://127.0.0.1:8097/{file.name}")
            yield Case(file, body, headers.get("content-type"), url, wanted)


def _expectations(written: str) -> Iterator[Wanted]:
    """Read `entries[0]['title'] == 'x'` and its like out of a Python expression, which is not run."""
    try:
        tree = ast.parse(written.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq):
            field = _field(node.left)
            value = _literal(node.comparators[0])
            if field is None or value is None:
                continue
            if field.endswith("_parsed"):
                yield Wanted(field.removesuffix("_parsed"), _moment(value))
            elif field in DATES:
                yield Wanted(field, _moment(_parse_date(value)) if isinstance(value, str) else None)
            elif isinstance(value, str):
                yield Wanted(field, value)


def _field(node: ast.expr) -> str | None:
    path = _path(node)
    if path[:2] != ["entries", 0]:
        return None
    match path[2:]:
        case ["content", 0, "value"]:
            return "content"
        case [("published_parsed" | "updated_parsed") as field]:
            return str(field)
        case [("title_detail" | "summary_detail") as field, "value"]:
            return str(field).removesuffix("_detail")
        case [field] if field in ALIASES or (field in FIELDS and field != "content"):
            return ALIASES.get(str(field), str(field))
    return None


def _path(node: ast.expr) -> list[object]:
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return [*_path(node.value), node.slice.value]
    if isinstance(node, ast.Attribute):
        return [*_path(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else [None]


def _literal(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        return None


def _moment(parsed: Any) -> datetime | None:
    """Return a date as we keep it: none before the first feeds."""
    if parsed is None:
        return None
    try:
        moment = datetime(*tuple(parsed)[:6], tzinfo=UTC)
    except (TypeError, ValueError):
        return None
    return moment if moment.year >= EARLIEST_YEAR else None


def gofeed_cases(folder: Path) -> Iterator[Case]:
    """Yield gofeed's pairs of a document and what its entries are expected to say."""
    for file in sorted(folder.glob("**/*.xml")):
        expected = file.with_suffix(".json")
        if expected.exists():
            wanted = tuple(_gofeed_wanted(file, json.loads(expected.read_text(encoding="utf-8"))))
            yield Case(file, file.read_bytes(), None, None, wanted)


def _gofeed_wanted(file: Path, feed: Mapping[str, Any]) -> Iterator[Wanted]:
    if not isinstance(feed, dict):
        return
    for number, item in enumerate(feed.get("items") or feed.get("entries") or []):
        identity = item.get("guid") or item.get("id")
        if isinstance(identity, dict):
            identity = identity.get("value")
        if isinstance(identity, str):
            yield Wanted("id", identity, number)
        if isinstance(item.get("title"), str):
            yield Wanted("title", item["title"], number)
        if isinstance(item.get("link"), str):
            yield Wanted("link", item["link"], number)
        for field, keys in (("published", ("publishedParsed", "pubDateParsed")), ("updated", ("updatedParsed",))):
            for key in keys:
                if isinstance(item.get(key), str):
                    yield Wanted(field, _instant(item[key]), number)


def _instant(written: str) -> datetime | None:
    moment = datetime.fromisoformat(written.replace("Z", "+00:00")).astimezone(UTC)
    return moment if moment.year >= EARLIEST_YEAR else None


def score(cases: Iterator[Case]) -> Result:
    """Parse every case, and compare."""
    right, wrong, total = 0, [], 0
    for case in cases:
        total += 1
        told = _differences(case)
        if told:
            wrong.append(f"{case.file.parent.name}/{case.file.name}: {'; '.join(told)}")
        else:
            right += 1
    return Result(right, total, tuple(wrong))


def _differences(case: Case) -> list[str]:
    try:
        document = Document(body=case.body, url=case.url, content_type=case.content_type)
        parsed: ParsedFeed | None = parse_feed(document)
    except FeedError as error:
        return [f"{error.kind}: {error.detail}"] if case.wanted else []
    return [told for wanted in case.wanted if (told := _difference(parsed, wanted))]


def _difference(parsed: ParsedFeed | None, wanted: Wanted) -> str | None:
    entries = parsed.entries if parsed else ()
    if wanted.entry >= len(entries):
        return f"no entry {wanted.entry}"
    found = _found(entries[wanted.entry], wanted.field)
    if found == wanted.value or (isinstance(wanted.value, str) and _as_text(str(found or "")) == _plain(wanted.value)):
        return None
    return f"{wanted.field}: wanted {wanted.value!r}, found {found!r}"


def _found(entry: Entry, field: str) -> object:
    if field == "summary":
        return entry.summary or entry.content
    return getattr(entry, field)


def _as_text(written: str) -> str:
    return _WHITE.sub(" ", written).strip()


def _plain(written: str) -> str:
    return _as_text(plain_text(written))


CORPORA = {"feedparser": (10, feedparser_cases, 0.99), "gofeed": (11, gofeed_cases, 0.98)}
"""The row of docs/feeds.md, what yields the cases, and the share of them that is promised."""


def main() -> None:
    """Print a line for each corpus, and with --errors what went wrong."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--errors", type=int, default=0, metavar="N", help="show N documents that differ")
    chosen = arguments.parse_args()
    folder = Path(os.environ["WATCHFLOOR_DATA"]) / "feeds"
    for name, (row, cases, promised) in CORPORA.items():
        result = score(cases(folder / name))
        if not result.cases:
            raise SystemExit(f"{folder / name} holds no cases")
        share = result.right / result.cases
        measured = f"{result.right} of {result.cases} as expected ({share:.1%})"
        print(f"{name}: {measured}")
        record(row, measured, met=share >= promised)
        print(f"  by field of the others: {dict(Counter(_fields_of(result.wrong)))}")
        for wrong in result.wrong[: chosen.errors]:
            print(f"  {wrong[:400]}")


def _fields_of(wrong: tuple[str, ...]) -> Iterator[str]:
    for told in wrong:
        yield from re.findall(r"(?:: |; )(\w+): wanted", told) or [told.partition(": ")[2].partition(":")[0]]


if __name__ == "__main__":
    main()
