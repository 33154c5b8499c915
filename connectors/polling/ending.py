"""Write down how a poll ended."""

from collections.abc import Mapping, Sequence

import msgspec

from connectors.connector import Brought
from connectors.failing import REASONS, failure_of_feed
from connectors.feed_state import FeedState, Poll
from connectors.feedlist import FeedConfig
from connectors.fetching.fetch import Fetched
from connectors.polling import schedule, standing
from connectors.polling.feed_alerts import alerted
from connectors.polling.telling import tell_of_alert, tell_of_error
from connectors.polling.tools import Tools
from connectors.polling.work import poll_record
from connectors.publish import publish
from connectors.state import FEED, put, put_poll
from connectors.trouble import NO_ANSWER
from schemas.alert import Alert
from schemas.errors import FeedError
from schemas.failure import Failure
from schemas.url import host_of
from streams import Change


class Polled(msgspec.Struct, frozen=True):
    """How a feed stands after a poll, and after how many seconds it may be polled again (null: never).

    `brought` is what became of what the poll showed. `restored` are other feeds whose last failure was undone; they
    are due again.
    """

    state: FeedState
    wait: float | None
    brought: Brought = Brought()
    restored: tuple[str, ...] = ()


class Ending:
    """Writes down what a poll came to: the state of the feed, its next time, what is told of it on the stream."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    async def unchanged(self, feed: FeedConfig, after: FeedState, answer: Fetched, how: str, plain: bool) -> Polled:
        """Write down a poll that showed nothing new; `how` is `not_modified` or `same_body`."""
        self._tools.counts.add(how)
        after, alerts = self.alerted(feed, standing.unchanged(after, answer, self._tools.clock()))
        after = self.scheduled(after, answer)
        poll = poll_record(after, how, status=answer.status, bytes=len(answer.body), plain=plain)
        await self._note(self.remembered(feed, after, poll), (), alerts)
        return Polled(after, after.wait)

    async def failed(
        self,
        feed: FeedConfig,
        before: FeedState,
        error: FeedError,
        body: bytes | None,
        trace: str | None = None,
        *,
        plain: bool,
    ) -> Polled:
        """Write down a poll that failed, unless it turns out that our own network did.

        `body` is the document that is at fault, None where it is the answer; `trace` is that of an internal error.
        """
        self._tools.counts.add(f"errors.{error.kind}")
        if restored := self._restored(feed, before, error, body):
            return await self._excused(feed, before, restored)
        now = self._tools.clock()
        is_ours = self._tools.network.may_be_ours(feed.id, error.kind)
        after, alerts = self.alerted(feed, standing.erred(before, error, now, plain=plain), is_ours=is_ours)
        after = self.scheduled(after, error)
        tell_of_error(feed, before, after, error, self._tools.counts)
        begins = before.error != error.kind
        failed = error.kind in REASONS
        failures = [failure_of_feed(feed, error, body, trace, now)] if begins and failed else []
        self._tools.counts.add("failures", len(failures))
        status = getattr(error, "status", None) if body is None else 200
        poll = poll_record(after, error.kind, status=status, bytes=len(body or b""), detail=after.error_detail or "")
        await self._note(self.remembered(feed, after, poll), failures, alerts)
        return Polled(after, None if after.stopped else after.wait, Brought(seen=failed, failed=failed))

    def alerted(
        self, feed: FeedConfig, state: FeedState, *, is_ours: bool = False
    ) -> tuple[FeedState, Sequence[Alert]]:
        """Return a state with the alerts that it gives rise to, which are to be published with it."""
        after, alert = alerted(feed, state, self._tools.clock(), is_ours=is_ours)
        if alert is None:
            return after, ()
        tell_of_alert(feed, alert, self._tools.counts)
        return after, (alert,)

    def scheduled(self, state: FeedState, asking: Fetched | FeedError) -> FeedState:
        """Return a state with the moment of the next poll; `asking` is the answer, which may ask for a longer wait."""
        hints = schedule.Hints(
            retry_after=getattr(asking, "retry_after", None), fresh_for=getattr(asking, "fresh_for", None)
        )
        now = self._tools.clock()
        due = schedule.next_due(state, hints, now, self._tools.random)
        return msgspec.structs.replace(state, next_due=due, wait=(due - now).total_seconds())

    def remembered(self, feed: FeedConfig, state: FeedState, poll: Poll) -> list[Change]:
        """Return the changes that remember a poll and the state that it left."""
        wait = None if state.stopped else state.wait
        return [put(FEED, feed.id, state), put_poll(feed.id, msgspec.structs.replace(poll, wait=wait))]

    async def _note(self, changes: Sequence[Change], failures: Sequence[Failure], alerts: Sequence[Alert]) -> None:
        """Remember a poll without articles; what goes on the stream with it is committed with it."""
        store = self._tools.store
        await store.run(publish, store.spool, changes, (), failures, alerts)

    def _restored(
        self, feed: FeedConfig, before: FeedState, error: FeedError, body: bytes | None
    ) -> Mapping[str, FeedState]:
        """Tell the network of a failure; return the states to be restored when it is our own network that failed."""
        network, host = self._tools.network, host_of(before.adopted_url or feed.url)
        if error.kind in NO_ANSWER:
            return network.failed(host, feed.id, before, error.kind)
        if body is None and error.kind != "internal":
            network.answered(host)
        return {}

    async def _excused(self, feed: FeedConfig, before: FeedState, restored: Mapping[str, FeedState]) -> Polled:
        """Undo failures that our own network caused: those feeds are due as they were.

        Of this feed nothing was written yet. When it was restored while it was asked, `before` is the older state.
        """
        others = {name: state for name, state in restored.items() if name != feed.id}
        if others:
            await self._tools.store.put([put(FEED, name, state) for name, state in others.items()])
        return Polled(before, 0.0, restored=tuple(others))
