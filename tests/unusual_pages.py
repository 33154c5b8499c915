"""Put pages together that are not laid out as a plain article is."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from html import escape

from made_pages import Shell, Told, linked_data, metas, nav, paragraphs_of, scripts, teasers, titled, whole

COMMENTS = (
    "I lived there for nine years and nobody ever asked us what we thought of any of this, so forgive me for laughing.",
    "Good piece. One correction: the second bridge was closed in spring, not in autumn, and it was closed by the town.",
    "They said the same thing the last time. It took them four years to build a fence, and then they forgot the gate.",
    "Does anybody know whether the ferry still runs? My sister is over there and has not answered since this morning.",
)


def live_blog(told: Told, chance: random.Random) -> str:
    """Posts with a time and buttons of their own, the newest first; linked data of a live blog."""
    posts = "".join(
        f'<article class="block" id="block-{number}"><header><time datetime="{told.published.isoformat()}">'
        f"{12 + number % 9:02}:{7 * number % 60:02} GMT</time></header>"
        f'<div class="block-body"><p>{escape(text)}</p></div>'
        f'<footer class="block-share"><a href="#">Share</a> <a href="#">Copy link</a></footer></article>'
        for number, text in enumerate(told.paragraphs)
    )
    data = linked_data(told, **{"@type": "LiveBlogPosting", "coverageStartTime": told.published.isoformat()})
    body = (
        f'{nav(chance)}<main><header><h1>{escape(told.title)}</h1><p class="byline">{told.author}</p></header>'
        f'<nav class="filters"><button>Show key events only</button><a href="#refresh">Load more posts</a></nav>'
        f'<div class="liveblog" itemprop="liveBlogUpdate">{posts}</div></main><aside>{teasers(chance, 9)}</aside>'
    )
    return titled(told, data + scripts(chance, 60), body, site=" - live")


def interview(told: Told, chance: random.Random) -> str:
    """Questions in bold, answers plain."""
    lines = (
        f"<p><strong>{escape(text)}</strong></p>" if number % 2 else f"<p>{escape(text)}</p>"
        for number, text in enumerate(told.paragraphs)
    )
    body = (
        f'{nav(chance)}<main><h1>{escape(told.title)}</h1><div class="meta">Interview by <a rel="author" href="/a">'
        f'{told.author}</a></div><div class="content">{"".join(lines)}</div></main><aside>{teasers(chance, 8)}</aside>'
    )
    return titled(told, metas(told) + scripts(chance, 30), body)


def gallery(told: Told, chance: random.Random) -> str:
    """Pictures one below the other: the text stands in their captions."""
    slides = "".join(
        f'<figure class="slide"><img src="/{number}.jpg" alt=""><figcaption><p>{escape(text)}</p>'
        f'<span class="credit">Harbour Pictures</span></figcaption></figure>'
        for number, text in enumerate(told.paragraphs[1:], start=1)
    )
    body = (
        f'{nav(chance)}<main><h1>{escape(told.title)}</h1><p class="lead">{escape(told.paragraphs[0])}</p>'
        f'<div class="gallery">{slides}</div></main><footer>Privacy</footer>'
    )
    return titled(told, linked_data(told) + scripts(chance, 30), body)


def release_in_tables(told: Told, chance: random.Random) -> str:
    """A ministry's release: number, date and subject in one table, the text in the cells of another."""
    rows = "".join(f"<tr><td><p>{escape(text)}</p></td></tr>" for text in told.paragraphs)
    body = (
        f'<table class="layout"><tr><td class="menu">{nav(chance)}</td><td><h1>{escape(told.title)}</h1>'
        f'<table class="facts"><tr><th>Release</th><td>No. 117</td></tr><tr><th>Date</th><td>{told.published:%d.%m.%Y}'
        f"</td></tr><tr><th>Contact</th><td>press@ministry.example</td></tr></table>"
        f'<table class="text">{rows}</table></td></tr></table><div id="footer">Ministry of Examples</div>'
    )
    date = f'<meta name="dcterms.issued" content="{told.published:%Y-%m-%d}">'
    return titled(told, date, body, site=" | Ministry of Examples")


def phone_with_consent(told: Told, chance: random.Random) -> str:
    """A page for phones with a consent form, a menu that unfolds and a box to subscribe within the text."""
    between = {
        1: '<amp-iframe src="/v" title="video"></amp-iframe>',
        2: "<amp-accordion><section><h4>Sign up</h4><p>Get the morning briefing in your inbox.</p></section>"
        "</amp-accordion>",
    }
    consent = (
        '<amp-consent id="c"><div id="c-ui"><p>We and our partners store and access information on a device, such as'
        " cookies, to show you advertisements.</p><button>Accept all</button><button>Manage</button></div>"
        "</amp-consent>"
    )
    body = (
        f"{consent}<amp-sidebar>{nav(chance)}</amp-sidebar><main><h1>{escape(told.title)}</h1>"
        f'<p class="by">{told.author}</p>{paragraphs_of(told, between)}</main><amp-list>{teasers(chance, 6)}</amp-list>'
    )
    return titled(told, linked_data(told), body)


def with_comments(told: Told, chance: random.Random) -> str:
    """Readers' comments in whole sentences, longer than the article."""
    comments = "".join(
        f'<li class="comment depth-1" id="comment-{number}"><div class="comment-author">reader{number}</div>'
        f'<div class="comment-content"><p>{chance.choice(COMMENTS)} {chance.choice(COMMENTS)}</p></div>'
        f'<a class="reply" href="#">Reply</a></li>'
        for number in range(40)
    )
    body = (
        f'{nav(chance)}<article><h1>{escape(told.title)}</h1><div class="byline">By {told.author}</div>'
        f'<div class="body">{paragraphs_of(told)}</div></article>'
        f'<section class="comments" id="comments"><h2>40 comments</h2><ol>{comments}</ol></section>'
    )
    return titled(told, metas(told) + scripts(chance, 30), body)


def several_pages(told: Told, chance: random.Random) -> str:
    """One page of several: numbers to turn them above and below."""
    turning = (
        '<div class="pagination"><span>Page 1 of 3</span> <a href="?p=2">2</a> <a href="?p=3">3</a>'
        ' <a href="?p=2">Next page</a> <a href="?all">View all on one page</a></div>'
    )
    body = (
        f'{nav(chance)}<main><article><h1>{escape(told.title)}</h1><p class="author">{told.author}</p>{turning}'
        f'<div class="story">{paragraphs_of(told)}</div>{turning}</article></main><aside>{teasers(chance, 12)}</aside>'
    )
    return titled(told, metas(told) + scripts(chance, 30), body, site=" - Page 1")


def typewritten(told: Told, chance: random.Random) -> str:
    """An agency's old archive: the whole text in one preformatted block."""
    text = "\n\n".join(escape(paragraph) for paragraph in told.paragraphs)
    body = f'{nav(chance)}<h1>{escape(told.title)}</h1><pre>{text}</pre><hr><a href="/">Back to the archive</a>'
    return titled(told, metas(told), body)


def with_boxes(told: Told, chance: random.Random) -> str:
    """Pull quotes that repeat a sentence, a box of facts, a player, a form to subscribe, all within the text."""
    between = {
        0: f'<aside class="pullquote"><blockquote>{escape(told.paragraphs[0].split(". ")[0])}</blockquote></aside>',
        1: '<aside class="infobox"><h4>At a glance</h4><ul><li>Founded in 1951</li><li>By the sea</li></ul></aside>',
        2: '<div class="audio-player"><span>Listen to this article</span><span>4 min</span></div>',
        3: '<form class="newsletter-form"><label>Your email</label><p>By signing up you agree to our terms.</p></form>',
    }
    body = (
        f"{nav(chance)}<main><article><h1>{escape(told.title)}</h1><address>{told.author}</address>"
        f'<div class="entry">{paragraphs_of(told, between)}</div></article></main>'
        f'<section class="recirculation"><h2>More from World</h2>{teasers(chance, 14)}</section>'
    )
    return titled(told, linked_data(told) + scripts(chance, 30), body)


def graph_alone(told: Told, chance: random.Random) -> str:
    """Linked data as a graph with the site beside the article; the text in it alone, with markup; no other facts."""
    article = {
        "@type": ["NewsArticle", "CreativeWork"],
        "headline": told.title,
        "datePublished": told.published.isoformat(),
        "author": {"@id": "#author"},
        "articleBody": "".join(f"<p>{escape(text)}</p>" for text in told.paragraphs),
    }
    site = {"@type": "WebSite", "name": "The Strait"}
    person = {"@type": "Person", "@id": "#author", "name": told.author}
    data = json.dumps({"@context": "https://schema.org", "@graph": [site, article, person]})
    script = f'<script type="application/ld+json">{data}</script>{scripts(chance, 60)}'
    return whole(f"<title>The Strait</title>{script}", '<div id="app"></div>')


def teaser(told: Told, chance: random.Random) -> str:
    """The beginning of an article for subscribers: an offer stands where the rest would."""
    offer = (
        '<div class="paywall"><h3>Subscribe to continue reading</h3><p>Already a subscriber? Sign in.</p><ul><li>'
        "Unlimited access for 4 a month</li><li>Cancel at any time</li></ul><button>Subscribe now</button></div>"
    )
    data = linked_data(told, isAccessibleForFree=False)
    body = (
        f'{nav(chance)}<article><h1>{escape(told.title)}</h1><p class="byline">{told.author}</p><div class="body">'
        f"{paragraphs_of(told)}</div>{offer}</article><aside>{teasers(chance, 10)}</aside>"
    )
    return titled(told, data + scripts(chance, 30), body)


UNUSUAL: Mapping[str, Shell] = {
    shell.__name__: shell
    for shell in (
        live_blog,
        interview,
        gallery,
        release_in_tables,
        phone_with_consent,
        with_comments,
        several_pages,
        typewritten,
        with_boxes,
        graph_alone,
    )
}
