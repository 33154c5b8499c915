"""Know which hosts a poll of a feed asks."""

from functools import lru_cache
from urllib.parse import urlsplit

from connectors.feed_state import FeedState
from connectors.feedlist import FeedConfig


def hosts_of(feed: FeedConfig, before: FeedState) -> tuple[str, ...]:
    """Return the host that is asked, and behind it that which redirects led to when it was asked last."""
    asked = before.adopted_url or feed.url
    return host_of(asked), host_of(before.validated_url or asked)


@lru_cache(maxsize=16_384)
def host_of(url: str) -> str:
    """Return the host of an address, "" when it names none."""
    return urlsplit(url).hostname or ""
