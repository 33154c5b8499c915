"""Leaf through the pages of an API until one holds nothing new."""

import msgspec

from connectors.apis import turned
from connectors.child import Runner
from connectors.feedlist import FeedConfig
from connectors.fetching.fetch import Fetched, Fetching
from connectors.identity import decide
from connectors.parsing.entries import ParsedFeed
from connectors.parsing.parse import Document, parse_feed
from connectors.polling.refusing import accepted
from connectors.polling.store import Store
from connectors.state import SpoolState
from schemas.url import without_user

PAGES = 10
"""So many pages are asked for in one poll; what stands behind them is a gap, as with any feed."""


class Leafing:
    """Reads what a feed answered, one document for most, several pages for an API."""

    def __init__(self, fetcher: Fetching, parser: Runner, store: Store) -> None:
        self._fetcher = fetcher
        self._parser = parser
        self._store = store
        self._state = SpoolState(store.spool)

    async def read(self, feed: FeedConfig, answer: Fetched) -> ParsedFeed:
        """Return what one document says; raises FeedError."""
        # What the document links to is published, and must not carry the password that the feed is read with.
        url = without_user(answer.url)
        document = Document(body=answer.body, url=url, content_type=answer.content_type, api=feed.api)
        return await self._parser.run(parse_feed, document)

    async def whole(self, feed: FeedConfig, first: ParsedFeed, url: str, rung: int) -> ParsedFeed:
        """Return the page that came from `url` with those behind it, up to one that holds nothing new.

        Each page waits for its turn with the host. Raises FeedError for a page that cannot be had: then nothing of
        the poll is published, so that the next one does not stop short of it.
        """
        pages = [first]
        while len(pages) < PAGES and (link := turned(pages[-1].next or "", url)) is not None:
            if not await self._store.run(self._has_news, feed, pages[-1], rung):
                break
            answer = await self._fetcher.fetch(link)
            url = answer.url
            pages.append(await self.read(feed, answer))
        return _joined(pages)

    def _has_news(self, feed: FeedConfig, page: ParsedFeed, rung: int) -> bool:
        found = decide(feed, accepted(feed, page), self._state, rung)
        return any(one.kind != "skipped" and not one.recalled for one in found.decisions)


def _joined(pages: list[ParsedFeed]) -> ParsedFeed:
    # The last page comes first: were the poll cut off in between, a first page without news would hide the others.
    pages = pages[::-1]
    return msgspec.structs.replace(
        pages[-1],
        entries=tuple(entry for page in pages for entry in page.entries),
        unreadable=tuple(one for page in pages for one in page.unreadable),
        cut=sum(page.cut for page in pages),
    )
