"""Put pages together with the parts that the pages of newspapers are seen to have."""

from __future__ import annotations

import random
from collections.abc import Mapping
from html import escape

from made_pages import SECTIONS, TEASERS, Shell, Told, linked_data, metas, nav, paragraphs_of, scripts, teasers, whole

SUMMARY = "Grain has been waiting on the rails for weeks now, as wagons are scarce and the ferry is out of order."


def _several(told: Told, first: int, last: int | None = None) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in told.paragraphs[first:last])


def split_body(told: Told, chance: random.Random) -> str:
    """The text in several boxes of one name, with advertisements and promotions between them."""
    between = f'<div class="ad-wrap">Advertisement</div><div class="promo-card"><a href="/x">{TEASERS[1]}</a></div>'
    boxes = between.join(
        f'<div class="article-body">{_several(told, first, last)}</div>' for first, last in ((0, 2), (2, 4), (4, None))
    )
    body = f"{nav(chance)}<main><h1>{escape(told.title)}</h1>{boxes}</main><aside>{teasers(chance, 8)}</aside>"
    return whole(f"<title>{escape(told.title)} - The Lamp</title>{linked_data(told)}", body)


def oddly_named(told: Told, chance: random.Random) -> str:
    """A box of the text has names as furniture has them: icons, slides."""
    body = (
        f'{nav(chance)}<main><article><header><h2><span class="kicker">Trade</span><span>{escape(told.title)}</span>'
        f'</h2></header><section><div class="RichText RichText--iconLinks slide-in">{_several(told, 0, 2)}</div>'
        f'<div class="RichText">{_several(told, 2)}</div></section></article></main><footer>Imprint</footer>'
    )
    return whole(f"<title>{escape(told.title)}</title>{linked_data(told)}{scripts(chance, 40)}", body)


def lead_above(told: Told, chance: random.Random) -> str:
    """The first paragraph stands above the box that holds the others."""
    body = (
        f'{nav(chance)}<div class="wrap"><div class="head"><h1>{escape(told.title)}</h1><p class="sapo">'
        f'{escape(" ".join(told.paragraphs[:2]))}</p></div><div class="article-body">{_several(told, 2)}</div></div>'
        f"<footer><p>Licence No. 117 of the Ministry of Examples, Quay Street 1.</p></footer>"
    )
    return whole(f"<title>{escape(told.title)} | Baltic Daily</title>{metas(told)}", body)


def unfolded(told: Told, chance: random.Random) -> str:
    """Most of the text is hidden until a button is pressed."""
    body = (
        f'{nav(chance)}<article><h1>{escape(told.title)}</h1><div class="body">{_several(told, 0, 2)}<div class="rest" '
        f'style="display:none">{_several(told, 2)}</div><button>Read more</button></div></article>'
        f'<section class="more-stories">{teasers(chance, 9)}</section>'
    )
    return whole(f"<title>{escape(told.title)}</title>{linked_data(told)}", body)


def unnamed(told: Told, chance: random.Random) -> str:
    """No name tells what a box is; a part of the text is a list."""
    items = "".join(f"<li>{escape(text)}</li>" for text in told.paragraphs[1:3])
    body = (
        f'<div class="x1">{nav(chance)}<div class="x2"><h1>{escape(told.title)}</h1><div class="x3">'
        f'{_several(told, 0, 1)}<ul>{items}</ul>{_several(told, 3)}</div></div></div><div class="x9">Imprint</div>'
    )
    return whole(f"<title>{escape(told.title)}</title>{metas(told)}{scripts(chance, 30)}", body)


def cards_above(told: Told, chance: random.Random) -> str:
    """Cards of other articles, each with a summary, stand above the story."""
    cards = "".join(
        f'<article class="card"><a href="/{number}"><img src="/i.jpg" alt=""><h3>{chance.choice(TEASERS)}</h3></a>'
        f"<p>{SUMMARY}</p></article>"
        for number in range(4)
    )
    body = (
        f'{nav(chance)}<div class="mega">{cards}</div><div class="c1"><h1>{escape(told.title)}</h1><div class="c2">'
        f"{paragraphs_of(told)}</div></div><footer>Terms</footer>"
    )
    return whole(f"<title>{escape(told.title)}</title>{linked_data(told)}", body)


def signposted(told: Told, chance: random.Random) -> str:
    """Lists of links, links with a label and links alone between the paragraphs."""
    link = f'<a href="/other">{chance.choice(TEASERS)}, and what else is new this week</a>'
    between = {
        0: f"<h4>More:</h4><ul><li><h4>{link}</h4></li></ul><ul><li><h4>{link}</h4></li></ul>",
        1: f"<p><strong>ALSO IN THE PAPER | {link}</strong></p>",
        2: f'<div class="rich"><div><span>Context: {link}</span></div></div><ul><li>A SIMPLE GUIDE: {link}</li></ul>',
        3: f"<p><strong>{link}</strong></p>",
    }
    dates = "<dl><dt>Published</dt><dd>3 May 2022</dd></dl>"
    body = (
        f'{nav(chance)}<main><article><h1>{escape(told.title)}</h1><div class="text">{paragraphs_of(told, between)}'
        f"<h2>More on this story</h2><ul><li>{link}{dates}</li><li>{link}{dates}</li></ul></div></article></main>"
    )
    return whole(f"<title>{escape(told.title)}</title>{linked_data(told)}", body)


def captioned(told: Told, chance: random.Random) -> str:
    """Pictures whose captions are paragraphs: by name, or by the agency at their end."""
    caption = "Ships wait off the northern quay, which was closed for almost two years, on Tuesday morning"
    between = {
        0: f'<div class="imageBlock"><img src="/1.jpg"><p class="imageCaption">{caption}.</p></div>',
        1: f'<p><img src="/2.jpg"></p><p align="center"><font color="navy">{caption}. (Nil Harbour/Reuters)</font></p>',
        2: f'<div class="PhotoCredit">{caption}. Photo by a reader of this paper who does not want to be named.</div>',
    }
    body = (
        f'{nav(chance)}<div id="story"><h1>{escape(told.title)}</h1><div class="story-text">'
        f"{paragraphs_of(told, between)}</div></div><footer>Imprint</footer>"
    )
    return whole(f"<title>{escape(told.title)}</title>{metas(told)}", body)


def prose_in_boxes(told: Told, chance: random.Random) -> str:
    """The first paragraph in a box, one in an element of the publisher's own, two as bare lines, others as usual."""
    first, second, third, fourth, *_ = map(escape, told.paragraphs)
    body = (
        f'{nav(chance)}<main><article><h1>{escape(told.title)}</h1><div class="copy"><div class="par">{first}</div>'
        f"<story-par>{second}</story-par>{third}<br><br>{fourth}<hr>{_several(told, 4)}</div></article></main>"
    )
    return whole(f"<title>{escape(told.title)}</title>{metas(told)}{scripts(chance, 20)}", body)


def signed(told: Told, chance: random.Random) -> str:
    """Moment, name, outlet and place above the text; a note on the author and on the printed paper below it."""
    body = (
        f"{nav(chance)}<main><article><header><h1>{escape(told.title)}</h1><ul><li>Published</li></ul><p>By Kofi Mensah"
        f"</p><p>The Lamp, Port Sole</p></header>{paragraphs_of(told)}<p>{told.author} is a correspondent of The Lamp"
        f" in Port Sole, where she writes about ships and trade.</p><p>Follow her on Mastodon.</p><p>A version of this"
        f" article appeared in print on May 6, Section A, Page 4, with the headline: Quay Reopens.</p></article></main>"
    )
    return whole(f"<title>{escape(told.title)}</title>{linked_data(told)}", body)


def interrupted(told: Told, chance: random.Random) -> str:
    """Lines for readers, players and letters between the paragraphs, without names that tell what they are."""
    between = {
        0: "<p>Continue reading the main story</p><p>This video can not be played</p>",
        1: "<h2>Sign up for The Lamp at Noon</h2><p>World news newsletter</p>",
        2: "<p>Join our WhatsApp channel for breaking news</p><p>4 min read</p><p>Story continued below</p>",
        3: "<p>Comments are closed.</p><p>Photo: Harbour Pictures</p><p>Facebook | Twitter | WhatsApp</p>",
    }
    body = (
        f"{nav(chance)}<main><article><h1>{escape(told.title)}</h1>{paragraphs_of(told, between)}"
        f"<p>Source: News agencies</p><p>newsroom@lamp.example</p></article></main>"
    )
    return whole(f"<title>{escape(told.title)}</title>{linked_data(told)}", body)


def crowded(told: Told, chance: random.Random) -> str:
    """As much around the article as large outlets have, 120 kB: a menu of all sections, pictured cards, scripts."""
    columns = "".join(
        f"<div class='column'><h4>{chance.choice(SECTIONS)}</h4><ul>"
        + "".join(f'<li><a href="/m/{n}/{m}"><span>{chance.choice(TEASERS)}</span></a></li>' for m in range(8))
        + "</ul></div>"
        for n in range(20)
    )
    cards = "".join(
        f'<article class="card"><a href="/c/{n}"><picture><source srcset="/{n}.webp" media="(min-width: 600px)">'
        f'<img src="/{n}.jpg" loading="lazy" alt=""></picture></a><div class="card-body"><span class="label">'
        f'{chance.choice(SECTIONS)}</span><h3><a href="/c/{n}"><span>{chance.choice(TEASERS)}</span></a></h3>'
        f'<p class="dek">{SUMMARY}</p><time datetime="2024-03-01">{n} min ago</time></div></article>'
        for n in range(80)
    )
    body = (
        f'<header>{nav(chance)}<div class="mega-menu">{columns}</div></header><main><article class="story"><h1>'
        f'{escape(told.title)}</h1><div class="article__content">{paragraphs_of(told)}</div></article>'
        f'<section class="more">{cards}</section></main><footer>{columns}</footer>{scripts(chance, 30)}'
    )
    return whole(f"<title>{escape(told.title)}</title>{linked_data(told)}{scripts(chance, 30)}", body)


SEEN: Mapping[str, Shell] = {
    shell.__name__: shell
    for shell in (
        split_body,
        oddly_named,
        lead_above,
        unfolded,
        unnamed,
        cards_above,
        signposted,
        captioned,
        prose_in_boxes,
        signed,
        interrupted,
        crowded,
    )
}
