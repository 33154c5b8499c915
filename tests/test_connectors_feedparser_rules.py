"""Shortcuts around feedparser's rules change nothing of what these say."""

from feedparser.urls import _urljoin
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.parsing.feedparser_rules import joined, mended, needs_mending

BASES = ("https://a.example/b/c?d#e", "http://a.example", "/b/", "urn:x", "https://[a/")
PIECES = (
    "http",
    "https",
    ":",
    "/",
    "//",
    "a.example",
    "A",
    "..",
    ".",
    ";",
    "?",
    "#",
    "x=1",
    "%20",
    " ",
    "\t",
    "\x1f",
    "é",
)
links = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)


@given(st.sampled_from(BASES), links | links.map("https://a.example/{}".format))
@example("https://[a/", "https://a.example/")
@example("https://a.example/b/", "https://a.example//../c?d=/../e")
def test_a_link_stands_under_a_base_where_feedparser_has_it(base: str, link: str) -> None:
    assert joined(base, link) == _urljoin(base, link)


@given(links | links.map("https://a.example/{}".format))
def test_a_link_under_no_base_is_what_feedparser_has(link: str) -> None:
    assert joined("", link) == _urljoin("", link)


@given(st.text(st.characters(max_codepoint=0x17F) | st.sampled_from("’“é")))
@example("Ã©")
@example("\x92")
def test_a_document_that_needs_no_mending_has_no_text_that_mending_changes(text: str) -> None:
    assert mended(text) == text or needs_mending(f"<title>{text}</title>".encode())
    assert mended(text) == text or needs_mending("".join(f"&#{ord(letter)};" for letter in text).encode())
    assert mended(text) == text or needs_mending("".join(f"&#x{ord(letter):x};" for letter in text).encode())
