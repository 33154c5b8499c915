"""What was told of a feed, and what is remembered of it, when its address, its document or its clock is changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from feed_server import in_loop, item, rss
from scripted_fetch import START, Answer, Place, Script

from connectors.feed_state import Poll
from connectors.fetching.fetch import Fetched, Validators
from connectors.polling.learning import SHORTEST
from connectors.trouble import FetchError
from schemas.wire import ALERTS, decode_alert


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def showing(*items: str) -> Answer:
    return lambda _: Fetched(status=200, url="http://feed.example/rss", body=rss(*items))


def failing(_: Validators | None) -> Fetched:
    raise FetchError("404", "status 404", None, 404)


def rules(place: Place) -> list[str]:
    return [decode_alert(record.value).rule for record in place.log.stream(ALERTS).read(0, 0, 1_000)]


@in_loop
async def test_a_feed_that_is_given_another_address_is_told_of_as_well_again_and_its_history_goes_on(
    place: Place,
) -> None:
    for answer in (showing(item(1)), failing, failing, failing):
        await place.poll(Script(answer))
    place.feed = msgspec.structs.replace(place.feed, url="http://new.example/rss")
    place.now += timedelta(hours=1)
    last = await place.poll(Script(showing(item(1), item(2))))
    assert (last.outcome, last.published) == ("changed", 1)
    assert [poll.number for poll in place.history] == [1, 2, 3, 4, 5]
    assert rules(place) == ["feed.failing", "feed.recovered"]
    assert (place.state.url, place.state.error, place.state.published) == (place.feed.url, None, 1)


@in_loop
async def test_a_feed_that_is_emptied_and_filled_is_told_of_each_time_and_what_passed_unseen_is_a_gap(
    place: Place,
) -> None:
    await place.poll(Script(showing(*(item(number) for number in range(20)))))
    for _ in range(9):
        await place.poll(Script(showing()))
    assert rules(place) == ["feed.emptied"]
    await place.poll(Script(showing(*(item(number) for number in range(50, 70)))))
    assert rules(place) == ["feed.emptied", "feed.recovered"]
    assert place.state.gaps == 1


@in_loop
async def test_a_clock_that_was_a_year_ahead_leaves_a_feed_polled_at_its_own_pace(place: Place) -> None:
    async def polled(newest: int, at: datetime) -> Poll:
        entries = (item(newest - back, published=at - back * timedelta(hours=25)) for back in range(40))
        return await place.poll(Script(showing(*entries)), at)

    await polled(0, START + timedelta(days=365))
    for number in range(1, 9):
        last = await polled(number, START + timedelta(hours=25 * number))
    assert rules(place) == []
    assert place.state.recent == tuple(START + timedelta(hours=25 * number) for number in range(8, 3, -1))
    assert (last.wait or 0.0) > 10 * SHORTEST


@in_loop
async def test_a_body_that_differs_in_noise_alone_makes_nobody_a_liar(place: Place) -> None:
    def honest(sent: Validators | None) -> Fetched:
        noise = f"<!-- made at {place.now} -->".encode()
        body = b"" if sent else rss(item(1), item(2, guid=f"anew at {place.now}")).replace(b"<item>", noise + b"<item>")
        return Fetched(status=304 if sent else 200, url="http://feed.example/rss", etag='"1"', body=body)

    script = Script(honest)
    for _ in range(120):
        await place.poll(script)
        assert place.state.untrusted_since is None
    assert 1 < sum(sent is None for sent in script.sent) < 9
    assert len(place.articles()) == 2
