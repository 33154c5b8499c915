"""How far a feed's validators are believed after a request without them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from connectors.feed_state import FeedState
from connectors.fetching.fetch import Fetched, Validators
from connectors.polling.trusting import behind, conditions, forgiven, judged

URL = "http://feed.example/rss"
LAST_304 = datetime(2026, 11, 24, 12, tzinfo=UTC)
NOW = LAST_304 + timedelta(hours=4)
BEFORE = FeedState(
    url=URL, validated_url=URL, etag='"1"', not_modified=20, last_success=LAST_304, last_poll=LAST_304, body_hash="x"
)


def verdict(*hours: float, etag: str = '"2"', url: str = URL) -> bool:
    """Whether the validators count as lying when a plain poll found entries dated so many hours after the last 304."""
    after = msgspec.structs.replace(BEFORE, validated_url=url, etag=etag, last_poll=NOW, not_modified=0, body_hash="y")
    dates = tuple(LAST_304 + timedelta(hours=number) for number in hours)
    return judged(BEFORE, after, Fetched(status=200, url=url, etag=etag), dates).untrusted_since == NOW


@pytest.mark.parametrize(
    "hours",
    [(-4.0,), (-20.0, 3.0), (-21.0, -21.0, -21.0, 0.5, 0.5, 0.5, 0.5, 3.0, 3.0, 3.0), (-1.0, -1.0, 2.0, 3.0)],
)
def test_validators_that_hid_a_good_part_of_what_is_new_are_not_believed(hours: tuple[float, ...]) -> None:
    assert verdict(*hours)


@pytest.mark.parametrize("hours", [(), (1.0,), (-2.0,), (-2.0, 1.0), (-0.2, -0.1, 1.0), (-21.0, 1.0, 1.0, 2.0, 3.0)])
def test_what_came_after_the_last_304_accuses_nobody(hours: tuple[float, ...]) -> None:
    assert not verdict(*hours)


def test_validators_that_stay_the_same_over_a_changed_body_are_not_believed() -> None:
    assert verdict(1.0, etag='"1"')


def test_what_another_address_shows_says_nothing_of_the_validators_of_this_one() -> None:
    assert not verdict(-20.0, etag='"1"', url="http://other.example/rss")


def test_without_a_304_nothing_was_hidden() -> None:
    before = msgspec.structs.replace(BEFORE, not_modified=0)
    after = msgspec.structs.replace(before, last_poll=NOW)
    answer = Fetched(status=200, url=URL, etag='"1"')
    assert judged(before, after, answer, (LAST_304 - timedelta(hours=20),)) is after


def test_an_outlet_that_dates_its_entries_too_early_is_not_accused_of_it() -> None:
    before = msgspec.structs.replace(BEFORE, behind=behind(BEFORE, (None, LAST_304 - timedelta(hours=5))))
    after = msgspec.structs.replace(before, etag='"2"', last_poll=NOW, not_modified=0, body_hash="y")
    answer = Fetched(status=200, url=URL, etag='"2"')
    assert judged(before, after, answer, (LAST_304 - timedelta(hours=5),)).untrusted_since is None
    assert judged(before, after, answer, (LAST_304 - timedelta(hours=9),)).untrusted_since is None
    assert judged(before, after, answer, (LAST_304 - timedelta(hours=14),)).untrusted_since == NOW


def test_what_has_no_date_accuses_nobody() -> None:
    after = msgspec.structs.replace(BEFORE, etag='"2"', last_poll=NOW, not_modified=0, body_hash="y")
    assert judged(BEFORE, after, Fetched(status=200, url=URL, etag='"2"'), (None, None)).untrusted_since is None


def test_how_early_entries_are_dated_is_bounded_and_forgotten() -> None:
    early = msgspec.structs.replace(BEFORE, behind=behind(BEFORE, (LAST_304 - timedelta(days=90),)))
    assert early.behind == 12 * 3_600
    assert 0 < behind(early, (LAST_304 + timedelta(hours=1), None)) < early.behind


def asked(**fields: object) -> FeedState:
    known = msgspec.structs.replace(BEFORE, not_modified=0, last_modified="then")
    return msgspec.structs.replace(known, **fields)


DAY_AGO = NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("known", "plain"),
    [
        (asked(), False),
        (asked(validated_url=None), True),
        (asked(etag=None), False),
        (asked(etag=None, last_modified=None), True),
        (asked(untrusted_since=NOW), True),
        (asked(not_modified=48), False),
        (asked(not_modified=49), True),
        (asked(not_modified=49, plain_at=DAY_AGO), True),
        (asked(not_modified=49, plain_at=DAY_AGO + timedelta(seconds=1)), False),
        (asked(not_modified=49, plain_at=NOW + timedelta(seconds=1)), True),
        (asked(not_modified=1, gap_seconds=3_600.0, changed_at=NOW - timedelta(hours=10)), True),
        (asked(not_modified=1, gap_seconds=3_601.0, changed_at=NOW - timedelta(hours=10)), False),
        (asked(not_modified=0, gap_seconds=1.0, changed_at=DAY_AGO), False),
        (asked(not_modified=1, changed_at=DAY_AGO), False),
        (asked(not_modified=1, gap_seconds=1.0), False),
    ],
)
def test_a_request_is_plain_where_nothing_can_be_sent_and_where_a_liar_would_go_unnoticed(
    known: FeedState, plain: bool
) -> None:
    expected = None if plain else Validators(URL, known.etag, known.last_modified)
    assert conditions(known, NOW) == expected


@pytest.mark.parametrize(("days", "is_forgiven"), [(29.9, False), (30.0, True), (99.0, True)])
def test_a_server_that_lied_is_believed_again_after_a_month(days: float, is_forgiven: bool) -> None:
    liar = asked(untrusted_since=NOW - timedelta(days=days))
    assert (forgiven(liar, NOW).untrusted_since is None) is is_forgiven
    assert forgiven(asked(), NOW) == asked()


@pytest.mark.parametrize(("hours", "is_proof"), [(-2.999, False), (-3.001, True)])
def test_a_lone_late_entry_is_proof_from_three_hours_on(hours: float, is_proof: bool) -> None:
    assert verdict(hours) is is_proof


def test_a_liar_is_polled_hourly_at_most_and_what_a_set_clock_shows_accuses_nobody() -> None:
    after = msgspec.structs.replace(BEFORE, interval=600.0, last_poll=NOW, body_hash="y")
    answer = Fetched(status=200, url=URL, etag='"1"')
    assert judged(BEFORE, after, answer, ()).interval == 3_600.0
    set_back = msgspec.structs.replace(after, last_poll=LAST_304 - timedelta(seconds=1))
    assert judged(BEFORE, set_back, answer, ()) is set_back
    never = msgspec.structs.replace(BEFORE, last_success=None)
    assert judged(never, after, answer, ()) is after
