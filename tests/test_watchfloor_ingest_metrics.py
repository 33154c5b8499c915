"""What polling counts is served with names and labels that a dashboard can rely on."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

from prometheus_client import generate_latest

from connectors.polling.condition import Condition
from connectors.polling.counts import Counts
from connectors.polling.health import FeedHealth
from watchfloor.ingest_metrics import HEALTH_SECONDS, IngestMetrics


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def health(name: str, condition: Condition) -> FeedHealth:
    return FeedHealth(id=name, url="https://example.org/", outlet=None, condition=condition)


def told(metrics: IngestMetrics) -> str:
    return generate_latest(metrics.registry).decode()


def metrics_of(counts: Counts, healths: Any, clock: Clock) -> IngestMetrics:
    relay = SimpleNamespace(lag=lambda: 3)
    return IngestMetrics(cast(Any, SimpleNamespace(counts=counts)), [cast(Any, relay)], healths, clock)


def test_each_count_has_its_family_and_label() -> None:
    counts = Counts()
    for name, number in {
        "errors.403": 2,
        "not_modified": 5,
        "dropped.repeat": 7,
        "entries.failed": 6,
        "alerts.feed.quiet": 1,
        "pages_walled": 4,
    }.items():
        counts.add(name, number)
    counts.add("published", 9)
    text = told(metrics_of(counts, list, Clock()))
    for line in (
        'watchfloor_feed_polls_total{outcome="403"} 2.0',
        'watchfloor_feed_polls_total{outcome="not_modified"} 5.0',
        'watchfloor_feed_polls_total{outcome="tls"} 0.0',
        'watchfloor_feed_entries_dropped_total{reason="repeat"} 7.0',
        "watchfloor_feed_entries_failed_total 6.0",
        'watchfloor_feed_alerts_total{rule="feed.quiet"} 1.0',
        'watchfloor_pages_total{outcome="walled"} 4.0',
        "watchfloor_feed_articles_published_total 9.0",
        "watchfloor_relay_lag_records 3.0",
    ):
        assert line in text.splitlines()


def test_feeds_that_are_not_well_are_named_and_read_twice_a_minute_at_most() -> None:
    clock, reads = Clock(), Counter[str]()

    def healths() -> list[FeedHealth]:
        reads["all"] += 1
        return [health("a", "ok"), health("b", "blocked"), health("c", "ok")]

    metrics = metrics_of(Counts(), healths, clock)
    assert reads["all"] == 0
    text = told(metrics)
    assert 'watchfloor_feeds{condition="ok"} 2.0' in text
    assert 'watchfloor_feeds{condition="quiet"} 0.0' in text
    assert 'watchfloor_feed_unwell{condition="blocked",feed="b"} 1.0' in text
    assert 'feed="a"' not in text
    told(metrics)
    assert reads["all"] == 1
    clock.now += HEALTH_SECONDS
    told(metrics)
    assert reads["all"] == 2
