"""Look at addresses before they become feeds."""

from collections.abc import Sequence

import msgspec

from connectors.feedlist import FeedConfig
from connectors.parsing.notafeed import ROBOT_TEST, named_feeds
from schemas.errors import ConfigurationError
from watchfloor.checking import Checked, look_at
from watchfloor.feeds import configured_feeds, known_feeds, present_at
from watchfloor.home import Home
from watchfloor.naming import feeds_named

LOOKED_AT = 20
"""So many addresses are looked at while a person waits; of more nothing is fetched."""

_NEVER_A_FEED = frozenset(("html", "not_a_feed"))
"""Errors that no waiting mends."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What an address comes to: the feed to add, null where none is; what one look found there, null without a look.

    `page` is the address that was given, where a web page stands that names the feed.
    """

    feed: FeedConfig | None
    found: Checked | None = None
    page: str | None = None


def seen_before(home: Home, feeds: Sequence[FeedConfig]) -> list[Seen]:
    """Look at each feed once, at the one that it names where a web page is in its place.

    A feed that does not answer well today is one all the same; what stands in the place of another thing is none.
    Feeds that the home has already are not looked at, and when there are more than `LOOKED_AT` none is.
    """
    there = configured_feeds(home)
    fresh = [feed for feed in feeds if not present_at(there, feed)]
    if not fresh or len(fresh) > LOOKED_AT:
        return [Seen(feed=feed) for feed in feeds]
    seen = dict(zip((feed.url for feed in fresh), look_at(home, fresh), strict=True))
    instead = {feed.url: named for feed in fresh if (named := _named_at(feed, seen[feed.url])) is not None}
    again = dict(zip(instead, look_at(home, list(instead.values())), strict=True))
    return [_outcome(feed, seen.get(feed.url), instead.get(feed.url), again.get(feed.url)) for feed in feeds]


def _named_at(feed: FeedConfig, found: Checked) -> FeedConfig | None:
    """Return the first feed that a page names, filed with the page; None where there is none."""
    for address in named_feeds(found.detail):
        try:
            (named,) = feeds_named([address], known_feeds())
        except ConfigurationError:  # a page may call anything a feed: the next one may be an address
            continue
        return msgspec.structs.replace(named, page=named.page or feed.public_url)
    return None


def _outcome(feed: FeedConfig, found: Checked | None, named: FeedConfig | None, again: Checked | None) -> Seen:
    if named is not None:
        return Seen(feed=None if _is_none(again) else named, found=again, page=feed.public_url)
    return Seen(feed=None if _is_none(found) else feed, found=found)


def _is_none(found: Checked | None) -> bool:
    # A test for robots is a web page, too: behind it may well be the feed.
    return found is not None and found.error in _NEVER_A_FEED and not found.detail.startswith(ROBOT_TEST)
