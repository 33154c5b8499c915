"""Commands on documents in hand: parse-feed, extract."""

from pathlib import Path
from typing import Annotated

import typer

from watchfloor.commands.outcome import told

FilesArgument = Annotated[
    # A file that may not be read is told of in its line; the others are read all the same.
    list[Path], typer.Argument(metavar="FILE", help="Documents to read; - is stdin.", readable=False)
]


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

    RSS, Atom, JSON Feed and news sitemaps, gzip'd or not, well formed or not.
    What cannot be read has a line with `error`, which says what it is instead.
    Exit code 0 when all are feeds, 1 when one is not, 2 for wrong usage.

    Example: curl -s https://example.org/feed | watchfloor parse-feed -
    """
    from watchfloor.documents import parse_feeds

    return parse_feeds(files, base_url, content_type)


@told
def extract(
    files: FilesArgument,
    url: Annotated[str | None, typer.Option("--url", help="Address of the page, for its metadata.")] = None,
) -> int:
    """Extract the articles of web pages, one JSON line a file.

    Title, text, published, authors, language, quality; what is no page has `error`.
    `wall` names a consent form, a paywall or a test for robots in the article's place.
    Exit code 0 when all are pages, 1 when one is not, 2 for wrong usage.

    Example: watchfloor extract page.html --url https://example.org/news/1
    """
    from watchfloor.documents import extract_pages

    return extract_pages(files, url)
