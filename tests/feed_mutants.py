"""Damage feeds the way networks, programs and attackers do."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from feed_manners import feeds

_TOKENS = (
    b"<![CDATA[ ]]> <!-- --> <? ?> < > & &amp; &nbsp; &#0; &#x110000; &#xD800; &bogus; \" ' = / <item> </item> <entry> "
    b"</entry> <title> </title> </channel> <channel> <link> <guid> <content:encoded> <media:title> <image> <source> "
    b"<pubDate> <author> <div> </div> <svg> <script> <pre> <br/> xml:base='//' xml:lang='' type='xhtml' "
    b"mode='base64' <!DOCTYPE <!ENTITY xmlns='' xmlns:media='x' encoding='utf-16' encoding='bogus' [ ] ( ) http:// "
    b"http://[ :// \x00 \x0b \x1e \x7f \x80 \x93 \xc0\x80 \xed\xa0\x80 \xef\xbb\xbf \xff\xfe \xe2\x80\xa8 {} [] 1e999"
).split(b" ")
_SWAPS = ((b"item", b"entry"), (b"rss", b"feed"), (b"utf-8", b"utf-16"), (b"2026", b"99999"), (b"title", b"content"))
_MOST = 64 * 1024

Mutation = Callable[[random.Random, bytes], bytes]


def seeds(corpora: Path | None = None) -> list[bytes]:
    """Return documents to damage: of every manner, small, and those of other projects where they are."""
    documents = [feed.body for feed in feeds(count=3, paragraphs=2)]
    documents.append(
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [{"id": 1, "url": "/x"}]}'
    )
    documents.append(b"<urlset><url><loc>/x</loc><news><title>x</title></news></url></urlset>")
    files = sorted(corpora.rglob("*.xml")) if corpora is not None else []
    return documents + [body for file in files if len(body := file.read_bytes()) <= _MOST]


def mutants(documents: list[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Yield `count` damaged documents, the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        body = chance.choice(documents)
        for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
            body = chance.choice(_MUTATIONS)(chance, body)
        yield body[: 4 * _MOST]


def _span(chance: random.Random, body: bytes, most: int) -> tuple[int, int]:
    start = chance.randint(0, max(len(body) - 1, 0))
    return start, min(len(body), start + chance.randint(1, most))


def _flip(chance: random.Random, body: bytes) -> bytes:
    start, _ = _span(chance, body, 1)
    return body[:start] + bytes((chance.randint(0, 255),)) + body[start + 1 :]


def _drop(chance: random.Random, body: bytes) -> bytes:
    start, end = _span(chance, body, 200)
    return body[:start] + body[end:]


def _repeat(chance: random.Random, body: bytes) -> bytes:
    start, end = _span(chance, body, 400)
    return body[:end] + body[start:end] * chance.choice((1, 2, 20)) + body[end:]


def _insert(chance: random.Random, body: bytes) -> bytes:
    start, _ = _span(chance, body, 1)
    return body[:start] + chance.choice(_TOKENS) * chance.choice((1, 1, 1, 50)) + body[start:]


def _cut(chance: random.Random, body: bytes) -> bytes:
    return body[: _span(chance, body, 1)[0]]


def _splice(chance: random.Random, body: bytes) -> bytes:
    start, end = _span(chance, body, 2_000)
    other, _ = _span(chance, body, 1)
    return body[:other] + body[start:end] + body[other:]


def _swap(chance: random.Random, body: bytes) -> bytes:
    old, new = chance.choice(_SWAPS)
    return body.replace(old, new, chance.choice((-1, 1)))


def _nest(chance: random.Random, body: bytes) -> bytes:
    start, _ = _span(chance, body, 1)
    tag = chance.choice((b"div", b"a", b"item", b"p", b"media:group"))
    return body[:start] + b"<" + tag + b">" * chance.choice((0, 1)) + (b"<" + tag + b">") * 300 + body[start:]


_MUTATIONS: tuple[Mutation, ...] = (_flip, _drop, _repeat, _insert, _insert, _cut, _splice, _swap, _nest)


def bombs() -> Iterator[tuple[str, bytes]]:
    """Yield documents made to keep a parser busy, by what they do."""
    frame = '<rss version="2.0"><channel><title>x</title>%s</channel></rss>'
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    yield "entities", f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>{frame % "<item><title>&l9;</title></item>"}'.encode()
    long = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 60_000}">]>'
    yield "one long entity", (long + frame % f"<item><title>{'&a;' * 20_000}</title></item>").encode()
    yield "deep elements", (frame % ("<a>" * 200_000)).encode()
    yield "deep items", (frame % ("<item>" * 100_000)).encode()
    yield "deep markup", (frame % f"<item><description><![CDATA[{'<div>' * 500_000}]]></description></item>").encode()
    yield (
        "open paragraphs",
        (frame % f"<item><description><![CDATA[{'<p><b><i>' * 200_000}]]></description></item>").encode(),
    )
    attributes = " ".join(f"a{n}='x'" for n in range(6_000))
    yield "attributes", (frame % (f"<item><title {attributes}>x</title></item>" * 200)).encode()
    yield (
        "attributes in text",
        (frame % f"<item><description><![CDATA[{f'<p {attributes}>x</p>' * 100}]]></description></item>").encode(),
    )
    yield "one endless tag", (frame % ("<item " + "a='x' " * 200_000 + "/>")).encode()
    yield (
        "one endless tag in text",
        (frame % f"<item><description><![CDATA[<p {'a=1 ' * 2_000_000}>x]]></description></item>").encode(),
    )
    yield "14 MB of text", (frame % f"<item><description>{'word ' * 2_800_000}</description></item>").encode()
    yield "100 MB of text", (frame % f"<item><description>{'word ' * 20_000_000}</description></item>").encode()
    yield "a million items", (frame % ("<item/>" * 1_000_000)).encode()
    yield "a million items, cut", (frame % ("<item><title>x</title>" * 600_000)).encode()
    yield "ampersands", (frame % f"<item><title>{'&' * 3_000_000}</title></item>").encode()
    yield "left brackets", (frame % f"<item><title>{'<' * 3_000_000}</title></item>").encode()
    yield "open CDATA", (frame % ("<item><description><![CDATA[" * 400_000)).encode()
    yield "open comments", (frame % ("<!--" * 2_000_000)).encode()
    yield "namespaces", (frame % "".join(f"<item xmlns:n{n}='u{n}'><n{n}:x/></item>" for n in range(50_000))).encode()
    yield (
        "long address",
        (frame % f"<item><author>{'a' * 2_000_000}</author><link>{'http://' * 900_000}</link></item>").encode(),
    )
    yield "long date", (frame % f"<item><pubDate>{'1 ' * 4_000_000}</pubDate></item>").encode()
    yield "JSON objects", b'{"version": "https://jsonfeed.org/version/1.1", "items": [' + b"{}," * 4_000_000 + b"{}]}"
    yield "deep JSON", b'{"items":' * 1_000_000
    yield "a number", b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": ' + b"9" * 10_000_000 + b"}]}"
    yield (
        "sitemap",
        b"<urlset>" + b"<url><loc>http://x/</loc><news><title>x</title></news></url>" * 200_000 + b"</urlset>",
    )
