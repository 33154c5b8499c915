"""Whatever is fed to the tagger is tagged within limits, at exact offsets."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tagging_fixtures import DAY, small_tagger

from pipelines.tagging import tag_text
from schemas.tagged import Tags
from schemas.text import MAX_CODE_POINTS

WORDS = (
    "China",
    "Chinese foreign minister",
    "NATO",
    "the alliance",
    "Moscow said",
    "(NATO)",
    "Maria Lopez",
    "former",
    "ex-",
)
MARKUP = ("<p>", "</p>", "<script>", "&amp;", "&#x41;", "a" * 300)
CONTROL = ("\x00", "\x1b[31m", "\ud800", "\ufffd", "\u202e", "\u200b", "\n", "\n\n", "\t", "e\u0301", "\u0130")
FOREIGN = ("😀", "🇨🇳", "ẞ", "الصين", "סין", "中国", "Россия")
POINTS = ("'s", "’s", "-", "—", " ", "  ", ".", ",", "and", "of")
PIECES = st.sampled_from((*WORDS, *MARKUP, *CONTROL, *FOREIGN, *POINTS))
GARBAGE = st.lists(PIECES, max_size=30).map("".join)


def tags_of(title: str, text: str) -> Tags:
    """Tag as the command does, and check what holds of everything."""
    tags = tag_text(small_tagger(), {"title": title, "text": text, "language": "en"}, DAY)
    fields = {"title": title, "text": text}
    for one in tags.mentions:
        assert fields[one.field][one.start : one.end] == one.text
    for topic in (*tags.topics, *tags.subjects):
        assert topic.evidence
        assert all(fields[span.field][span.start : span.end] == span.text for span in topic.evidence)
    assert all(0 <= index < len(tags.mentions) for actor in tags.actors for index in actor.mentions)
    return tags


@settings(deadline=None)
@given(GARBAGE, GARBAGE)
def test_any_mixture_is_tagged_at_exact_offsets(title: str, text: str) -> None:
    tags_of(title, text)


@pytest.mark.parametrize(
    "text",
    [
        "<html><body><p>China said</p><script>var NATO = 1</script></body></html>",
        "China\x00\x01\x02said\x7f\x85NATO",
        "ChinasaidNATO" * 5_000,
        "China " * 100_000,
        "الصين China 中国 Россия NATO סין",
        "\u202eChina\u202c said",
        "😀China😀NATO😀",
        "CHINA SAYS NATO TROOPS LEFT. " * 200,
        "(" * 20_000 + "China" + ")" * 20_000,
        ". . . \" \" ' ' - - " * 5_000,
        "\n" * 50_000 + "China",
    ],
    ids=[
        "html",
        "control",
        "no spaces",
        "100000 words",
        "scripts",
        "right to left",
        "emoji",
        "upper case",
        "brackets",
        "points",
        "lines",
    ],
)
def test_garbage_is_tagged(text: str) -> None:
    tags_of("China", text)


def test_the_text_inside_scripts_is_not_read() -> None:
    assert "NATO" not in {one.text for one in tags_of("", "<script>NATO</script><p>China said no</p>").mentions}


def test_a_line_of_ten_megabytes_is_cut_and_says_so() -> None:
    tags = tags_of("", "China," * 1_700_000)
    assert tags.truncated_at == MAX_CODE_POINTS
    assert any("is not read" in warning for warning in tags.warnings)
    assert all(one.end <= MAX_CODE_POINTS for one in tags.mentions)
