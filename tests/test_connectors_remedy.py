"""For each way in which a feed can be unwell there is something that a person can do."""

import shlex
from html import escape

import pytest

from connectors.parsing.notafeed import what_it_is
from connectors.polling.condition import CONDITIONS, WELL, condition_of_error
from connectors.polling.remedy import remedy
from connectors.trouble import ERROR_KINDS


@pytest.mark.parametrize("kind", ERROR_KINDS)
def test_every_error_has_a_remedy(kind: str) -> None:
    assert remedy(condition_of_error(kind, ""), kind, "")


def test_every_condition_but_the_good_ones_has_a_remedy() -> None:
    by_error = {"unreachable", "failing"}
    without = {condition for condition in CONDITIONS if not remedy(condition)}
    assert without == WELL | by_error


@pytest.mark.parametrize(
    ("kind", "detail", "condition", "words"),
    [
        ("4xx", "status 401 Unauthorized", "blocked", "name and a password"),
        ("429", "status 429 Too Many Requests", "blocked", "asked less often"),
        ("4xx", "status 451 Unavailable For Legal Reasons", "blocked", "by law"),
        ("403", "status 403 Forbidden", "blocked", "filter"),
        ("403", "status 403 Forbidden: the server tests for robots", "blocked", "filter"),
        ("403", "status 403 Forbidden: this name is not approved", "blocked", "the server says what it wants"),
        ("html", "a test for robots stands in the feed's place: 'x'", "blocked", "filter"),
        ("html", "the document is an HTML page that names no feed", "html", "web page"),
        ("tls", "no secure connection to x: y", "unreachable", "certificate"),
    ],
)
def test_the_remedy_fits_what_the_server_said(kind: str, detail: str, condition: str, words: str) -> None:
    assert condition_of_error(kind, detail) == condition
    assert words in remedy(condition, kind, detail)


PAGE = "<html><head><title>x</title>{}</head></html>"
LINK = "<link type='application/rss+xml' href='{}'>"


def said_of(*links: str) -> str:
    page = PAGE.format("".join(LINK.format(escape(link, quote=True)) for link in links))
    return what_it_is(page.encode(), "https://harbour.example/")


def test_a_page_in_a_feeds_place_leads_to_the_command_that_mends_it() -> None:
    detail = said_of("/rss", "/comments/rss")
    assert detail.endswith("these feeds: https://harbour.example/rss and https://harbour.example/comments/rss")
    assert "`watchfloor feeds move 'my post' https://harbour.example/rss`" in remedy("html", "html", detail, "my post")
    assert "`watchfloor feeds add https://harbour.example/rss`" in remedy("html", "html", detail)


@pytest.mark.parametrize("link", ["/a?x=1&y=2", "/a$(reboot)", "/a';reboot;'", "/a`reboot`", "/a b", "/a\n;reboot"])
def test_a_command_that_names_what_a_page_wrote_does_nothing_else(link: str) -> None:
    words = remedy("html", "html", said_of(link), "gazette")
    command = words.partition("`")[2].rpartition("`")[0]
    assert len(shlex.split(command)) == 5
    assert shlex.split(command)[4].startswith("https://harbour.example/a")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/xml,x", "ftp://harbour.example/x", "/" + "x" * 500])
def test_what_cannot_be_polled_or_is_too_long_to_keep_is_no_remedy(link: str) -> None:
    words = remedy("html", "html", said_of(link)[:500], "gazette")
    assert "feeds move" not in words
    assert "look for one on the outlet's site" in words
