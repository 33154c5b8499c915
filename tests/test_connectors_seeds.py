"""Seed text in, articles out; poison is kept as failures and stops nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spooled import Spooled

from connectors import delivery
from connectors.connector import Brought
from connectors.drops import Drops
from connectors.seedfile import MAX_TITLE_CHARACTERS, parse_line, parse_text
from connectors.seeds import SeedText
from schemas.errors import ArticleError, SpoolFullError, UsageError
from schemas.identity import article_id_of_text, article_id_of_url
from schemas.text import MAX_CODE_POINTS, is_clean
from streams.embedded import EmbeddedLog

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HEAD = "url: https://example.org/{n}\npublished: 2024-05-06T07:08:09+02:00\nlanguage: en-GB\nauthors: Ana Sol, Bo Ek\n"
SHIPPED = Path(__file__).parent.parent / "seeds" / "articles"


class Desk(Spooled):
    """A folder of seed text and the spool that it is published to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, NOW)
        self.seeds = folder / "seeds"
        self.seeds.mkdir()

    def put(self, name: str, content: str | bytes) -> Path:
        file = self.seeds / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def lines(self, name: str, *objects: object) -> Path:
        return self.put(name, "".join(json.dumps(one) + "\n" for one in objects))

    def publish(self, *paths: Path, hours: int = 0) -> Brought:
        return brought(paths or (self.seeds,), self.log, NOW + timedelta(hours=hours))


def brought(paths: Sequence[Path], spool: EmbeddedLog, now: datetime = NOW) -> Brought:
    return asyncio.run(SeedText(paths, spool, lambda: now).bring())


def sum_of(*, drops: Drops = Drops(), **parts: int) -> Brought:
    """Return a report that adds up."""
    return Brought(seen=sum(parts.values()) + drops.total, drops=drops, **parts)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_text_with_a_head_is_an_article_of_its_url(desk: Desk) -> None:
    desk.put("a.txt", HEAD.format(n=1) + "outlet: The Strait\n\nA title\n\nOne paragraph.\n\nAnother.\n")
    assert desk.publish() == sum_of(new=1)
    (article,) = desk.articles()
    assert (article.title, article.text) == ("A title", "One paragraph.\n\nAnother.")
    assert article.article_id == article_id_of_url("https://example.org/1")
    assert article.published == datetime(2024, 5, 6, 5, 8, 9, tzinfo=UTC)
    assert (article.outlet, article.language, article.authors) == ("The Strait", "en", ("Ana Sol", "Bo Ek"))
    assert (article.origin, article.text_origin, article.feed, article.quality) == ("seed", "seed", None, "full")


def test_a_text_without_a_head_is_known_by_its_words_wherever_it_lies(desk: Desk) -> None:
    file = desk.put("a.txt", "Ukraine: the war goes on\nText here.")
    desk.publish()
    file.rename(desk.seeds / "renamed.txt")
    assert desk.publish() == sum_of(drops=Drops(repeat=1))
    (article,) = desk.articles()
    assert article.article_id == article_id_of_text("Ukraine: the war goes on", "Text here.")


def test_reading_again_publishes_nothing(desk: Desk) -> None:
    desk.put("a.txt", HEAD.format(n=1) + "\nTitle\nText")
    desk.put("bad.txt", b"\xff\xfe\xff")
    desk.lines("b.jsonl", {"text": "Title\nText"}, {"no": "text"})
    assert desk.publish() == sum_of(new=2, failed=2)
    assert desk.publish(hours=1) == sum_of(failed=2, drops=Drops(repeat=2))
    assert (len(desk.articles()), len(desk.failures())) == (2, 2)


def test_an_edited_seed_with_a_url_is_a_revision(desk: Desk) -> None:
    desk.put("a.txt", HEAD.format(n=1) + "\nTitle\nText")
    desk.publish()
    desk.put("a.txt", HEAD.format(n="1?utm_source=x") + "\nTitle\nEdited")
    assert desk.publish(hours=1) == sum_of(revised=1)
    first, second = desk.articles()
    assert second.article_id == first.article_id
    assert second.prev_content_hash == first.content_hash
    assert second.first_seen == first.first_seen == NOW


def test_an_edited_line_with_an_id_is_a_revision(desk: Desk) -> None:
    desk.lines("a.jsonl", {"id": "x", "title": "T", "text": "One"})
    desk.publish()
    desk.lines("a.jsonl", {"id": "x", "title": "T", "text": "Two"})
    assert desk.publish() == sum_of(revised=1)


def test_a_seed_that_is_changed_back_and_forth_is_published_until_the_stream_holds_every_step(desk: Desk) -> None:
    published = []
    for text in ("One", "Two", "One", "Two", "Three"):
        desk.lines("a.jsonl", {"id": "x", "title": "T", "text": text})
        report = desk.publish()
        published.append(report.new + report.revised)
    assert published == [1, 1, 1, 0, 1]


def test_one_url_given_twice_does_not_revise_itself(desk: Desk) -> None:
    desk.put("a.txt", HEAD.format(n=1) + "\nTitle\nText")
    desk.put("b.txt", HEAD.format(n=1) + "\nTitle\nOther text")
    desk.put("c.txt", HEAD.format(n=1) + "\nTitle\nText")
    assert desk.publish() == sum_of(new=1, failed=1, drops=Drops(duplicate=1))
    assert desk.publish() == sum_of(failed=1, drops=Drops(repeat=1, duplicate=1))
    assert "also given by a.txt" in desk.failures()[0].detail


def test_a_seed_is_edited_at_most_24_times(desk: Desk) -> None:
    for number in range(26):
        desk.put("a.txt", HEAD.format(n=1) + f"\nTitle\nText {number}")
        report = desk.publish()
    assert report == sum_of(drops=Drops(revision_cap=1))
    assert len(desk.articles()) == 25


def test_a_line_of_spaces_ends_a_head_as_an_empty_one_does(desk: Desk) -> None:
    desk.put("a.txt", "outlet: Gazette\n \t\nTitle\n\nText")
    assert desk.publish() == sum_of(new=1)
    (article,) = desk.articles()
    assert (article.outlet, article.title, article.text) == ("Gazette", "Title", "Text")


def test_a_title_that_goes_on_too_long_is_text(desk: Desk) -> None:
    long = "The first sentence of it all. " + "Words go on and on " * 40
    desk.put("a.txt", long)
    desk.publish()
    (article,) = desk.articles()
    assert (article.title, article.text) == ("The first sentence of it all.", long)


@pytest.mark.parametrize(
    ("body", "title", "text"),
    [
        ("Only a title", "Only a title", ""),
        ("\n\n  A   title \n\n\nText\n\n", "A title", "Text"),
        ("x" * MAX_TITLE_CHARACTERS, "x" * MAX_TITLE_CHARACTERS, ""),
        ("x" * 400, "x" * MAX_TITLE_CHARACTERS, "x" * 400),
        ("Said Mr. A: note\n\nText", "Said Mr. A: note", "Text"),
        ("\ufeffTitle\r\n\r\nText\r\nmore", "Title", "Text\nmore"),
    ],
)
def test_the_first_line_is_the_title(body: str, title: str, text: str) -> None:
    seed = parse_text(body.encode())
    assert (seed.title, seed.text) == (title, text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_with_a_byte_order_mark_is_read(encoding: str) -> None:
    seed = parse_text("Žluťoučký kůň\n\nпоехали".encode(encoding))
    assert (seed.title, seed.text) == ("Žluťoučký kůň", "поехали")


@pytest.mark.parametrize(
    ("content", "reason", "words"),
    [
        (b"", "empty_article", "empty"),
        (b" \n\n \t\n", "empty_article", "empty"),
        ("caf\xe9\n\ntext".encode("latin-1"), "unreadable_file", "not UTF-8 at byte 3"),
        (b"\xff\xfe\x00", "unreadable_file", "UTF-16"),
        (b"url: https://example.org/1\npublished: yesterday\n\nT\nx", "invalid_head", "'yesterday'"),
        (b"published: 0001-01-01T00:00:00+14:00\n\nT\nx", "invalid_head", "published"),
        (b"url: https://example.org/1\nautors: x\n\nT\nx", "invalid_head", "did you mean `authors`"),
        (b"url: https://example.org/1\nA title without a blank line before it", "invalid_head", "blank line"),
        (b"url: https://example.org/1", "empty_article", "empty"),
    ],
)
def test_a_text_that_cannot_be_read_says_why(content: bytes, reason: str, words: str) -> None:
    with pytest.raises(ArticleError, match=words) as caught:
        parse_text(content)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "invalid_json"),
        (b"[]", "invalid_json"),
        (b'"text"', "invalid_json"),
        (b'{"title": "no text"}', "invalid_json"),
        (b'{"text": 7}', "invalid_json"),
        (b"\xff", "invalid_json"),
        (b"[" * 100_000, "invalid_json"),
        (b'{"text": "x", "title": 7}', "invalid_head"),
        (b'{"text": "x", "authors": [7]}', "invalid_head"),
        (b'{"text": "x", "outlet": "' + b"x" * 9_000 + b'"}', "invalid_head"),
        (b'{"text": "x", "published": "soon"}', "invalid_head"),
        (b'{"text": "", "title": " "}', "empty_article"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line: bytes, reason: str) -> None:
    with pytest.raises(ArticleError) as caught:
        parse_line(line)
    assert caught.value.reason == reason


def test_a_line_keeps_all_it_says() -> None:
    line = {
        "text": "Body\nmore", "title": "T", "url": "https://example.org/1", "published": "2024-01-02", "outlet": "O",
        "language": "fr", "authors": ["Ek, Bo", "Ana Sol"], "id": "7", "score": 1.5,
    }  # fmt: skip
    seed = parse_line(json.dumps(line).encode())
    assert (seed.title, seed.text, seed.id, seed.outlet) == ("T", "Body\nmore", "7", "O")
    assert seed.authors == ("Ek, Bo", "Ana Sol")
    assert seed.published == datetime(2024, 1, 2, tzinfo=UTC)


def test_poison_is_stored_clean_or_kept_as_a_failure_and_stops_nothing(desk: Desk) -> None:
    desk.put("a-huge.txt", "Huge\n" + "word " * 4_000_000)
    desk.put("b-nul.txt", "Ti\x00tle\nte\x00xt")
    desk.put("c-token.txt", "Token\n" + "x" * 1_000_000)
    desk.put("d-latin.txt", "caf\xe9".encode("latin-1"))
    desk.put("e-epoch.txt", "published: 1970-01-01T00:00:00Z\n\nEpoch\nx")
    desk.put("f-future.txt", "published: 2099-12-31T23:59:59Z\n\nFuture\nx")
    desk.put("g-empty.txt", "")
    desk.put("h.jsonl", b'{"text": "lone \\ud800 surrogate\\nx"}\nnot json\n\n{"text": "last\\nline"}')
    desk.put("i.jsonl/x.txt", "A folder with a suffix\nx")
    assert desk.publish() == sum_of(new=8, failed=3)
    articles = {article.title: article for article in desk.articles()}
    assert len(articles["Huge"].text) == MAX_CODE_POINTS
    assert articles["Huge"].truncated
    assert articles["Ti\ufffdtle"].text == "te\ufffdxt"
    assert "lone \ufffd surrogate" in articles
    assert all(is_clean(article.title + article.text) for article in articles.values())
    assert sorted(failure.reason for failure in desk.failures()) == ["empty_article", "invalid_json", "unreadable_file"]
    assert {failure.stage for failure in desk.failures()} == {"parse"}
    assert any(
        failure.detail.startswith("h.jsonl:2: ") and failure.payload == b"not json\n" for failure in desk.failures()
    )


def test_a_url_that_is_none_is_a_failure(desk: Desk) -> None:
    desk.put("a.txt", "url: mailto:x@example.org\n\nT\nx")
    assert desk.publish() == sum_of(failed=1)
    assert desk.failures()[0].reason == "invalid_head"


def test_a_path_that_is_not_there_is_used_wrongly(desk: Desk) -> None:
    with pytest.raises(UsageError, match=r"nowhere: there is no such file"):
        desk.publish(desk.seeds / "nowhere")
    with pytest.raises(UsageError, match=r"seed text is a \.txt or \.jsonl"):
        desk.publish(desk.put("a.csv", "x"))


def test_hidden_files_and_other_suffixes_in_a_directory_are_passed_over(desk: Desk) -> None:
    desk.put(".hidden.txt", "x\ny")
    desk.put(".git/a.txt", "x\ny")
    desk.put("README.md", "x\ny")
    desk.put("deep/er/a.TXT", "x\ny")
    assert desk.publish() == sum_of(new=1)


def test_a_full_spool_is_told_and_leaves_nothing_half_written(desk: Desk, tmp_path: Path) -> None:
    desk.put("a.txt", "Title\nText")
    full = EmbeddedLog(tmp_path / "stream.db", budget_bytes=1)
    with pytest.raises(SpoolFullError):
        brought([desk.seeds], full)
    assert list(desk.log.scan("article")) == []
    assert desk.publish() == sum_of(new=1)


def test_many_seeds_are_committed_in_groups(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "GROUP", 3)
    desk.lines("a.jsonl", *({"text": f"Title {n}\nText"} for n in range(10)))
    assert desk.publish() == sum_of(new=10)
    assert [article.title for article in desk.articles()] == [f"Title {n}" for n in range(10)]


def test_the_seeds_that_come_with_watchfloor_are_published_whole(desk: Desk) -> None:
    number = len(list(SHIPPED.glob("*.txt")))
    assert desk.publish(SHIPPED) == sum_of(new=number)
    assert all(article.url and article.published and article.text for article in desk.articles())
    assert desk.publish(SHIPPED) == sum_of(drops=Drops(repeat=number))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_seed_or_an_article_error(content: bytes) -> None:
    for parse in (parse_text, parse_line):
        try:
            seed = parse(content)
        except ArticleError:
            continue
        assert is_clean(seed.title + seed.text)
