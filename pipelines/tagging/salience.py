"""Weigh how much an article is about something."""

from collections.abc import Sequence
from typing import Protocol

from pipelines.tagging.view import View

TITLE, LEAD, FREQUENCY = 0.4, 0.2, 0.4
"""Shares of a sighting in the title, one in the lead, and of how often there are sightings."""

LEAD_SHARE, LEAD_LEAST = 0.15, 300
"""The lead is the first 15 % of the text, at least 300 code points."""


class Placed(Protocol):
    """Whatever stands in a field."""

    @property
    def field(self) -> str: ...
    @property
    def start(self) -> int: ...


def salience(view: View, sightings: Sequence[Placed], most: int) -> float:
    """Return a value in (0, 1]; `most` is how many sightings the most frequent one of its sort has."""
    lead = lead_end(view)
    in_title = any(one.field == "title" for one in sightings)
    in_lead = any(one.field == "text" and one.start < lead for one in sightings)
    return round(TITLE * in_title + LEAD * in_lead + FREQUENCY * len(sightings) / most, 3)


def lead_end(view: View) -> float:
    """Return where the lead ends, in code points of the article's text."""
    return max(LEAD_LEAST, LEAD_SHARE * len(view.body))
