"""Read UTF-8 in which a few bytes are damaged as UTF-8."""

from connectors.parsing.readable import is_utf8

_SURE = 4
"""Whole characters beyond ASCII for each damaged one: text in another encoding hardly ever looks like one of them."""

_REPLACEMENT = "\ufffd"


def mended(body: bytes, content_type: str | None) -> tuple[bytes, int]:
    """Return a document with U+FFFD for what is no UTF-8 in it, and how often, where it is surely UTF-8.

    feedparser takes such a document for one of ISO-8859-2, and garbles all of it.
    """
    if body.isascii() or not is_utf8(body, content_type):
        return body, 0
    try:
        body.decode()
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    else:
        return body, 0
    replaced = text.count(_REPLACEMENT)
    damaged = replaced - body.count(_REPLACEMENT.encode())
    whole = len(text) - len(text.encode("ascii", "ignore")) - replaced
    if whole < _SURE * damaged:
        return body, 0
    return text.encode(), damaged
