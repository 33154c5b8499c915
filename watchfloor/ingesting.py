"""Bring news into the stream: poll feeds, publish seed text, relay the spool."""

import asyncio
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from connectors.connector import Brought, Connector
from connectors.drops import DROP_REASONS
from connectors.polling.health import FeedHealth, feeds_health
from connectors.polling.lock import PollerLock
from connectors.polling.poller import Poller, Settings
from connectors.seeds import SeedText
from connectors.trouble import ERROR_KINDS
from schemas.errors import ConfigurationError
from streams.embedded import PARTITION, EmbeddedLog
from streams.relay import Relay
from watchfloor import __version__
from watchfloor.feeds import configured_feeds
from watchfloor.following import FeedFile
from watchfloor.home import Home
from watchfloor.ingest_metrics import IngestMetrics
from watchfloor.metrics import serving
from watchfloor.printing import console
from watchfloor.retention import EVERY, Retention
from watchfloor.stopping import stopping_with
from watchfloor.streams import PUBLISHED, open_spool, stream_opener
from watchfloor.supervising import notify

log = logging.getLogger(__name__)

POLLER_LOCK = "poller.lock"


def ingest_feeds(home: Home) -> None:
    """Poll the configured feeds for good.

    Feeds that are added to the configuration meanwhile are polled within seconds, those taken out no more. With
    Kafka configured the spool is relayed all the while. SIGTERM or Ctrl-C end it; a poll that is cut off is made
    good at the next start. Raises ConfigurationError when no feed is configured.
    """
    file = FeedFile(home)
    with _poller(home, once=False) as (poller, spool, relays), _relaying(relays):
        asyncio.run(_poll_until_stopped(poller, file, _Trimmer(home, spool, relays)))


class Round(NamedTuple):
    """What came of polling each feed that is due once, in words, and whether any answered as it should."""

    words: str
    worked: bool


def ingest_due_feeds(home: Home, name: str = Poller.name) -> Round:
    """Poll each configured feed that is due one time; return what came of it in words that begin with `name`.

    Raises ConfigurationError when none is configured.
    """
    with _poller(home, once=True) as (poller, spool, relays):
        brought = _bring(poller, relays)
        if poller.counts["polls"]:
            failed = sum(poller.counts[f"errors.{kind}"] for kind in ERROR_KINDS)
            return Round(
                summary(name, brought) + _of_failed(failed, poller.counts["polls"]), failed < poller.counts["polls"]
            )
        found = feeds_health(poller.feeds.values(), spool, datetime.now(UTC))
        due = min((one.next_due for one in found if one.next_due is not None), default=None)
        return Round(f"{name}: none was due{f', the next is at {due:%Y-%m-%d %H:%M}Z' if due else ''}", worked=True)


def ingest_seeds(home: Home, paths: Sequence[Path]) -> int:
    """Publish seed text and say what was new; return 1 when something could not be read, else 0."""
    home.layout.state.mkdir(parents=True, exist_ok=True)
    with closing(open_spool(home)) as spool, _relays(home, spool) as relays:
        brought = _bring(SeedText(paths, spool), relays)
    console().print(summary(SeedText.name, brought))
    return 1 if brought.failed else 0


def summary(name: str, brought: Brought) -> str:
    """Return what a connector brought, in words."""
    drops = brought.drops
    parts = [f"{brought.new} new", f"{brought.revised} revised", f"{drops.repeat} unchanged"]
    others = {reason: getattr(drops, reason) for reason in DROP_REASONS if reason != "repeat"}
    parts += [f"{number} {reason}" for reason, number in others.items() if number]
    if brought.failed:
        parts.append(f"{brought.failed} that could not be read (after processing: `watchfloor failures list`)")
    return f"{name}: " + ", ".join(parts)


def _of_failed(failed: int, polls: int) -> str:
    return f"; {failed} of {polls} feeds gave an error: `watchfloor feeds list --unwell`" if failed else ""


@contextmanager
def _poller(home: Home, *, once: bool) -> Iterator[tuple[Poller, EmbeddedLog, Sequence[Relay]]]:
    feeds = configured_feeds(home)
    if not feeds:
        raise ConfigurationError(
            f"{home.file}: no feed is configured; `watchfloor feeds list --known` shows feeds to start from,"
            " `watchfloor feeds add URL` adds one"
        )
    # Held before anything is served or said to be ready: who cannot poll has nothing to tell of polling.
    with (
        PollerLock(home.layout.state / POLLER_LOCK),
        closing(open_spool(home)) as spool,
        _relays(home, spool) as relays,
    ):
        poller = Poller(feeds, spool, None, _settings(home))
        with serving(_port(home), IngestMetrics(poller, relays, partial(_healths, home, poller)), once=once):
            yield poller, spool, relays


def _healths(home: Home, poller: Poller) -> tuple[FeedHealth, ...]:
    # A log of its own: metrics are served by threads that come and go, and each would leave a connection behind.
    with closing(open_spool(home)) as spool:
        return feeds_health(poller.feeds.values(), spool, datetime.now(UTC))


def _settings(home: Home) -> Settings:
    configuration = home.configuration
    return Settings(
        version=__version__,
        contact=configuration.contact,
        host_spacing=configuration.host_spacing,
        allow_networks=configuration.allow_networks,
    )


def _port(home: Home) -> int:
    # Processing takes the port that is configured; both halves may run on one machine.
    return home.configuration.metrics_port + 1 if home.configuration.metrics_port else 0


@contextmanager
def _relays(home: Home, spool: EmbeddedLog) -> Iterator[Sequence[Relay]]:
    if home.configuration.stream == "embedded":
        yield ()
        return
    opener = stream_opener(home)
    with ExitStack() as stack:
        targets = {name: stack.enter_context(closing(opener(name))) for name in PUBLISHED}
        yield [Relay(spool.stream(name), spool, target) for name, target in targets.items()]


def _bring(connector: Connector, relays: Sequence[Relay]) -> Brought:
    brought = asyncio.run(connector.bring())
    _drain(relays)
    return brought


def _drain(relays: Sequence[Relay]) -> None:
    for relay in relays:
        while relay.lag():
            relay.relay_once()


@contextmanager
def _relaying(relays: Sequence[Relay]) -> Iterator[None]:
    stop = threading.Event()
    threads = [threading.Thread(target=relay.run, args=(stop,), name="relay") for relay in relays]
    with ExitStack() as stack:
        for thread in threads:
            thread.start()
            stack.callback(thread.join)
        stack.callback(stop.set)
        yield


class _Trimmer:
    """Trims the spool of what Kafka has; without Kafka the spool is the stream, which processing trims."""

    def __init__(self, home: Home, spool: EmbeddedLog, relays: Sequence[Relay]) -> None:
        self._relays = dict(zip(PUBLISHED, relays, strict=True)) if relays else {}
        streams = [spool.stream(name) for name in self._relays]
        self._retention = Retention(streams, timedelta(days=home.configuration.stream_days))

    async def run(self) -> None:
        while True:
            published = {(name, PARTITION): relay.position() for name, relay in self._relays.items()}
            self._retention.apply(published, datetime.now(UTC))
            await asyncio.sleep(EVERY.total_seconds())


async def _poll_until_stopped(poller: Poller, file: FeedFile, trimmer: _Trimmer) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    trimming = asyncio.create_task(trimmer.run())
    with stopping_with(lambda: loop.call_soon_threadsafe(stop.set)):
        notify("READY=1")
        try:
            await poller.run(stop, file.changed)
        finally:
            trimming.cancel()
