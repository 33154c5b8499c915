"""Put news pages together in the manner of the systems that newspapers run."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from html import escape

import msgspec


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a page is about: the article that an extraction has to give back."""

    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    author: str

    @property
    def text(self) -> str:
        """The text as a reader sees it, without the title."""
        return "\n".join(self.paragraphs)


Shell = Callable[[Told, random.Random], str]

SECTIONS = ("World", "Politics", "Business", "Opinion", "Culture", "Sport", "Science", "Travel", "Food", "Weather")
TEASERS = (
    "Harbour town votes on its new bridge",
    "Why the old observatory is open again",
    "Seven soups for a cold week",
    "Ferry timetable changes from Monday",
    "The orchestra that rehearses in a mine",
    "Readers' pictures: first snow",
    "How to mend a bicycle lamp",
    "Museum counts its beetles",
)


def nav(chance: random.Random) -> str:
    """A menu of sections, once or oftener."""
    entries = "".join(f'<li class="nav__item"><a href="/{name.lower()}">{name}</a></li>' for name in SECTIONS)
    return f'<nav class="nav" aria-label="Main"><ul>{entries}</ul></nav>' * chance.randint(1, 3)


def teasers(chance: random.Random, count: int) -> str:
    """Cards that lead to other articles."""
    cards = (
        f'<div class="card"><a href="/story/{chance.randint(1000, 9999)}"><img src="/i.jpg" alt="">'
        f'<h3 class="card__title">{chance.choice(TEASERS)}</h3></a><span>{chance.randint(1, 59)} min ago</span></div>'
        for _ in range(count)
    )
    return "".join(cards)


def scripts(chance: random.Random, kilobytes: int) -> str:
    """State and styles of so many kilobytes."""
    words = " ".join(f"v{chance.randint(0, 99999)}=[{chance.random():.6f}];" for _ in range(kilobytes * 48))
    return f"<script>window.__state={{}};{words}</script><style>{'.a{color:#123456}' * kilobytes}</style>"


def paragraphs_of(told: Told, between: Mapping[int, str] | None = None) -> str:
    """The text in paragraphs, with something after those that `between` names."""
    parts = []
    for number, paragraph in enumerate(told.paragraphs):
        parts.append(f"<p>{escape(paragraph)}</p>")
        parts.append((between or {}).get(number, ""))
    return "".join(parts)


def linked_data(told: Told, **more: object) -> str:
    """What the page says of itself as linked data; `more` adds to it or overrides it."""
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": told.title,
        "datePublished": told.published.isoformat(),
        "author": [{"@type": "Person", "name": told.author}],
        **more,
    }
    return f'<script type="application/ld+json">{json.dumps(facts)}</script>'


def metas(told: Told) -> str:
    """What the page says of itself in its head."""
    return (
        f'<meta property="og:title" content="{escape(told.title)}"><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{told.published.isoformat()}">'
        f'<meta name="author" content="{escape(told.author)}">'
    )


def whole(head: str, body: str, language: str = "en") -> str:
    """A document of a head and a body."""
    return f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def titled(told: Told, head: str, body: str, *, site: str = "") -> str:
    """A document that has the article's title, with the site's name behind it, and so much else in its head."""
    return whole(f"<title>{escape(told.title)}{site}</title>{head}", body)


def broadcaster(told: Told, chance: random.Random) -> str:
    """Classes made by a machine, blocks of text each in a component of its own, linked data."""
    blocks = "".join(
        f'<div data-component="text-block" class="css-{chance.randint(100, 999)}-Rich"><p>{escape(text)}</p></div>'
        + ('<div data-component="links-block"><ul><li><a href="/x">More on this story</a></li></ul></div>' * (n == 3))
        for n, text in enumerate(told.paragraphs)
    )
    body = (
        f'{nav(chance)}<main id="main"><article><header><h1 id="main-heading">{escape(told.title)}</h1></header>'
        f'<div data-component="byline-block"><span>{told.author}</span></div>'
        f'<time datetime="{told.published.isoformat()}">{told.published:%d %B %Y}</time>{blocks}'
        f'<section data-component="tags"><h2>Related topics</h2><ul><li><a href="/t">Conflict</a></li></ul></section>'
        f"</article></main><aside>{teasers(chance, 20)}</aside><footer>Terms of use. About us. Contact.</footer>"
    )
    return titled(told, linked_data(told) + scripts(chance, 60), body)


def weblog(told: Told, chance: random.Random) -> str:
    """The commonest weblog software: entry-content, sharing buttons, comments, sidebar."""
    share = (
        '<div class="sharedaddy"><h3 class="sd-title">Share this:</h3><ul><li><a href="#">Facebook</a></li></ul></div>'
    )
    comments = "".join(
        f'<li class="comment"><div class="comment-body"><p>{chance.choice(TEASERS)}, said nobody.</p></div></li>'
        for _ in range(12)
    )
    body = (
        f'<div id="page" class="site">{nav(chance)}<div id="primary" class="content-area"><main class="site-main">'
        f'<article class="post type-post hentry category-news"><header class="entry-header"><h1 class="entry-title">'
        f'{escape(told.title)}</h1><div class="entry-meta"><span class="posted-on"><time class="entry-date published" '
        f'datetime="{told.published.isoformat()}">{told.published:%B %d, %Y}</time></span><span class="byline"> by '
        f'<span class="author vcard"><a class="url fn" href="/author/x">{told.author}</a></span></span></div></header>'
        f'<div class="entry-content">{paragraphs_of(told)}{share}</div></article>'
        f'<div id="comments" class="comments-area"><h2>12 thoughts</h2><ol class="comment-list">{comments}</ol></div>'
        f'</main></div><div id="secondary" class="widget-area"><section class="widget"><h2>Recent posts</h2>'
        f'{teasers(chance, 10)}</section></div><footer class="site-footer">Proudly powered.</footer></div>'
    )
    return titled(told, metas(told) + scripts(chance, 40), body, site=" | The Harbour Post")


def tabloid(told: Told, chance: random.Random) -> str:
    """Advertisements, newsletter boxes, captions between the paragraphs."""
    between = {
        0: '<figure><img src="/p.jpg"><figcaption>The scene on Tuesday. Photo: Harbour Pictures</figcaption></figure>',
        1: '<div class="ad-slot"><span>Advertisement</span></div>',
        2: '<div class="newsletter"><h4>Get our newsletter</h4><p>Sign up for the stories that matter.</p></div>',
        4: f'<div class="related-inline"><strong>Read more:</strong> <a href="/r">{chance.choice(TEASERS)}</a></div>',
    }
    body = (
        f'{nav(chance)}<div class="article"><h1 class="headline">{escape(told.title)}</h1><p class="byline">By '
        f'{told.author}</p><div class="article-body" itemprop="articleBody">{paragraphs_of(told, between)}</div>'
        f'<div class="tags"><a href="/a">War</a> <a href="/b">Peace</a></div></div>'
        f'<div class="most-read"><h2>Most read</h2>{teasers(chance, 25)}</div><footer>Privacy. Cookies.</footer>'
    )
    return titled(told, metas(told) + scripts(chance, 120), body, site=" - The Daily Lamp")


def ministry(told: Told, chance: random.Random) -> str:
    """A government's page: one container, plain paragraphs, the date in words only."""
    body = (
        f'<header><a href="/">Ministry of Examples</a>{nav(chance)}</header><div class="container"><div class="row">'
        f'<div class="col-md-8"><h2>{escape(told.title)}</h2><p class="date">{told.published:%d %B %Y}</p>'
        f'{paragraphs_of(told)}</div><div class="col-md-4"><h4>Press</h4><p>press@ministry.example</p></div></div>'
        f"</div><footer><p>Ministry of Examples, 1 Quay Street</p></footer>"
    )
    date = f'<meta name="DC.date.issued" content="{told.published:%Y-%m-%d}">'
    return titled(told, date + scripts(chance, 15), body)


def old_tables(told: Told, chance: random.Random) -> str:
    """Laid out with tables, breaks for paragraphs, no class names: as in the nineties."""
    rows = "".join(f'<tr><td><a href="{name}.html">{name}</a></td></tr>' for name in SECTIONS)
    text = "<br><br>".join(escape(text) for text in told.paragraphs)
    body = (
        f'<table width="780"><tr><td valign="top"><table>{rows}</table></td><td valign="top"><font size="5">'
        f'<b>{escape(told.title)}</b></font><br><font size="1">{told.published:%Y-%m-%d} {told.author}</font><br><br>'
        f'{text}</td><td width="120" valign="top">{teasers(chance, 6)}</td></tr></table><center>Copyright</center>'
    )
    return titled(told, "", body)


def by_script(told: Told, chance: random.Random) -> str:
    """Drawn by a script in the reader's browser: the text stands in the linked data alone."""
    data = linked_data(told, articleBody="\n\n".join(told.paragraphs))
    shell = '<div id="root"><div class="spinner">Loading</div></div><noscript>Please enable JavaScript.</noscript>'
    return titled(told, metas(told) + data + scripts(chance, 200), shell)


def divs_alone(told: Told, chance: random.Random) -> str:
    """No paragraphs at all, a div for each."""
    blocks = "".join(f'<div class="t-{n % 3}">{escape(text)}</div>' for n, text in enumerate(told.paragraphs))
    body = (
        f'<div class="hdr">{nav(chance)}</div><div class="wrap"><div class="story"><h1>{escape(told.title)}</h1>'
        f'<div class="story__meta">{told.author} | {told.published:%d.%m.%Y %H:%M}</div>'
        f'<div class="story__body">{blocks}</div></div><div class="side">{teasers(chance, 12)}</div></div>'
    )
    return titled(told, metas(told) + scripts(chance, 30), body)


def phone(told: Told, chance: random.Random) -> str:
    """A page for phones, with advertisements as elements of their own."""
    between = dict.fromkeys((1, 3), '<amp-ad width="300" height="250" type="x"></amp-ad>')
    body = (
        f'<amp-sidebar id="menu">{nav(chance)}</amp-sidebar><article class="amp"><h1>{escape(told.title)}</h1>'
        f'<amp-img src="/p.jpg" width="600"></amp-img><div class="amp-content">{paragraphs_of(told, between)}'
        f'</div></article><section class="amp-related"><h3>You may also like</h3>{teasers(chance, 5)}</section>'
    )
    return titled(told, f"{linked_data(told)}<style amp-custom>.a{{}}</style>", body)


def agency(told: Told, chance: random.Random) -> str:
    """An agency's page: summary points, short sentences, a long list of headlines below in the same column."""
    points = "".join(f"<li>{escape(text.split('. ')[0])}</li>" for text in told.paragraphs[1:3])
    body = (
        f'{nav(chance)}<div class="article-container"><header><h1 data-testid="Heading">{escape(told.title)}</h1>'
        f'<div class="info">By <a rel="author" href="/a">{told.author}</a></div></header>'
        f'<ul class="summary-list" aria-hidden="true">{points}</ul><div class="article-body__content">'
        + "".join(f'<p data-testid="paragraph-{n}">{escape(text)}</p>' for n, text in enumerate(told.paragraphs))
        + f'<p class="trust">Our standards: the principles of trust.</p></div><div class="read-next"><h2>Read next</h2>'
        f"{teasers(chance, 30)}</div></div>"
    )
    return titled(told, linked_data(told) + scripts(chance, 150), body, site=" | Agency")


SHELLS: Mapping[str, Shell] = {
    shell.__name__: shell
    for shell in (broadcaster, weblog, tabloid, ministry, old_tables, by_script, divs_alone, phone, agency)
}


def pages(
    articles: Sequence[Told], seed: int = 1, shells: Mapping[str, Shell] = SHELLS
) -> list[tuple[str, Told, bytes]]:
    """Return (shell, article, bytes of the page) for every shell around every article."""
    chance = random.Random(seed)
    return [(name, told, shell(told, chance).encode()) for name, shell in shells.items() for told in articles]


def moments(count: int, first: datetime) -> list[datetime]:
    """Return moments that no two articles share."""
    return [first + timedelta(days=n, minutes=7 * n) for n in range(count)]
