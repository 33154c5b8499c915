"""Poll one feed: fetch, parse, decide, publish."""

import asyncio
import logging
import traceback
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

import msgspec

from connectors import schedule, standing
from connectors.child import Child
from connectors.counts import Counts
from connectors.entries import ParsedFeed
from connectors.extract import Extracted
from connectors.feedlist import FeedConfig
from connectors.fetch import Fetched, Fetcher
from connectors.hosts import Hosts
from connectors.identity import Decision, Decisions, decide
from connectors.pages import Pages
from connectors.parse import Document, parse_feed
from connectors.publish import publish, settle, wants_page
from connectors.state import FEED, FeedState, SpoolState, put
from connectors.trouble import ErrorKind, FetchError
from schemas.article import Article
from schemas.errors import FeedError, StreamError
from schemas.failure import Failure, Reason, cut_payload
from schemas.text import clean
from streams import Change, Spool

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

PAGES_AT_ONCE = 8
"""So many pages are fetched before what they belong to is published."""

REASONS: Mapping[str, Reason] = {
    "not_a_feed": "not_a_feed",
    "parse": "unreadable_file",
    "too_big": "too_large",
    "internal": "internal_error",
}
"""Errors that are published as failures; the others are the feed's health and nothing to try again."""


class Tools(msgspec.Struct, frozen=True, kw_only=True):
    """What polling a feed takes; `in_flight` bounds how many documents are in memory at once."""

    spool: Spool
    hosts: Hosts
    fetcher: Fetcher
    parser: Child
    pages: Pages
    in_flight: asyncio.Semaphore
    counts: Counts
    clock: Callable[[], datetime]
    random: Callable[[], float]


class Polling:
    """Polls feeds, any number at once; all work on the spool is done by one thread, in order."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._state = SpoolState(tools.spool)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="spool")

    async def poll(self, feed: FeedConfig) -> FeedState:
        """Poll a feed once; return how it stands with it now.

        New and revised articles are published together with the state that knows them; the feed's own
        state comes with the last of them, so an interrupted poll is made good by the next. Whatever is
        wrong with the feed is recorded. Raises StreamError (SpoolFullError too) when the spool fails.
        """
        self._tools.counts.add("polls")
        before = await self._in_thread(self._before, feed)
        try:
            return await self._poll(feed, before)
        except FeedError as error:
            return await self._failed(feed, before, error, None)
        except StreamError:
            raise
        except Exception as error:
            log.exception("feed %s: internal error", feed.id)
            trouble = FeedError("internal", f"{type(error).__name__}: {error}")
            return await self._failed(feed, before, trouble, None, traceback.format_exc())

    def close(self) -> None:
        """Finish what is being written, let go of the thread."""
        self._thread.shutdown()

    def _before(self, feed: FeedConfig) -> FeedState:
        known = self._state.feed(feed.id)
        return known if known is not None and known.url == feed.url else FeedState(url=feed.url)

    async def _poll(self, feed: FeedConfig, before: FeedState) -> FeedState:
        await self._tools.hosts.rested(urlsplit(feed.url).hostname or "")
        async with self._tools.in_flight:
            answer = await self._tools.fetcher.fetch(feed.url, standing.validators(before))
            if answer.status == 304:
                return await self._unchanged(feed, before, answer, "not_modified")
            if before.body_hash == standing.body_hash(answer.body) and before.error is None:
                return await self._unchanged(feed, before, answer, "same_body")
            self._tools.counts.add("fetched")
            try:
                document = Document(body=answer.body, url=answer.url, content_type=answer.content_type)
                parsed = await self._tools.parser.run(parse_feed, document)
            except FeedError as error:
                return await self._failed(feed, before, error, answer.body)
        return await self._publish(feed, before, parsed, answer)

    async def _publish(self, feed: FeedConfig, before: FeedState, parsed: ParsedFeed, answer: Fetched) -> FeedState:
        after = standing.parsed(standing.answered(before, answer, self._tools.clock()), parsed, answer)
        work = _Work(feed, parsed, answer, after)
        wanted = await self._in_thread(self._begin, work)
        while wanted:
            for link in wanted[:PAGES_AT_ONCE]:
                work.pages[link] = await self._tools.pages.get(link)
            wanted = wanted[PAGES_AT_ONCE:]
            await self._in_thread(self._go_on, work, wanted)
        return work.after

    def _begin(self, work: "_Work") -> Sequence[str]:
        """Publish what needs no page; return the links of the pages that the rest waits for."""
        found = self._decide(work)
        links = [one.entry.link for one in found.decisions if one.entry.link and wants_page(work.feed, one)]
        wanted = tuple(dict.fromkeys(links))
        self._settle(work, found, wanted)
        return wanted

    def _go_on(self, work: "_Work", held: Collection[str]) -> None:
        # Decided anew: while pages were fetched, other feeds may have given the same articles.
        self._settle(work, self._decide(work), held)

    def _decide(self, work: "_Work") -> Decisions:
        return decide(work.feed, work.parsed, self._state, work.rung)

    def _settle(self, work: "_Work", found: Decisions, held: Collection[str]) -> None:
        """Publish what is not held back for its page; when nothing is, together with the feed's state."""
        now = self._tools.clock()
        changes: list[Change] = []
        articles: list[Article] = []
        for decision in found.decisions:
            if decision.entry.link in held and wants_page(work.feed, decision):
                continue
            outcome = settle(work.feed, decision, work.pages.get(decision.entry.link or ""), now)
            changes.extend(outcome.changes)
            if outcome.article is not None:
                articles.append(outcome.article)
            work.settled.setdefault(_name(decision), decision)
        work.articles.extend(articles)
        if not held:
            state = standing.published(work.after, work.articles, found.rung, now)
            work.after = self._scheduled(state, work.answer.retry_after, work.answer.fresh_for)
            changes.append(put(FEED, work.feed.id, work.after))
        publish(self._tools.spool, changes, articles)
        self._tell(work, articles, not held)

    def _tell(self, work: "_Work", articles: Sequence[Article], is_end: bool) -> None:
        self._tools.counts.add("published", len(articles))
        if not is_end:
            return
        for decision in work.settled.values():
            self._tools.counts.add(f"entries.{decision.kind}")
            if decision.reason is not None:
                self._tools.counts.add(f"skipped.{decision.reason}")
        log.info(
            "feed %s: %d entries, %d articles published", work.feed.id, len(work.parsed.entries), len(work.articles)
        )

    async def _unchanged(self, feed: FeedConfig, before: FeedState, answer: Fetched, how: str) -> FeedState:
        if answer.status == 304 and standing.validators(before) is None:
            raise FetchError("parse", "status 304 to a request without condition")
        self._tools.counts.add(how)
        after = standing.answered(before, answer, self._tools.clock())
        after = self._scheduled(after, answer.retry_after, answer.fresh_for)
        await self._in_thread(publish, self._tools.spool, [put(FEED, feed.id, after)])
        return after

    async def _failed(
        self, feed: FeedConfig, before: FeedState, error: FeedError, body: bytes | None, trace: str | None = None
    ) -> FeedState:
        now = self._tools.clock()
        after = standing.erred(before, error, now)
        after = self._scheduled(after, error.retry_after if isinstance(error, FetchError) else None, None)
        self._tools.counts.add(f"errors.{error.kind}")
        begins = before.error != error.kind
        log.log(logging.WARNING if begins else logging.INFO, "feed %s: %s", feed.id, error)
        if after.stopped:
            self._tools.counts.add("stopped")
            log.error("feed %s: gone (status 410) for a day; it is polled no more, remove it from the list", feed.id)
        failures = [_failure(feed, error, body, trace, now)] if begins and error.kind in REASONS else []
        self._tools.counts.add("failures", len(failures))
        await self._in_thread(publish, self._tools.spool, [put(FEED, feed.id, after)], (), failures)
        return after

    def _scheduled(self, state: FeedState, retry_after: float | None, fresh_for: float | None) -> FeedState:
        hints = schedule.Hints(retry_after=retry_after, fresh_for=fresh_for)
        due = schedule.next_due(state, hints, self._tools.clock(), self._tools.random)
        return msgspec.structs.replace(state, next_due=due)

    async def _in_thread(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(work, *args, **kwargs))


class _Work:
    """One document on its way: what was fetched for it, and what became of its entries so far."""

    def __init__(self, feed: FeedConfig, parsed: ParsedFeed, answer: Fetched, after: FeedState) -> None:
        self.feed = feed
        self.parsed = parsed
        self.answer = answer
        self.after = after
        self.rung = after.rung
        self.pages: dict[str, Extracted | None] = {}
        self.articles: list[Article] = []
        self.settled: dict[object, Decision] = {}


def _name(decision: Decision) -> object:
    return decision.identity or id(decision.entry)


def _failure(feed: FeedConfig, error: FeedError, body: bytes | None, trace: str | None, now: datetime) -> Failure:
    payload, remark = (None, "") if body is None else cut_payload(body)
    return Failure(
        stage="fetch" if body is None else "parse",
        reason=REASONS[cast(ErrorKind, error.kind)],
        detail=clean(error.detail) + remark,
        failed_at=now,
        feed=feed.id,
        url=feed.public_url,
        payload=payload,
        traceback=trace,
    )
