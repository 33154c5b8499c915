"""What holds for every connector: seed text, a feed, an API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import permutations
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pytest
from api_server import ReportServer, report
from feed_server import LONG, FeedServer, in_loop, item, rss
from spooled import START, Spooled

from connectors import delivery
from connectors.connector import Brought, Connector
from connectors.drops import Drops
from connectors.feedlist import FeedConfig
from connectors.seeds import SeedText
from schemas.errors import SpoolFullError, StreamError
from schemas.identity import article_id_of_url
from schemas.text import is_clean
from schemas.wire import ARTICLES, plan_headers
from streams import Change, Envelope
from streams.embedded import EmbeddedLog


class Story(NamedTuple):
    """One article, before any connector has seen it."""

    number: int
    title: str = "Ministers meet"
    text: str = LONG

    @property
    def link(self) -> str:
        return f"https://example.org/news/{self.number}"


STORIES = [Story(number) for number in range(1, 4)]


class Inbox(Spooled):
    """A spool, and a clock by which a day passes after each call of a connector."""

    async def bring(self, way: Way, spool: EmbeddedLog | None = None) -> Brought:
        brought = await way.connector(self, spool or self.log).bring()
        self.pass_a_day()
        assert brought.seen == brought.new + brought.revised + brought.failed + brought.drops.total
        return brought


class Way(Protocol):
    """What the tests need of each connector: to say what it finds, with or without something unreadable in it."""

    owner: str | None

    async def open(self, stack: AsyncExitStack) -> None: ...

    def tell(self, stories: Sequence[Story], *, spoilt: bool = False) -> None: ...

    def connector(self, inbox: Inbox, spool: EmbeddedLog) -> Connector: ...


class Files:
    """A directory of seed text; the unreadable file is in no known encoding."""

    owner = None

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "seeds"
        self._folder.mkdir()

    async def open(self, stack: AsyncExitStack) -> None:
        pass

    def tell(self, stories: Sequence[Story], *, spoilt: bool = False) -> None:
        for file in self._folder.iterdir():
            file.unlink()
        for story in stories:
            content = f"url: {story.link}\n\n{story.title}\n\n{story.text}"
            (self._folder / f"{story.number}.txt").write_bytes(content.encode())
        if spoilt:
            (self._folder / "2-spoilt.txt").write_bytes(b"spoilt \xff\xfe\xff")

    def connector(self, inbox: Inbox, spool: EmbeddedLog) -> Connector:
        return SeedText([self._folder], spool, lambda: inbox.now)


class Polled:
    """What feeds and APIs have in common: they are polled."""

    owner: str | None

    def __init__(self, folder: Path) -> None:
        pass

    def feeds(self) -> Sequence[FeedConfig]:
        raise NotImplementedError

    def connector(self, inbox: Inbox, spool: EmbeddedLog) -> Connector:
        return inbox.poller(*self.feeds(), spool=spool)


class Feeds(Polled):
    """An RSS feed; the unreadable is a second feed that is a web page."""

    owner = "feed"

    async def open(self, stack: AsyncExitStack) -> None:
        self._server = await stack.enter_async_context(FeedServer())
        self._spoilt = False

    def tell(self, stories: Sequence[Story], *, spoilt: bool = False) -> None:
        items = (item(one.number, title=one.title, text=one.text, link=one.link) for one in stories)
        self._server.serve("/feed", rss(*items))
        self._server.serve("/bad", "<html><title>spoilt</title></html>")
        self._spoilt = spoilt

    def feeds(self) -> Sequence[FeedConfig]:
        good = FeedConfig(id="feed", url=self._server.url("/feed"), fetch_pages=False)
        bad = FeedConfig(id="bad", url=self._server.url("/bad"))
        return (bad, good) if self._spoilt else (good,)


class Api(Polled):
    """The ReliefWeb API, newest first; the unreadable report has a number for its title."""

    owner = "api"

    async def open(self, stack: AsyncExitStack) -> None:
        self._server = await stack.enter_async_context(ReportServer())

    def tell(self, stories: Sequence[Story], *, spoilt: bool = False) -> None:
        reports = [
            report(one.number, **{"title": one.title, "body-html": f"<p>{one.text}</p>", **where_and_when(one)})
            for one in sorted(stories, reverse=True)
        ]
        bad = [report(99, title=7, body="spoilt")] if spoilt else []
        self._server.reports = [*reports[:1], *bad, *reports[1:]]

    def feeds(self) -> Sequence[FeedConfig]:
        return (FeedConfig(id="api", url=f"{self._server.address}&limit=2", api="reliefweb"),)


def where_and_when(story: Story) -> dict[str, Any]:
    """Return the fields that tell apart reports that read the same."""
    return {"url_alias": story.link, "date": {"created": f"2026-11-24T00:{story.number:02}:00+00:00"}}


WAYS: Mapping[str, Callable[[Path], Way]] = {"seed text": Files, "feed": Feeds, "api": Api}
every_way = pytest.mark.parametrize("kind", WAYS)


class FailingLog(EmbeddedLog):
    """An embedded log that takes so many groups and then breaks."""

    def __init__(self, path: Path, groups: int) -> None:
        super().__init__(path)
        self._left = groups

    def commit(
        self, changes: Sequence[Change], appends: Mapping[str, Sequence[Envelope]], *, beyond_budget: bool = False
    ) -> None:
        if appends:
            self._left -= 1
        if self._left < 0:
            raise StreamError("disk on fire")
        super().commit(changes, appends, beyond_budget=beyond_budget)


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


@asynccontextmanager
async def opened(kind: str, inbox: Inbox) -> AsyncIterator[Way]:
    way = WAYS[kind](inbox.folder)
    async with AsyncExitStack() as stack:
        await way.open(stack)
        yield way


@every_way
@in_loop
async def test_the_first_time_all_is_new_and_planning_trusts_its_headers(kind: str, inbox: Inbox) -> None:
    async with opened(kind, inbox) as way:
        way.tell(STORIES)
        assert await inbox.bring(way) == Brought(seen=3, new=3)
    articles = inbox.articles()
    assert sorted(article.article_id for article in articles) == sorted(article_id_of_url(s.link) for s in STORIES)
    assert {(article.title, article.text, article.feed) for article in articles} == {
        ("Ministers meet", LONG.strip() if kind != "seed text" else LONG, way.owner)
    }
    for record, article in zip(inbox.records(ARTICLES), articles, strict=True):
        head = plan_headers(record.headers, record.key)
        assert head is not None
        assert (head.article_id, head.version_id) == (article.article_id, article.version_id)


@every_way
@in_loop
async def test_the_second_time_nothing_is_new(kind: str, inbox: Inbox) -> None:
    async with opened(kind, inbox) as way:
        way.tell(STORIES)
        await inbox.bring(way)
        way.tell(STORIES)
        again = await inbox.bring(way)
    assert again == Brought(seen=again.seen, drops=Drops(repeat=again.seen))
    assert len(inbox.articles()) == 3


@every_way
@in_loop
async def test_an_edit_is_a_revision_of_the_same_article(kind: str, inbox: Inbox) -> None:
    async with opened(kind, inbox) as way:
        way.tell([Story(1), Story(2)])
        await inbox.bring(way)
        way.tell([Story(1), Story(2, text=f"Corrected. {LONG}")])
        assert await inbox.bring(way) == Brought(seen=2, revised=1, drops=Drops(repeat=1))
    *before, edited = inbox.articles()
    (first,) = (article for article in before if article.article_id == edited.article_id)
    assert edited.article_id == article_id_of_url(Story(2).link)
    assert (edited.prev_content_hash, edited.first_seen) == (first.content_hash, START)
    assert edited.text.startswith("Corrected.")


@every_way
@in_loop
async def test_what_cannot_be_read_is_one_failure_and_stops_nothing(kind: str, inbox: Inbox) -> None:
    async with opened(kind, inbox) as way:
        way.tell(STORIES, spoilt=True)
        assert await inbox.bring(way) == Brought(seen=4, new=3, failed=1)
        way.tell([*STORIES, Story(4)], spoilt=True)
        again = await inbox.bring(way)
        assert (again.new, again.failed) == (1, 1)
    (failure,) = inbox.failures()
    assert (failure.stage, failure.failed_at) == ("parse", START)
    assert failure.payload is not None
    assert b"spoilt" in failure.payload
    assert len(inbox.articles()) == 4


@every_way
@in_loop
async def test_the_report_adds_up_when_all_happens_at_once(kind: str, inbox: Inbox) -> None:
    async with opened(kind, inbox) as way:
        way.tell([Story(1), Story(2)])
        await inbox.bring(way)
        way.tell([Story(1), Story(2, title="Ministers met"), Story(3)], spoilt=True)
        assert await inbox.bring(way) == Brought(seen=4, new=1, revised=1, failed=1, drops=Drops(repeat=1))


@pytest.mark.parametrize(
    # A document that is polled goes into one transaction, however many groups its articles make.
    ("kind", "groups"),
    [("seed text", 0), ("seed text", 1), ("seed text", 2), ("feed", 0), ("api", 0)],
)
@in_loop
async def test_a_call_that_broke_off_is_made_good_by_the_next(
    kind: str, groups: int, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "GROUP", 2)
    stories = [Story(number) for number in range(1, 6)]
    async with opened(kind, inbox) as way:
        way.tell(stories)
        with pytest.raises(StreamError, match="disk on fire"):
            await inbox.bring(way, FailingLog(inbox.folder / "stream.db", groups))
        assert len(inbox.articles()) == len(inbox.log.scan("article")) == 2 * groups
        brought = await inbox.bring(way)
    assert brought.new == len(stories) - 2 * groups
    assert {article.url for article in inbox.articles()} == {story.link for story in stories}
    assert len({article.version_id for article in inbox.articles()}) == len(inbox.articles()) == len(stories)


@every_way
@in_loop
async def test_a_full_spool_is_told_and_leaves_nothing_half_written(kind: str, inbox: Inbox) -> None:
    async with opened(kind, inbox) as way:
        way.tell(STORIES, spoilt=True)
        with pytest.raises(SpoolFullError):
            await inbox.bring(way, EmbeddedLog(inbox.folder / "stream.db", budget_bytes=1))
        assert [list(inbox.log.scan(table)) for table in ("article", "entry", "url", "failure")] == [[]] * 4
        assert inbox.articles() == []
        assert (await inbox.bring(way)).new == 3
    assert len(inbox.failures()) == 1


@pytest.mark.parametrize(("first", "second"), list(permutations(WAYS, 2)))
@in_loop
async def test_an_article_that_two_give_is_one_and_belongs_to_the_first(first: str, second: str, inbox: Inbox) -> None:
    async with opened(first, inbox) as one, opened(second, inbox) as other:
        one.tell([Story(1)])
        other.tell([Story(1, text=f"As copied. {LONG}"), Story(2)])
        await inbox.bring(one)
        assert await inbox.bring(other) == Brought(seen=2, new=1, drops=Drops(other_feed=1))
    assert [article.feed for article in inbox.articles()] == [one.owner, other.owner]
    assert [article.url for article in inbox.articles()] == [Story(1).link, Story(2).link]


@every_way
@in_loop
async def test_text_is_stored_clean(kind: str, inbox: Inbox) -> None:
    async with opened(kind, inbox) as way:
        way.tell([Story(1, title="Cafe\u0301  talks", text=f"He\u0301las\r\n\r\n{LONG}")])
        await inbox.bring(way)
    (article,) = inbox.articles()
    assert article.title == "Caf\u00e9 talks"
    assert article.text.startswith("H\u00e9las")
    assert is_clean(article.title + article.text)
