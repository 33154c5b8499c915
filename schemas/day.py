"""Fix the day under which an article is filed."""

from datetime import UTC, date, datetime, timedelta
from typing import Literal

DateQuality = Literal["published", "missing", "too_old", "future", "assumed"]
"""Where a day came from: the article's own date, or why that was not used.

`assumed` is kept for other producers who guessed the date and say so; the connectors never write it.
"""

LIVE_REACH = timedelta(days=30)
FUTURE_REACH = timedelta(days=1)
EARLIEST = datetime(1800, 1, 1, tzinfo=UTC)


def day_of(published: datetime | None, first_seen: datetime, origin: str) -> tuple[date, DateQuality]:
    """Return the UTC date of an article, and where it came from.

    The date of `published` counts when it lies within [first_seen - 30 days, first_seen + 1 day]
    (`backfill` and `seed` articles: from the year 1800), otherwise that of `first_seen`, never the bound.
    """
    seen = first_seen.astimezone(UTC)
    if published is None:
        return seen.date(), "missing"
    own = published.astimezone(UTC)
    earliest = seen - LIVE_REACH if origin == "live" else EARLIEST
    if own < earliest:
        return seen.date(), "too_old"
    if own > seen + FUTURE_REACH:
        return seen.date(), "future"
    return own.date(), "published"
