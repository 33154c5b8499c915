"""What robots.txt says to us is understood however it is written."""

from __future__ import annotations

import pytest

from connectors.fetching.robots import Question, allows

FORBIDDEN = "User-agent: {}\nDisallow: /news\n"


@pytest.mark.parametrize("name", ["*", "watchfloor", "Watchfloor", "Watchfloor/1.2", "WATCHFLOOR/0"])
def test_we_know_that_we_are_meant(name: str) -> None:
    assert not allows(Question(robots=FORBIDDEN.format(name).encode(), url="https://x.example/news/1"))
    assert allows(Question(robots=FORBIDDEN.format(name).encode(), url="https://x.example/1"))


@pytest.mark.parametrize("name", ["otherbot", "watchfloorbot", "mywatchfloor/1"])
def test_what_is_said_to_others_is_not_for_us(name: str) -> None:
    assert allows(Question(robots=FORBIDDEN.format(name).encode(), url="https://x.example/news/1"))


def test_a_byte_order_mark_hides_no_rule() -> None:
    robots = b"\xef\xbb\xbf" + FORBIDDEN.format("*").encode()
    assert not allows(Question(robots=robots, url="https://x.example/news/1"))


def test_the_group_of_our_own_name_goes_before_that_of_all() -> None:
    robots = b"User-agent: *\nDisallow: /\n\nUser-agent: Watchfloor/1\nDisallow: /private\n"
    assert allows(Question(robots=robots, url="https://x.example/news/1"))
    assert not allows(Question(robots=robots, url="https://x.example/private"))
