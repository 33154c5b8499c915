"""Read the text of simple HTML without building its tree."""

import html
import re
from functools import lru_cache

LINE_MARK = "\x7f"
"""A character that text has no use for; it stands for the end of a line until all other white space is gone."""

BLOCKS = """
    p div br li ul ol h1 h2 h3 h4 h5 h6 blockquote figure figcaption table tr section article aside header footer
    nav main address caption details dl dt dd fieldset form hr pre summary
    """.split()  # noqa: SIM905 - a table to read and extend, the commonest first
CELLS = ("td", "th", "img")
SILENT = """
    audio canvas head math noembed script select style svg template textarea video
    """.split()  # noqa: SIM905 - what a browser shows no text of
_INLINE = """
    a abbr b big center cite code del em embed font i iframe ins mark object picture q s small source span strong sub
    sup tbody thead time u wbr
    """.split()  # noqa: SIM905 - the commonest others, for speed
_INTRICATE = ("noframes", "noscript", "plaintext", "pre", "title", "xmp")
"""Their text is read by rules of its own."""

_INSIDE = r"""[^<>"']*+(?:"[^"<>]*+"[^<>"']*+|'[^'<>]*+'[^<>"']*+)*+"""
"""What stands in a tag that ends at the first `>` whoever reads it: none is within quotation marks."""
_TAG = re.compile(rf"<(/?[A-Za-z][A-Za-z0-9]*+)(?:[\s/]{_INSIDE})?+>")
_HIDDEN = re.compile(
    rf"<(script|style)(?:\s{_INSIDE})?+(?<!/)>[^<]*+(?:<(?!/\1|!--)[^<]*+)*+(?:</\1\s*+>|\Z)"
    r"|<!--(?!-?>)[^-]*+(?:-(?!->)[^-]*+)*+(?:-->|\Z)"
)
"""Scripts and comments; what has no end goes on to the last character, so this takes linear time."""
NO_TEXT = "<wbr>"
"""It keeps apart what stands around something hidden, which may read as a tag when put together."""
_MARKUP_LEFT = re.compile("<[A-Za-z/!?]")
_REFERENCE = re.compile(r"(&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?))")
"""As `html.unescape` has it, which is asked for each."""


class _Marks(dict[str, str | None]):
    """What stands in the place of a tag, by its name, a closing one with `/`; None where only the tree tells."""

    def __missing__(self, name: str) -> str | None:
        return self.get(name.lower(), "")


_MARKS = _Marks(
    (slash + name, mark)
    for names, mark in ((BLOCKS, LINE_MARK), (CELLS, " "), (_INLINE, ""), (SILENT, None), (_INTRICATE, None))
    for name in names
    for slash in ("", "/")
)


def marked_text(markup: str) -> str | None:
    """Return the text of HTML, a `LINE_MARK` at each end of a line; None where it takes the tree to tell.

    It takes time linear in the markup. References are resolved as browsers do it.
    """
    if "<!--" in markup or "<script" in markup or "<style" in markup:
        markup = _HIDDEN.sub(NO_TEXT, markup)
    text = _between_tags(markup)
    return text if text is None or "&" not in text else resolved(text)


def resolved(text: str) -> str:
    """Return text with its references resolved, the same as by `html.unescape`."""
    pieces = _REFERENCE.split(text)
    pieces[1::2] = map(_character, pieces[1::2])
    return "".join(pieces)


def _between_tags(markup: str) -> str | None:
    pieces = _TAG.split(markup)
    marks = [_MARKS[name] for name in pieces[1::2]]
    if None in marks:
        return None
    pieces[1::2] = marks
    text = "".join(pieces)
    return None if "<" in text and _MARKUP_LEFT.search(text) else text


@lru_cache(maxsize=4096)
def _character(reference: str) -> str:
    return html.unescape(reference)
