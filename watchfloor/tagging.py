"""Tag or resolve what comes as lines: JSON in, JSON out, in order."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from connectors.seedfile import Seed, read_seeds
from pipelines.tagging import Tagger, load_tagger, resolve, tag_text, tag_texts
from pipelines.tagging.text import day_given
from schemas.errors import UsageError
from schemas.tagged import Tags
from watchfloor.home import Home
from watchfloor.markup import marked, marks_of
from watchfloor.printing import console, print_json
from watchfloor.processing import tagger_options

AT_ONCE = 32

Line: TypeAlias = tuple[int, Mapping[str, Any] | str]
"""The number of a line, with what it holds or what is wrong with it."""


LINES = (".jsonl", ".json", ".ndjson")
"""Endings of files of JSON lines; a file of any other name is one text."""


def tag_lines(home: Home, file: Path, *, pretty: bool = False) -> int:
    """Tag each line of a file and print it; a bad line is told on stderr. Return 1 when one was bad, else 0."""
    tagger = load_tagger(tagger_options(home))
    today = datetime.now(UTC).date()
    show = _print_marked if pretty else _print_tagged
    failed = 0
    with _lines(file) as lines:
        while chunk := list(islice(lines, AT_ONCE)):
            good = [(number, given) for number, given in chunk if not isinstance(given, str)]
            tagged = dict(zip((number for number, _ in good), _tag_each(tagger, good, today), strict=True))
            for number, given in chunk:
                result = given if isinstance(given, str) else tagged[number]
                if isinstance(given, str) or isinstance(result, str):
                    failed = _tell(number, str(result))
                else:
                    show(given, result)
    return failed


def resolve_lines(home: Home, file: str, day: str | None) -> int:
    """Resolve each line of a file, or one string, and print it; bad lines as in `tag_lines`."""
    tagger = load_tagger(tagger_options(home))
    today = datetime.now(UTC).date()
    if file != "-" and not Path(file).is_file():
        if Path(file).suffix in LINES:
            raise UsageError(f"{file}: there is no such file; name one, or give an actor string")
        _print_resolved(tagger, {"text": file, **({"date": day} if day else {})}, today)
        return 0
    failed = 0
    with _lines(Path(file)) as lines:
        for number, given in lines:
            try:
                if isinstance(given, str):
                    raise UsageError(given)
                _print_resolved(tagger, given, today)
            except UsageError as error:
                failed = _tell(number, str(error))
    return failed


def tagged_line(given: Mapping[str, Any], tags: Tags) -> dict[str, Any]:
    """Return the input with its tags, as `watchfloor tag` prints it; only `language` is replaced."""
    found = msgspec.to_builtins(tags)
    return {**given, **found}


def resolved(tagger: Tagger, given: Mapping[str, Any], today: Any) -> dict[str, Any]:
    """Return the input with what it means, as `watchfloor resolve` prints it.

    Raises UsageError for a `text` that is no string and a `date` that is no ISO 8601 date.
    """
    text, context = given.get("text"), given.get("context")
    if not isinstance(text, str):
        raise UsageError("`text` is missing, or no string")
    found = resolve(tagger, text, day_given(given.get("date")), context if isinstance(context, str) else None, today)
    return {**given, **msgspec.to_builtins(found)}


def _tag_each(tagger: Tagger, good: list[tuple[int, Any]], today: Any) -> list[Tags | str]:
    try:
        return list(tag_texts(tagger, [given for _, given in good], today))
    except UsageError:
        return [_tag_one(tagger, given, today) for _, given in good]


def _tag_one(tagger: Tagger, given: Mapping[str, Any], today: Any) -> Tags | str:
    try:
        return tag_text(tagger, given, today)
    except UsageError as error:
        return str(error)


def _print_tagged(given: Mapping[str, Any], tags: Tags) -> None:
    # Python's own encoder: it also writes what no UTF-8 can hold, as an escape.
    sys.stdout.write(json.dumps(tagged_line(given, tags), ensure_ascii=True) + "\n")


def _print_marked(given: Mapping[str, Any], tags: Tags) -> None:
    found = msgspec.to_builtins(tags)
    out = console()
    if given.get("title"):
        out.print(marked(given["title"], marks_of(found, "title")), style="bold")
    out.print(marked(given["text"], marks_of(found, "text")))
    for name, label in (("topics", "topic"), ("subjects", "label")):
        asserted = [f"{one[label]} {one['score']:.2f}" for one in found[name] if one["score"] >= 0.5]
        out.print(f"{name}: {', '.join(asserted) or 'none'}")
    out.print()


def _print_resolved(tagger: Tagger, given: Mapping[str, Any], today: Any) -> None:
    print_json(resolved(tagger, given, today))


def _tell(number: int, problem: str) -> int:
    sys.stderr.write(f"watchfloor: line {number}: {problem}\n")
    return 1


@contextmanager
def _lines(file: Path) -> Iterator[Iterator[Line]]:
    if str(file) == "-":
        yield _json_lines(sys.stdin.buffer)
    elif file.suffix in LINES:
        with file.open("rb") as opened:
            yield _json_lines(opened)
    else:
        yield _texts(file)


def _json_lines(source: Any) -> Iterator[Line]:
    for number, line in enumerate(source, start=1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except ValueError as error:
            yield number, f"not JSON: {error}"
            continue
        yield number, given if isinstance(given, dict) else "not a JSON object"


def _texts(file: Path) -> Iterator[Line]:
    for number, (_, found) in enumerate(read_seeds(file, file.name), start=1):
        if not isinstance(found, Seed):
            yield number, found.detail
            continue
        given = {"title": found.title, "text": found.text}
        if found.published is not None:
            given["published"] = found.published.isoformat()
        yield number, given
