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

_INSIDE = r"""[^<>"']*+(?:(?:"[^"<>]*+"|'[^'<>]*+')[^<>"']*+)*+"""
"""What stands in a tag that ends at the first `>` whoever reads it: none is within quotation marks."""
_COMMENT = r"!--(?!-?>)[^-]*+(?:-(?!->)[^-]*+)*+(?:-->|\Z)"
_SCRIPTS = (
    rf"{name}(?:\s{_INSIDE})?+(?<!/)>[^<]*+(?:<(?!/{name}|!--)[^<]*+)*+(?:</{name}\s*+>|\Z)"
    for name in ("script", "style")
)
_TAG = re.compile(rf"<(?:{'|'.join((_COMMENT, *_SCRIPTS))}|(/?[A-Za-z][A-Za-z0-9]*+)(?:>|[\s/]{_INSIDE}>))")
"""A tag, by its name; or something hidden, which has none. What has no end goes on to the last character, so this
takes linear time."""
_MARKUP_LEFT = re.compile("<[A-Za-z/!?]")
_FOR_THE_TREE = "<!"
"""What stands in the place of a tag that only the tree tells the meaning of: markup that is left."""
_REFERENCE = re.compile(r"(&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?))")
"""As `html.unescape` has it, which is asked for each."""


class _Marks(dict[str | None, str]):
    """What stands in the place of a tag, by its name, a closing one with `/`."""

    def __missing__(self, name: str) -> str:
        return self.get(name.lower(), "")


_MARKS = _Marks(
    (slash + name, mark)
    for names, mark in (
        (BLOCKS, LINE_MARK),
        (CELLS, " "),
        (_INLINE, ""),
        (SILENT, _FOR_THE_TREE),
        (_INTRICATE, _FOR_THE_TREE),
    )
    for name in names
    for slash in ("", "/")
)
_MARKS[None] = ""


def marked_text(markup: str) -> str | None:
    """Return the text of HTML, a `LINE_MARK` at each end of a line; None where it takes the tree to tell.

    It takes time linear in the markup. References are resolved as browsers do it.
    """
    pieces = _TAG.split(markup)
    pieces[1::2] = map(_MARKS.__getitem__, pieces[1::2])
    text = "".join(pieces)
    if "<" in text and _MARKUP_LEFT.search(text):
        return None
    return resolved(text) if "&" in text else text


def resolved(text: str) -> str:
    """Return text with its references resolved, the same as by `html.unescape`."""
    pieces = _REFERENCE.split(text)
    pieces[1::2] = map(_character, pieces[1::2])
    return "".join(pieces)


@lru_cache(maxsize=4096)
def _character(reference: str) -> str:
    return html.unescape(reference)
