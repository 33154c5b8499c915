"""Write feeds in the manner of the world's news systems."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from html import escape
from pathlib import Path
from string import Template
from typing import NamedTuple

from feed_stories import NOW, Story, stories

MANNERS = Path(__file__).parent / "data" / "feed_manners.txt"
SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "georss": "http://www.georss.org/georss",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "taxo": "http://purl.org/rss/1.0/modules/taxonomy/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "yt": "http://www.youtube.com/xml/schemas/2015",
}
_FRAMES = {
    "rss": ('<rss version="2.0"{root}>\n<channel>\n{head}\n{items}\n</channel>\n</rss>\n', "<item>\n{item}\n</item>\n"),
    "atom": (
        '<feed xmlns="http://www.w3.org/2005/Atom"{root}>\n{head}\n{items}</feed>\n',
        "<entry>\n{item}\n</entry>\n",
    ),
    "atom03": (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"{root}>\n{head}\n{items}</feed>\n',
        "<entry>\n{item}\n</entry>\n",
    ),
    "rdf": (
        f'<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="{SPACES["rdf"]}"{{root}}>\n'
        '<channel rdf:about="https://paper.example/">{head}<items><rdf:Seq/></items></channel>\n{items}\n</rdf:RDF>\n',
        '<item rdf:about="{link}">\n{item}\n</item>\n',
    ),
}


class Manner(NamedTuple):
    """How one system writes feeds; `traits` are its lines of `key: value`."""

    traits: Mapping[str, str]
    head: str
    item: str

    @property
    def name(self) -> str:
        return self.traits["name"]


class Feed(NamedTuple):
    """One document."""

    name: str
    body: bytes
    content_type: str | None
    language: str
    entries: int


def manners() -> Iterator[Manner]:
    """Yield the manners that `MANNERS` tells of."""
    for written in MANNERS.read_text(encoding="utf-8").split("\n====\n")[1:]:
        if written.strip():
            traits, _, templates = written.partition("\n\n")
            head, _, item = templates.partition("\n----\n")
            yield Manner(dict(line.split(": ", 1) for line in traits.splitlines() if line), head, item)


def feeds(count: int = 20, paragraphs: int = 4, seed: int = 1) -> Iterator[Feed]:
    """Yield a document for each manner and language of it, of `count` entries."""
    for manner in manners():
        for language in manner.traits["languages"].split():
            found = stories(language, count, paragraphs, seed)
            yield written(manner, language, list(found))


def written(manner: Manner, language: str, found: list[Story]) -> Feed:
    """Return stories as a document in a manner."""
    frame, around = _FRAMES[manner.traits["kind"]]
    encoding = manner.traits.get("encoding", "utf-8")
    items = "".join(around.format(item=_filled(manner.item, story), link=_page(story)) for story in found)
    spaces = "".join(f' xmlns:{name}="{SPACES[name]}"' for name in manner.traits.get("spaces", "").split())
    root = spaces + (" " + manner.traits["root"] if "root" in manner.traits else "")
    declaration = (
        f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>\n{manner.traits.get("before", "")}\n'
    )
    document = declaration + frame.format(root=root, head=_filled(manner.head, found[0]), items=items)
    body = document.encode("gbk" if encoding == "gb2312" else encoding, "xmlcharrefreplace")
    return Feed(f"{manner.name}.{language}", body, manner.traits.get("content-type"), language, len(found))


class _Blanks(Template):
    braceidpattern = r"[a-z][^}]*"
    idpattern = "(?!)"


class _Filling(dict[str, str]):
    """What the blanks of a template stand for; `raw` is without XML's escapes, dates are at hours from UTC."""

    def __init__(self, story: Story) -> None:
        super().__init__(number=str(story.number), built=_mailed(NOW, "0"), isobuilt=_iso(NOW, "0"))
        self.story = story

    def __missing__(self, blank: str) -> str:
        name, _, how = blank.partition(" ")
        if name in ("mail", "bare"):
            date = _mailed(self.story.date, *how.split())
            return date if name == "mail" else date[len("Mon, ") :]
        if name == "iso":
            return _iso(self.story.date, *how.split())
        return self._said(how) if name == "raw" else escape(self._said(name), quote=False)

    def _said(self, name: str) -> str:
        said = {"link": _page(self.story), "plain": self.story.plain_lead}
        return said[name] if name in said else str(getattr(self.story, name))


def _filled(template: str, story: Story) -> str:
    return _Blanks(template).substitute(_Filling(story))


def _page(story: Story) -> str:
    return f"https://paper.example/{story.date:%Y/%m/%d}/story-{story.number}/"


def _at(date: datetime, hours: str) -> datetime:
    return date.astimezone(timezone(timedelta(hours=float(hours))))


def _mailed(date: datetime, hours: str, zone: str = "") -> str:
    date_written = format_datetime(_at(date, hours))
    return f"{date_written[:-5]}{zone}" if zone else date_written


def _iso(date: datetime, hours: str, fraction: str = "") -> str:
    date_written = _at(date, hours).isoformat(timespec="seconds")
    return f"{date_written[:19]}{fraction}{date_written[19:]}".replace("+00:00", "Z")
