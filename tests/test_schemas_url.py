"""Which links are one page, and which are two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.url import MAX_URL_CHARACTERS, TRACKING_NAMES, canonical_url, names_no_page

SAME = [
    ("http://example.org/a", "https://example.org/a"),
    ("HTTPS://example.org/a", "https://example.org/a"),
    ("https://EXAMPLE.org/a", "https://example.org/a"),
    ("https://example.org./a", "https://example.org/a"),
    ("https://example.org:443/a", "https://example.org/a"),
    ("http://example.org:80/a", "https://example.org/a"),
    ("http://example.org:/a", "https://example.org/a"),
    ("https://example.org/a#comments", "https://example.org/a"),
    ("https://example.org/a#", "https://example.org/a"),
    ("https://user:secret@example.org/a", "https://example.org/a"),
    ("https://user@example.org:443/a", "https://example.org/a"),
    ("  https://example.org/a\n", "https://example.org/a"),
    ("https://example.org/long\n/a", "https://example.org/long/a"),
    ("https://example.org", "https://example.org/"),
    ("https://example.org?", "https://example.org/"),
    ("https://example.org/a?", "https://example.org/a"),
    ("https://example.org/a?utm_source=rss", "https://example.org/a"),
    ("https://example.org/a?utm_source=rss&utm_medium=feed&utm_campaign=x", "https://example.org/a"),
    ("https://example.org/a?UTM_Source=rss", "https://example.org/a"),
    ("https://example.org/a?utm%5Fsource=rss", "https://example.org/a"),
    ("https://example.org/a?id=7&utm_term=x", "https://example.org/a?id=7"),
    ("https://example.org/a?utm_term=x&id=7", "https://example.org/a?id=7"),
    ("https://example.org/a?id=7&fbclid=abc&page=2", "https://example.org/a?id=7&page=2"),
    ("https://example.org/a?gclid=1", "https://example.org/a"),
    ("https://example.org/a?mc_cid=1&mc_eid=2", "https://example.org/a"),
    ("https://example.org/a?CMP=share_btn", "https://example.org/a"),
    ("https://example.org/a?at_medium=RSS&at_campaign=K", "https://example.org/a"),
    ("https://example.org/a?maca=en-rss-en-all-1573-rdf", "https://example.org/a"),
    ("https://example.org/a?partner=rss&emc=rss", "https://example.org/a"),
    ("https://example.org/a?traffic_source=rss", "https://example.org/a"),
    ("https://example.org/a?xtor=RSS-3208", "https://example.org/a"),
    ("https://example.org/a?ref=rss", "https://example.org/a"),
    ("https://example.org/a?mod=rss_world", "https://example.org/a"),
    ("https://example.org/a?yclid=3&ysclid=4", "https://example.org/a"),
    ("https://example.org/a?id=7&amp;utm_source=rss", "https://example.org/a?id=7"),
    ("https://example.org/a?id=7&&page=2", "https://example.org/a?id=7&page=2"),
    ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ("https://BÜCHER.example/a", "https://xn--bcher-kva.example/a"),
    ("https://новости.рф/a", "https://xn--b1amnebsh.xn--p1ai/a"),
    ("https://example.org/caf%c3%a9", "https://example.org/caf%C3%A9"),
    ("https://example.org/café", "https://example.org/caf%C3%A9"),
    ("https://example.org/two words", "https://example.org/two%20words"),
    ("https://example.org/a?q=naïve", "https://example.org/a?q=na%C3%AFve"),
    ("http://[2606:4700::ABCD]:80/a", "https://[2606:4700::abcd]/a"),
]

DIFFERENT = [
    ("https://example.org/a", "https://example.org/b"),
    ("https://example.org/a", "https://example.org/A"),
    ("https://example.org/a", "https://example.org/a/"),
    ("https://example.org/a", "https://www.example.org/a"),
    ("https://example.org/a", "https://m.example.org/a"),
    ("https://example.org/a", "https://example.com/a"),
    ("https://example.org/a", "https://example.org:8443/a"),
    ("https://example.org/a?id=1", "https://example.org/a?id=2"),
    ("https://example.org/a?id=1", "https://example.org/a"),
    ("https://example.org/a?a=1&b=2", "https://example.org/a?b=2&a=1"),
    ("https://example.org/a?a=1&a=2", "https://example.org/a?a=2&a=1"),
    ("https://example.org/a?ID=1", "https://example.org/a?id=1"),
    ("https://example.org/a?id", "https://example.org/a?id="),
    ("https://example.org/a?q=x+y", "https://example.org/a?q=x%20y"),
    ("https://example.org/a?ref=world", "https://example.org/a"),
    ("https://example.org/a?source=reuters", "https://example.org/a"),
    ("https://example.org/a?src=7", "https://example.org/a?src=8"),
    ("https://example.org/a?mod=12", "https://example.org/a"),
    ("https://example.org/a?cid=1", "https://example.org/a?cid=2"),
    ("https://example.org/a?p=1", "https://example.org/a?p=2"),
    ("https://example.org/a;v=1", "https://example.org/a;v=2"),
    ("https://example.org//a", "https://example.org/a"),
    ("https://example.org/a/./b", "https://example.org/a/b"),
    ("https://example.org/a%2Fb", "https://example.org/a/b"),
    ("https://example.org/a.html", "https://example.org/a"),
    ("https://example.org/index.html", "https://example.org/"),
    ("https://example.org/a?utm=1", "https://example.org/a"),
    ("https://faß.example/a", "https://fass.example/a"),
    ("https://example.org/path/utm_source=rss", "https://example.org/path/"),
    ("https://example.org/a?page=2", "https://example.org/a?page=3"),
]

NO_WEB_ADDRESS = [
    "",
    "   ",
    "a.html",
    "/a.html",
    "//example.org/a",
    "mailto:desk@example.org",
    "javascript:alert(1)",
    "ftp://example.org/a",
    "urn:uuid:60a76c80-d399-11d9-b91c-0003939e0af6",
    "tag:example.org,2024:1",
    "https://",
    "https:///a",
    "https://example.org:99999/a",
    "https://example.org:http/a",
    "http://[::1/a",
    "https://exa mple.org/a",
    "https://example.org/" + "a" * MAX_URL_CHARACTERS,
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_links_to_one_page_have_one_canonical_url(one: str, other: str) -> None:
    assert canonical_url(one) is not None
    assert canonical_url(one) == canonical_url(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_links_to_two_pages_stay_different(one: str, other: str) -> None:
    assert canonical_url(one) is not None
    assert canonical_url(other) is not None
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize("link", NO_WEB_ADDRESS)
def test_what_is_no_web_address_has_no_canonical_url(link: str) -> None:
    assert canonical_url(link) is None


@pytest.mark.parametrize("link", [link for pair in SAME + DIFFERENT for link in pair])
def test_a_canonical_url_is_its_own_canonical_url(link: str) -> None:
    once = canonical_url(link)
    assert once is not None
    assert canonical_url(once) == once


@given(st.text())
def test_any_text_as_a_path_gives_a_stable_url_or_none(text: str) -> None:
    once = canonical_url(f"https://example.org/{text}")
    if once is not None:
        assert once.isascii()
        assert canonical_url(once) == once


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    found = canonical_url(text)
    assert found is None or found.startswith("https://")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://example.org", True),
        ("https://example.org/?utm_source=rss", True),
        ("https://example.org/?p=12", False),
        ("https://example.org/news", False),
    ],
)
def test_a_front_page_names_no_page(link: str, expected: bool) -> None:
    assert names_no_page(canonical_url(link) or "") is expected


def test_tracking_names_are_in_the_form_they_are_compared_in() -> None:
    assert all(name == name.lower() for name in TRACKING_NAMES)
