"""Web pages in, articles out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.child import Child
from connectors.extract import Extracted, Page, extract
from connectors.markup import MAX_TAG_CHARACTERS
from schemas.errors import FeedError
from schemas.text import is_clean

PARAGRAPHS = [f"In paragraph {n} the envoys said that the strait would stay open to all shipping." for n in range(8)]
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Envoys meet - The Strait</title>
<meta property="article:published_time" content="2026-11-24T10:00:00Z"><meta name="author" content="Ana Sol">
</head><body><nav><a href="/">Home</a><a href="/world">World</a></nav><main><article><h1>Envoys meet</h1>
{"".join(f"<p>{text}</p>" for text in PARAGRAPHS)}</article></main><footer>All rights reserved</footer></body></html>"""


def test_an_article_is_read_without_what_surrounds_it() -> None:
    found = extract(Page(html=PAGE.encode(), url="https://strait.example/envoys"))
    assert all(text in found.text for text in PARAGRAPHS)
    assert "All rights reserved" not in found.text
    assert (found.title, found.authors, found.language, found.quality) == ("Envoys meet", ("Ana Sol",), "en", "full")
    assert found.published == datetime(2026, 11, 24, tzinfo=UTC)
    assert is_clean(found.text)


@pytest.mark.parametrize("html", ["<html><body></body></html>", "<html><head><title>Title</title></head></html>"])
def test_a_page_without_an_article_gives_no_text_and_says_so(html: str) -> None:
    found = extract(Page(html=html.encode()))
    assert (found.text, found.quality) == ("", "headline")


@pytest.mark.parametrize("html", [b"", b" \n ", b"<a " + b"x=1 " * MAX_TAG_CHARACTERS + b">"])
def test_what_is_no_page_is_a_feed_error(html: bytes) -> None:
    with pytest.raises(FeedError) as caught:
        extract(Page(html=html))
    assert caught.value.kind == "parse"


def test_it_works_within_the_limits_of_the_child() -> None:
    with Child() as child:
        found = child.call(extract, Page(html=PAGE.encode("utf-16"), url=None))
    assert isinstance(found, Extracted)
