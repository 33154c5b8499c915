"""Web pages in, articles out."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from extraction import compare
from made_pages import SHELLS, Told, by_script
from seen_pages import SEEN
from unusual_pages import UNUSUAL, teaser

from connectors.child import Child
from connectors.extraction.extract import MAX_ELEMENTS, Extracted, Page, extract
from connectors.parsing.markup import MAX_TAG_CHARACTERS
from schemas.errors import FeedError
from schemas.text import is_clean

PARAGRAPHS = [f"In paragraph {n} the envoys said that the strait would stay open to all shipping." for n in range(8)]
DAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Envoys meet - The Strait</title>
<meta property="article:published_time" content="2026-11-24T10:00:00Z"><meta name="author" content="Ana Sol">
</head><body><nav><a href="/">Home</a><a href="/world">World</a></nav><main><article><h1>Envoys meet</h1>
{"".join(f"<p>{text}</p>" for text in PARAGRAPHS)}</article></main><footer>All rights reserved</footer></body></html>"""
ALL_SHELLS = {**SHELLS, **UNUSUAL, **SEEN}


def test_an_article_is_read_without_what_surrounds_it() -> None:
    found = extract(Page(html=PAGE.encode(), url="https://strait.example/envoys"))
    assert all(text in found.text for text in PARAGRAPHS)
    assert "All rights reserved" not in found.text
    assert (found.title, found.authors, found.language, found.quality) == ("Envoys meet", ("Ana Sol",), "en", "full")
    assert found.published == datetime(2026, 11, 24, 10, tzinfo=UTC)
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


@pytest.mark.parametrize("shell", sorted(ALL_SHELLS))
def test_each_kind_of_page_gives_back_its_article(shell: str) -> None:
    told = Told(title="Envoys meet", paragraphs=tuple(PARAGRAPHS), published=DAY, author="Ana Sol")
    found = extract(Page(html=ALL_SHELLS[shell](told, random.Random(1)).encode()))
    assert compare(told.text, found.text).f1 > 0.97
    assert (found.title, found.quality, found.wall) == ("Envoys meet", "full", None)
    assert found.published is not None
    assert found.published.date() == DAY.date()


def test_a_text_that_is_sold_is_not_taken_from_the_linked_data() -> None:
    told = Told(title="Envoys meet", paragraphs=tuple(PARAGRAPHS), published=DAY, author="Ana Sol")
    page = by_script(told, random.Random(1)).replace(
        '"@type": "NewsArticle"', '"@type": "NewsArticle", "isAccessibleForFree": false'
    )
    assert PARAGRAPHS[7] in extract(Page(html=by_script(told, random.Random(1)).encode())).text
    assert PARAGRAPHS[7] not in extract(Page(html=page.encode())).text


def test_a_page_with_more_elements_than_any_article_is_refused() -> None:
    with pytest.raises(FeedError, match="elements"):
        extract(Page(html=b"<html><body>" + b"<p>x</p>" * (MAX_ELEMENTS + 1)))


def test_the_score_falls_when_the_text_is_spoilt() -> None:
    text = " ".join(PARAGRAPHS)
    assert compare(text, text).f1 == 1.0
    assert compare(text, text[: len(text) // 2]).recall < 0.6
    assert compare(text, text + " and much that nobody wrote" * 50).precision < 0.6
    assert compare(text, "").f1 == 0.0


def test_a_teaser_ends_where_the_offer_begins() -> None:
    told = Told(title="Envoys meet", paragraphs=tuple(PARAGRAPHS[:4]), published=DAY, author="Ana Sol")
    found = extract(Page(html=teaser(told, random.Random(1)).encode()))
    assert (found.text, found.wall, found.quality) == (told.text, "payment", "summary")


def test_what_stands_in_an_articles_way_is_named_and_gives_no_text() -> None:
    page = "<html><body><p>We value your privacy. We and our 120 partners use cookies.</p></body></html>"
    found = extract(Page(html=page.encode()))
    assert (found.text, found.wall, found.quality) == ("", "consent", "headline")


ARABIC = (
    "اجتمع وزراء خارجية أربع دول يوم الثلاثاء في الميناء القديم لبحث هدنة جديدة بعد أسابيع من القصف على جانبي النهر.",
    "وقال مسؤول شارك في المحادثات إن الوفود اتفقت على فتح ممر واحد لنقل الدواء والغذاء، لكنها لم تتفق على موعد.",
    "ومن المقرر أن يعود الوفدان إلى طاولة المفاوضات يوم الخميس، فيما تستمر الأمم المتحدة في نقل الجرحى.",
)
CHINESE = (
    "四国外交部长周二在旧港举行会议，讨论在河两岸数周炮击之后达成新的停火协议。一位参加会谈的官员说，各方同意开放一条通道。",
    "不过，各方没有就停火的日期达成一致。代表团定于周四返回谈判桌，联合国则继续把伤员送往附近的医院，截至当晚政府没有发表评论。",
)


@pytest.mark.parametrize(
    ("language", "direction", "title", "info", "share", "also", "paragraphs", "published"),
    [
        (
            "ar", "rtl", "الوزراء يجتمعون في الميناء", "الثلاثاء، 12 مارس 2024", "شارك هذا الخبر",
            "اقرأ أيضا: متحف المدينة يفتح أبوابه من جديد", ARABIC, datetime(2024, 3, 12, tzinfo=UTC),
        ),
        (
            "zh", "ltr", "四国外长在旧港讨论停火", "2024年03月12日 14:30 来源：海峡报", "分享",
            "相关阅读：城市博物馆重新开放", CHINESE, datetime(2024, 3, 12, 14, 30, tzinfo=UTC),
        ),
    ],
)  # fmt: skip
def test_a_page_in_another_script_is_read_without_its_furniture(
    language: str,
    direction: str,
    title: str,
    info: str,
    share: str,
    also: str,
    paragraphs: tuple[str, ...],
    published: datetime,
) -> None:
    first, *rest = (f"<p>{text}</p>" for text in paragraphs)
    page = (
        f'<html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>{title} | X</title>'
        f'</head><body><main><h1>{title}</h1><div class="info">{info}</div><div>{share}</div>{first}<p>{also}</p>'
        f"{''.join(rest)}</main></body></html>"
    )
    found = extract(Page(html=page.encode()))
    assert (found.text, found.title, found.language) == ("\n".join(paragraphs), title, language)
    assert found.published == published
