"""Bodies swell within bounds."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.inflate import MAX_BYTES, MAX_MEMBERS, MAX_RATIO, RATIO_COUNTS_FROM, Inflater, unpacked
from connectors.trouble import FetchError

BODY = b"<rss>" + bytes(range(256)) * 100 + b"</rss>"
RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
# A bare stream whose first byte could be that of a zlib stream: one stored block with a bit set in its padding.
LIKE_ZLIB = b"\x08" + len(BODY).to_bytes(2, "little") + (0xFFFF - len(BODY)).to_bytes(2, "little") + BODY + b"\x03\0"
ENCODED = {
    "": BODY,
    "identity": BODY,
    "gzip": gzip.compress(BODY),
    "x-gzip": gzip.compress(BODY[:50]) + gzip.compress(BODY[50:]),
    "GZIP": gzip.compress(BODY) + b"\0" * 20,
    "deflate": zlib.compress(BODY),
    "utf-8": BODY,
    "identity, gzip": gzip.compress(BODY),
    "Deflate": LIKE_ZLIB,
    " deflate ": RAW.compress(BODY) + RAW.flush(),
}


def inflate(encoding: str, wire: bytes, step: int = 1_000, max_bytes: int = 1 << 20) -> bytes:
    inflater = Inflater(encoding, max_bytes)
    for start in range(0, len(wire), step):
        inflater.feed(wire[start : start + step])
    return inflater.finish()


@pytest.mark.parametrize("step", [1, 2, 7, 1_000, 1 << 20])
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


def test_a_small_body_may_swell_as_it_likes_and_a_large_one_200_times() -> None:
    assert (MAX_RATIO, RATIO_COUNTS_FROM) == (200, 1024 * 1024)
    assert len(inflate("gzip", gzip.compress(bytes(RATIO_COUNTS_FROM)))) == RATIO_COUNTS_FROM
    dense = gzip.compress(b"".join(number.to_bytes(4, "big") + bytes(396) for number in range(20_000)))
    assert 20 < len(inflate("gzip", dense, max_bytes=1 << 30)) / len(dense) < MAX_RATIO


def test_a_packed_document_is_unpacked_and_any_other_left_alone() -> None:
    long = BODY * 20
    assert unpacked(gzip.compress(long, 0)) == unpacked(long) == long
    with pytest.raises(FetchError, match="ends too early"):
        unpacked(gzip.compress(long)[:-1])


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, br", "gzip, gzip"])
def test_an_encoding_that_nobody_asked_for_is_named(encoding: str) -> None:
    with pytest.raises(FetchError, match=f"'{encoding}', which was not asked for"):
        Inflater(encoding)


def test_an_empty_answer_is_an_empty_body() -> None:
    assert inflate("gzip", b"") == inflate("deflate", b"\x03\x00") == b""


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_body_as_long_as_the_limit_is_taken_and_no_longer_one(encoding: str) -> None:
    assert MAX_BYTES == 15 * 1024 * 1024
    body = ENCODED[encoding]
    longest = max(len(body), len(BODY))
    assert inflate(encoding, body, max_bytes=longest) == BODY
    with pytest.raises(FetchError, match=f"more than {longest - 1} bytes"):
        inflate(encoding, body, max_bytes=longest - 1)


@pytest.mark.parametrize("wire", [gzip.compress(BODY) + b"\0" + gzip.compress(BODY), b"\x1f"])
def test_what_is_neither_another_member_nor_padding_is_refused(wire: bytes) -> None:
    with pytest.raises(FetchError):
        inflate("gzip", wire)


def test_a_body_of_a_thousand_gzip_files_is_read_and_one_of_more_is_not() -> None:
    assert inflate("gzip", gzip.compress(b"x") * MAX_MEMBERS) == b"x" * MAX_MEMBERS
    with pytest.raises(FetchError, match="more than 1000 gzip files"):
        inflate("gzip", gzip.compress(b"") * (MAX_MEMBERS + 1))


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate"]), st.integers(1, 50))
def test_no_bytes_raise_anything_but_a_fetch_error(wire: bytes, encoding: str, step: int) -> None:
    try:
        body = inflate(encoding, wire, step)
    except FetchError:
        return
    assert len(body) <= 1 << 20
