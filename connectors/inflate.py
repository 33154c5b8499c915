"""Decompress what servers send, within bounds."""

import zlib

from connectors.trouble import FetchError

MEBIBYTE = 1024 * 1024
MAX_BYTES = 15 * MEBIBYTE
"""Longest body that is read, as it comes and decompressed."""

MAX_RATIO = 200
"""How many times a body may swell: deflate allows 1,032, markup comes nowhere near."""

RATIO_COUNTS_FROM = MEBIBYTE
"""Below this size a body is small enough to be let through whatever its ratio."""

MAX_MEMBERS = 1_000
"""Of how many gzip files a body may consist; a few are ordinary, and an empty one costs as much as a full one."""

ACCEPTED = "gzip, deflate"
_CODINGS = frozenset(
    "aes128gcm br compress dcb dcz deflate exi gzip pack200-gzip x-compress x-gzip zstd".split()  # noqa: SIM905
)
"""The IANA registry of content codings; what else servers write there, such as a charset, says nothing."""

_CHUNK = 64 * 1024
_HEAD_BYTES = 2
_GZIP = b"\x1f\x8b\x08"


class Inflater:
    """Collects one body as it arrives; holds no more than `max_bytes` of it.

    `encoding` is the Content-Encoding: none, gzip or deflate. Raises FetchError `too_big` as soon as the body
    passes `max_bytes`, swells more than `MAX_RATIO` times or has more than `MAX_MEMBERS` parts, `parse` for data
    that is not what it claims.
    """

    def __init__(self, encoding: str, max_bytes: int = MAX_BYTES) -> None:
        self._encoding = _known(encoding)
        self._max_bytes = max_bytes
        self._received = 0
        self._body = bytearray()
        self._held = b""
        self._stream: zlib._Decompress | None = None
        self._members = 0

    def feed(self, chunk: bytes) -> None:
        """Take in the next bytes from the wire."""
        self._received += len(chunk)
        if self._received > self._max_bytes:
            raise FetchError("too_big", f"more than {self._max_bytes} bytes")
        if self._encoding == "identity":
            self._body += chunk
        else:
            self._inflate(chunk)

    def finish(self) -> bytes:
        """Return the body; raises FetchError `parse` when it ended too early."""
        if self._held or (self._stream is not None and not self._stream.eof):
            raise FetchError("parse", f"the {self._encoding} body ends too early")
        return bytes(self._body)

    def _inflate(self, chunk: bytes) -> None:
        chunk = self._held + chunk
        self._held = b""
        while chunk:
            if self._stream is not None and self._stream.eof and not chunk.strip(b"\0"):
                return  # Padding after the last member is allowed: gzip(1) writes it to tapes.
            if self._stream is None or self._stream.eof:
                if len(chunk) < _HEAD_BYTES:
                    self._held = chunk
                    return
                self._members += 1
                if self._members > MAX_MEMBERS:
                    raise FetchError("too_big", f"more than {MAX_MEMBERS} gzip files in one body")
                self._stream = _decompressor(self._encoding, chunk)
            chunk = self._step(self._stream, chunk)

    def _step(self, stream: "zlib._Decompress", chunk: bytes) -> bytes:
        try:
            self._body += stream.decompress(chunk, _CHUNK)
        except zlib.error as error:
            raise FetchError("parse", f"the body is no {self._encoding} data: {error}") from error
        self._check_size()
        return stream.unused_data if stream.eof else stream.unconsumed_tail

    def _check_size(self) -> None:
        if len(self._body) > self._max_bytes:
            raise FetchError("too_big", f"more than {self._max_bytes} bytes after decompression")
        if len(self._body) > RATIO_COUNTS_FROM and len(self._body) > MAX_RATIO * self._received:
            raise FetchError("too_big", f"the body swells more than {MAX_RATIO} times when decompressed")


def unpacked(document: bytes) -> bytes:
    """Return a document as it is, or what is in it when it is a gzip file, as sitemaps and kept feeds often are.

    Raises FetchError as `Inflater` does.
    """
    if not document.startswith(_GZIP):
        return document
    inflater = Inflater("gzip")
    for start in range(0, len(document), _CHUNK):
        inflater.feed(document[start : start + _CHUNK])
    return inflater.finish()


def _known(encoding: str) -> str:
    codings = [coding for one in encoding.lower().split(",") if (coding := one.strip()) in _CODINGS]
    if not codings:
        return "identity"
    if codings in (["gzip"], ["x-gzip"]):
        return "gzip"
    if codings == ["deflate"]:
        return "deflate"
    raise FetchError("parse", f"the body is encoded as {encoding[:80]!r}, which was not asked for")


def _decompressor(encoding: str, head: bytes) -> "zlib._Decompress":
    if encoding == "gzip":
        return zlib.decompressobj(16 + zlib.MAX_WBITS)
    # "deflate" is a zlib stream (RFC 9110 section 8.4.1.2), but some servers send it bare.
    is_zlib = head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0
    return zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
