"""Know which hosts a poll of a feed asks."""

from collections.abc import Mapping

from connectors.feed_state import FeedState, Standing
from connectors.feedlist import FeedConfig
from schemas.url import host_of


class Whereabouts:
    """Remembers of each feed that is not answered by the host of its address which host that is.

    Of all others, which are most, nothing is kept: a feed need not be looked up to know where it waits.
    """

    def __init__(self) -> None:
        self._elsewhere: dict[str, str] = {}

    def recall(self, feeds: Mapping[str, FeedConfig], stands: Mapping[str, Standing]) -> None:
        """Note how feeds stood when they were polled last, by id."""
        for name, state in stands.items():
            if name in feeds and state.url == feeds[name].url:
                self.note(feeds[name], state)

    def note(self, feed: FeedConfig, state: FeedState | Standing) -> None:
        """Note how a feed stands after a poll."""
        answering = hosts_of(feed, state)[-1]
        if answering != host_of(feed.url):
            self._elsewhere[feed.id] = answering
        else:
            self._elsewhere.pop(feed.id, None)

    def host(self, feed: FeedConfig) -> str:
        """Return the host of a feed's last answer."""
        return self._elsewhere.get(feed.id) or host_of(feed.url)


def hosts_of(feed: FeedConfig, state: FeedState | Standing) -> tuple[str, ...]:
    """Return the host that is asked, and behind it that which redirects led to when it was asked last."""
    asked = state.adopted_url or feed.url
    return host_of(asked), host_of(state.validated_url or asked)
