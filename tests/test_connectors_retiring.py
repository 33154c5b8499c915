"""What a feed has not shown for long is forgotten, and harms nothing when it is shown again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from feed_server import in_loop, item, rss
from scripted_fetch import START, Place, Script

from connectors.feedlist import FeedConfig
from connectors.fetching.fetch import Fetched
from connectors.polling.retiring import UNSEEN
from connectors.state import ALIAS, ARTICLE, ENTRY, URL, SpoolState, day_number, put

OTHER = FeedConfig(id="b", url="http://other.example/rss", fetch_pages=False)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def shown(*numbers: int, text: str = "Words. " * 40) -> Script:
    entries = [item(n, guid=f"https://example.org/?p={n}", text=text) for n in numbers]
    return Script(lambda _: Fetched(status=200, url="http://feed.example/rss", body=rss(*entries)))


def rows(place: Place) -> tuple[int, ...]:
    return tuple(len(place.log.scan(table)) for table in (ENTRY, ALIAS, ARTICLE, URL))


async def poll_for(place: Place, days: int) -> None:
    """Poll every ten days: entry 0 stays, another comes and the one before it goes."""
    for day in range(0, days + 1, 10):
        await place.poll(shown(0, 1_000 + day), START + timedelta(days=day))


@in_loop
async def test_entries_that_a_feed_shows_no_more_are_forgotten_within_a_year_and_those_it_shows_are_not(
    place: Place,
) -> None:
    await poll_for(place, 1_000)
    entries, aliases, articles, urls = rows(place)
    assert 20 <= entries == aliases == articles <= 26
    assert urls == 0
    assert min(entry.seen for entry in SpoolState(place.log).entries("a").values()) >= day_number(place.now) - 230
    assert (place.state.published, len(place.articles())) == (102, 102)


@in_loop
async def test_what_is_shown_again_after_it_was_forgotten_is_published_under_the_ids_it_had(place: Place) -> None:
    await poll_for(place, 500)
    await place.poll(shown(1_000, 1_490), START + timedelta(days=510))
    first, again = (one for one in place.articles() if one.title == "Title 1000")
    assert (first.article_id, first.version_id) == (again.article_id, again.version_id)
    assert place.history[-1].published == 1
    await place.poll(shown(1_000, text="Edited. " * 40), START + timedelta(days=520))
    assert place.articles()[-1].prev_content_hash == first.content_hash


@in_loop
async def test_what_another_feed_gave_first_is_forgotten_by_its_own_feed_alone(place: Place) -> None:
    await place.poll(shown(7), START)
    for day in range(0, 500, 10):
        await place.poll(shown(7 if day < 20 else 1_000 + day), START + timedelta(days=day), OTHER)
    known = SpoolState(place.log)
    (own,) = known.entries("a").values()
    article = known.article(own.article_id)
    assert article is not None
    assert article.owner == "a"
    assert own.article_id not in {entry.article_id for entry in known.entries("b").values()}
    await place.poll(shown(7, text="Edited. " * 40), START + timedelta(days=500))
    assert place.history[-1].revised == 1


@in_loop
async def test_an_article_that_goes_on_under_another_name_is_kept(place: Place) -> None:
    def renamed(guid: str, day: int) -> Script:
        entries = [item(1, guid=guid), item(1_000 + day)]
        return Script(lambda _: Fetched(status=200, url="http://feed.example/rss", body=rss(*entries)))

    for day in range(0, 800, 10):
        await place.poll(renamed("new" if day > 20 else "old", day), START + timedelta(days=day))
    await place.poll(shown(1, text="Edited. " * 40), START + timedelta(days=800))
    assert place.history[-1].revised == 1


@in_loop
async def test_a_state_that_does_not_say_when_entries_were_seen_is_read_and_noted_anew(place: Place) -> None:
    await place.poll(shown(1, 2), START)
    for key, entry in SpoolState(place.log).entries("a").items():
        assert entry.seen == day_number(START)
        older = msgspec.structs.replace(entry, seen=0)
        place.log.commit([put(ENTRY, key, older)], {})
    await place.poll(shown(1), START + timedelta(days=1))
    assert sorted(entry.seen for entry in SpoolState(place.log).entries("a").values()) == [0, day_number(place.now)]


@pytest.mark.parametrize(("days", "is_kept"), [(UNSEEN, True), (UNSEEN + 1, False)])
@in_loop
async def test_an_entry_is_forgotten_on_the_day_after_its_last(place: Place, days: int, is_kept: bool) -> None:
    await place.poll(shown(1), START)
    await place.poll(shown(2), START + timedelta(days=days))
    assert (len(SpoolState(place.log).entries("a")) == 2) is is_kept
