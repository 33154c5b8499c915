"""An article's text is its own: without its title above, and without what its feed writes below."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.extraction.feed_text import own_words
from connectors.feedlist import FeedConfig
from connectors.identity import Decision
from connectors.parsing.entries import Entry
from connectors.publish import settle, wants_page

TITLE = "Ministers meet Dr. Ode at the border"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "tail",
    [
        f"\nThe post {TITLE} appeared first on The Paper.",
        f" The post {TITLE} appeared first on The Paper.",
        f"\nThis article {TITLE} was first published on The Paper",
        f"\nL’article {TITLE} est apparu en premier sur Le Journal.",
        f"\nDer Beitrag {TITLE} erschien zuerst auf Die Zeitung.",
        f"\nLa entrada {TITLE} se publicó primero en El Diario.",
        f"\nO post {TITLE} apareceu primeiro em O Jornal.",
        f"\nL'articolo {TITLE} proviene da Il Giornale.",
        f"\nСообщение {TITLE} появились сначала на Газета.",
        f"\nظهرت المقالة {TITLE} أولاً على الجريدة.",
        f"\n投稿 {TITLE} は 新聞 に最初に表示されました。",
        f"\nRead the full article {TITLE} at The Blog.",
        f"\nContinue reading {TITLE} →",
        "\nContinue reading…",
        "\nRead more at The Paper »",
        "\nSeguir leyendo",
        "\nRead original source",
        "\nLire la suite",
        "\nЧитать далее...",
        "\nاقرأ المزيد",
        "\n阅读全文",
        "\nClick here for the full article.",
        "[mehr]",
        " (more…)",
        "\n \nsubmitted by /u/someone to r/news\n[link] [comments]",
        " submitted by /u/someone [link] [comments]",
        "\nSubscribe to our channel: https://video.example/s\n- Follow us on T: https://t.example/a\n#Border #Talks",
        "\nMore of the talks\nhttps://video.example/1\n\nThe Channel\nhttps://video.example/c",
        "\n© A. Writer for The Paper, 2026. | Permalink | No comment | Add to bookmarks\nPost tags: border, talks",
        "\nAdvertisement\nShare this article",
    ],
)
def test_what_stands_below_a_text_is_left_out(tail: str) -> None:
    assert own_words(f"They talked.\nThey left.{tail}", TITLE) == "They talked.\nThey left."


@pytest.mark.parametrize(
    "text",
    [
        "More than twenty people died.",
        "Mehr als zwanzig Menschen starben.",
        "Подробнее о встрече рассказал министр.",
        "Read more books, the minister told pupils.",
        "They met.\nThe report is here: https://office.example/report.pdf",
        "He was first on the list.",
        "They met.\nThe statement says more.\nhttps://office.example/statement",
        "https://office.example/a\nhttps://office.example/b",
        f"They said that {TITLE} was the title. It was not. They left for the capital on the same day.",
        "They met.\nThe rules first appeared in a journal in May, and the court struck them down in June.",
    ],
)
def test_a_text_of_its_own_stays_as_it_is(text: str) -> None:
    assert own_words(text, TITLE) == text


def test_a_title_above_its_text_is_left_out() -> None:
    assert own_words(f"{TITLE}\nThey talked.", TITLE.upper()) == "They talked."
    assert own_words(TITLE, TITLE) == ""
    assert own_words(f"{TITLE} #Border #T-Bill", TITLE) == ""
    assert own_words(f"{TITLE} #live", f"{TITLE} #live") == ""
    assert own_words(f"{TITLE}: #1 to come #Border", TITLE) == f"{TITLE}: #1 to come #Border"
    assert own_words("…\nThey talked.", "") == "…\nThey talked."


def test_a_text_that_is_cut_off_ends_in_an_ellipsis() -> None:
    assert own_words("They talked and [&] then […]", TITLE) == "They talked and [&] then …"
    assert own_words("They talked and then [...]\nRead more", TITLE) == "They talked and then …"


@given(st.lists(st.sampled_from(["They met.", "Read more", TITLE, "a: https://a.example", "#A", "[mehr]", "", "x"])))
def test_nothing_is_left_that_would_be_taken_away_again(pieces: list[str]) -> None:
    once = own_words("\n".join(pieces[:12]), "")
    assert own_words(once, "") == once


@pytest.mark.parametrize("piece", ["more\n", "(more) ", "https://a.example ", "submitted by /u/a ", "#a", "[…] "])
def test_no_more_than_a_few_things_are_taken_from_below_an_endless_text(piece: str) -> None:
    text = piece * (400_000 // len(piece))
    assert len(own_words(text, TITLE)) > len(text) - 25_000


def test_an_article_is_published_in_its_own_words_and_its_page_is_wanted_where_these_are_few() -> None:
    pointer = f"The post {TITLE} appeared first on The Paper."
    entry = Entry(
        id="1", title=TITLE, summary=f"They met. […]\n{pointer}", content=f"{'They talked. ' * 15}\n{pointer}"
    )
    decision = Decision(kind="new", entry=entry, article_id="a", canonical_url="https://paper.example/1")
    feed = FeedConfig(id="paper", url="https://paper.example/feed")
    article = settle(feed, decision, None, NOW).article
    assert article is not None
    assert (article.summary, article.text) == ("They met. …", ("They talked. " * 15).rstrip())
    assert article.quality == "summary"
    assert wants_page(feed, decision)
