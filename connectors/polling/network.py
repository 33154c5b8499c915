"""Tell trouble of our own network from trouble of single feeds."""

import logging
from collections import OrderedDict

from connectors.feed_state import FeedState
from connectors.polling.counts import Counts
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
        self._failed_at: OrderedDict[str, dict[str, FeedState]] = OrderedDict()
        self.is_down = False

    def answered(self, host: str) -> None:
        """Hear that a host answered, whatever it said: the network is up."""
        if self.is_down:
            log.error("the network is back: polling goes on")
            self.is_down = False
            self._failed_at.clear()
        self._hear(host, {})

    def failed(self, host: str, feed: str, before: FeedState, kind: str) -> dict[str, FeedState]:
        """Hear that a feed, which stood as `before`, got no answer; return the states to be restored, by feed.

        They are all that failed, this one included, when the verdict is that our own network is down.
        """
        if self.is_down:
            return {feed: before}
        if before.error is not None or before.last_success is None or kind not in NO_ANSWER:
            return {}
        if kind == "own_network" or len(self._failed_at) + 1 >= ENOUGH:
            self._hear(host, {**self._failed_at.get(host, {}), feed: before})
        return self._verdict()

    def _hear(self, host: str, failed: dict[str, FeedState]) -> None:
        self._failed_at[host] = failed
        self._failed_at.move_to_end(host)
        if len(self._failed_at) > HOSTS:
            self._failed_at.popitem(last=False)

    def _verdict(self) -> dict[str, FeedState]:
        hosts = [failed for failed in self._failed_at.values() if failed]
        if not hosts or len(hosts) < SHARE * len(self._failed_at):
            return {}
        self.is_down = True
        self._counts.add("network_down")
        log.error(
            "%d of the last %d hosts gave no answer: our own network is down; polling pauses, one feed a minute is"
            " tried, no feed is blamed",
            len(hosts),
            len(self._failed_at),
        )
        return {feed: before for failed in hosts for feed, before in failed.items()}
