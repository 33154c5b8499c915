from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from schemas.day import day_of

SEEN = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("published", "origin", "day", "quality"),
    [
        (SEEN - timedelta(hours=3), "live", date(2026, 11, 24), "published"),
        (SEEN - timedelta(days=30), "live", date(2026, 10, 25), "published"),
        (SEEN - timedelta(days=30, seconds=1), "live", date(2026, 11, 24), "too_old"),
        (SEEN + timedelta(days=1), "live", date(2026, 11, 25), "published"),
        (SEEN + timedelta(days=1, seconds=1), "live", date(2026, 11, 24), "future"),
        (None, "live", date(2026, 11, 24), "missing"),
        (datetime(1970, 1, 1, tzinfo=UTC), "live", date(2026, 11, 24), "too_old"),
        (datetime(1970, 1, 1, tzinfo=UTC), "seed", date(1970, 1, 1), "published"),
        (datetime(1799, 12, 31, tzinfo=UTC), "seed", date(2026, 11, 24), "too_old"),
        (datetime(2099, 1, 1, tzinfo=UTC), "backfill", date(2026, 11, 24), "future"),
    ],
)
def test_a_day_is_the_articles_own_within_reach_and_else_that_of_first_seen(
    published: datetime | None, origin: str, day: date, quality: str
) -> None:
    assert day_of(published, SEEN, origin) == (day, quality)


def test_a_day_is_counted_in_utc() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert day_of(datetime(2026, 11, 24, 5, tzinfo=tokyo), SEEN, "live")[0] == date(2026, 11, 23)
