"""Bodies swell within bounds."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.parsing.inflate import Inflater
from connectors.trouble import FetchError

BODY = b"<rss>" + bytes(range(256)) * 100 + b"</rss>"
RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
ENCODED = {
    "": BODY,
    "identity": BODY,
    "gzip": gzip.compress(BODY),
    "x-gzip": gzip.compress(BODY[:50]) + gzip.compress(BODY[50:]),
    "GZIP": gzip.compress(BODY) + b"\0" * 20,
    "deflate": zlib.compress(BODY),
    "utf-8": BODY,
    "identity, gzip": gzip.compress(BODY),
    " deflate ": RAW.compress(BODY) + RAW.flush(),
}


def inflate(encoding: str, wire: bytes, step: int = 1_000, max_bytes: int = 1 << 20) -> bytes:
    inflater = Inflater(encoding, max_bytes)
    for start in range(0, len(wire), step):
        inflater.feed(wire[start : start + step])
    return inflater.finish()


@pytest.mark.parametrize("step", [2, 7, 1_000, 1 << 20])
@pytest.mark.parametrize("encoding", ENCODED)
def test_a_body_comes_out_as_it_went_in(encoding: str, step: int) -> None:
    assert inflate(encoding, ENCODED[encoding], step) == BODY


@pytest.mark.parametrize(
    ("encoding", "wire", "kind"),
    [
        ("gzip", gzip.compress(bytes(1 << 24)), "too_big"),
        ("deflate", zlib.compress(bytes(1 << 24)), "too_big"),
        ("", bytes((1 << 20) + 1), "too_big"),
        ("gzip", b"no gzip at all", "parse"),
        ("gzip", gzip.compress(BODY)[:-10], "parse"),
        ("gzip", gzip.compress(BODY) + b"trailing junk", "parse"),
        ("br", b"x", "parse"),
        ("zstd", b"x", "parse"),
        ("gzip, gzip", gzip.compress(gzip.compress(BODY)), "parse"),
    ],
)
def test_a_body_that_is_not_what_it_claims_is_refused(encoding: str, wire: bytes, kind: str) -> None:
    with pytest.raises(FetchError) as caught:
        inflate(encoding, wire)
    assert caught.value.kind == kind


def test_a_bomb_below_the_size_limit_is_known_by_its_ratio() -> None:
    with pytest.raises(FetchError, match="200 times"):
        inflate("gzip", gzip.compress(bytes(8 << 20)), max_bytes=1 << 30)


def test_an_empty_answer_is_an_empty_body() -> None:
    assert inflate("gzip", b"") == b""


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate"]), st.integers(1, 50))
def test_no_bytes_raise_anything_but_a_fetch_error(wire: bytes, encoding: str, step: int) -> None:
    try:
        body = inflate(encoding, wire, step)
    except FetchError:
        return
    assert len(body) <= 1 << 20
