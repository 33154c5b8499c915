"""What is unusual in an entry or a feed, but common among the world's feeds, is read fast, as feedparser reads it."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from feed_manners import SPACES
from msgspec.structs import replace

from connectors.parsing import fast, loose
from connectors.parsing.parse import Document, parse_feed

BASE = "https://desk.example/feed"
MORE_SPACES = {
    "arxiv": "http://arxiv.org/schemas/atom",
    "cap": "urn:oasis:names:tc:emergency:cap:1.2",
    "cc": "http://web.resource.org/cc/",
    "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gd": "http://schemas.google.com/g/2005",
    "gml": "http://www.opengis.net/gml",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "psc": "http://podlove.org/simple-chapters",
    "webfeeds": "http://webfeeds.org/rss/1.0",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "yandex": "http://news.yandex.ru",
}
DECLARED = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in {**SPACES, **MORE_SPACES}.items())
DATE = "Tue, 24 Nov 2026 09:00:00 +0100"
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"{DECLARED}><channel><title>Paper</title><link>https://paper.example/</link><!--head-->
<item><title>One</title><link>https://paper.example/1</link>
<guid>https://paper.example/?a=1&amp;b=2</guid>
<description>Some &lt;b&gt;text&lt;/b&gt;</description><pubDate>{DATE}</pubDate><!--item--></item>
</channel><!--behind--></rss>"""
ATOM = f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"{DECLARED}><title>Office</title><id>x:1</id>
<entry><id>tag:office.example,2026:1</id><title>One</title><link href="https://office.example/1"/>
<updated>2026-11-24T09:00:00Z</updated><!--entry--></entry></feed>"""
RDF = f"""<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns="http://purl.org/rss/1.0/"{DECLARED}>
<channel rdf:about="x"><title>Old</title>
<link>https://old.example/</link><items><rdf:Seq><rdf:li rdf:resource="a"/></rdf:Seq></items></channel>
<item rdf:about="https://old.example/1"><title>One</title><link>https://old.example/1</link></item><!--behind--></rdf:RDF>"""
_SECTIONS = (Path(__file__).parent / "data" / "feed_habits.txt").read_text(encoding="utf-8").split("==== ")[1:]
HABITS = {name: habits.splitlines() for name, _, habits in (section.partition("\n") for section in _SECTIONS)}


def assert_read_fast_and_the_same(document: str) -> None:
    found, expected = fast.parse(document.encode(), BASE, None), loose.parse(document.encode(), BASE, None)
    assert found is not None
    assert found.entries == expected.entries
    assert (found.title, found.link, found.language, found.updated, found.format) == (
        expected.title,
        expected.link,
        expected.language,
        expected.updated,
        expected.format,
    )


@pytest.mark.parametrize("habit", HABITS["item"])
def test_an_item_with_more_than_the_usual(habit: str) -> None:
    assert_read_fast_and_the_same(RSS.replace("<!--item-->", habit))


@pytest.mark.parametrize("habit", HABITS["head"])
def test_a_feed_with_more_than_the_usual(habit: str) -> None:
    assert_read_fast_and_the_same(RSS.replace("<!--head-->", habit))


@pytest.mark.parametrize("habit", HABITS["entry"])
def test_an_entry_of_atom_with_more_than_the_usual(habit: str) -> None:
    assert_read_fast_and_the_same(ATOM.replace("<!--entry-->", habit))


@pytest.mark.parametrize("seed", range(8))
def test_habits_meet_in_one_feed(seed: int) -> None:
    choice = Random(seed)
    for _ in range(40):
        items = "".join(f"<item>{''.join(choice.sample(HABITS['item'], 3))}</item>" for _ in range(2))
        head = "".join(choice.sample(HABITS["head"], 2))
        assert_found_the_same(RSS.replace("<!--head-->", head).replace("</channel>", f"{items}</channel>"))
        entry = "".join(choice.sample(HABITS["entry"], 3))
        assert_found_the_same(ATOM.replace("<!--entry-->", entry).replace("</feed>", f"<entry>{entry}</entry></feed>"))


def assert_found_the_same(document: str) -> None:
    """What is asked of a document that is read fast; names of authors written in several ways need not agree."""
    found, expected = fast.parse(document.encode(), BASE, None), loose.parse(document.encode(), BASE, None)
    if found is None:
        return
    assert found.title == expected.title
    assert [replace(entry, authors=()) for entry in found.entries] == [
        replace(entry, authors=()) for entry in expected.entries
    ], document


@pytest.mark.parametrize(
    ("habit", "content"),
    [
        ("<yandex:full-text>&lt;p&gt;One &amp;amp;&lt;/p&gt;two</yandex:full-text>", "One &\ntwo"),
        ("<full-text><![CDATA[<p>One</p>]]></full-text>", "One"),
        ("<full-text>One</full-text><content:encoded>Two</content:encoded>", "Two"),
        ("<content type='text/html; charset=utf-8'>&lt;p&gt;One&lt;/p&gt;</content>", "One"),
        ("<content type='TEXT/HTML;charset=utf-8'>&lt;p&gt;One&lt;/p&gt;</content>", "One"),
        ("<content type='text/markdown'>One *two*</content>", "One *two*"),
    ],
)
def test_a_text_that_feedparser_hides_is_content(habit: str, content: str) -> None:
    document = RSS.replace("<!--item-->", habit)
    assert_read_fast_and_the_same(document)
    assert [entry.content for entry in parse_feed(Document(body=document.encode())).entries] == [content]


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("desk@daily.press", ("desk@daily.press",)),
        ("desk@daily.press (Jo Al)", ("Jo Al",)),
        ("Jo Al &lt;desk@daily.press&gt;", ("Jo Al",)),
    ],
)
def test_an_address_in_a_long_domain_holds_no_name(written: str, authors: tuple[str, ...]) -> None:
    document = RSS.replace("<!--item-->", f"<author>{written}</author>")
    assert_read_fast_and_the_same(document)
    assert [entry.authors for entry in parse_feed(Document(body=document.encode())).entries] == [authors]


def test_entries_in_an_element_of_their_own_are_entries() -> None:
    document = RSS.replace("<!--head-->", "<items><item><guid>x</guid></item><item/></items>")
    assert [entry.id for entry in parse_feed(Document(body=document.encode())).entries][:2] == ["x", None]


@pytest.mark.parametrize(
    "document",
    [
        RSS.replace("<!--behind-->", "<script>x()</script>"),
        RDF.replace("<!--behind-->", "<cc:License rdf:about='x'><cc:permits rdf:resource='y'/></cc:License>"),
        RDF.replace("<!--behind-->", "<foaf:Person rdf:about='x'><foaf:name>N</foaf:name></foaf:Person>"),
        RDF.replace('http://purl.org/rss/1.0/"', 'http://my.netscape.com/rdf/simple/0.9/"'),
        RSS.replace("http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss/ ").replace(
            "<!--item-->", "<media:title>m</media:title>"
        ),
        RSS.replace('<?xml version="1.0"', '<?xml version="2.0"'),
        RSS.replace("<rss", "<?xml-stylesheet type='text/xsl' href='x.xsl'?>\n<rss"),
        RSS.replace("<rss", "<!DOCTYPE html>\n<rss"),
        RSS.replace("\n<rss", "<!DOCTYPE rss PUBLIC '-//x//y' 'http://x.example/rss.dtd'><rss"),
        RSS.replace(
            "<rss", "<rss xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='x rss.xsd'"
        ),
        RSS.replace("<!--item-->", "<content url='1.jpg' type='image/jpeg'/><category>R & D</category>"),
        f"\n{RSS}",
        f"\ufeff\ufeff{RSS}",
    ],
)
def test_a_document_with_more_than_the_usual(document: str) -> None:
    assert_read_fast_and_the_same(document)


def test_a_document_is_not_in_sixteen_bits_because_it_says_so_in_eight() -> None:
    document = RSS.replace("UTF-8", "utf-16").replace("One", "Élysée")
    assert [entry.title for entry in parse_feed(Document(body=document.encode())).entries] == ["Élysée"]


@pytest.mark.parametrize("name", ["authors", "links", "title_detail", "summary_detail", "content"])
def test_an_element_named_as_feedparser_names_its_lists_breaks_nothing(name: str) -> None:
    document = RSS.replace("<!--item-->", f"<{name}>Jo</{name}>")
    (entry,) = parse_feed(Document(body=document.encode())).entries
    assert (entry.title, entry.link) == ("One", "https://paper.example/1")
