"""Dates that a page shows its readers are read where they surely are those of the article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml import html

from connectors.extraction.page_dates import dated_in, shown_dates

DAY = datetime(2024, 3, 12, tzinfo=UTC)
MOMENT = datetime(2024, 3, 12, 14, 30, tzinfo=UTC)
LONG = "<p>" + "The ministers met in the old harbour on Tuesday to talk about a truce. " * 3 + "</p>"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-03-12T14:30:00.000Z", MOMENT),
        ("2024-03-12 14:30:00 UTC", MOMENT),
        ("2024-03-12T15:30:00+01:00[Europe/Berlin]", MOMENT),
        ("Tue Mar 12 2024 15:30:00 GMT+0100 (CET)", MOMENT),
        ("12. März 2024, 14:30 Uhr", MOMENT),
        ("12 марта 2024, 14:30", MOMENT),
        ("الثلاثاء، 12 مارس 2024", DAY),
        ("2024年3月12日 14:30", MOMENT),
        ("20240312", DAY),
    ],
)
def test_a_date_is_read_as_pages_write_it(written: str, moment: datetime) -> None:
    assert dated_in(written) == moment


@pytest.mark.parametrize(
    "written",
    ["1970-01-01", "0000-00-00", "soon", "", None, 7, "Fri, 99 Mar 2024 07:30:00 GMT", "2024", "2024-03", "03/04/2024"],
)
def test_no_moment_is_made_up(written: object) -> None:
    assert dated_in(written) is None


def shown(body: str) -> list[datetime]:
    return list(shown_dates(html.fromstring(f"<html><body>{body}</body></html>")))


def test_the_date_beside_the_headline_counts() -> None:
    assert shown(f'<h1>Talks</h1><div class="meta">Published: 12 March 2024 | Ada Brandt</div>{LONG}') == [DAY]
    assert shown(f'<h1>Talks</h1><div><time datetime="2024-03-12T14:30Z">today</time></div>{LONG}') == [MOMENT]


@pytest.mark.parametrize(
    "body",
    [
        f'<div class="date">12 March 2024</div><h1>Talks</h1>{LONG}',
        f'<h1>Talks</h1>{LONG}<div class="date">12 March 2024</div>',
        f"<h1>Talks</h1><div>12 March 2024</div>{LONG}",
        f'<h2>Talks</h2><div class="date">12 March 2024</div>{LONG}',
        f'<h1>Talks</h1><div class="date">{"It was on 12 March 2024. " * 9}</div>{LONG}',
    ],
)
def test_a_date_anywhere_else_may_be_that_of_something_else(body: str) -> None:
    assert shown(body) == []
