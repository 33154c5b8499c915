"""Damage feeds the ways careless programs and hands do, each in one way that has a name."""

import random
import re
from collections.abc import Callable, Mapping

_TAG_OR_DATA = re.compile(r"<!\[CDATA\[.*?\]\]>|<[^>]*>", re.DOTALL)
_WORD_END = re.compile(r"(?<=\w) (?=\w)")
_LEAF = re.compile(r"<(title|description|link|guid|id|summary|pubDate|dc:creator|category)>([^<&]+)</\1>")
_DESCRIPTION = re.compile(r"<(description|summary|content)((?: [^>]*)?)>([^<]*)</\1>")
_ENTITIES = ("&nbsp;", "&eacute;", "&rsquo;", "&hellip;", "&copy;", "&euro;", "&bogus;", "&Eacute", "&nbsp")
_AMPERSANDS = ("&", " & ", "AT&T ", "&x=1", "&&", "Q&A; ", "&copy=2", "& ", "&#8217", "&#39;", "&amp;quot;", "&#38;")
_CONTROLS = ("\x01", "\x08", "\x0b", "\x0c", "\x1a", "\x1e", "\x03")
_MARKUP = (
    "a <b>bold</b> word",
    "one<br>two<br/>three",
    "<p>first<p>second <img src='x.jpg' width=10>",
    "<div>within</div>",
    "<div class='x'><p>within &amp; without</p></div> after",
    '<a href="https://x.example/?a=1&b=2">linked</a> & more',
    "<ul><li>one<li>two</ul>",
    "</p>left over",
    "<i>open",
    "x < y and y > 5",
    "&lt;p&gt;escaped&lt;/p&gt; <em>not</em> &eacute; <![CDATA[<b>data</b>]]>",
    "<span style=color:red>R&D</span>",
)
_JUNK = (
    "\n\n",
    " ",
    "\ufeff",
    "\ufeff\ufeff",
    "<br />\n<b>Warning</b>:  Undefined variable $x in <b>/var/www/feed.php</b> on line <b>12</b><br />\n",
    "Notice: something & more\n",
    "<!-- cached -- at noon -->\n",
    "<!-- cached -->\n",
)
_TAILS = (
    "<!-- page -- made in 0.2 s -->",
    "<script type='text/javascript' async>if (a < b && c) x();</script>",
    "<script>var x = 1;</script>\n",
    "\nWarning: too late",
    "<img src=x.gif>",
    "</rss>",
    "\x00\x00",
)
_DOCTYPES = (
    '<!DOCTYPE rss [<!ENTITY nbsp "&#160;">\n<!ENTITY hello "Hello">]>\n',
    '<!DOCTYPE rss [\n<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN" "http://x.example/l.ent">\n]>\n',
    '<!DOCTYPE rss SYSTEM "http://x.example/rss.dtd">\n',
    "<!DOCTYPE rss>\n",
)

Damage = Callable[[random.Random, str], str]


def _places(document: str) -> list[int]:
    """Return where words of text end, outside tags and CDATA."""
    places, position = [], 0
    for tag in _TAG_OR_DATA.finditer(document):
        places += [space.start() for space in _WORD_END.finditer(document, position, tag.start())]
        if tag[0].startswith("<![CDATA["):
            places += [space.start() for space in _WORD_END.finditer(document, tag.start(), tag.end())][:2]
        position = tag.end()
    return places


def _put(chance: random.Random, document: str, pieces: tuple[str, ...]) -> str:
    places = _places(document)
    for _ in range(chance.randint(1, 4)):
        at = chance.choice(places) if places else len(document)
        document = document[:at] + chance.choice(pieces) + document[at:]
        places = [place for place in places if place < at]
    return document


def _in_leaf(chance: random.Random, document: str, pieces: tuple[str, ...]) -> str:
    leaves = list(_LEAF.finditer(document))
    if not leaves:
        return document
    leaf = chance.choice(leaves)
    at = chance.choice((leaf.start(2), leaf.end(2), (leaf.start(2) + leaf.end(2)) // 2))
    return document[:at] + chance.choice(pieces) + document[at:]


def ampersands(chance: random.Random, document: str) -> str:
    if chance.random() < 0.3:
        document = document.replace("&amp;", "&")
    return _in_leaf(chance, _put(chance, document, _AMPERSANDS), _AMPERSANDS)


def entities(chance: random.Random, document: str) -> str:
    return _in_leaf(chance, _put(chance, document, _ENTITIES), _ENTITIES)


def controls(chance: random.Random, document: str) -> str:
    return _put(chance, document, _CONTROLS)


def undeclared(chance: random.Random, document: str) -> str:
    found = list(re.finditer(r' xmlns:\w+="[^"]*"', document))
    if not found:
        return document
    gone = chance.choice(found)
    return document[: gone.start()] + document[gone.end() :]


def junk_before(chance: random.Random, document: str) -> str:
    return chance.choice(_JUNK) + document


def junk_behind(chance: random.Random, document: str) -> str:
    return document + chance.choice(_TAILS)


def cut_off(chance: random.Random, document: str) -> str:
    return document[: chance.randint(len(document) // 3, len(document))]


def unquoted(chance: random.Random, document: str) -> str:
    found = list(re.finditer(r'="([\w/:.-]*)"', document))[2:]
    for one in sorted(chance.sample(found, min(3, len(found))), key=lambda one: -one.start()):
        document = f"{document[: one.start()]}={one[1] or '0'}{document[one.end() :]}"
    return document


def twice(chance: random.Random, document: str) -> str:
    found = list(re.finditer(r' (\w+)="[^"]*"', document))[2:]
    if not found:
        return document
    one = chance.choice(found)
    return document[: one.end()] + f' {one[1]}="twice"' + document[one.end() :]


def unended_entry(chance: random.Random, document: str) -> str:
    ends = list(re.finditer("</(?:item|entry)>", document))
    if not ends:
        return document
    end = chance.choice(ends)
    return document[: end.start()] + document[end.end() :]


def markup(chance: random.Random, document: str) -> str:
    found = list(_DESCRIPTION.finditer(document))
    if not found:
        return document
    one = chance.choice(found)
    inside = chance.choice(_MARKUP)
    return f"{document[: one.start(3)]}{chance.choice(('', one[3]))}{inside}{document[one.end(3) :]}"


def wrong_case(chance: random.Random, document: str) -> str:
    ends = list(re.finditer(r"</\w+>", document))
    end = chance.choice(ends)
    return document[: end.start()] + end[0].upper() + document[end.end() :]


def declared(chance: random.Random, document: str) -> str:
    root = re.search(r"<\w", document)
    if root is None:
        return document
    document = document[: root.start()] + chance.choice(_DOCTYPES) + document[root.start() :]
    return _put(chance, document, ("&nbsp;", "&hello;")) if "ENTITY hello" in document else document


def comments(chance: random.Random, document: str) -> str:
    return _put(chance, document, ("<!-- a -- b -->", "<!-- a -->", "<!---->"))


def halves(chance: random.Random, document: str) -> str:
    return _put(chance, document, ("&#55357;&#56832;", "&#xD83D;&#xDE00;"))


DAMAGES: Mapping[str, Damage] = {
    damage.__name__: damage
    for damage in (
        ampersands,
        entities,
        controls,
        undeclared,
        junk_before,
        junk_behind,
        cut_off,
        unquoted,
        twice,
        unended_entry,
        markup,
        wrong_case,
        declared,
        comments,
        halves,
    )
}
"""What can be wrong with a feed, by name."""

GIVEN_UP = frozenset(("halves",))
"""Those for which feedparser gives a whole document up."""
