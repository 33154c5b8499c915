"""Feed documents and pages in hand are read one line a file; what is neither is told by its name."""

import gzip
import json
from pathlib import Path

import pytest
from command_line import Run


def test_feed_documents_are_parsed_one_line_a_file(run: Run, tmp_path: Path) -> None:
    feeds = Path(__file__).parent.parent / "seeds" / "demo-feeds"
    (tmp_path / "page.html").write_text("<html><body>no feed</body></html>")
    result = run("parse-feed", str(feeds / "ministry.atom.xml"), "page.html", "missing.xml")
    parsed, page, missing = (json.loads(line) for line in result.stdout.splitlines())
    assert result.exit_code == 1
    assert set(parsed) == {"file", "feed", "entries", "parser", "warnings"}
    assert set(parsed["feed"]) == {"title", "link", "language", "updated", "format"}
    assert set(parsed["entries"][0]) == {
        *("id", "link", "title", "summary", "content", "published", "published_raw", "published_confidence"),
        *("updated", "authors", "language", "enclosures"),
    }
    assert set(page) == set(missing) == {"file", "error"}


def test_feed_documents_may_be_packed(run: Run, tmp_path: Path) -> None:
    file = Path(__file__).parent.parent / "seeds" / "demo-feeds" / "ministry.atom.xml"
    (tmp_path / "feed.xml.gz").write_bytes(gzip.compress(file.read_bytes()))
    result = run("parse-feed", str(file), "feed.xml.gz")
    plain, packed = (json.loads(line) for line in result.stdout.splitlines())
    assert result.exit_code == 0
    assert {**packed, "file": ""} == {**plain, "file": ""}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.html", b"<html><head></head><body>no feed</body></html>", "html: the document is an HTML page"),
        ("answer.json", b'{"error": "gone"}', "not_a_feed: the document is JSON, but no JSON Feed: it has error"),
        ("empty.xml", b"", "no_bytes: the document is empty"),
        ("packed.xml.gz", gzip.compress(b"x" * 1000)[:-9], "parse: the gzip body ends too early"),
        ("long.xml", b"<rss>" + b" " * 15 * 2**20, "too_big: it is longer than 15728640 bytes"),
        ("missing.xml", None, "there is no such file"),
        (".", None, "it is a directory; name the files in it"),
    ],
)
def test_a_document_that_is_no_feed_is_told_by_its_name(
    name: str, content: bytes | None, words: str, run: Run, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    result = run("parse-feed", name)
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found["file"] == name
    assert found["error"].startswith(words)


def test_parsing_no_document_is_wrong_usage(run: Run) -> None:
    result = run("parse-feed")
    assert result.exit_code == 2
    assert "FILE" in result.stderr


def test_a_page_is_extracted(run: Run, tmp_path: Path) -> None:
    paragraph = "The ministry said on Monday that the talks would go on for another week in the capital. " * 4
    (tmp_path / "page.html").write_text(
        f"<html lang='en'><head><title>Talks go on</title></head><body><article><h1>Talks go on</h1>"
        f"<p>{paragraph}</p><p>{paragraph}</p></article></body></html>"
    )
    result = run("extract", "page.html", "--url", "https://example.org/a")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert set(found) == {"file", "title", "text", "published", "authors", "language", "quality", "wall", "reserved"}
    assert "The ministry said" in found["text"]
