"""Write a feed that is not well formed anew, well formed, so that it says what feedparser finds in it."""

import re
from html import escape
from typing import NamedTuple

from connectors.parsing.feed_elements import MAX_DEPTH, Unusual
from connectors.parsing.feedparser_rules import minds_the_end
from connectors.parsing.loose_content import BODIES, SAYS, LooseContent
from connectors.parsing.loose_tags import TAG, Attributes, attributes_in, start_tag
from connectors.parsing.prefixes import Prefixes
from connectors.parsing.references import CONTROL, as_kept, data_as_kept, has_control, unmarked, without_control

_ROOTS = frozenset(("rss", "feed", "rdf_rdf"))
_ENTRIES = frozenset(("item", "entry"))
_CONTAINERS = _ROOTS | _ENTRIES | {"channel"}
_LINES = {
    **dict.fromkeys(("guid", "id"), "id"),
    **dict.fromkeys(("published", "issued", "pubdate", "dcterms_issued"), "published"),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"), "updated"),
    **dict.fromkeys(("author", "managingeditor", "dc_author", "dc_creator", "itunes_author"), "author"),
    **dict.fromkeys(("language", "dc_language"), "language"),
    "link": "",
}
"""Elements of plain text, by what they say of an entry."""

_KEPT_AS_THEY_ARE = frozenset(_LINES) - {"author", "managingeditor", "dc_author", "dc_creator", "itunes_author"}
_COUNTED = frozenset(("title", "summary", *filter(None, _LINES.values())))
"""What of an entry feedparser keeps from the place that is the least deep."""

_POINTING = frozenset(("link", "enclosure"))
_LEAF = re.compile(
    r"""<((?:[a-z0-9]++:)?+[A-Za-z][A-Za-z0-9]*+)((?: (?!xmlns)[A-Za-z]++="[^"<&]*+")?+)>"""
    r"""(?:[^<&]*+|\s*+<!\[CDATA\[((?:[^\]]++|\](?!\]>))*+)\]\]>\s*+)</\1>""",
    re.ASCII,
)
"""An element of text that strict and loose parsers read alike, or of one CDATA section."""

MOST_TAGS, MOST_REFERENCES = 800_000, 2_000_000
"""More would keep this busy for longer than two seconds, at about 3 and 1 microseconds each."""

_COMMENT_END = re.compile(r"--\s*>")
_DECLARATION = re.compile(r"<!(?:DOCTYPE[^<>[]*>|\[)", re.IGNORECASE)
_DONE = -1


class _Open(NamedTuple):
    """An element whose end has not come, and where among the pieces it begins."""

    name: str
    key: str
    start: int
    attributes: Attributes


def well_formed(document: str) -> str:
    """Return an ill-formed feed as XML whose strict reading is what feedparser's loose reading finds in the original.

    Takes a time that is linear in the document's length. Raises Unusual where that is not sure.
    """
    if document.count("<") > MOST_TAGS or document.count("&") > MOST_REFERENCES:
        raise Unusual
    if "&&&" in document or "<<<" in document:
        raise Unusual  # feedparser is not shown those as they are.
    rewriting = _Rewriting()
    rewriting.read(document)
    return rewriting.written()


class _Rewriting:
    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._open: list[_Open] = []
        self._prefixes = Prefixes()
        self._root: _Open | None = None
        self._content: LooseContent | None = None
        self._drift = 0
        self._said: set[str] = set()
        self._is_in_entry = False
        self._is_stale = False
        self._has_control = False

    def read(self, document: str) -> None:
        """Take in a document, up to where it is cut off in the middle of something."""
        self._has_control = has_control(document)
        position = 0
        while (at := document.find("<", position)) >= 0:
            if at > position:
                self._take_text(document[position:at])
            leaf = _LEAF.match(document, at) if self._content is None and self._open else None
            if leaf is not None and self._take_leaf(leaf):
                position = leaf.end()
                continue
            tag = TAG.match(document, at)
            if tag is not None:
                self._take_tag(tag)
                position = tag.end()
            else:
                position = self._take_other(document, at)
                if position == _DONE:
                    return
        self._take_text(document[position:])

    def written(self) -> str:
        """Return the document; of an element that is cut off nothing is kept."""
        self._content = None
        while self._open and self._open[-1].key not in _CONTAINERS:
            self._drop_last()
        self._close(0)
        if self._root is None:
            raise Unusual
        self._pieces[0] = start_tag(self._root.name, {**self._root.attributes, **self._prefixes.written()})
        written = "".join(self._pieces)
        return without_control(written) if self._has_control else written

    def _take_leaf(self, leaf: re.Match[str]) -> bool:
        """Take in a whole element that stands as it is to stand; False where more is to be seen to."""
        name, attribute, data = leaf.groups()
        key, element = self._prefixes.key(name.lower()), leaf[0]
        if key in _CONTAINERS or (self._has_control and key in _KEPT_AS_THEY_ARE):
            return False
        if data is not None and key not in SAYS:
            if "&" in data or "<" in data or ">" in data:
                return False
        elif data is not None:
            if attribute or key in BODIES:
                return False
            element = f"<{name}><![CDATA[{unmarked(data)}]]></{name}>"
        self._pieces.append(element)
        self._say(SAYS.get(key) or _LINES.get(key, ""))
        return True

    def _take_text(self, text: str) -> None:
        if self._content is not None:
            self._content.take_text(text)
        elif self._open and self._open[-1].key not in _CONTAINERS:
            self._take_line(as_kept(text))

    def _take_data(self, data: str) -> None:
        if self._content is not None:
            self._content.take_data(data)
        elif self._open and self._open[-1].key not in _CONTAINERS:
            self._take_line(data_as_kept(data))

    def _take_line(self, text: str) -> None:
        if CONTROL.search(text) and self._open[-1].key in _KEPT_AS_THEY_ARE:
            raise Unusual
        self._pieces.append(escape(without_control(text), quote=False))

    def _take_other(self, document: str, at: int) -> int:
        """Take in what begins with `<` and is no tag; return where it ends, `_DONE` where it does not."""
        if document.startswith("<![CDATA[", at):
            end = document.find("]]>", at)
            if end >= 0:
                self._take_data(document[at + 9 : end])
            return _after(end, 3)
        if document.startswith("<!--", at):
            comment = _COMMENT_END.search(document, at + 4)
            return comment.end() if comment is not None else _DONE
        if document.startswith("<?", at):
            return _after(document.find(">", at), 1)
        if _DECLARATION.match(document, at) and (self._content is not None or self._root is None):
            return _after(document.find(">", at), 1)
        if document[at + 1 : at + 2].isalpha() or document[at + 1 : at + 2] in ("/", ">", "!"):
            if document.find(">", at) >= 0 or document.find("<", at + 1) >= 0:
                raise Unusual
            return _DONE
        self._take_text("<")
        return at + 1

    def _take_tag(self, tag: re.Match[str]) -> None:
        is_end, written, attributes, mark = tag.groups()
        # A value without quotation marks takes the mark of an empty element in, which holds all the same.
        name, is_empty = written.lower(), bool(mark) or attributes.endswith("/")
        if self._content is not None:
            self._take_tag_within(self._content, name, bool(is_end), is_empty)
        elif is_end:
            self._end(name)
        else:
            self._start(name, attributes_in(attributes) if attributes else {}, is_empty)

    def _take_tag_within(self, content: LooseContent, name: str, is_end: bool, is_empty: bool) -> None:
        if is_end and name == content.name:
            self._end_content(content)
        else:
            content.take_tag(name, self._prefixes.key(name), is_end, is_empty)

    def _end_content(self, content: LooseContent) -> None:
        self._content = None
        self._pieces.append(content.written())
        self._say(SAYS[content.key])
        self._drift += content.drift

    def _start(self, name: str, attributes: Attributes, is_empty: bool) -> None:
        if not self._open:
            self._start_outside(name, attributes, is_empty)
            return
        attributes = self._prefixes.declared_in(attributes, self._open[0].key)
        key, around = self._prefixes.key(name), self._open[-1].key
        if len(self._open) > MAX_DEPTH or (key in _CONTAINERS and around not in _CONTAINERS):
            raise Unusual
        if key in _ENTRIES:
            self._begin_entry(around)
        if key not in SAYS:
            self._open_element(_Open(name, key, len(self._pieces), attributes), is_empty)
        elif is_empty:
            self._end_content(LooseContent(name, key, attributes))
        else:
            self._content = LooseContent(name, key, attributes)

    def _begin_entry(self, around: str) -> None:
        """Forget what the entry before says; one that has no end ends here."""
        if around in _ENTRIES:
            self._is_stale = self._is_stale or "content" in self._said
            self._close(len(self._open) - 1)
        self._is_in_entry = True
        self._drift = 0
        self._said.clear()

    def _start_outside(self, name: str, attributes: Attributes, is_empty: bool) -> None:
        """Take in the root; leave out what stands before and behind it, unless it may say something."""
        key = name.replace(":", "_")
        if self._root is None and key in _ROOTS:
            attributes = self._prefixes.declared_in(attributes, None)
            self._root = _Open(name, self._prefixes.key(name), 0, attributes)
            self._open_element(self._root, is_empty)
        elif minds_the_end(key):
            raise Unusual

    def _open_element(self, element: _Open, is_empty: bool) -> None:
        self._open.append(element)
        self._pieces.append(start_tag(element.name, element.attributes))
        if is_empty:
            self._end(element.name)

    def _end(self, name: str) -> None:
        if self._open and self._open[-1].name == name:
            key = self._open[-1].key
            self._say(_LINES.get(key, ""))
            if key in _ENTRIES:
                self._is_in_entry = self._is_stale = False
            self._close(len(self._open) - 1)
            return
        key = self._prefixes.key(name)
        level = next((level for level, one in enumerate(self._open) if one.name == name), None)
        if level is not None and key in _CONTAINERS and all(one.key in _CONTAINERS for one in self._open[level:]):
            self._close(level)
        elif self._open or minds_the_end(key):
            raise Unusual

    def _say(self, said: str) -> None:
        """Note what is said; raise Unusual where it is said twice, and feedparser lost count of depth or content."""
        is_deep = self._drift and self._is_in_entry and said in _COUNTED
        if said in self._said and (is_deep or (self._is_stale and said == "summary")):
            raise Unusual
        self._said.add("content" if said == "summary" and said in self._said else said)

    def _close(self, level: int) -> None:
        while len(self._open) > level:
            self._pieces.append(f"</{self._open.pop().name}>")

    def _drop_last(self) -> None:
        """Leave out the last element; only its text where it points somewhere; nothing where others stand in it."""
        element = self._open[-1]
        has_children = any(piece.startswith("<") for piece in self._pieces[element.start + 1 :])
        if has_children and element.key not in _KEPT_AS_THEY_ARE:
            self._close(len(self._open) - 1)
        elif element.key in _POINTING:
            del self._pieces[element.start + 1 :]
            self._close(len(self._open) - 1)
        else:
            del self._pieces[element.start :]
            self._open.pop()


def _after(end: int, length: int) -> int:
    return end + length if end >= 0 else _DONE
