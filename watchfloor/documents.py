"""Read feed documents and web pages in hand, one JSON line a file."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from connectors.child import Child
from connectors.inflate import MAX_BYTES
from connectors.parsing.entries import ParsedFeed
from connectors.parsing.parse import Document, parse_feed
from schemas.errors import FeedError
from schemas.text import clean
from watchfloor.printing import print_json
from watchfloor.progress import progress


def parse_feeds(files: Sequence[Path], base_url: str | None = None, content_type: str | None = None) -> int:
    """Print the entries of each feed document; return 1 when one of them is no feed, else 0.

    Each is parsed in a limited child process: one that hangs it is an error of that file only.
    """
    with Child() as child:

        def read(body: bytes) -> dict[str, Any]:
            document = Document(body=body, url=base_url, content_type=content_type)
            return _feed_line(child.call(parse_feed, document))

        return _each(files, read)


def extract_pages(files: Sequence[Path], url: str | None = None) -> int:
    """Print the article of each web page; return 1 when one of them is none, else 0.

    A page without an article is printed with an empty text; `wall` says what stood in its way.
    """
    from connectors.extraction.extract import Page, extract

    with Child() as child:

        def read(body: bytes) -> dict[str, Any]:
            found: dict[str, Any] = msgspec.to_builtins(child.call(extract, Page(html=body, url=url)))
            return found

        return _each(files, read)


def _each(files: Sequence[Path], read: Callable[[bytes], dict[str, Any]]) -> int:
    failed = 0
    with progress("reading", len(files)) as advance:
        for file in files:
            name = clean(str(file))
            try:
                line = {"file": name, **read(_bytes(file))}
            except FeedError as error:
                line = {"file": name, "error": str(error)}
                failed = 1
            except OSError as error:
                line = {"file": name, "error": _why(error)}
                failed = 1
            print_json(line)
            advance(1)
    return failed


def _bytes(file: Path) -> bytes:
    # One more than is parsed tells that a file is too long, and so may be without end.
    if str(file) == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with file.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)


def _why(error: OSError) -> str:
    if isinstance(error, IsADirectoryError):
        return "it is a directory; name the files in it"
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    return f"it cannot be read: {error.strerror or error}"


def _feed_line(parsed: ParsedFeed) -> dict[str, Any]:
    plain = msgspec.to_builtins(parsed)
    head = {name: plain[name] for name in ("title", "link", "language", "updated", "format")}
    entries = [{name: value for name, value in entry.items() if name != "posted"} for entry in plain["entries"]]
    return {"feed": head, "entries": entries, "parser": plain["parser"], "warnings": plain["warnings"]}
