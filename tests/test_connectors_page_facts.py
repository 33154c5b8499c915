"""What a page says of itself is read from its linked data and its head, and nothing there does harm."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from connectors.extraction.page_facts import PageFacts, page_facts

MOMENT = datetime(2024, 3, 1, 7, 30, tzinfo=UTC)


def read(head: str = "", body: str = "<p>x</p>", language: str = "") -> PageFacts:
    return page_facts(html.fromstring(f"<html {language}><head>{head}</head><body>{body}</body></html>"))


def linked(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Envoys &amp; ministers meet",
    "datePublished": "2024-03-01T08:30:00+01:00",
    "author": [{"@type": "Person", "name": "By Ana Sol"}, {"name": "Bo Lind"}],
    "inLanguage": "de-AT",
    "articleBody": "<p>One.</p>\n\n<p>Two &amp; three.</p>",
}


@pytest.mark.parametrize(
    "data",
    [
        ARTICLE,
        [{"@type": "WebSite", "name": "x"}, ARTICLE],
        {"@graph": [{"@type": "Organization"}, {**ARTICLE, "@type": ["ReportageNewsArticle", "Thing"]}]},
        {"@type": "WebPage", "mainEntity": {**ARTICLE, "@type": "BlogPosting"}},
    ],
)
def test_linked_data_are_read_wherever_the_article_stands_in_them(data: object) -> None:
    found = read(linked(data))
    assert (found.title, found.published) == ("Envoys & ministers meet", MOMENT)
    assert found.authors == ("Ana Sol", "Bo Lind")
    assert (found.language, found.text, found.free) == ("de", "One.\nTwo & three.", True)


def test_what_is_sold_is_said_to_be() -> None:
    assert not read(linked({**ARTICLE, "isAccessibleForFree": False})).free
    assert not read(linked({**ARTICLE, "isAccessibleForFree": "False"})).free


@pytest.mark.parametrize(
    "data", ["{", "[" * 100_000, "null", '{"@type": 7, "author": [[["x"]]]}', '{"@type":"NewsArticle","headline":[1]}']
)
def test_broken_linked_data_are_passed_by(data: str) -> None:
    found = read(f'<script type="application/ld+json">{data}</script><title>Talks</title>')
    assert found.title == "Talks"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Envoys meet - The Strait</title>", "<h1>Envoys meet</h1>", "Envoys meet"),
        ("<title>Envoys meet - The Strait</title>", "<h1>The Strait</h1><h1>Envoys meet</h1>", "Envoys meet"),
        ("<title>Envoys meet today | Strait</title>", "<p>x</p>", "Envoys meet today"),
        ('<meta property="og:title" content="Envoys meet - Strait">', "", "Envoys meet"),
        (
            '<meta property="og:site_name" content="Long Strait Gazette"><title>Meet: Long Strait Gazette</title>',
            "<p>x</p>",
            "Meet",
        ),
        ("<title>Rio - Lima rail link opens after ten years</title>", "", "Rio - Lima rail link opens after ten years"),
        ("", "<p>x</p>", ""),
    ],
)
def test_the_title_is_the_headline_without_the_outlet(head: str, body: str, title: str) -> None:
    assert read(head, body or "<p>x</p>").title == title


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2024-03-01T07:30:00Z">',
        '<meta itemprop="datePublished" content="2024-03-01T08:30:00+01:00">',
        '<meta name="pubdate" content="Fri, 01 Mar 2024 07:30:00 GMT">',
        '<meta name="date" content="next week"><meta name="DC.date.issued" content="2024-03-01 07:30">',
    ],
)
def test_the_moment_is_read_from_any_of_the_usual_names(head: str) -> None:
    assert read(head).published == MOMENT


def test_a_marked_time_element_counts_and_any_other_does_not() -> None:
    assert read(body='<time datetime="2024-03-01T07:30Z" class="entry-date published">x</time>').published == MOMENT
    assert read(body='<time datetime="2024-03-01T07:30Z">x</time>').published is None


@pytest.mark.parametrize(
    ("head", "reserved"),
    [
        ('<meta name="robots" content="index,follow">', False),
        ('<meta name="ROBOTS" content="index, NoArchive">', True),
        ('<meta name="robots" content="noai">', True),
        ('<meta name="tdm-reservation" content="1">', True),
        ('<meta name="tdm-reservation" content="0">', False),
    ],
)
def test_a_publishers_reservation_is_heard(head: str, reserved: bool) -> None:
    assert read(head).reserved is reserved


KEYS = st.sampled_from(["@type", "@graph", "headline", "author", "name", "datePublished", "articleBody"])
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=30,
)


@settings(max_examples=200)
@given(JSON)
def test_whatever_stands_in_the_linked_data_nothing_is_raised(value: object) -> None:
    found = read(linked([{"@type": "NewsArticle", "headline": value, "author": value, "datePublished": value}, value]))
    assert isinstance(found.title, str)


@pytest.mark.parametrize(
    "block",
    [
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Envoys meet"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "Envoys meet",}',
        '[{"@type": "WebSite"}, {"@type": ["LiveBlogPosting"], "headline": "Envoys meet"}]',
    ],
)
def test_linked_data_are_read_although_something_is_wrong_around_them(block: str) -> None:
    assert read(f'<script type="application/ld+json">{block}</script>').title == "Envoys meet"


@pytest.mark.parametrize("graph", ['[{"@type": "Person", "@id": "#a", "name": "Ada Brandt"}, ARTICLE]', "7", '"x"'])
def test_an_author_who_is_named_elsewhere_is_found(graph: str) -> None:
    article = '{"@type": "NewsArticle", "author": {"@id": "#a"}}'
    block = f'{{"@graph": {graph.replace("ARTICLE", article)}, "mainEntity": {article}}}'
    found = read(f'<script type="application/ld+json">{block}</script>').authors
    assert found == (("Ada Brandt",) if "Ada" in graph else ())
