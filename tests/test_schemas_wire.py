import json
from typing import Any

import msgspec
import pytest
from articles import SEEN, article
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import ArticleError
from schemas.failure import Failure
from schemas.text import MAX_CODE_POINTS, clean
from schemas.wire import (
    MAX_VALUE_BYTES,
    decode_article,
    decode_failure,
    encode_article,
    encode_failure,
    plan_headers,
    recomputed_headers,
)


@given(st.text().map(clean).filter(str.strip), st.text().map(clean))
def test_an_article_comes_back_from_the_stream_as_it_was(title: str, text: str) -> None:
    written = article(title, text)
    envelope = encode_article(written)
    assert decode_article(envelope.value, envelope.headers, envelope.key) == written


def test_planning_reads_the_same_from_headers_as_from_the_value() -> None:
    envelope = encode_article(article())
    assert plan_headers(envelope.headers, envelope.key) == recomputed_headers(envelope.value, ())


def test_an_incomplete_set_of_headers_is_not_trusted() -> None:
    envelope = encode_article(article())
    for left_out in ("ce_id", "content-hash", "day", "date-quality"):
        headers = tuple(pair for pair in envelope.headers if pair[0] != left_out)
        assert plan_headers(headers, envelope.key) is None
    assert plan_headers(envelope.headers, None) is None


def _changed(**changes: Any) -> bytes:
    value = json.loads(encode_article(article()).value)
    value.update(changes)
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"{", "invalid_json"),
        (b"\xff\xfe", "invalid_json"),
        (b'{"title": "\\ud800"}', "invalid_json"),
        (b'{"mood":' + b"[" * 100_000, "invalid_json"),
        (b"{}", "invalid_article"),
        (_changed(first_seen="0001-01-01T00:00:00+14:00"), "invalid_article"),
        (b"[]", "invalid_article"),
        (_changed(first_seen="2026-11-24T12:00:00"), "invalid_article"),
        (_changed(updated="0001-01-01T00:00:00+14:00"), "invalid_article"),
        (_changed(published="9999-12-31T23:59:59-12:00"), "invalid_article"),
        (_changed(title=7), "invalid_article"),
        (_changed(text="a\x00b"), "unclean_text"),
        (_changed(text="a\r\nb"), "unclean_text"),
        (_changed(title="e\u0301"), "unclean_text"),
        (_changed(title=" ", text="\n"), "empty_article"),
        (_changed(text="x" * (MAX_CODE_POINTS + 1)), "too_large"),
        (b" " * (MAX_VALUE_BYTES + 1), "too_large"),
        (_changed(text="other text"), "headers_disagree"),
        (_changed(version_id="0" * 32), "headers_disagree"),
        (_changed(article_id="0" * 32), "headers_disagree"),
    ],
)
def test_what_is_no_article_is_named(value: bytes, reason: str) -> None:
    with pytest.raises(ArticleError) as raised:
        decode_article(value)
    assert (raised.value.stage, raised.value.reason) == ("decode", reason)


@pytest.mark.parametrize("header", ["ce_id", "content-hash", "day", "date-quality"])
def test_a_header_that_disagrees_with_the_value_is_named(header: str) -> None:
    envelope = encode_article(article())
    headers = tuple((name, b"2001-01-01" if name == header else value) for name, value in envelope.headers)
    with pytest.raises(ArticleError, match=header) as raised:
        decode_article(envelope.value, headers, envelope.key)
    assert raised.value.reason == "headers_disagree"


def test_a_key_that_is_not_the_article_id_is_named() -> None:
    envelope = encode_article(article())
    with pytest.raises(ArticleError, match="key of the record"):
        decode_article(envelope.value, envelope.headers, "another")


def test_a_failure_comes_back_from_the_stream_as_it_was() -> None:
    failure = Failure(stage="parse", reason="not_a_feed", detail="HTML", failed_at=SEEN, payload=b"\x00\xff")
    envelope = encode_failure(failure, "id-1")
    assert decode_failure(envelope.value) == failure
    assert dict(envelope.headers)["ce_id"] == b"id-1"


def test_article_errors_survive_the_way_between_processes() -> None:
    import pickle

    error = pickle.loads(pickle.dumps(ArticleError("tag", "timeout", "too slow")))
    assert (error.stage, error.reason, error.detail) == ("tag", "timeout", "too slow")


def test_an_unknown_field_of_a_newer_producer_is_no_failure() -> None:
    assert decode_article(_changed(mood="good")).title == "A title"
    assert msgspec.json.decode(_changed(mood="good"))["mood"] == "good"
