"""Bring text into the one form in which it is stored."""

import re
import unicodedata

MAX_CODE_POINTS = 400_000
"""Longest stored text, in code points: about 100 times a long news article."""

_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\x85")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Return `text` in NFC, with `\\n` line ends; lone surrogates and NUL become U+FFFD."""
    if "\r" in text or not text.isascii():
        text = _composed(_LINE_ENDS.sub("\n", text) if _has_other_line_ends(text) else text)
    return text.replace("\0", "\ufffd") if "\0" in text else text


def _has_other_line_ends(text: str) -> bool:
    return "\r" in text or "\u2028" in text or "\u2029" in text or "\x85" in text


def _composed(text: str) -> str:
    try:
        text.encode("utf-16-le")  # It refuses the same characters as UTF-8, and takes half the time to do so.
    except UnicodeEncodeError:
        text = _SURROGATES.sub("\ufffd", text)
    return unicodedata.normalize("NFC", text)


def unaccented(text: str) -> str:
    """Return `text` without accents and capitals, as names are compared."""
    if text.isascii():
        return text.lower()  # Nothing in it has an accent, and most text is so.
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def cut(text: str, limit: int = MAX_CODE_POINTS) -> tuple[str, bool]:
    """Return the first `limit` code points of `text`, and whether anything was cut."""
    return (text, False) if len(text) <= limit else (text[:limit], True)


def is_clean(text: str) -> bool:
    """Say whether `clean` would leave `text` as it is."""
    return clean(text) == text
