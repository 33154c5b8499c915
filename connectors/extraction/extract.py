"""Extract the article from a web page."""

from collections.abc import Mapping, Sequence
from itertools import islice

import msgspec
from lxml import etree

from connectors.authors import distinct
from connectors.extraction.captions import captions, open_captions
from connectors.extraction.lost import with_lost
from connectors.extraction.margins import strip_furniture, take_margins
from connectors.extraction.page_data import drawn_text
from connectors.extraction.page_dates import dated_in, shown_dates
from connectors.extraction.page_facts import PageFacts, one_line, page_facts
from connectors.extraction.page_text import article_text
from connectors.extraction.prose import open_prose
from connectors.extraction.signposts import take_signposts
from connectors.inflate import MAX_BYTES
from connectors.parsing.markup import MAX_TAG_CHARACTERS, has_monstrous_tag
from connectors.parsing.notafeed import file_kind
from connectors.parsing.walls import Wall, before_offer, wall_in
from schemas.article import Instant, Quality
from schemas.errors import FeedError
from schemas.text import clean, cut

ENOUGH_CHARACTERS = 200
"""Shortest text that passes for an article; below it slower, more forgiving extraction is tried."""

ENOUGH_OF_THE_PROSE = 0.5
"""Share of a page's prose below which its text may be that of a part beside the article."""

FAR_MORE = 1.5
"""Linked data or captions that hold so many times the text show that extraction found a part of it only."""

MAX_ELEMENTS = 60_000
"""Elements of the largest page that is read: extraction takes about 50 µs each, articles have some thousands."""

MAX_ELEMENTS_SLOWLY = 20_000
"""Elements of the largest page that is read more than once."""

_AUTHOR_SEPARATOR = ";"
_PASSES: tuple[Mapping[str, bool], ...] = (
    {"fast": True, "include_tables": False},
    {"fast": False, "include_tables": False},
    {"fast": False, "include_tables": True, "favor_recall": True},
)
"""The ways of extraction, each tried when the one before found too little: pages laid out with tables come last."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of a web page, with the address they came from."""

    html: bytes
    url: str | None = None


class Extracted(msgspec.Struct, frozen=True, kw_only=True):
    """What a web page says; `text` is plain and clean, a paragraph a line, empty when no article was found.

    `published` is UTC; a page that names only a day is dated to its midnight. `wall` says what stood in the
    article's way. `reserved` says that the publisher forbids keeping the page, in the page itself.
    """

    title: str = ""
    text: str = ""
    published: Instant | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    quality: Quality = "headline"
    wall: Wall | None = None
    reserved: bool = False


def extract(page: Page) -> Extracted:
    """Return the article of a page.

    A pure function, but one that hostile pages can keep busy: outside tests call it through
    `connectors.child`. Raises FeedError `parse` when the page is no HTML or not fit for a parser, `too_big`.
    """
    if len(page.html) > MAX_BYTES:
        raise FeedError("too_big", f"the page is longer than {MAX_BYTES} bytes")
    if has_monstrous_tag(page.html):
        raise FeedError("parse", f"a tag is longer than {MAX_TAG_CHARACTERS} characters")
    root = _tree(page.html)
    # Held until the end, as lxml makes the object of an element anew each time nobody holds it.
    elements = list(islice(root.iter(), MAX_ELEMENTS + 1))
    if len(elements) > MAX_ELEMENTS:
        raise FeedError("parse", f"the page has more than {MAX_ELEMENTS} elements, the most that are read")
    facts = _completed(page_facts(root), root, page.url)
    if not facts.free:
        _drop_linked_data(root)
    if len(elements) <= MAX_ELEMENTS_SLOWLY:
        _tidy(root)
    text = _text(root, page.url, facts, _PASSES if len(elements) <= MAX_ELEMENTS_SLOWLY else _PASSES[:1])
    wall = wall_in(facts.title, text)
    text, _ = cut(before_offer(text) if wall in (None, "payment") else "")
    return Extracted(
        title=facts.title,
        text=text,
        published=facts.published,
        authors=facts.authors,
        language=facts.language,
        quality=_quality(text, facts, wall),
        wall=wall,
        reserved=facts.reserved,
    )


def _tree(page: bytes) -> etree._Element:
    # Imported here because it takes half a second, and only the child process ever needs it.
    from trafilatura import load_html

    try:
        root: etree._Element | None = load_html(page) if page.strip() else None
    except (etree.LxmlError, ValueError, TypeError) as error:
        raise FeedError("parse", f"the page is no HTML: {error}") from error
    if root is None:
        kind = file_kind(page)
        raise FeedError("parse", f"the page is no HTML: {f'it is {kind}' if kind else 'it has no element'}")
    return root


def _tidy(root: etree._Element) -> None:
    """Show extraction, in place, what of a page is prose and what leads elsewhere."""
    strip_furniture(root)
    open_prose(root)
    take_signposts(root)
    take_margins(root)


def _completed(facts: PageFacts, root: etree._Element, url: str | None) -> PageFacts:
    """Fill what the page does not say of itself with what its looks tell: a search that takes longer."""
    published = facts.published or next(shown_dates(root), None)
    if facts.title and published and facts.authors:
        return msgspec.structs.replace(facts, published=published)
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(root, url, extensive=False)
    return msgspec.structs.replace(
        facts,
        title=facts.title or one_line(found.title),
        published=published or dated_in(found.date),
        authors=facts.authors or _authors(found.author),
    )


def _drop_linked_data(root: etree._Element) -> None:
    # A text that is sold stays with those who paid for it, although the linked data carry it.
    for script in list(root.iter("script")):
        script.text = None


def _text(root: etree._Element, url: str | None, facts: PageFacts, passes: Sequence[Mapping[str, bool]]) -> str:
    """Return the text of a page, with its captions where they tell far more, or that of its data if it does."""
    best = _longest(root, url, facts, passes)
    if sum(map(len, captions(root))) > FAR_MORE * len(best):
        open_captions(root)
        best = max(best, _longest(root, url, facts, passes), key=len)
    told = facts.text if facts.free else ""
    if facts.free and len(best) < ENOUGH_CHARACTERS > len(told):
        told = drawn_text(root, facts.title)
    told = article_text(told, facts.title, facts.authors)
    return told if len(told) > FAR_MORE * len(best) else best


def _longest(root: etree._Element, url: str | None, facts: PageFacts, passes: Sequence[Mapping[str, bool]]) -> str:
    """Return the longest text found, once one is long enough; a second way is tried also for half of what there is."""
    best = ""
    for number, options in enumerate(passes):
        found = with_lost(root, _trafilatura(root, url, options), facts.title)
        best = max(best, article_text(found.text, facts.title, facts.authors), key=len)
        if len(best) >= ENOUGH_CHARACTERS and (number or found.share >= ENOUGH_OF_THE_PROSE):
            break
    return best


def _trafilatura(root: etree._Element, url: str | None, options: Mapping[str, bool]) -> str:
    import trafilatura

    found = trafilatura.bare_extraction(root, url=url, include_comments=False, with_metadata=False, **options)
    return clean((found.text if found is not None else "") or "").strip()


def _quality(text: str, facts: PageFacts, wall: Wall | None) -> Quality:
    if wall is not None or not text:
        return "headline" if not text or wall in ("check", "script") else "summary"
    return "full" if len(text) >= ENOUGH_CHARACTERS else "summary"


def _authors(names: str | None) -> tuple[str, ...]:
    return distinct(one_line(name) for name in (names or "").split(_AUTHOR_SEPARATOR))
