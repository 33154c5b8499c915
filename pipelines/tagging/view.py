"""Show title and text in one plain form, and lead every stretch of it back to the original."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice

import msgspec

from schemas.span import Span
from schemas.text import MAX_CODE_POINTS

SEPARATOR = "\n\n"

LEAD_SHARE, LEAD_LEAST = 0.15, 300
"""The lead is the first 15 % of the text, at least 300 code points."""

_PLAIN = {
    **dict.fromkeys("‘’‚‛ʼʹ′＇`´", "'"),
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"),
    **dict.fromkeys("\x85\u2028\u2029", "\n"),
}
_ODD = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\xab\xb4\xbb`\u02b9\u02bc\u1680\u2000-\u200a\u2010-\u2013\u2018-\u201f"
    "\u2028-\u202f\u2032\u2033\u205f\u2212\u3000\ud800-\udfff\uff02\uff07\uff40]"
)
_UNSEEN = "\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
_SUSPECT = re.compile(rf"[&\u0300-\u036f\u0653-\u0655\u3099\u309a{_UNSEEN}]")
_EDITED = re.compile(
    rf"&(?:\#\d{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}}|amp|quot|apos|nbsp|[lr][sd]quo|[nm]dash|hellip|shy);"
    rf"|\w[\u0300-\u036f\u0653-\u0655\u3099\u309a]{{1,4}}|[{_UNSEEN}]{{1,50}}"
)
_NAMED = {
    "amp": "&", "quot": '"', "apos": "'", "nbsp": " ", "lsquo": "'", "rsquo": "'", "ldquo": '"', "rdquo": '"',
    "ndash": "-", "mdash": "\u2014", "hellip": "\u2026", "shy": "",
}  # fmt: skip
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,20})(?:[\s/][^<>]{0,1000})?>|<!--")
_BLOCKS = frozenset(
    ("p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "blockquote", "section")
)
_WRAPPED = re.compile(r"\n(?<=[\w,;:'\")]\n)(?=[\w'\"(])")
_WRAP_WIDTH = 50
_WRAP_LIMIT = 200
_WRAPPED_OFTEN = 3
_WORD = re.compile(r"\S+")


class View(msgspec.Struct, frozen=True):
    """Title, an empty line and text, with plain quotes, spaces and hyphens; what all stages read.

    `lower` is `text` in lower case and of equal length. `title_end`, `opening_end` and `lead_end` are where the
    title, the first sentence of the article's text, and the lead end in `text`.
    `starts` and `ends` lead each code point of `text` to the original, and are None while the two have
    equal length. `truncated_at` is the code point of the original text from which nothing is shown.
    """

    text: str
    lower: str
    title_end: int
    opening_end: int
    lead_end: float
    title: str
    body: str
    starts: list[int] | None = None
    ends: list[int] | None = None
    truncated_at: int | None = None

    @property
    def text_start(self) -> int:
        """Where the article's text begins in `text`."""
        return self.title_end + len(SEPARATOR)

    def original(self, start: int, end: int) -> Span:
        """Return the stretch of title or text that `text[start:end]` shows; it must not cross the two."""
        if self.starts is not None and self.ends is not None:
            first, last = self.starts[start], self.ends[end - 1]
        else:
            first, last = start, end
        if start < self.title_end:
            return Span("title", first, last, self.title[first:last])
        shift = len(self.title) + len(SEPARATOR)
        return Span("text", first - shift, last - shift, self.body[first - shift : last - shift])


def view_of(title: str, text: str, max_words: int) -> View:
    """Return the view of any two strings, of which `text` is read up to `max_words` words."""
    cut = _cut(text, max_words)
    above, below = _shown(title), _shown(text if cut is None else text[:cut])
    shown = above.text + SEPARATOR + below.text
    starts: list[int] | None = None
    ends: list[int] | None = None
    if above.starts is not None or below.starts is not None:
        starts, ends = _joined(above, below, len(title))
    begin = len(above.text) + len(SEPARATOR)
    opening = shown.find(". ", begin)
    lead = begin + max(LEAD_LEAST, LEAD_SHARE * len(below.text))
    opening = opening if opening >= 0 else len(shown)
    return View(shown, lowered(shown), len(above.text), opening, lead, title, text, starts, ends, cut)


def lowered(text: str) -> str:
    """Return `text` in lower case, code point by code point, so that offsets stay as they are."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


def _cut(text: str, max_words: int) -> int | None:
    if len(text) < 2 * max_words:
        return None
    last = next(islice(_WORD.finditer(text), max_words - 1, None), None)
    end = min(len(text) if last is None else last.end(), MAX_CODE_POINTS)
    return end if text[end:].strip() else None


class _Shown(msgspec.Struct, frozen=True):
    """One field in plain form; `starts` and `ends` as in View."""

    text: str
    length: int
    starts: list[int] | None = None
    ends: list[int] | None = None

    def offsets(self) -> tuple[list[int], list[int]]:
        if self.starts is not None and self.ends is not None:
            return self.starts, self.ends
        return list(range(self.length)), list(range(1, self.length + 1))


def _shown(field: str) -> _Shown:
    if _is_plain(field):
        return _Shown(_unwrapped(field) if "\n" in field else field, len(field))
    edits = tuple(_EDITED.finditer(field)) if _SUSPECT.search(field) else ()
    shown = _edited(field, edits) if edits else _Shown(field, len(field))
    plain = _ODD.sub(_plain, shown.text)
    if "<" in plain:
        plain = _without_markup(plain)
    if "\n" in plain:
        plain = _unwrapped(plain)
    return msgspec.structs.replace(shown, text=plain)


def _is_plain(field: str) -> bool:
    """Say whether a field is of ASCII alone and holds nothing to change."""
    if not field.isascii() or "&" in field or "<" in field or "`" in field:
        return False
    return field.replace("\n", "").isprintable()


def _edited(field: str, edits: Sequence[re.Match[str]]) -> _Shown:
    """Decode entities, compose accents and leave the unseen out, keeping where each code point came from."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for match in edits:
        _keep(field, position, match.start(), pieces, starts, ends)
        replacement = _replacement(match.group())
        pieces.append(replacement)
        starts.extend([match.start()] * len(replacement))
        ends.extend([match.end()] * len(replacement))
        position = match.end()
    _keep(field, position, len(field), pieces, starts, ends)
    return _Shown("".join(pieces), len(starts), starts, ends)


def _keep(field: str, start: int, end: int, pieces: list[str], starts: list[int], ends: list[int]) -> None:
    pieces.append(field[start:end])
    starts.extend(range(start, end))
    ends.extend(range(start + 1, end + 1))


def _joined(above: _Shown, below: _Shown, title_length: int) -> tuple[list[int], list[int]]:
    """Put the offsets of both fields one after the other, counted in title + separator + text."""
    starts, ends = (list(part) for part in above.offsets())
    shift = title_length + len(SEPARATOR)
    starts.extend(range(title_length, shift))
    ends.extend(range(title_length + 1, shift + 1))
    below_starts, below_ends = below.offsets()
    starts.extend(position + shift for position in below_starts)
    ends.extend(position + shift for position in below_ends)
    return starts, ends


def _replacement(found: str) -> str:
    if found[0] != "&":
        return unicodedata.normalize("NFC", found) if found[0].isalnum() or found[0] == "_" else ""
    name = found[1:-1]
    if name[0] != "#":
        return _NAMED[name]
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return chr(code) if 31 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


def _plain(match: re.Match[str]) -> str:
    character = match.group()
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return _PLAIN.get(character, " ")


def _without_markup(text: str) -> str:
    """Blank tags, comments and the bodies of scripts, in place."""
    pieces: list[str] = []
    position = 0
    while match := _TAG.search(text, position):
        end = _markup_end(text, match)
        blank = " " * (end - match.start())
        if (match.group(1) or "").lower() in _BLOCKS:
            blank = "\n" + blank[1:]
        pieces += (text[position : match.start()], blank)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _markup_end(text: str, match: re.Match[str]) -> int:
    name = (match.group(1) or "").lower()
    if match.group() == "<!--":
        end, closing = text.find("-->", match.end()), 3
    elif name in ("script", "style") and text[match.start() + 1] != "/":
        end, closing = text.find("</" + match.group(1), match.end()), 0
    else:
        return match.end()
    return match.end() if end < 0 else end + closing


def _unwrapped(text: str) -> str:
    """Turn the line ends inside hard-wrapped paragraphs into spaces.

    A long line that goes on in lower case is wrapped; where that happens often, so is one that goes on
    with a capital, as in "North / Korea".
    """
    long = [match.start() for match in _WRAPPED.finditer(text) if _ends_long_line(text, match.start())]
    certain = [end for end in long if text[end + 1].islower()]
    wraps = long if len(certain) >= _WRAPPED_OFTEN else certain
    if not wraps:
        return text
    characters = list(text)
    for wrap in wraps:
        characters[wrap] = " "
    return "".join(characters)


def _ends_long_line(text: str, line_end: int) -> bool:
    line_start = text.rfind("\n", max(0, line_end - _WRAP_LIMIT), line_end)
    width = line_end - line_start if line_start >= 0 else line_end
    return _WRAP_WIDTH < width < _WRAP_LIMIT
