"""Publishers grade feed readers by these manners."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from aiohttp import web as aiohttp_web
from feed_rows import record
from feed_server import LOOPBACK, FeedServer, in_loop, item, rss
from scripted_fetch import START, Place, Script, web

from connectors.feed_state import POLLS_KEPT, FeedState
from connectors.feedlist import FeedConfig
from connectors.fetching.fetch import Fetched, Validators
from connectors.fetching.waits import fresh_for, retry_after
from connectors.parsing.entries import PollHints
from connectors.polling.hours import DAY, HOUR
from connectors.polling.learning import SHORTEST
from connectors.polling.lock import PollerLock
from connectors.polling.poller import Poller, Settings
from connectors.polling.schedule import Hints, next_due
from connectors.polling.standing import erred
from connectors.state import SpoolState
from connectors.trouble import FetchError, kind_of_status
from schemas.errors import UsageError
from streams.embedded import EmbeddedLog

URL = "http://feed.example/rss"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, URL)


class Publisher:
    """A well-behaved server of one feed; remembers the headers of all requests, and the addresses asked for."""

    def __init__(self) -> None:
        self.version = 1
        self.requests: list[dict[str, str]] = []
        self.targets: set[str] = set()

    async def answer(self, request: aiohttp_web.Request) -> aiohttp_web.StreamResponse:
        self.requests.append(dict(request.headers))
        self.targets.add(request.raw_path if hasattr(request, "raw_path") else str(request.rel_url))
        headers = {"ETag": f'W/"{self.version}"', "Last-Modified": f"day {self.version}", "Set-Cookie": "id=1; Path=/"}
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return aiohttp_web.Response(status=304, headers=headers)
        entries = [item(number) for number in range(self.version, self.version + 5)]
        return aiohttp_web.Response(body=rss(*entries), headers=headers)


@in_loop
async def test_one_request_in_a_thousand_is_unconditional_and_all_are_plain_and_honest(tmp_path: Path) -> None:
    publisher, chance = Publisher(), Random(3)
    async with FeedServer() as server:
        place = Place(tmp_path, server.on("/feed?of=news", publisher.answer))
        server.on("/feed", publisher.answer)
        async with web(place) as fetcher:
            for number in range(1_000):
                if number % 40 == 39:
                    place.restart()
                publisher.version += chance.random() < 0.15
                await place.poll(fetcher)
    first, *later = publisher.requests
    assert not {"If-None-Match", "If-Modified-Since"} & set(first)
    unconditional = sum("If-None-Match" not in one or "If-Modified-Since" not in one for one in later)
    record(
        1, f"{unconditional} unconditional after the first in {len(later)} polls, 25 restarts", met=not unconditional
    )
    assert (unconditional, len(later)) == (0, 999)
    assert publisher.targets == {"/feed?of=news"}
    assert list(server.requests) == ["/feed"]
    for one in publisher.requests:
        assert not {"Cookie", "Referer", "Origin"} & set(one)
        assert one["User-Agent"].startswith("Watchfloor/test (")
        assert "https://example.org/bot" in one["User-Agent"]
        assert "gzip" in one["Accept-Encoding"]


@in_loop
async def test_a_feed_is_polled_hourly_at_most_until_its_rhythm_says_otherwise(place: Place) -> None:
    def quiet(sent: Validators | None) -> Fetched:
        body = b"" if sent else rss(*(item(n) for n in range(3)))
        return Fetched(status=304 if sent else 200, url=URL, etag='"1"', body=body)

    waits = [(await place.poll(Script(quiet))).wait or 0.0 for _ in range(5)]
    assert waits[0] == HOUR
    assert all(wait >= HOUR for wait in waits)


@in_loop
async def test_a_feed_without_validators_or_rhythm_is_polled_daily(place: Place) -> None:
    script = Script(lambda _: Fetched(status=200, url=URL, body=rss(item(1), item(2))))
    assert [(await place.poll(script)).wait for _ in range(3)] == [DAY] * 3


@in_loop
async def test_new_validators_of_an_unchanged_feed_are_sent_next_time(place: Place) -> None:
    given = iter(["1", "2", "3", "4", "5"])

    def churning(sent: Validators | None) -> Fetched:
        number = next(given)
        status = 304 if number in ("3", "4") else 200
        changes = number != "4"
        body = rss(item(1)) if status == 200 else b""
        return Fetched(
            status=status, url=URL, body=body, etag=f'"{number}"', last_modified=f"day {number if changes else 3}"
        )

    script = Script(churning)
    for _ in range(5):
        await place.poll(script)
    sent = [(one.etag, one.last_modified) for one in script.sent[1:] if one is not None]
    assert sent == [('"1"', "day 1"), ('"2"', "day 2"), ('"3"', "day 3"), ('"4"', "day 3")]
    record(2, "sent at the next poll after a 200 and after a 304, also when one of two changed", met=True)


class Liar:
    """Answers 304 to whatever carries validators from `lies_from` on; new entries come every `gap` seconds."""

    def __init__(self, place: Place, gap: float, lies_from: float, churns: bool) -> None:
        self.place, self.gap, self.churns = place, gap, churns
        self.lies_from = START + timedelta(seconds=lies_from)
        self.first_hidden = START + timedelta(seconds=(lies_from // gap + 1) * gap)
        self.polls = 0

    def answer(self, sent: Validators | None) -> Fetched:
        self.polls += self.place.now > self.first_hidden
        count = 40 + int((self.place.now - START).total_seconds() // self.gap)
        lies = self.place.now > self.lies_from
        etag = f'"{count}"' if self.churns or not lies else '"stuck"'
        if sent is not None and (lies or sent.etag == etag):
            return Fetched(status=304, url=URL, etag=etag)
        dates = ((n, START + timedelta(seconds=self.gap * (n - 40))) for n in range(count, count - 20, -1))
        return Fetched(status=200, url=URL, etag=etag, body=rss(*(item(n, published=date) for n, date in dates)))


@pytest.mark.parametrize("churns", [True, False])
@in_loop
async def test_a_server_that_answers_304_for_ever_is_found_out(tmp_path: Path, churns: bool) -> None:
    worst = ""
    for number, (gap, lies_from) in enumerate(
        (gap, at) for gap in (900.0, HOUR, 8 * HOUR, DAY) for at in (0.5 * HOUR, 2 * DAY)
    ):
        (tmp_path / str(number)).mkdir()
        place = Place(tmp_path / str(number), URL)
        liar = Liar(place, gap, lies_from, churns)
        script = Script(liar.answer)
        while not place.was_polled or place.state.untrusted_since is None:
            await place.poll(script)
            assert liar.polls <= 200, f"a gap of {gap:g} s, lying from {lies_from:g} s on"
        hours = (place.now - liar.first_hidden).total_seconds() / HOUR
        worst = max(worst, f"{liar.polls:02d} polls ({hours:.0f} h, one entry in {gap / HOUR:g} h)")
        assert liar.polls <= 50 or hours <= 24
        assert script.sent[-1] is None
        await place.poll(script)
        assert script.sent[-1] is None
    record(3, f"at the latest after {worst.lstrip('0')}", met=True)


@in_loop
async def test_a_quiet_feed_with_honest_validators_stays_trusted(place: Place) -> None:
    dates = [START - timedelta(hours=n) for n in range(20)]
    body = rss(*(item(n, published=date) for n, date in enumerate(dates)))
    script = Script(lambda sent: Fetched(status=304 if sent else 200, url=URL, etag='"1"', body=b"" if sent else body))
    for _ in range(120):
        await place.poll(script)
    assert place.state.untrusted_since is None
    plain = [poll.at for poll in place.history if poll.plain]
    assert all(later - earlier >= timedelta(days=1) for earlier, later in pairwise(plain))


def test_no_request_comes_before_what_retry_after_asks_for() -> None:
    chance, early = Random(11), 0
    for _ in range(10_000):
        status = chance.choice((429, 503))
        skew = timedelta(seconds=chance.choice((0, 0, 90, -90, 86_400, -86_400, 400 * 86_400)))
        asked = chance.choice((0, 1, 59, 60, 3_599, chance.randrange(7 * 86_400)))
        ours = START + timedelta(seconds=chance.randrange(10**7))
        theirs = ours + skew
        headers = {"Date": format_datetime(theirs, usegmt=True)}
        then = theirs.replace(microsecond=0) + timedelta(seconds=asked)
        headers["Retry-After"] = str(asked) if chance.random() < 0.5 else format_datetime(then, usegmt=True)
        error = FetchError(kind_of_status(status), "slow down", retry_after(headers, ours), status)
        state = erred(FeedState(url=URL, etag='"1"', errors_in_row=chance.randrange(40)), error, ours, plain=False)
        due = next_due(state, Hints(retry_after=error.retry_after), ours, chance.random)
        early += (due - ours).total_seconds() < asked
    record(4, f"{early} early in 10,000", met=early == 0)
    assert early == 0


@pytest.mark.parametrize("status", [429, 503])
def test_a_refusal_without_a_time_slows_a_feed_down_for_good_measure(status: int) -> None:
    busy = FeedState(url=URL, etag='"1"', interval=SHORTEST)
    refused = erred(busy, FetchError(kind_of_status(status), "too much", None, status), START, plain=False)
    twice = erred(refused, FetchError(kind_of_status(status), "too much", None, status), START, plain=False)
    assert (refused.slowed, twice.slowed) == (2 * SHORTEST, 4 * SHORTEST)
    calm = FeedState(url=URL, etag='"1"', interval=SHORTEST, slowed=4 * SHORTEST, slowed_at=START)
    assert (next_due(calm, Hints(), START, lambda: 0.0) - START).total_seconds() == 4 * SHORTEST


@in_loop
async def test_what_a_host_says_to_one_feed_it_says_to_all_of_them(tmp_path: Path) -> None:
    settings = Settings(contact="test", host_spacing=0.0, allow_networks=LOOPBACK)
    log = EmbeddedLog(tmp_path / "stream.db")
    state = SpoolState(log)
    async with FeedServer() as server:
        urls = [server.serve(path, rss(item(1))) for path in ("/a", "/b")]
        feeds = [FeedConfig(id=url[-1], url=url) for url in urls]
        await Poller(feeds, log, tmp_path / "lock", settings, clock=lambda: START).bring()
        for path in ("/a", "/b", "/c"):
            server.serve(path, status=429, Retry_After="600")
        feeds.append(FeedConfig(id="c", url=server.url("/c")))
        later = START + timedelta(days=2)
        await Poller(feeds, log, tmp_path / "lock", settings, clock=lambda: later).bring()
    assert [len(server.requests[path]) for path in ("/a", "/b", "/c")] == [2, 1, 0]
    # It was not asked, so nothing is wrong with it.
    put_off = state.feed("b")
    assert put_off is not None
    assert put_off.error is None
    assert put_off.next_due is not None
    assert later + timedelta(seconds=590) < put_off.next_due <= later + timedelta(seconds=600)
    assert state.feed("c") is None


@in_loop
async def test_a_slowed_feed_stays_slow_after_good_answers_and_recovers_over_weeks(place: Place) -> None:
    refusals = iter([None, FetchError("429", "status 429", None, 429)])

    def answer(sent: Validators | None) -> Fetched:
        error = next(refusals, None)
        if error is not None:
            raise error
        body = rss(item(1, published=place.now))
        return Fetched(status=304 if sent else 200, url=URL, etag='"1"', body=b"" if sent else body)

    script = Script(answer)
    for _ in range(3):
        await place.poll(script)
    assert place.state.slowed == 2 * HOUR
    while place.now < START + timedelta(days=6):
        assert (await place.poll(script)).wait or 2 * HOUR <= 0.0
    while place.now < START + timedelta(days=30):
        await place.poll(script)
    assert place.state.slowed == 0.0


def floors(chance: Random, now: datetime) -> tuple[dict[str, str], PollHints, float]:
    """Return headers, hints of a document, and the seconds that the strictest of them asks for, up to a day."""
    headers, hints, asked = {"Date": format_datetime(now, usegmt=True)}, PollHints(), 0.0
    seconds = chance.randrange(0, 3 * 86_400)
    match chance.randrange(5):
        case 0:
            age = chance.randrange(0, 600)
            headers |= {"Cache-Control": f"public, max-age={seconds}", "Age": str(age)}
            asked = seconds - age
        case 1:
            expires = now.replace(microsecond=0) + timedelta(seconds=seconds)
            headers["Expires"], asked = format_datetime(expires, usegmt=True), seconds
        case 2:
            hints, asked = PollHints(ttl=float(seconds)), seconds
        case 3:
            hints, asked = PollHints(update_every=float(seconds)), seconds
        case _:
            hours = chance.sample(range(24), chance.randrange(24))
            hints = PollHints(skip_hours=tuple(hours), skip_days=tuple(chance.sample(range(7), chance.randrange(3))))
    return headers, hints, min(asked, DAY)


def test_no_poll_comes_before_what_headers_and_document_ask_for() -> None:
    chance, early = Random(5), 0
    for _ in range(20_000):
        now = START + timedelta(seconds=chance.randrange(10**7))
        headers, hints, asked = floors(chance, now)
        state = FeedState(url=URL, etag='"1"', interval=chance.choice((SHORTEST, HOUR, 5 * HOUR)), hints=hints)
        due = next_due(state, Hints(fresh_for=fresh_for(headers, now)), now, chance.random)
        waited = (due - now).total_seconds()
        skipped = due.hour in hints.skip_hours or due.weekday() in hints.skip_days
        early += waited < asked or (skipped and waited < DAY)
        assert waited <= 1.1 * DAY + HOUR
    record(5, f"{early} early in 20,000", met=early == 0)
    assert early == 0


@pytest.mark.parametrize(
    ("head", "headers", "seconds"),
    [
        ("<ttl>180</ttl>", {}, 3 * HOUR),
        ("<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>daily</sy:updatePeriod>", {}, DAY),
        ("", {"Cache-Control": "max-age=9000", "Age": "600"}, 8_400.0),
        ("<skipHours><hour>12</hour><hour>13</hour><hour>14</hour></skipHours>", {}, 3 * HOUR - 60),
        ("<skipDays><day>Monday</day></skipDays>", {}, 12 * HOUR - 60),
    ],
)
@in_loop
async def test_a_wish_holds_from_the_wire_to_the_schedule_also_when_nothing_changes(
    tmp_path: Path, head: str, headers: dict[str, str], seconds: float
) -> None:
    async def answer(request: aiohttp_web.Request) -> aiohttp_web.StreamResponse:
        if "If-None-Match" in request.headers:
            return aiohttp_web.Response(status=304, headers={"ETag": '"1"', **headers})
        body = rss(item(1)).replace(b"<item>", f"{head}<item>".encode(), 1)
        return aiohttp_web.Response(body=body, headers={"ETag": '"1"', **headers})

    async with FeedServer() as server:
        place = Place(tmp_path, server.on("/feed", answer))
        async with web(place) as fetcher:
            first = await place.poll(fetcher)
            place.now = START
            second = await place.poll(fetcher)
    assert (first.outcome, first.wait) == ("changed", seconds)
    assert second.outcome == "not_modified"
    assert place.now + timedelta(seconds=second.wait or 0.0) >= START + timedelta(seconds=seconds)


@pytest.mark.parametrize(("status", "adopted"), [(301, True), (308, True), (302, False), (303, False), (307, False)])
@in_loop
async def test_a_permanent_redirect_is_believed_on_the_third_sighting_after_a_day(
    tmp_path: Path, status: int, adopted: bool
) -> None:
    async with FeedServer() as server:
        target = server.serve("/new", rss(item(1)), ETag='"1"')
        place = Place(tmp_path, server.serve("/old", status=status, Location="/new"))
        async with web(place) as fetcher:
            for hours in (0, 2, 20):
                place.now = max(place.now, START + timedelta(hours=hours))
                await place.poll(fetcher)
                assert place.state.adopted_url is None
            place.now = max(place.now, START + timedelta(hours=25))
            await place.poll(fetcher)
            asked_before = len(server.requests["/old"])
            place.restart()
            await place.poll(fetcher)
    assert (place.state.adopted_url == target) is adopted
    assert len(server.requests["/old"]) == asked_before + (not adopted)
    assert place.state.url == place.feed.url
    assert server.requests["/new"][-1]["If-None-Match"] == '"1"'


@in_loop
async def test_a_redirect_to_what_is_no_feed_is_never_believed(tmp_path: Path) -> None:
    async with FeedServer() as server:
        server.serve("/page", "<html><title>Moved</title></html>")
        place = Place(tmp_path, server.serve("/old", status=301, Location="/page"))
        async with web(place) as fetcher:
            for _ in range(6):
                await place.poll(fetcher)
    assert (place.state.adopted_url, place.state.error) == (None, "html")


@in_loop
async def test_an_adopted_address_that_fails_is_given_up(tmp_path: Path) -> None:
    async with FeedServer() as server:
        server.serve("/new", rss(item(1)))
        place = Place(tmp_path, server.serve("/old", status=301, Location="/new"))
        async with web(place) as fetcher:
            while not place.was_polled or place.state.adopted_url is None:
                await place.poll(fetcher)
            server.serve("/new", status=404)
            server.serve("/old", rss(item(1), item(2)))
            for _ in range(4):
                await place.poll(fetcher)
    assert (place.state.adopted_url, place.state.error) == (None, None)
    assert len(place.articles()) == 2


@in_loop
async def test_a_redirect_from_https_to_http_is_not_adopted(place: Place) -> None:
    place.feed = FeedConfig(id="a", url="https://feed.example/rss", fetch_pages=False)
    script = Script(lambda _: Fetched(status=200, url=URL, body=rss(item(1)), moved_to=URL))
    for _ in range(5):
        await place.poll(script)
    assert place.state.adopted_url is None


@in_loop
async def test_a_feed_of_http_is_asked_over_http_only(tmp_path: Path) -> None:
    asked: list[str] = []

    async def answer(request: aiohttp_web.Request) -> aiohttp_web.StreamResponse:
        asked.append(request.scheme)
        return aiohttp_web.Response(body=rss(item(1)), headers={"Strict-Transport-Security": "max-age=31536000"})

    async with FeedServer() as server:
        place = Place(tmp_path, server.on("/feed", answer))
        async with web(place) as fetcher:
            for _ in range(3):
                assert (await place.poll(fetcher)).outcome in ("changed", "same_body")
    assert asked == ["http"] * 3


@in_loop
async def test_a_loop_of_redirects_is_an_error_of_that_class(tmp_path: Path) -> None:
    async with FeedServer() as server:
        server.serve("/b", status=301, Location="/a")
        place = Place(tmp_path, server.serve("/a", status=301, Location="/b"))
        async with web(place) as fetcher:
            assert (await place.poll(fetcher)).outcome == "redirect"
    assert sum(map(len, server.requests.values())) == 6


@in_loop
async def test_a_feed_that_stopped_is_asked_once_more_when_somebody_found_it_well(tmp_path: Path) -> None:
    async with FeedServer() as server:
        place = Place(tmp_path, server.serve("/feed", status=410))
        async with web(place) as fetcher:
            await place.poll(fetcher)
            await place.poll(fetcher)
            for checked in (f"{place.now:%Y-%m-%d}", "yes"):
                place.pass_time(days=9)
                place.feed = msgspec.structs.replace(place.feed, checked=checked)
                await place.poll(fetcher)
            assert len(server.requests["/feed"]) == 2
            place.feed = msgspec.structs.replace(place.feed, checked=f"{place.now:%Y-%m-%d}")
            await place.poll(fetcher)
            await place.poll(fetcher)
            assert (place.state.stopped, len(server.requests["/feed"])) == (True, 3)
            server.serve("/feed", rss(item(1)))
            place.pass_time(days=9)
            place.feed = msgspec.structs.replace(place.feed, checked=f"{place.now:%Y-%m-%d}")
            await place.poll(fetcher)
    assert (place.state.stopped, place.state.published) == (False, 1)


@in_loop
async def test_a_feed_that_is_gone_twice_a_day_apart_is_asked_no_more(tmp_path: Path) -> None:
    async with FeedServer() as server:
        place = Place(tmp_path, server.serve("/feed", status=410))
        async with web(place) as fetcher:
            await place.poll(fetcher)
            first = place.now
            assert not place.state.stopped
            await place.poll(fetcher)
            assert place.now - first >= timedelta(days=1)
            place.pass_time(days=400)
            await place.poll(fetcher)
    assert place.state.stopped
    assert [poll.wait is None for poll in place.history] == [False, True]
    assert len(server.requests["/feed"]) == 2
    record(
        9, "exact: 301 and 308 adopted, 302, 303 and 307 never, loops an error, 410 stops on the second day", met=True
    )


@in_loop
async def test_a_second_poller_is_refused_while_the_first_runs(tmp_path: Path) -> None:
    log, stop = EmbeddedLog(tmp_path / "stream.db"), asyncio.Event()
    running = asyncio.create_task(Poller([], log, tmp_path / "lock").run(stop))
    # The lock is taken before anything is awaited.
    await asyncio.sleep(0)
    with pytest.raises(UsageError, match="polls these feeds already"):
        await Poller([], log, tmp_path / "lock").run(stop)
    with pytest.raises(UsageError, match="polls these feeds already"):
        await Poller([], log, tmp_path / "lock").bring()
    stop.set()
    await running
    with PollerLock(tmp_path / "lock"):
        record(18, "refused, with the process id of the first", met=True)


def window(*numbers: int, **fields: Any) -> Callable[[Validators | None], Fetched]:
    body = rss(*(item(n, **fields) for n in numbers))
    return lambda _: Fetched(status=200, url=URL, body=body, etag=f'"{numbers}"')


@pytest.mark.parametrize(
    ("earlier", "later", "gaps"),
    [
        (window(1, 2, 3), window(4, 5, 6), 1),
        (window(1), window(2), 1),
        (window(1, 2, 3, link=""), window(7, 8, link=""), 1),
        (window(1, 2, 3, published=START), window(4, 5, published=START), 1),
        (window(1, 2, 3), window(3, 4, 5), 0),
        (window(1, 2, 3), window(1, 2, 3, text="Edited. " * 40), 0),
        (window(1, 2, 3), window(), 0),
        (window(), window(1, 2), 0),
    ],
)
@in_loop
async def test_a_document_without_a_known_entry_is_a_recorded_gap(
    place: Place,
    earlier: Callable[[Validators | None], Fetched],
    later: Callable[[Validators | None], Fetched],
    gaps: int,
) -> None:
    await place.poll(Script(earlier))
    before = place.state
    poll = await place.poll(Script(later))
    assert (place.state.gaps, poll.gap) == (gaps, bool(gaps))
    if gaps:
        assert place.state.last_gap == place.now
        assert place.state.interval == max((before.wait or 0.0) / 2, SHORTEST)
        record(20, "a gap recorded and the interval halved in all cases, none where an entry was known", met=True)


@in_loop
async def test_the_history_of_a_feed_keeps_its_last_polls_in_order(place: Place) -> None:
    script = Script(window(1, 2))
    for number in range(POLLS_KEPT + 7):
        if number == 30:
            place.now = START
        await place.poll(script)
    assert [poll.number for poll in place.history] == list(range(8, POLLS_KEPT + 8))
    assert {poll.outcome for poll in place.history} == {"same_body"}
    assert all(poll.bytes and poll.status == 200 for poll in place.history)


@in_loop
async def test_a_wall_clock_that_is_set_back_by_years_keeps_no_feed_from_being_polled(place: Place) -> None:
    place.now = datetime(2030, 1, 1, tzinfo=UTC)
    await place.poll(Script(window(1)))
    due = place.state.next_due
    place.now = START
    assert due is not None
    poller = Poller([place.feed], place.log, place.folder / "lock", clock=lambda: START)
    assert poller._starts(SpoolState(place.log).standings(), None)["a"] <= DAY
