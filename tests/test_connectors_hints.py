"""A feed document says how often it wants to be polled; its articles cannot."""

from __future__ import annotations

import pytest
from feed_server import item, rss

from connectors.parsing.entries import PollHints
from connectors.parsing.hints import hints_in
from connectors.parsing.parse import Document, parse_feed


def channel(head: str, tail: str = "", entry: str = "") -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}<item>{entry}</item>{tail}</channel></rss>'.encode()


@pytest.mark.parametrize(
    ("body", "hints"),
    [
        (channel(""), PollHints()),
        (channel("<ttl>90</ttl>"), PollHints(ttl=5_400.0)),
        (channel("", tail="<ttl> 15 </ttl>"), PollHints(ttl=900.0)),
        (channel("<ttl>0</ttl>"), PollHints()),
        (channel("<ttl>soon</ttl>"), PollHints()),
        (channel("<!-- <ttl>60</ttl> -->"), PollHints()),
        (channel("", entry="<![CDATA[<ttl>60</ttl>]]>"), PollHints()),
        (channel("<sy:updatePeriod>hourly</sy:updatePeriod>"), PollHints(update_every=3_600.0)),
        (
            channel("<s:updatePeriod>\n\tdaily\t</s:updatePeriod><s:updateFrequency> 4 </s:updateFrequency>"),
            PollHints(update_every=21_600.0),
        ),
        (channel("<sy:updateFrequency>2</sy:updateFrequency>"), PollHints(update_every=43_200.0)),
        (channel("<sy:updatePeriod>often</sy:updatePeriod>"), PollHints()),
        (channel("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0<"), PollHints(update_every=3_600.0)),
        (
            channel("<skipHours><hour>23</hour><hour>0</hour><hour>24</hour><hour>99</hour></skipHours>"),
            PollHints(skip_hours=(0, 23)),
        ),
        (
            channel("<skipDays><day>Sunday</day><day> saturday </day><day>Yesterday</day></skipDays>"),
            PollHints(skip_days=(5, 6)),
        ),
        ("<rss><channel><ttl>60</ttl></channel></rss>".encode("utf-16"), PollHints(ttl=3_600.0)),
        (b'{"title": "<ttl>60</ttl>"}', PollHints()),
        (b"", PollHints()),
    ],
)
def test_what_a_channel_asks_for_is_read(body: bytes, hints: PollHints) -> None:
    assert hints_in(body) == hints


def test_hints_come_with_the_parsed_feed_on_both_paths() -> None:
    fast = rss(item()).replace(b"<item>", b"<ttl>60</ttl><item>", 1)
    loose = fast.replace(b"</item>", b"</title></item>")
    for body, parser in ((fast, "fast"), (loose, "feedparser")):
        parsed = parse_feed(Document(body=body))
        assert (parsed.parser, parsed.hints.ttl) == (parser, 3_600.0)


def test_comments_without_end_are_read_in_no_time() -> None:
    assert hints_in(b"<rss>" + b"<!--" * 4_000_000) == PollHints()
