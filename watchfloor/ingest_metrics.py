"""Tell Prometheus what polling does, and how many feeds are well."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from connectors.drops import DROP_REASONS
from connectors.polling.condition import CONDITIONS, WELL
from connectors.polling.health import FeedHealth
from connectors.polling.poller import Poller
from connectors.trouble import ERROR_KINDS
from schemas.alert import RULES
from streams.relay import Relay

HEALTH_SECONDS = 30.0
"""For so long the conditions of the feeds are told again as they were: reading them takes a pass over all."""

Healths = Callable[[], Sequence[FeedHealth]]
Family = CounterMetricFamily | GaugeMetricFamily

_FAMILIES: Sequence[tuple[str, str, str, Mapping[str, str]]] = (
    (
        "watchfloor_feed_polls",
        "Polls by what came of them: an error class, an unchanged document, a changed one.",
        "outcome",
        {
            **{f"errors.{kind}": kind for kind in ERROR_KINDS},
            "not_modified": "not_modified",
            "same_body": "same_body",
            "changed": "changed",
        },
    ),
    (
        "watchfloor_feed_entries_dropped",
        "Entries seen and not published, by reason.",
        "reason",
        {f"dropped.{reason}": reason for reason in DROP_REASONS},
    ),
    (
        "watchfloor_feed_alerts",
        "Alerts about feeds, by rule.",
        "rule",
        {f"alerts.{rule}": rule for rule in RULES},
    ),
    (
        "watchfloor_pages",
        "Article pages by what came of them.",
        "outcome",
        {"pages": "read", "pages_refused": "refused", "pages_walled": "walled"},
    ),
)
"""Name, help, label, and the value of the label by the poller's name of the count."""

_ALWAYS = ("network_down", "paused", "polls")
"""Counts that are told before they happen: Prometheus sees no increase in a series that begins at 1."""


class IngestMetrics:
    """What polling has counted and how the feeds are, read when it is asked for."""

    def __init__(
        self,
        poller: Poller,
        relays: Sequence[Relay],
        healths: Healths,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(_Counted(poller.counts, relays))
        self.registry.register(_Conditions(healths, clock))

    def health(self) -> str | None:
        """Healthy as long as it answers: what is wrong with single feeds is in `watchfloor feeds list`."""
        return None

    def readiness(self) -> str | None:
        """Ready as soon as it exists: the poller's lock is held."""
        return None


class _Counted(Collector):
    def __init__(self, counts: Mapping[str, int], relays: Sequence[Relay]) -> None:
        self._counts = counts
        self._relays = relays

    def collect(self) -> Iterator[Family]:
        """Yield the poller's totals and the relay's lag."""
        counts = self._counts
        published = CounterMetricFamily("watchfloor_feed_articles_published", "Articles and revisions published.")
        published.add_metric([], counts["published"])
        yield published
        failed = CounterMetricFamily("watchfloor_feed_entries_failed", "Entries of feeds that could not be read.")
        failed.add_metric([], counts["entries.failed"])
        yield failed
        for name, told, label, values in _FAMILIES:
            family = CounterMetricFamily(name, told, labels=[label])
            for count, value in values.items():
                family.add_metric([value], counts[count])
            yield family
        totals = CounterMetricFamily("watchfloor_ingest", "All that polling counts, by name.", labels=["what"])
        for name in sorted({*counts, *_ALWAYS}):
            totals.add_metric([name], counts[name])
        yield totals
        lag = GaugeMetricFamily("watchfloor_relay_lag_records", "Records of the spool not yet on Kafka.")
        lag.add_metric([], sum(relay.lag() for relay in self._relays))
        yield lag


class _Conditions(Collector):
    def __init__(self, healths: Healths, clock: Callable[[], float]) -> None:
        self._healths = healths
        self._clock = clock
        self._known: Sequence[FeedHealth] = ()
        self._until = float("-inf")

    def describe(self) -> Iterator[Family]:
        """Yield nothing: registering must not read the state."""
        yield from ()

    def collect(self) -> Iterator[Family]:
        """Yield how many feeds there are in each condition, and which are not well."""
        if self._clock() >= self._until:
            self._known, self._until = self._healths(), self._clock() + HEALTH_SECONDS
        counted = Counter(one.condition for one in self._known)
        feeds = GaugeMetricFamily("watchfloor_feeds", "Feeds by condition.", labels=["condition"])
        for condition in CONDITIONS:
            feeds.add_metric([condition], counted[condition])
        yield feeds
        unwell = GaugeMetricFamily(
            "watchfloor_feed_unwell", "1 for each feed that is not well.", labels=["feed", "condition"]
        )
        for one in self._known:
            if one.condition not in WELL:
                unwell.add_metric([one.id, one.condition], 1)
        yield unwell
