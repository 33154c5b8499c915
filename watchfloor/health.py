"""Tell how each configured feed is doing."""

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from connectors.health import feeds_health
from watchfloor.feeds import configured_feeds
from watchfloor.home import Home
from watchfloor.streams import open_spool

COLUMNS = ("id", "condition", "published", "revised", "last_success", "last_new", "next_due", "polls", "detail")


def health_rows(home: Home, now: datetime | None = None) -> Sequence[Sequence[Any]]:
    """Return a row a feed, of `COLUMNS`; feeds that were never polled are `new`."""
    home.layout.state.mkdir(parents=True, exist_ok=True)
    with closing(open_spool(home)) as spool:
        found = feeds_health(configured_feeds(home), spool, now or datetime.now(UTC))
    return [[getattr(one, name) for name in COLUMNS] for one in found]
