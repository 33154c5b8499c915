"""Resolve references, such as `&eacute;`, in feeds that are not well formed, the way feedparser does."""

import re
from html import escape
from html.entities import name2codepoint

_FIVE = frozenset(("lt", "gt", "amp", "quot", "apos"))
_KEPT_NUMBERS = {
    "34": '"',
    "x22": "&quot;",
    "38": "&amp;",
    "x26": "&amp;",
    "39": "'",
    "x27": "&apos;",
    "60": "&lt;",
    "x3c": "&lt;",
    "62": "&gt;",
    "x3e": "&gt;",
}
"""Numbers of markup's characters, which feedparser leaves as references, with what it makes of them."""

_REFERENCE = re.compile(r"&(?:#([0-9]{1,9}|[xX][0-9a-fA-F]{1,8});|([A-Za-z][-.A-Za-z0-9]*+)(;?)|)")
_TROUBLE = re.compile(
    r"&(?!(?:lt|gt|quot|apos|amp(?!;(?:quot|apos|#x2[fF]);));)"
    r"(?:amp;(quot|apos|#x2[fF]);|#([0-9]{1,9}|[xX][0-9a-fA-F]{1,8});|([A-Za-z][-.A-Za-z0-9]*+)(;?)|)"
)
"""References that no XML parser knows, or that feedparser resolves twice."""

_PAIR = re.compile(
    r"&#(5[56]\d{3}|[xX][dD][89abAB][0-9a-fA-F]{2});&#(5[67]\d{3}|[xX][dD][c-fC-F][0-9a-fA-F]{2});", re.ASCII
)
_TWICE_RESOLVED = re.compile(r"&(quot|apos|#34|#39|#x2[fF]);")
_MEANT = {"quot": '"', "#34": '"', "apos": "'", "#39": "'", "#x2f": "/", "#x2F": "/"}
_LEFT_OPEN = re.compile(r"<([A-Za-z][^<>\s/]*+)\s*+/>")
_VOID = frozenset(
    """
    area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr
    """.split()  # noqa: SIM905 - a table to read and extend
)
_DECLARATION = re.compile(r"<!(?!DOCTYPE|--|\[)", re.IGNORECASE)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML may have."""

_CONTROL_BYTES = bytes(set(range(0x20)) - set(b"\t\n\r"))
_SEPARATING = "\x0b\x0c\x1c\x1d\x1e\x1f"
_WITHOUT_CONTROL = {
    **dict.fromkeys(range(0x20)),
    **{ord(space): " " for space in _SEPARATING},
    **{ord(space): space for space in "\t\n\r"},
    **dict.fromkeys((0, 0xFFFE, 0xFFFF), "\ufffd"),
}


def has_control(document: str) -> bool:
    """Say whether a text has such a character; ten times as fast as searching a long one for `CONTROL`."""
    body = document.encode()
    return len(body.translate(None, _CONTROL_BYTES)) < len(body) or "\ufffe" in document or "\uffff" in document


def without_control(text: str) -> str:
    """Return text without the characters that no XML may have: white space in the place of those that separate."""
    return text.translate(_WITHOUT_CONTROL) if CONTROL.search(text) else text


def as_xml(text: str) -> str:
    """Return text between tags as XML with the references resolved."""
    if "&" in text:
        text = _TROUBLE.sub(_resolved, _joined(text) if "&#" in text else text)
    return escape(text, quote=False) if text == "<" else text.replace("]]>", "]]&gt;")


def unmarked(data: str) -> str:
    """Return what a CDATA section holds as feedparser has it: some references resolved, no empty element left open."""
    if "&" in data:
        data = _TWICE_RESOLVED.sub(_as_meant, data)
    return _closed(data)


def as_kept(text: str) -> str:
    """Return text between tags with the references that feedparser leaves in it, such as those of an address."""
    return _REFERENCE.sub(_kept, _joined(text)) if "&" in text else text


def as_markup(text: str, *, is_within: bool) -> str:
    """Return text among tags of HTML as HTML; within HTML, behind its first tag, `&` and `<` alone mean themselves."""
    if is_within and text == "<":
        return "&lt;"
    return _REFERENCE.sub(_kept_within if is_within else _kept_as_written, _joined(text)) if "&" in text else text


def data_as_kept(data: str) -> str:
    """Return what a CDATA section holds with its characters of markup as references."""
    if "&#3" in data:
        data = data.replace("&#39;", "'").replace("&#34;", '"')
    return escape(_closed(data), quote=False)


def _closed(data: str) -> str:
    if "/>" in data:
        data = _LEFT_OPEN.sub(_with_end, data)
    return _DECLARATION.sub("&lt;!", data) if "<!" in data else data


def _with_end(tag: re.Match[str]) -> str:
    return tag[0] if tag[1] in _VOID else f"<{tag[1]}></{tag[1]}>"


def _as_meant(reference: re.Match[str]) -> str:
    return _MEANT[reference[1]]


def _resolved(reference: re.Match[str]) -> str:
    twice, number, name, end = reference.groups()
    if twice is not None:
        return f"&{twice};"
    if number is not None:
        return _as_number(_code_point(number))
    if name is None:
        return "&amp;"
    if name in _FIVE:
        return f"&{name};"
    point = name2codepoint.get(name)
    return chr(point) if point is not None else f"&amp;{name}{end}"


def _kept(reference: re.Match[str]) -> str:
    number, name, _ = reference.groups()
    if number is not None:
        return _KEPT_NUMBERS.get(number.lower()) or chr(_code_point(number))
    if name is None:
        return "&"
    point = None if name in _FIVE else name2codepoint.get(name)
    return f"&{name};" if point is None else chr(point)


def _kept_as_written(reference: re.Match[str]) -> str:
    name = reference[2]
    return reference[0] if name is not None and name not in name2codepoint else _kept(reference)


def _kept_within(reference: re.Match[str]) -> str:
    return "&amp;" if reference[0] == "&" else _kept_as_written(reference)


def _as_number(point: int) -> str:
    return without_control(chr(point)) if point < 0x20 or point >= 0xFFFE else f"&#{point};"


def _code_point(number: str) -> int:
    """Return a code point that a text may have; U+FFFD's in the place of halves of a pair and what does not exist."""
    point = int(number[1:], 16) if number[0] in "xX" else int(number)
    return 0xFFFD if 0xD800 <= point <= 0xDFFF or point > 0x10FFFF else point


def _joined(text: str) -> str:
    """Return text in which each character that was written as the two halves UTF-16 has for it is one."""
    return _PAIR.sub(_whole, text) if "&#" in text else text


def _whole(pair: re.Match[str]) -> str:
    high, low = (int(half[1:], 16) if half[0] in "xX" else int(half) for half in pair.groups())
    if not (0xD800 <= high <= 0xDBFF and 0xDC00 <= low <= 0xDFFF):
        return pair[0]
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
