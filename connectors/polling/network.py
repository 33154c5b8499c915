"""Tell trouble of our own network from trouble of single feeds."""

import logging
from collections import OrderedDict

import msgspec

from connectors.feed_state import FeedState
from connectors.polling.counts import Counts
from connectors.polling.feed_alerts import FAILURES
from connectors.trouble import NO_ANSWER

log = logging.getLogger(__name__)

HOSTS = 50
"""So many hosts that were asked last are looked at."""

SHARE = 0.8
ENOUGH = 5
"""Among fewer hosts only errors that name our own network count."""


class Network:
    """Remembers whether the hosts that were asked last answered.

    Only feeds that were well before are heard as witnesses: a list full of dead feeds is no outage. While
    `is_down`, failures say nothing about feeds; those that led to the verdict are given back, to be undone.
    """

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._heard: OrderedDict[str, _Heard] = OrderedDict()
        self._answers = 0
        self._answers_at: dict[str, int] = {}
        self.is_down = False

    def answered(self, host: str) -> None:
        """Hear that a host answered, whatever it said: the network is up."""
        if self.is_down:
            log.error("the network is back: polling goes on")
            self.is_down = False
            self._heard.clear()
        self._answers += 1
        self._hear(host, _Heard())

    def may_be_ours(self, feed: str, kind: str) -> bool:
        """Say whether a failure may be our own network's: no host answered since this feed was last asked about."""
        if kind not in NO_ANSWER:
            return False
        before = self._answers_at.get(feed)
        self._answers_at[feed] = self._answers
        return kind == "own_network" or before is None or before == self._answers

    def failed(self, host: str, feed: str, before: FeedState, kind: str) -> dict[str, FeedState]:
        """Hear that a feed, which stood as `before`, got no answer; return the states to be restored, by feed.

        They are all that failed, this one included, when the verdict is that our own network is down.
        """
        if self.is_down:
            return {feed: before}
        if before.errors_in_row + 1 >= FAILURES:
            # By now it is told of as a feed in trouble. For months to come it would speak against the network.
            self._forget(host, feed)
        if before.error is not None or before.last_success is None or kind not in NO_ANSWER:
            return {}
        known = self._heard.get(host, _Heard())
        self._hear(host, _Heard({**known.failed, feed: before}, known.names_us or kind == "own_network"))
        return self._verdict()

    def _hear(self, host: str, heard: "_Heard") -> None:
        self._heard[host] = heard
        self._heard.move_to_end(host)
        if len(self._heard) > HOSTS:
            self._heard.popitem(last=False)

    def _forget(self, host: str, feed: str) -> None:
        known = self._heard.get(host)
        if known is not None and known.failed.pop(feed, None) is not None and not known.failed:
            del self._heard[host]

    def _verdict(self) -> dict[str, FeedState]:
        heard = list(self._heard.values())
        if len(heard) < ENOUGH:
            heard = [one for one in heard if one.names_us or not one.failed]
        hosts = [one.failed for one in heard if one.failed]
        if not hosts or len(hosts) < SHARE * len(heard):
            return {}
        self.is_down = True
        self._counts.add("network_down")
        log.error(
            "%d of the last %d hosts gave no answer: our own network is down; polling pauses, one feed a minute is"
            " tried, no feed is blamed",
            len(hosts),
            len(heard),
        )
        return {feed: before for failed in hosts for feed, before in failed.items()}


class _Heard(msgspec.Struct):
    """What a host said last: nothing, to feeds that stood as `failed`; `names_us` when our own network was named."""

    failed: dict[str, FeedState] = {}
    names_us: bool = False
