"""Commands on documents in hand: parse-feed, extract."""

from pathlib import Path
from typing import Annotated

import typer

from watchfloor.cli import told

FilesArgument = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Documents to read; - is stdin.")]


@told
def parse_feed(
    files: FilesArgument,
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="Where the document is from; relative links are resolved to it.")
    ] = None,
    content_type: Annotated[
        str | None, typer.Option("--content-type", help="Content-Type that the server sent; it may name the charset.")
    ] = None,
) -> int:
    """Parse feed documents into normalised entries, one JSON line a file.

    RSS, Atom, JSON Feed and news sitemaps, gzip'd or not, well formed or not. What cannot be read has a line with
    `error`, which says what it is instead. Exit code 0 when all are feeds, 1 when one is not, 2 for wrong usage.
    """
    from watchfloor.documents import parse_feeds

    return parse_feeds(files, base_url, content_type)


@told
def extract(
    files: FilesArgument,
    url: Annotated[str | None, typer.Option("--url", help="Address of the page, for its metadata.")] = None,
) -> int:
    """Extract the articles of web pages, one JSON line a file. Exit code 1 when one is no page."""
    from watchfloor.documents import extract_pages

    return extract_pages(files, url)
