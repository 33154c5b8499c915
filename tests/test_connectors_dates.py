"""Dates of feeds, in the forms and languages in which they are published."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.parsing.dates import (
    ASSUMED_ZONE,
    CERTAIN,
    DAY_ONLY,
    DOUBTFUL,
    EARLIEST_YEAR,
    NAMED_ZONE,
    moment_in,
    read_date,
)

AT_1030 = "2026-11-24T10:30"


@pytest.mark.parametrize(
    ("written", "instant", "confidence"),
    [
        ("Tue, 24 Nov 2026 10:30:00 GMT", AT_1030, CERTAIN),
        ("Tue, 24 Nov 2026 11:30:00 +0100", AT_1030, CERTAIN),
        ("Tue,24 Nov 2026 11:30:00 +0100", AT_1030, CERTAIN),
        ("Tue, 24 Nov 2026 11:30 +0100 (CET)", AT_1030, CERTAIN),
        ("Tue, 24 Nov 2026 13:30:00 GMT+0300", AT_1030, CERTAIN),
        ("Tue, 24 Nov 2026 13:30:00 UTC+3", AT_1030, CERTAIN),
        ("Tuesday, 24-Nov-26 10:30:00 GMT", AT_1030, CERTAIN),
        ("2026-11-24T10:30:00Z", AT_1030, CERTAIN),
        ("2026-11-24T16:00:00.123+05:30", AT_1030, CERTAIN),
        ("2026-11-24T16:00:00+0530", AT_1030, CERTAIN),
        ("2026-11-24 16:00:00 +0530", AT_1030, CERTAIN),
        ("20261124T103000Z", AT_1030, CERTAIN),
        ("1795516200", AT_1030, CERTAIN),
        ("1795516200000", AT_1030, CERTAIN),
        ("Tue, 24 Nov 2026 05:30:00 EST", AT_1030, NAMED_ZONE),
        ("Tue, 24 Nov 2026 06:30:00 EDT", AT_1030, NAMED_ZONE),
        ("Tue, 24 Nov 2026 11:30:00 CET", AT_1030, NAMED_ZONE),
        ("Tue, 24 Nov 2026 19:30:00 JST", AT_1030, NAMED_ZONE),
        ("Tue, 24 Nov 2026 13:30:00 MSK", AT_1030, NAMED_ZONE),
        ("Nov 24, 2026 5:30 AM EST", AT_1030, NAMED_ZONE),
        ("Tue, 24 Nov 2026 16:00:00 IST", AT_1030, DOUBTFUL),
        ("Tue, 24 Nov 2026 11:30:00 BST", AT_1030, DOUBTFUL),
        ("Tue Nov 24 16:00:00 IST 2026", AT_1030, DOUBTFUL),
        ("Tue Nov 24 10:30:00 2026", AT_1030, ASSUMED_ZONE),
        ("Tue, 24 Nov 2026 10:30:00", AT_1030, ASSUMED_ZONE),
        ("2026-11-24 10:30:00", AT_1030, ASSUMED_ZONE),
        ("2026/11/24 10:30", AT_1030, ASSUMED_ZONE),
        ("2026.11.24 10:30:00", AT_1030, ASSUMED_ZONE),
        ("24.11.2026 10:30", AT_1030, ASSUMED_ZONE),
        ("24/11/2026 - 10:30", AT_1030, ASSUMED_ZONE),
        ("11/24/2026 10:30 AM", AT_1030, ASSUMED_ZONE),
        ("24. November 2026 10:30", AT_1030, ASSUMED_ZONE),
        ("Di, 24 Nov 2026 11:30:00 +0100", AT_1030, CERTAIN),
        ("mar., 24 nov. 2026 11:30:00 +0100", AT_1030, CERTAIN),
        ("24 novembre 2026 à 10h30", AT_1030, ASSUMED_ZONE),
        ("martes, 24 de noviembre de 2026 10:30", AT_1030, ASSUMED_ZONE),
        ("вт, 24 ноября 2026 13:30:00 +0300", AT_1030, CERTAIN),
        ("24 листопада 2026, 10:30", AT_1030, ASSUMED_ZONE),
        ("24 Kasım 2026 10:30", AT_1030, ASSUMED_ZONE),
        ("24 Νοεμβρίου 2026 10:30", AT_1030, ASSUMED_ZONE),
        ("2026年11月24日 10:30", AT_1030, ASSUMED_ZONE),
        ("2026年11月24日(火) 10時30分", AT_1030, ASSUMED_ZONE),
        ("2026년 11월 24일 (화) 오전 10시 30분", AT_1030, ASSUMED_ZONE),
        ("2026년 11월 24일 오후 3:05", "2026-11-24T15:05", ASSUMED_ZONE),
        ("24 ноября 2026 г.", "2026-11-24T00:00", DAY_ONLY),
        ("2026年11月24日", "2026-11-24T00:00", DAY_ONLY),
        ("November 24th, 2026", "2026-11-24T00:00", DAY_ONLY),
        ("20261124", "2026-11-24T00:00", DAY_ONLY),
        ("03/04/2026", "2026-04-03T00:00", DOUBTFUL),
        ("03/04/2026 3:00 PM", "2026-03-04T15:00", DOUBTFUL),
        ("11/24/2026 12:00 AM", "2026-11-24T00:00", ASSUMED_ZONE),
        ("Tue, 24 Nov 2026 24:00:00 GMT", "2026-11-25T00:00", CERTAIN),
        ("Thu, 31 Dec 2026 23:59:60 GMT", "2027-01-01T00:00", CERTAIN),
        ("24 Nov 95 10:30:00 GMT", "1995-11-24T10:30", CERTAIN),
    ],
)
def test_a_date_means_an_instant(written: str, instant: str, confidence: float) -> None:
    found = read_date(written)
    assert found is not None
    assert found.instant == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert found.confidence == confidence


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "12:00 AM",
        "2026-W48-2",
        "20",
        "Sat, 31 Nov 2026 10:00:00 GMT",
        "Tue, 24 Nov 2026 25:00:00 GMT",
        "32.13.2026",
        "0000-00-00 00:00:00",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "24 Foobar 2026 10:30",
        "2026-11-24T10:30:00+99:99" * 9,
    ],
)
def test_what_is_no_date_or_older_than_feeds_is_none(written: str) -> None:
    assert read_date(written) is None


@given(st.text(max_size=60) | st.text(st.sampled_from("0123456789:-/.,+ TZamp年月日"), max_size=40))
def test_no_text_brings_out_anything_but_an_instant_or_none(written: str) -> None:
    found = moment_in(written)
    assert found is None or (found.tzinfo is UTC and found.year >= EARLIEST_YEAR)


@given(st.datetimes(datetime(1991, 1, 1), datetime(2100, 1, 1)), st.integers(-12, 14), st.sampled_from((0, 15, 30, 45)))
def test_an_offset_is_taken_off(date: datetime, hours: int, minutes: int) -> None:
    date = date.replace(microsecond=0)
    written = f"{date:%Y-%m-%d %H:%M:%S} {hours:+03d}{minutes:02d}"
    offset = (abs(hours) * 60 + minutes) * (-1 if hours < 0 else 1)
    found = moment_in(written)
    assert found is not None
    assert (date.replace(tzinfo=UTC) - found).total_seconds() == offset * 60
