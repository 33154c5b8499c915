"""Which entry is which article: told as stories of documents, one after the other."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from feed_rows import record
from hypothesis import given
from hypothesis import strategies as st

from connectors.extraction.extract import Extracted
from connectors.feedlist import FeedConfig
from connectors.identity import Decisions, decide
from connectors.looks import RUNGS
from connectors.parsing.entries import Entry, ParsedFeed
from connectors.publish import publish, settle, wants_page
from connectors.state import NothingKnown, SpoolState
from schemas.article import Article
from schemas.identity import article_id_of_url, content_hash, version_id
from schemas.url import MAX_URL_CHARACTERS
from schemas.wire import ARTICLES
from streams.embedded import EmbeddedLog

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DATE = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
FEED = FeedConfig(id="a", url="https://example.org/feed", fetch_pages=False)


def entry(number: object = 1, **fields: Any) -> Entry:
    values: dict[str, Any] = {
        "id": f"guid-{number}",
        "link": f"https://example.org/news/{number}",
        "title": f"Title {number}",
        "summary": f"Summary {number}",
        "published": DATE,
    }
    return Entry(**{**values, **fields})


class Reader:
    """Follows feeds over several documents, as the poller would."""

    def __init__(self, folder: Path) -> None:
        self.log = EmbeddedLog(folder / "stream.db")
        self.rungs: dict[str, int] = {}
        self.kinds: list[str] = []
        self.now = NOW

    def read(self, *entries: Entry, feed: FeedConfig = FEED, link: str | None = None) -> list[Article]:
        """Take in one document; return the articles that it published, note the kinds of its decisions."""
        found = self.decide(entries, feed, link)
        self.rungs[feed.id] = found.rung
        outcomes = [settle(feed, one, None, self.now) for one in found.decisions]
        articles = [outcome.article for outcome in outcomes if outcome.article]
        publish(self.log, [change for outcome in outcomes for change in outcome.changes], articles)
        self.kinds = [one.reason or one.kind for one in found.decisions]
        self.now += timedelta(hours=1)
        return articles

    def decide(self, entries: Sequence[Entry], feed: FeedConfig = FEED, link: str | None = None) -> Decisions:
        parsed = ParsedFeed(link=link, entries=tuple(entries))
        return decide(feed, parsed, SpoolState(self.log), self.rungs.get(feed.id, 0))


@pytest.fixture(scope="module", autouse=True)
def row(request: pytest.FixtureRequest) -> Iterator[None]:
    """Record row 19 of what the poller promises, once all stories were told."""
    failed = request.session.testsfailed
    yield
    stories = sum(one.module is request.module for one in request.session.items if isinstance(one, pytest.Function))
    is_kept = request.session.testsfailed == failed
    record(19, f"{stories} stories, {'each' if is_kept else 'not each'} as it should be", met=is_kept)


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def test_a_new_entry_is_named_by_its_canonical_url(reader: Reader) -> None:
    (article,) = reader.read(entry(link="http://EXAMPLE.org/news/1?utm_source=rss#x"))
    assert article.article_id == article_id_of_url("https://example.org/news/1")
    assert article.content_hash == content_hash("Title 1", "Summary 1", "Summary 1")
    assert article.version_id == version_id(article.article_id, None, article.content_hash)


def test_a_document_read_twice_publishes_nothing(reader: Reader) -> None:
    assert len(reader.read(entry(1), entry(2))) == 2
    assert reader.read(entry(1), entry(2)) == []
    assert reader.kinds == ["unchanged", "unchanged"]


def test_the_order_of_entries_does_not_matter(reader: Reader) -> None:
    reader.read(*(entry(n) for n in range(5)))
    assert reader.read(*(entry(n) for n in reversed(range(5)))) == []


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another title"},
        {"summary": "Another summary"},
        {"content": "Now with content"},
        {"title": "Another title", "link": "https://example.org/news/another-slug"},
        {"title": "Another title", "link": None},
        {"id": "guid-new", "summary": "Another summary"},
        {"id": None, "summary": "Another summary"},
        {"title": "Another title", "published": DATE + timedelta(hours=2)},
        {"title": "Another title", "published": NOW + timedelta(days=400)},
    ],
)
def test_an_edited_entry_is_a_revision_of_its_article(reader: Reader, change: dict[str, object]) -> None:
    (first,) = reader.read(entry())
    (second,) = reader.read(entry(**change))
    assert reader.kinds == ["revision"]
    assert second.article_id == first.article_id
    assert second.prev_content_hash == first.content_hash
    assert second.first_seen == first.first_seen


@pytest.mark.parametrize(
    "change",
    [
        {"published": DATE + timedelta(minutes=1)},
        {"updated": DATE},
        {"authors": ("Someone",)},
        {"title": " Title \n 1 "},
        {"link": "https://example.org/news/1?utm_campaign=x"},
    ],
)
def test_a_change_that_is_noise_is_no_edit(reader: Reader, change: dict[str, object]) -> None:
    reader.read(entry())
    assert reader.read(entry(**change)) == []
    assert reader.kinds == ["unchanged"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("http://example.org/?p=1", "https://example.org/?p=1"),
        ("https://old.example/a/1", "https://new.example/a/1"),
    ],
)
def test_a_site_that_moves_keeps_its_articles(reader: Reader, before: str, after: str) -> None:
    first = reader.read(*(entry(n, id=f"{before}{n}", link=f"{before}{n}") for n in range(3)))
    assert reader.read(*(entry(n, id=f"{after}{n}", link=f"{after}{n}") for n in range(3))) == []
    revised = reader.read(*(entry(n, id=f"{after}{n}", link=f"{after}{n}", summary="Edited") for n in range(3)))
    assert [one.article_id for one in revised] == [one.article_id for one in first]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"summary": "Edited", "published": DATE + timedelta(hours=1)}, "revision"),
        ({"summary": "Edited", "title": "Edited"}, "revision"),
        ({"summary": "Edited", "title": "Edited", "published": DATE + timedelta(hours=1)}, "new"),
        ({"summary": "Edited", "title": "", "published": None}, "new"),
    ],
)
def test_what_moves_to_another_host_is_known_by_its_title_or_its_date(
    reader: Reader, change: dict[str, object], kind: str
) -> None:
    reader.read(entry(1, id="https://old.example/?p=1", link="https://old.example/?p=1"))
    reader.read(entry(1, id="https://new.example/?p=1", link="https://new.example/?p=1", **change))
    assert reader.kinds == [kind]


def test_a_date_without_a_time_agrees_with_nothing(reader: Reader) -> None:
    day = DATE.replace(hour=0, minute=0)
    reader.read(entry(1, id="https://old.example/?p=1", link="https://old.example/?p=1", published=day))
    moved = {"id": "https://new.example/?p=1", "link": "https://new.example/?p=1", "published": day}
    reader.read(entry(1, title="Edited", **moved))
    assert reader.kinds == ["new"]


def test_each_decision_says_of_which_entry_it_is_and_whether_the_feed_had_named_it(reader: Reader) -> None:
    known = entry(1, id=None, title="Before")
    reader.read(known)
    entries = [entry(1, id=None), entry(2), entry(2), entry(3, title="", summary="")]
    found = reader.decide(entries).decisions
    assert all(one.entry is shown for one, shown in zip(found, entries, strict=True))
    assert [(one.kind, one.reason, one.recalled) for one in found] == [
        ("revision", None, True),
        ("new", None, False),
        ("skipped", "duplicate", False),
        ("skipped", "empty", False),
    ]


def test_two_entries_without_guids_that_share_a_link_are_two_articles(reader: Reader) -> None:
    both = [entry(number, id=None, link="https://example.org/ticker") for number in (1, 2)]
    assert len(reader.read(*both)) == 2
    assert reader.read(*both) == []


def test_two_sites_of_one_feed_whose_guids_differ_by_host_only_stay_apart(reader: Reader) -> None:
    reader.read(entry(1, id="https://one.example/?p=1", link="https://one.example/?p=1"))
    (other,) = reader.read(
        entry(2, id="https://two.example/?p=1", link="https://two.example/?p=1", published=DATE + timedelta(hours=1))
    )
    assert reader.kinds == ["new"]
    assert other.article_id == article_id_of_url("https://two.example/?p=1")


def test_one_guid_for_all_entries_merges_none_of_them(reader: Reader) -> None:
    first = reader.read(*(entry(n, id="same") for n in range(4)))
    assert len({one.article_id for one in first}) == 4
    assert reader.rungs["a"] > 0
    assert reader.read(*(entry(n, id="same") for n in range(1, 4))) == []
    (late,) = reader.read(entry(9, id="same", published=DATE + timedelta(days=1)))
    assert late.article_id not in {one.article_id for one in first}


def test_two_entries_that_share_a_guid_by_mistake_are_two_articles(reader: Reader) -> None:
    entries = [entry(n) for n in range(40)]
    first = reader.read(*entries, entry(40, id="guid-1"))
    assert len({one.article_id for one in first}) == 41
    assert reader.rungs["a"] == 0
    assert reader.read(*entries, entry(40, id="guid-1")) == []
    assert reader.read(*entries) == []
    assert reader.read(entry(40, id="guid-1")) == []


def test_an_entry_listed_twice_in_one_document_is_one_article(reader: Reader) -> None:
    assert len(reader.read(entry(), entry())) == 1
    assert reader.kinds == ["new", "duplicate"]
    assert reader.read(entry(), entry(summary="Differs")) == []


def test_without_a_guid_the_link_names_an_entry(reader: Reader) -> None:
    reader.read(entry(id=None))
    (second,) = reader.read(entry(id=None, title="Edited"))
    assert reader.kinds == ["revision"]
    assert second.article_id == article_id_of_url("https://example.org/news/1")


def test_without_guid_or_link_title_and_date_name_an_entry(reader: Reader) -> None:
    (first,) = reader.read(entry(id=None, link=None))
    (second,) = reader.read(entry(id=None, link=None, summary="Edited"))
    assert second.article_id == first.article_id
    (other,) = reader.read(entry(id=None, link=None, published=DATE + timedelta(days=1)))
    assert other.article_id != first.article_id


def test_without_anything_else_title_and_text_name_an_entry(reader: Reader) -> None:
    bare = entry(id=None, link=None, published=None)
    assert len(reader.read(bare)) == 1
    assert reader.read(bare) == []
    assert len(reader.read(entry(id=None, link=None, published=None, summary="Other"))) == 1


def test_an_entry_that_gains_a_guid_stays_the_same_article(reader: Reader) -> None:
    reader.read(entry(id=None, link=None))
    assert reader.read(entry(link=None)) == []
    assert reader.kinds == ["unchanged"]


@pytest.mark.parametrize("link", ["https://example.org/", "https://example.org", "https://example.org/live"])
def test_a_url_that_names_no_single_article_merges_nothing(reader: Reader, link: str) -> None:
    first = reader.read(entry(1, link=link), entry(2, link=link), link="https://example.org/live")
    assert len({one.article_id for one in first}) == 2
    assert article_id_of_url("https://example.org/live") not in {one.article_id for one in first}
    (third,) = reader.read(entry(3, link=link), link="https://example.org/live")
    assert third.article_id not in {one.article_id for one in first}


def test_a_url_that_two_entries_carried_once_stays_shared(reader: Reader) -> None:
    link = "https://example.org/ticker"
    first = reader.read(entry(1, link=link), entry(2, link=link))
    (third,) = reader.read(entry(3, link=link))
    assert third.article_id not in {one.article_id for one in first}
    assert third.article_id != article_id_of_url(link)


def test_another_feed_never_revises_an_article(reader: Reader) -> None:
    other = FeedConfig(id="b", url="https://other.example/feed", fetch_pages=False)
    reader.read(entry())
    assert reader.read(entry(title="Theirs"), feed=other) == []
    assert reader.kinds == ["other_feed"]
    assert reader.read(entry(title="Theirs"), feed=other) == []
    assert reader.kinds == ["unchanged"]
    assert reader.read(entry(title="Theirs, edited"), feed=other) == []
    assert reader.kinds == ["other_feed"]
    assert reader.read(entry()) == []
    (revised,) = reader.read(entry(title="Ours, edited"))
    assert revised.feed == "a"


def test_two_entries_known_as_one_article_do_not_revise_it_in_turns(reader: Reader) -> None:
    reader.read(entry(1))
    reader.read(entry("x", link="https://example.org/news/1"))
    assert reader.kinds == ["revision"]
    both = [entry(1), entry("x", link="https://example.org/news/1")]
    assert reader.read(*both) == []
    assert reader.read(*reversed(both)) == []


def test_an_article_that_a_document_lists_under_two_guids_is_one(reader: Reader) -> None:
    both = [entry(1, id="world/1"), entry(1, id="europe/1"), entry(2)]
    first = reader.read(*both)
    assert reader.kinds == ["new", "duplicate", "new"]
    assert first[0].article_id == article_id_of_url("https://example.org/news/1")
    assert reader.read(both[1], both[0]) == []
    assert reader.read(both[1]) == []
    (revised,) = reader.read(*(msgspec.structs.replace(one, summary="Edited") for one in both[:2]))
    assert revised.prev_content_hash == first[0].content_hash


@pytest.mark.parametrize(
    "other",
    [{"summary": "Another"}, {"published": DATE + timedelta(minutes=1)}, {"link": "https://example.org/"}],
)
def test_entries_that_differ_in_more_than_the_guid_are_not_taken_for_one(
    reader: Reader, other: dict[str, object]
) -> None:
    link = {"link": other.get("link", "https://example.org/ticker")}
    assert len(reader.read(entry(1, **link), entry(1, id="x", **{**link, **other}))) == 2


@pytest.mark.parametrize(
    ("links", "rung"),
    [
        ({"link": None}, "dated"),
        ({"link": "https://example.org/"}, "link"),
        ({"link": "https://example.org/ticker"}, "dated"),
        ({}, "link"),
        ({"link": None, "published": None}, "dated"),
    ],
)
def test_guids_that_are_made_anew_with_each_answer_make_no_new_articles(
    reader: Reader, links: dict[str, object], rung: str
) -> None:
    polls = [[entry(n, id=f"{poll}-{n}", **links) for n in range(poll, poll + 5)] for poll in range(6)]
    assert [len(reader.read(*entries)) for entries in polls] == [5, 1, 1, 1, 1, 1]
    assert len(reader.log.scan("entry")) == 14
    assert reader.rungs["a"] == RUNGS.index(rung)
    edited = entry(8, id="again", summary="Edited", **links)
    if links.get("published", DATE):
        assert len(reader.read(edited)) == 1
        assert reader.kinds == ["revision"]


def test_links_and_guids_that_are_made_anew_with_each_answer_make_no_new_articles(reader: Reader) -> None:
    def shown(poll: int) -> list[Entry]:
        link = "https://example.org/{}?session={}"
        return [entry(n, id=f"{poll}-{n}", link=link.format(n, poll)) for n in range(poll, poll + 5)]

    assert [len(reader.read(*shown(poll))) for poll in range(4)] == [5, 1, 1, 1]
    assert reader.rungs["a"] == RUNGS.index("dated")


@pytest.mark.parametrize("published", [None, datetime(2026, 11, 24, tzinfo=UTC)])
def test_bulletins_that_say_the_same_at_a_new_address_are_each_an_article(
    reader: Reader, published: datetime | None
) -> None:
    for number in range(3):
        link = f"https://example.org/bulletin/{number}"
        assert len(reader.read(entry(1, id=f"b{number}", link=link, published=published))) == 1
    assert reader.kinds == ["new"]


def test_an_api_says_the_ids_of_its_reports_truly(reader: Reader) -> None:
    api = msgspec.structs.replace(FEED, api="reliefweb")
    for number in range(2):
        report = entry(1, id=f"r{number}", link=f"https://example.org/report/{number}")
        assert len(reader.read(report, feed=api)) == 1


def test_new_guids_over_a_document_that_was_known_are_noticed_from_a_quarter_of_it_on(reader: Reader) -> None:
    reader.read(*(entry(n, link=None) for n in range(8)))
    changed = [entry(n, link=None, id=f"x{n}") for n in range(7, 12)]
    assert len(reader.read(*changed)) == 5
    assert reader.rungs["a"] == 0
    reader.read(*(entry(n, link=None, id=f"y{n}") for n in (11, 12, 13, 14)))
    assert reader.kinds == ["unchanged", "new", "new", "new"]
    assert reader.rungs["a"] == RUNGS.index("dated")


def test_one_guid_that_is_known_shows_that_guids_can_be_trusted(reader: Reader) -> None:
    reader.read(*(entry(n, link=None) for n in range(4)))
    assert len(reader.read(entry(0, link=None), *(entry(n, link=None, id=f"x{n}") for n in range(1, 4)))) == 3
    assert reader.rungs["a"] == 0


def test_a_guid_that_comes_back_for_another_article_merges_nothing(reader: Reader) -> None:
    first, later = reader.read(entry(1)), DATE + timedelta(days=365)
    (second,) = reader.read(entry(2, id="guid-1", published=later))
    assert reader.kinds == ["new"]
    assert second.article_id != first[0].article_id
    (third,) = reader.read(entry(2, id="guid-1", published=later, summary="Edited"))
    assert third.prev_content_hash == second.content_hash
    (fourth,) = reader.read(entry(2, id="guid-1", title="Renamed", published=later + timedelta(days=9)))
    assert fourth.article_id == second.article_id


@pytest.mark.parametrize(
    "same",
    [
        {"title": "Title 1"},
        {"link": "https://example.org/news/1"},
        {"published": DATE + timedelta(hours=11, minutes=59)},
        {"published": None},
        {"link": None},
        {"link": "https://example.org/"},
    ],
)
def test_a_guid_under_which_anything_else_stays_the_same_names_the_same_article(
    reader: Reader, same: dict[str, object]
) -> None:
    (first,) = reader.read(entry(1))
    (second,) = reader.read(entry(2, **{"id": "guid-1", "published": DATE + timedelta(days=9), **same}))
    assert second.article_id == first.article_id


def test_a_text_that_changes_back_and_forth_is_published_until_the_stream_holds_every_step(reader: Reader) -> None:
    shown = ["a", "b", "a", "b", "a", "b", "c", "b", "c", "b", "a", "b"]
    published = [[one.text for one in reader.read(entry(summary=text))] for text in shown]
    assert published == [["a"], ["b"], ["a"], [], [], [], ["c"], ["b"], ["c"], [], ["a"], []]
    assert reader.read(entry(summary="d")) != []
    versions = [dict(one.headers)["ce_id"] for one in reader.log.stream(ARTICLES).read(0, 0, 99)]
    assert len(set(versions)) == len(versions) == 8


def test_servers_that_show_an_old_and_a_new_text_in_turns_use_up_no_revisions(reader: Reader) -> None:
    for text in ["old", "new"] * 40:
        reader.read(entry(summary=text))
    (last,) = reader.read(entry(summary="newest"))
    assert last.text == "newest"
    for text in ["old", "newest"] * 40:
        reader.read(entry(summary=text))
    assert len(reader.read(entry(summary="the very last"))) == 1


def test_an_entry_without_title_and_text_is_skipped(reader: Reader) -> None:
    assert reader.read(entry(title=" ", summary="", content="\n")) == []
    assert reader.kinds == ["empty"]


def test_after_24_edits_an_article_is_left_as_it_is(reader: Reader) -> None:
    published = [len(reader.read(entry(summary=f"Edit {n}"))) for n in range(30)]
    assert sum(published) == 25
    assert reader.kinds == ["revision_cap"]
    assert reader.read(entry(summary="Edit 29")) == []
    assert reader.kinds == ["unchanged"]


def test_deciding_reads_a_document_at_once_however_long_it_is(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [entry(number) for number in range(200)]
    reader.read(*entries)
    single: list[str] = []
    plain = EmbeddedLog.get
    monkeypatch.setattr(EmbeddedLog, "get", lambda log, table, key: (single.append(table), plain(log, table, key))[1])
    found = reader.decide([*entries, entry(200)])
    assert [one.kind for one in found.decisions] == ["unchanged"] * 200 + ["new"]
    assert single == []


@given(st.text(), st.text(), st.text())
def test_what_an_entry_looks_like_is_hashed_in_the_form_that_older_states_hold(
    title: str, summary: str, content: str
) -> None:
    shown = Entry(id="x", title=title + "t", summary=summary, content=content)
    (decision,) = decide(FEED, ParsedFeed(entries=(shown,)), NothingKnown()).decisions
    plain = [re.sub(r"\s+", " ", text).strip() for text in (shown.title, summary, content)]
    assert decision.feed_hash == hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:32]
    assert decision.title_hash == hashlib.sha256(json.dumps(plain[:1]).encode()).hexdigest()[:32]
    (named,) = decide(FEED, ParsedFeed(entries=(shown,)), NothingKnown(), rung=RUNGS.index("text")).decisions
    told = json.dumps([plain[0], plain[2] if content else plain[1]])
    assert named.identity == f"text:{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def test_deciding_changes_nothing(reader: Reader) -> None:
    reader.read(entry(1))
    before = reader.log.scan("entry")
    once = reader.decide([entry(1, title="Edited"), entry(2)])
    assert reader.decide([entry(1, title="Edited"), entry(2)]) == once
    assert reader.log.scan("entry") == before


def test_the_ladder_ends_on_a_rung_that_every_entry_stands_on() -> None:
    assert RUNGS[-1] == "text"


def test_a_page_counts_only_when_it_says_more_than_the_feed(reader: Reader) -> None:
    (decision,) = reader.decide([entry()]).decisions
    longer = Extracted(title="Page", text="A page that says much more than the summary.", quality="full")
    told = settle(FEED, decision, longer, NOW).article
    assert told is not None
    assert (told.title, told.text, told.text_origin, told.quality) == ("Title 1", longer.text, "page", "full")
    wall = Extracted(text="Please accept our cookies to go on.", quality="summary")
    kept = settle(FEED, decision, wall, NOW).article
    assert kept is not None
    assert (kept.text, kept.text_origin, kept.quality) == ("Summary 1", "feed", "summary")


def test_a_page_that_did_not_change_publishes_nothing(reader: Reader) -> None:
    page = Extracted(text="The page says the same as ever, at some length.", quality="full")
    (decision,) = reader.decide([entry()]).decisions
    outcome = settle(FEED, decision, page, NOW)
    assert outcome.article is not None
    publish(reader.log, outcome.changes, [outcome.article])
    (again,) = reader.decide([entry(content="Noise")]).decisions
    assert again.kind == "revision"
    silent = settle(FEED, again, page, NOW)
    assert silent.article is None
    publish(reader.log, silent.changes)
    assert [one.kind for one in reader.decide([entry(content="Noise")]).decisions] == ["unchanged"]


@pytest.mark.parametrize(
    ("fields", "fetches", "expected"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"content": "x" * 200}, True, False),
        ({"content": "x" * 199}, True, True),
        ({"link": None}, True, False),
        ({"link": "mailto:desk@example.org"}, True, False),
    ],
)
def test_a_page_is_wanted_for_a_short_text_only(
    reader: Reader, fields: dict[str, object], fetches: bool, expected: bool
) -> None:
    feed = FeedConfig(id="a", url="https://example.org/feed", fetch_pages=fetches)
    (decision,) = reader.decide([entry(**fields)], feed).decisions
    assert wants_page(feed, decision) is expected


def published(reader: Reader, shown: Entry, page: Extracted | None = None) -> Article:
    (decision,) = reader.decide([shown]).decisions
    article = settle(FEED, decision, page, NOW).article
    assert article is not None
    return article


def test_an_article_has_the_texts_of_its_entry_and_no_link_that_is_too_long(reader: Reader) -> None:
    link = "https://example.org/" + "x" * (MAX_URL_CHARACTERS - len("https://example.org/"))
    article = published(reader, entry(link=link, content="Content", updated=DATE, authors=("A",)))
    assert (article.title, article.summary, article.text, article.url) == ("Title 1", "Summary 1", "Content", link)
    assert (article.published, article.updated, article.authors, article.first_seen) == (DATE, DATE, ("A",), NOW)
    assert published(reader, entry(link=link + "x")).url is None


@pytest.mark.parametrize(
    ("texts", "quality"),
    [
        ({"summary": "x" * 1_000}, "full"),
        ({"summary": "x" * 999}, "summary"),
        ({"content": "x" * 200}, "full"),
        ({"content": "x" * 199}, "summary"),
        ({"summary": ""}, "headline"),
    ],
)
def test_the_quality_of_a_text_is_told_by_its_length(reader: Reader, texts: dict[str, object], quality: str) -> None:
    assert published(reader, entry(**texts)).quality == quality


@pytest.mark.parametrize(("text", "origin"), [("Summary 1", "feed"), ("Summary 12", "page")])
def test_a_page_that_is_no_longer_than_the_feeds_own_text_is_not_taken(reader: Reader, text: str, origin: str) -> None:
    assert published(reader, entry(), Extracted(text=text, quality="full")).text_origin == origin


def test_an_article_says_of_which_outlet_it_is_as_the_feed_is_configured(reader: Reader) -> None:
    feed = FeedConfig(
        id="a",
        url="https://user:secret@example.org/feed",
        outlet="Example",
        country="FRA",
        kind="newspaper",
        ownership="private",
        origin="backfill",
        fetch_pages=False,
    )
    (decision,) = decide(feed, ParsedFeed(entries=(entry(),)), NothingKnown()).decisions
    article = settle(feed, decision, None, NOW).article
    assert article is not None
    assert (article.feed, article.outlet, article.origin, article.feed_kind) == (
        "a",
        "Example",
        "backfill",
        "newspaper",
    )
    told = (article.outlet_country, article.outlet_kind, article.outlet_ownership)
    assert told == ("FRA", "newspaper", "private")
    assert article.canonical_url == "https://example.org/news/1"
    assert article.extra == {"feed_url": "https://example.org/feed"}


def test_what_is_known_is_written_down_again_once_a_month(reader: Reader) -> None:
    reader.read(entry())
    for days, is_noted in ((29, False), (30, True)):
        (decision,) = reader.decide([entry()]).decisions
        assert bool(settle(FEED, decision, None, NOW + timedelta(days=days)).changes) is is_noted
