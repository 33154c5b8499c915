"""Poll one feed: fetch, parse, decide, publish."""

import logging
import traceback
from collections.abc import Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec

from connectors.apis import address
from connectors.failing import failure_of
from connectors.feed_state import FeedState, Standing
from connectors.feedlist import FeedConfig
from connectors.fetching.fetch import Validators
from connectors.identity import Decision, Decisions, decide
from connectors.polling import schedule, standing, trusting
from connectors.polling.ahead import not_ahead
from connectors.polling.ending import Ending, Polled
from connectors.polling.leafing import Leafing
from connectors.polling.refusing import accepted
from connectors.polling.retiring import retired
from connectors.polling.silence import silence_learned
from connectors.polling.telling import tell_of_document, tell_of_doubts
from connectors.polling.tools import Tools
from connectors.polling.whereabouts import Whereabouts, hosts_of
from connectors.polling.work import Work, poll_of
from connectors.publish import settle, wants_page
from connectors.state import FEED, SpoolState, put
from connectors.trouble import FetchError
from schemas.alert import Alert
from schemas.errors import FeedError, StreamError
from schemas.url import host_of

log = logging.getLogger(__name__)

R = TypeVar("R")

PAGES_AT_ONCE = 8
"""So many pages are fetched before what they belong to is published."""


class Polling:
    """Polls feeds, any number at once."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._state = SpoolState(tools.store.spool)
        self._leafing = Leafing(tools.fetcher, tools.parser, tools.store)
        self._ending = Ending(tools)
        self._whereabouts = Whereabouts()

    def recall(self, feeds: Mapping[str, FeedConfig], stands: Mapping[str, Standing]) -> None:
        """Take note of how feeds stood when they were polled last, by id."""
        self._whereabouts.recall(feeds, stands)

    def host(self, feed: FeedConfig) -> str:
        """Return the host of a feed's last answer: feeds that redirects lead to one host wait in one line for it."""
        return self._whereabouts.host(feed)

    async def poll(self, feed: FeedConfig) -> Polled:
        """Poll a feed once; return how it stands with it now.

        New and revised articles are published together with the state that knows them; the feed's own
        state comes with the last of them, so an interrupted poll is made good by the next. Whatever is
        wrong with the feed is recorded. A feed in its skipped hours is not asked, only told when to come back.
        Raises StreamError (SpoolFullError too) when the spool fails.
        """
        polled = await self._poll(feed)
        self._whereabouts.note(feed, polled.state)
        return polled

    async def _poll(self, feed: FeedConfig) -> Polled:
        tools = self._tools
        before = self._before(feed)
        sent = trusting.conditions(before, tools.clock())
        for host in hosts_of(feed, before):
            await tools.hosts.rested(host)
        async with tools.places.place():
            found = await self._caught(feed, before, self._look(feed, before, sent), plain=sent is None)
        if isinstance(found, Polled):
            return found
        # Pages come one by one, seconds apart: a feed that waits for them holds up no other.
        return await self._caught(feed, before, self._fill(found), plain=found.plain)

    async def _caught(
        self, feed: FeedConfig, before: FeedState, step: Coroutine[Any, Any, R], *, plain: bool
    ) -> R | Polled:
        """Return what a step of a poll comes to: how the feed stands when it fails."""
        try:
            return await step
        except FeedError as error:
            return await self._ending.failed(feed, before, error, None, plain=plain)
        except StreamError:
            raise
        except Exception as error:
            log.exception("feed %s: internal error", feed.id)
            trouble = FeedError("internal", f"{type(error).__name__}: {error}")
            return await self._ending.failed(feed, before, trouble, None, traceback.format_exc(), plain=plain)

    def _before(self, feed: FeedConfig) -> FeedState:
        known = self._state.feed(feed.id)
        if known is None:
            return FeedState(url=feed.url)
        if known.url == feed.url:
            return not_ahead(known, self._tools.clock())
        # Another address is another feed, but its history goes on, and what was told of it is to be told of as over.
        return FeedState(url=feed.url, polls=known.polls, alerted=known.alerted, alerted_since=known.alerted_since)

    async def _look(self, feed: FeedConfig, before: FeedState, sent: Validators | None) -> Polled | Work:
        """Ask for the feed and publish what it shows; return the work that is left when pages have to be fetched."""
        tools = self._tools
        rest = schedule.rest(before, tools.clock(), tools.random)
        if rest > 0:
            return Polled(before, rest)
        if (held := max(map(tools.hosts.held, hosts_of(feed, before)))) > 0:
            return await self._held(feed, before, held)
        tools.counts.add("polls")
        url = address(feed.api, before.adopted_url or feed.url)
        answer = await tools.fetcher.fetch(url, sent)
        tools.network.answered(host_of(url))
        # Validators stay behind where a redirect leads elsewhere: that request was plain, too.
        plain = sent is None or sent.url != answer.url
        if answer.status == 304 and plain:
            raise FetchError("parse", "status 304 to a request without condition", None, 304)
        after = standing.answered(before, answer, tools.clock(), plain=plain)
        if answer.status == 304:
            return await self._ending.unchanged(feed, after, answer, "not_modified", plain)
        body_hash = standing.body_hash(answer.body)
        if before.body_hash == body_hash and before.error is None:
            return await self._ending.unchanged(feed, after, answer, "same_body", plain)
        tools.counts.add("fetched")
        try:
            parsed = await self._leafing.read(feed, answer)
        except FeedError as error:
            return await self._ending.failed(feed, before, error, answer.body, plain=plain)
        if parsed.next is not None:
            parsed = await self._leafing.whole(feed, parsed, answer.url, before.rung)
        after = standing.parsed(after, parsed, body_hash, answer.moved_to, tools.clock())
        taken = accepted(feed, parsed)
        refused = len(parsed.entries) - len(taken.entries)
        work = Work(feed, taken, answer, before, after, tools.store.spool, plain=plain, refused=refused)
        await tools.store.run(self._begin, work)
        return work if work.wanted else self._polled(work)

    async def _held(self, feed: FeedConfig, before: FeedState, seconds: float) -> Polled:
        """Put a feed off: its host told another feed, or a page, to wait, and says to one what it says to all."""
        after = msgspec.structs.replace(before, next_due=self._tools.clock() + timedelta(seconds=seconds))
        if before.last_poll is not None:
            await self._tools.store.put([put(FEED, feed.id, after)])
        return Polled(after, seconds)

    async def _fill(self, work: Work) -> Polled:
        """Fetch the pages that entries wait for, and publish these."""
        while some := work.wanted[:PAGES_AT_ONCE]:
            for link in some:
                work.pages[link] = await self._tools.pages.get(link)
            work.wanted = work.wanted[PAGES_AT_ONCE:]
            await self._tools.store.run(self._go_on, work)
        return self._polled(work)

    def _polled(self, work: Work) -> Polled:
        tell_of_document(work, self._tools.counts)
        return Polled(work.after, work.after.wait, work.brought)

    def _begin(self, work: Work) -> None:
        """Publish what needs no page."""
        found = self._decide(work)
        self._learn(work, found)
        links = [one.entry.link for one in found.decisions if one.entry.link and wants_page(work.feed, one)]
        work.wanted = tuple(dict.fromkeys(links))
        self._settle(work, found)

    def _go_on(self, work: Work) -> None:
        # Decided anew: while pages were fetched, other feeds may have given the same articles.
        self._settle(work, self._decide(work))

    def _decide(self, work: Work) -> Decisions:
        return decide(work.feed, work.parsed, self._state, work.rung)

    def _learn(self, work: Work, found: Decisions) -> None:
        told = [one for one in found.decisions if one.kind != "skipped"]
        work.new = [one.entry for one in told if not one.recalled and not _is_own(one, work.feed)]
        now = self._tools.clock()
        after = standing.learned(work.after, work.before, work.new, len(told) - len(work.new), now)
        # A body that differs in when it was made, or in guids made anew with each answer, hid nothing.
        if work.plain and any(one.kind not in ("unchanged", "skipped") for one in told):
            dates = tuple(entry.dated for entry in work.new)
            after = trusting.judged(work.before, after, work.answer, dates)
        tell_of_doubts(work.feed, work.before, after, self._tools.counts)
        work.after = after

    def _settle(self, work: Work, found: Decisions) -> None:
        """Publish what is not held back for its page; when nothing is, together with the feed's state."""
        held = work.wanted
        now = self._tools.clock()
        for decision in found.decisions:
            if work.is_settled(decision) or (decision.entry.link in held and wants_page(work.feed, decision)):
                continue
            work.settle(decision, settle(work.feed, decision, work.pages.get(decision.entry.link or ""), now))
        if held:
            work.delivery.commit()
            return
        for one in work.parsed.unreadable:
            work.delivery.fail(failure_of(one, now, work.feed))
        alerts = self._finish(work, found.rung, now)
        work.after, old = retired(self._state, work.feed.id, work.after, found.decisions, now)
        work.delivery.commit([*old, *self._ending.remembered(work.feed, work.after, poll_of(work))], alerts)

    def _finish(self, work: Work, rung: int, now: datetime) -> Sequence[Alert]:
        after = standing.published(work.after, work.brought, rung, now)
        if after.last_new != work.before.last_new:
            after = silence_learned(work.before, after, now)
        after, alerts = self._ending.alerted(work.feed, after)
        work.after = self._ending.scheduled(after, work.answer)
        return alerts


def _is_own(decision: Decision, feed: FeedConfig) -> bool:
    """Say whether an entry under a new name is an article that this feed gave before."""
    return decision.article is not None and decision.article.owner == feed.id
