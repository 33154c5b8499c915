"""Judge what came of simulated days: what lies on the stream, and how the feeds stand, against what was served."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec
from publication import DAY, HOUR
from simulated_feeds import SimulatedFeed
from simulated_web import SimulatedWeb

from connectors.feed_state import FeedState
from connectors.state import SpoolState
from schemas.alert import Alert
from schemas.article import Article
from schemas.identity import article_id_of_url
from schemas.url import canonical_url

FIXED = 600.0
"""Seconds between the polls of the simplest poller that is as fresh: what requests are compared with."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a week; `wrong` is empty when every promise held. Delays are seconds."""

    polls: int
    requests: int
    full: int
    articles: int
    revisions: int
    gaps: int
    lost_in_gaps: int
    liars: int
    found_out: int
    delays: tuple[float, ...]
    fixed_requests: int
    statuses: dict[str, int]
    seconds: float
    wrong: tuple[str, ...]

    @property
    def median_delay(self) -> float:
        """Median seconds from visible in the feed to on the stream."""
        return statistics.median(self.delays)

    @property
    def saved(self) -> float:
        """Share of the fixed poller's requests that was not made, or answered without a document."""
        return 1 - self.full / self.fixed_requests


def told(report: Report) -> str:
    """Return a report in words."""
    quantiles = statistics.quantiles(report.delays, n=20)
    return "\n".join(
        (
            f"{report.polls} polls, {report.requests} requests ({report.requests / report.fixed_requests:.1%} of"
            f" polling every {FIXED / 60:g} minutes), {report.saved:.1%} of those saved or answered 304",
            f"{report.articles} articles, {report.revisions} revisions; {report.gaps} gaps with"
            f" {report.lost_in_gaps} entries never seen; {report.found_out} of {report.liars} servers that hid"
            " something behind 304 found out",
            f"delay: median {report.median_delay / 60:.1f} min, p25 {quantiles[4] / 60:.1f}, p75"
            f" {quantiles[14] / 60:.1f}, p95 {quantiles[18] / 60:.1f} min",
            f"answers: {report.statuses}",
            f"{report.seconds:.1f} s of CPU",
            *(f"WRONG: {words}" for words in report.wrong[:50]),
        )
    )


class Judge:
    """Compares what lies on the stream and in the state with what the servers showed.

    `found` are all versions on the stream with the moments at which they came, in order.
    """

    def __init__(
        self,
        days: float,
        feeds: Sequence[SimulatedFeed],
        web: SimulatedWeb,
        state: SpoolState,
        found: Iterable[tuple[Article, float]],
        alerts: Iterable[Alert],
    ) -> None:
        self._days = days
        self._feeds = feeds
        self._web = web
        self._state = state
        self._texts: dict[str, list[str]] = defaultdict(list)
        self._alerts: dict[str, list[str]] = defaultdict(list)
        for alert in alerts:
            self._alerts[alert.feed].append(alert.rule)
        self._first_at: dict[str, float] = {}
        self._versions: Counter[str] = Counter()
        self._revisions = 0
        for article, moment in found:
            self._texts[article.article_id].append(article.text)
            self._first_at.setdefault(article.article_id, moment)
            self._versions[article.version_id] += 1
            self._revisions += article.prev_content_hash is not None
        self._delays: list[float] = []
        self._lost = 0
        self._gaps = 0
        self._liars = 0
        self._found_out = 0
        self.wrong: list[str] = []

    def report(self, polls: int, seconds: float) -> Report:
        """Return the report of the week."""
        self.wrong += [f"{name}: published {times} times" for name, times in self._versions.items() if times > 1]
        for feed in self._feeds:
            state = self._state.feed(feed.name)
            if state is None:
                self.wrong.append(f"{feed.name}: was never polled")
                continue
            self._gaps += state.gaps
            self._nothing_lost(feed, state)
            self._recovered(feed, state)
            self._told(feed, state)
        return Report(
            polls=polls,
            requests=sum(self._web.statuses.values()),
            full=sum(one.full for one in self._web.asked.values()),
            articles=len(self._texts),
            revisions=self._revisions,
            gaps=self._gaps,
            lost_in_gaps=self._lost,
            liars=self._liars,
            found_out=self._found_out,
            delays=tuple(self._delays),
            fixed_requests=int(len(self._feeds) * self._days * DAY / FIXED),
            statuses=dict(self._web.statuses),
            seconds=seconds,
            wrong=tuple(self.wrong),
        )

    def _nothing_lost(self, feed: SimulatedFeed, state: FeedState) -> None:
        """Every text that was served is on the stream, the last one last; every entry that was not lies in a gap."""
        served = self._web.asked[feed.name].served
        for entry, texts in served.items():
            article_id = _article_id(feed, entry)
            published = self._texts.get(article_id)
            if published is None:
                self.wrong.append(f"{feed.name}: entry {entry} was served and lost")
            elif set(published) != set(texts):
                self.wrong.append(f"{feed.name}: a text of entry {entry} was served and lost")
            elif published[-1] != texts[-1] and not feed.manners.stale:
                self.wrong.append(f"{feed.name}: entry {entry} is not as it was served last")
            elif feed.moments[entry] >= 0:
                self._delays.append(self._first_at[article_id] - feed.moments[entry])
        first, last = min(served, default=0), max(served, default=0)
        missed = sum(number not in served for number in range(first, last))
        self._lost += missed
        if missed and not state.gaps:
            self.wrong.append(f"{feed.name}: {missed} entries came and went without a recorded gap")

    def _recovered(self, feed: SimulatedFeed, state: FeedState) -> None:
        """Polls go on to the end without an error, but for a feed that is gone for good."""
        asked, end = self._web.asked[feed.name], self._days * DAY
        if any(trouble.what == "410" for trouble in feed.manners.troubles):
            twice = len(asked.refusals) == 2 and asked.refusals[1] - asked.refusals[0] >= DAY
            if not state.stopped or not twice:
                self.wrong.append(f"{feed.name}: is gone, was asked {len(asked.refusals)} times after that")
            return
        if (state.error is not None and not feed.manners.stumbles) or state.stopped:
            self.wrong.append(f"{feed.name}: still {state.error} after {state.errors_in_row} failures")
        elif asked.last_at is None or end - asked.last_at > 1.1 * DAY + 2 * HOUR:
            self.wrong.append(f"{feed.name}: was last asked {(end - (asked.last_at or 0)) / HOUR:.1f} h before the end")
        moved = feed.manners.moves_at is not None and feed.manners.moves_for_good
        if (state.adopted_url == feed.target) is not moved:
            self.wrong.append(f"{feed.name}: is polled at {state.adopted_url or state.url}")
        if state.untrusted_since is not None and feed.manners.lies_from is None:
            self.wrong.append(f"{feed.name}: its validators are honest and not believed")
        self._liars += asked.has_hidden
        self._found_out += asked.has_hidden and state.untrusted_since is not None
        if state.untrusted_since is None and asked.proven_at is not None:
            self.wrong.append(
                f"{feed.name}: its validators were seen to lie at {asked.proven_at:.0f}, and are believed"
            )

    def _told(self, feed: SimulatedFeed, state: FeedState) -> None:
        """Each trouble is told of once and once when it is over, and of a feed without any nothing is told."""
        told = self._alerts[feed.name]
        if any(rule == before for before, rule in pairwise(told)) or told[:1] == ["feed.recovered"]:
            self.wrong.append(f"{feed.name}: was told of as {', '.join(told)}")
        if (told[-1] if told else "feed.recovered") != (state.alerted or "feed.recovered"):
            self.wrong.append(f"{feed.name}: is {state.alerted}, was told of as {', '.join(told)}")
        if not feed.manners.troubles and {"feed.failing", "feed.stopped", "feed.emptied"} & set(told):
            self.wrong.append(f"{feed.name}: was well, and told of as {', '.join(told)}")


def _article_id(feed: SimulatedFeed, entry: int) -> str:
    canonical = canonical_url(feed.link(entry))
    assert canonical is not None
    return article_id_of_url(canonical)
