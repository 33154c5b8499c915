"""Weigh how much an article is about something."""

from collections.abc import Iterable

from pipelines.tagging.view import View

TITLE, LEAD, FREQUENCY = 0.4, 0.2, 0.4
"""Shares of a sighting in the title, one in the lead, and of how often there are sightings."""

LEAD_SHARE, LEAD_LEAST = 0.15, 300
"""The lead is the first 15 % of the text, at least 300 code points."""


def salience(view: View, starts: Iterable[int], most: int) -> float:
    """Return a value in (0, 1] for sightings that begin at `starts` in the view.

    `most` is how many sightings the most frequent one of its sort has.
    """
    places = sorted(starts)
    lead = lead_end(view)
    in_title = places[0] < view.title_end
    in_lead = any(view.title_end <= start < lead for start in places)
    return round(TITLE * in_title + LEAD * in_lead + FREQUENCY * len(places) / most, 3)


def lead_end(view: View) -> float:
    """Return where the lead ends in the view."""
    return view.text_start + max(LEAD_LEAST, LEAD_SHARE * (len(view.text) - view.text_start))
