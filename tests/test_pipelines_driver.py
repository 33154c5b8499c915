"""Batches from plan to commit: what lands, what fails, what stops."""

import json
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from articles import SEEN, article
from direct_run import run_directly
from lake_home import LakeHome, assert_balanced, comparable, lake_home
from memory_stream import MemoryStream
from torture_story import Story

from pipelines.driver import Driver, Latency
from pipelines.lake.layout import LATEST
from pipelines.lake.plan import Limits, Plan
from pipelines.running import Engine
from schemas.article import Article
from schemas.errors import (
    InterruptedRun,
    LakeError,
    RangeGoneError,
    StoppedError,
    StreamError,
    StreamReplacedError,
    SupersededError,
)
from schemas.failure import MAX_PAYLOAD_BYTES, Failure
from schemas.wire import ARTICLES, FAILURES, Envelope, encode_article, encode_failure
from streams.embedded import EmbeddedLog


def _only(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    (row,) = rows
    return row


def _foreign(value: dict[str, Any] | bytes) -> Envelope:
    """A record as somebody else's producer might write it: without headers."""
    if isinstance(value, bytes):
        return Envelope("x", value)
    return Envelope(str(value["article_id"]), json.dumps(value).encode())


def _with_header(envelope: Envelope, name: str, value: bytes) -> Envelope:
    headers = tuple((key, value if key == name else old) for key, old in envelope.headers)
    return Envelope(envelope.key, envelope.value, headers)


def _plain(one: Article) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(one)
    return plain


def test_an_article_lands_with_its_text_its_place_and_its_day(tmp_path: Path) -> None:
    one = article("Paris", "News from France.", published=datetime(2026, 11, 20, tzinfo=UTC))
    with lake_home(tmp_path) as home:
        home.append(encode_article(one))
        (report,) = home.drain()
        row = _only(home.rows())
    assert (report.batch, report.rows, report.failures, report.repeats) == (1, 1, 0, 0)
    assert (row["title"], row["text"], row["version_id"]) == (one.title, one.text, one.version_id)
    assert (row["day"], row["date_quality"], row["revision"], row["offset"]) == ("2026-11-20", "published", 1, 0)
    assert [mention["text"] for mention in row["mentions"]] == ["France"]
    assert (home.layout.lake / LATEST).read_text() == "1\n"


def test_where_batches_are_cut_changes_no_row(tmp_path: Path) -> None:
    story = Story(3, dying=False)
    with closing(EmbeddedLog(tmp_path / "stream.db")) as log:
        streams = {name: log.stream(name) for name in (ARTICLES, FAILURES)}
        for envelope, one in (story.next() for _ in range(120)):
            streams[one.stream].append([envelope])
    lakes = []
    for batch in (1, 7, 256):
        state = tmp_path / str(batch) / "state"
        state.mkdir(parents=True)
        shutil.copy(tmp_path / "stream.db", state)
        with lake_home(state.parent, articles=batch, accept_failures=True) as home:
            home.drain()
            assert home.verify().problems == ()
            lakes.append({table: comparable(home.rows(table)) for table in ("articles", "failures")})
    assert len(lakes[0]["articles"]) > 60
    assert len(lakes[0]["failures"]) > 5
    assert lakes[0] == lakes[1] == lakes[2]


def test_a_story_with_edits_repeats_and_retries_lands_as_the_rules_say(tmp_path: Path) -> None:
    story = Story(11, dying=False)
    with lake_home(tmp_path, articles=32, accept_failures=True) as home:
        expected = {}
        for _ in range(250):
            envelope, one = story.next()
            (offset,) = home.log.stream(one.stream).append([envelope])
            expected[one.stream, offset] = one
        home.drain()
        rows, failures = home.rows(), home.rows("failures")
    for outcome, held in (("row", rows), ("failure", failures)):
        wanted = {place for place, one in expected.items() if one.outcome == outcome}
        assert {(row["stream"].partition("@")[0], row["offset"]) for row in held} == wanted
    for row in rows:
        one = expected[ARTICLES, row["offset"]]
        assert (row["version_id"], row["revision"], row["day"]) == (one.version_id, one.revision, one.day)


POISON: dict[str, tuple[Envelope, str]] = {
    "not JSON": (_foreign(b"{ no"), "invalid_json"),
    "not UTF-8": (_foreign(b'{"title": "\xff\xfe"}'), "invalid_json"),
    "nothing at all": (_foreign(b""), "invalid_json"),
    "nested without end": (_foreign(b'{"x":' + b"[" * 200_000), "invalid_json"),
    "a list": (_foreign(b"[]"), "invalid_article"),
    "a naive date": (_foreign({**_plain(article()), "first_seen": "2026-11-24T12:00:00"}), "invalid_article"),
    "a date beyond the calendar": (
        _foreign({**_plain(article()), "published": "0001-01-01T00:00:00+14:00"}),
        "invalid_article",
    ),
    "another date beyond the calendar": (
        _foreign({**_plain(article("Beyond")), "updated": "9999-12-31T23:59:59-12:00"}),
        "invalid_article",
    ),
    "20 MB": (_foreign({**_plain(article()), "text": "x" * 20_000_000}), "too_large"),
    "a lone high surrogate": (
        _foreign(json.dumps({**_plain(article()), "text": "a \ud800 b"}).encode()),
        "invalid_json",
    ),
    "a lone low surrogate": (
        _foreign(json.dumps({**_plain(article()), "authors": ["a \udc00 b"]}).encode()),
        "invalid_json",
    ),
    "NULs": (_foreign({**_plain(article("NULs")), "text": "a \x00 b"}), "unclean_text"),
    "no words": (encode_article(article(" ", "\n")), "empty_article"),
    "a wrong hash": (_foreign({**_plain(article("Wrong")), "content_hash": "0" * 64}), "headers_disagree"),
    "a wrong header": (_with_header(encode_article(article("Label")), "ce_id", b"0" * 32), "headers_disagree"),
    "a wrong key": (Envelope("other", encode_article(article("Key")).value), "headers_disagree"),
    "one that raises": (encode_article(article("please raise")), "internal_error"),
}


def test_each_poison_fails_for_its_reason_and_all_others_land(tmp_path: Path) -> None:
    good = [article(f"Good {number}", f"France {number}") for number in range(len(POISON) + 1)]
    with lake_home(tmp_path) as home:
        for one, (poison, _) in zip(good, POISON.values(), strict=False):
            home.append(encode_article(one), poison)
        home.append(encode_article(good[-1]))
        home.drain()
        failures = {row["offset"]: row for row in home.rows("failures")}
        assert [row["version_id"] for row in home.rows()] == [one.version_id for one in good]
        assert home.verify().problems == ()
    reasons = dict(zip(POISON, (failures[offset]["reason"] for offset in sorted(failures)), strict=True))
    assert reasons == {name: reason for name, (_, reason) in POISON.items()}


def test_a_failure_keeps_its_record_up_to_a_megabyte(tmp_path: Path) -> None:
    whole, cut = POISON["NULs"][0], POISON["20 MB"][0]
    with lake_home(tmp_path) as home:
        home.append(whole, cut)
        home.drain()
        first, second = home.rows("failures")
    assert first["payload"] == whole.value
    assert second["payload"] == cut.value[:MAX_PAYLOAD_BYTES]
    assert f"payload cut from {len(cut.value)} to {MAX_PAYLOAD_BYTES} bytes" in second["detail"]
    assert second["traceback"] is None


def test_what_cannot_be_read_has_no_ids(tmp_path: Path) -> None:
    with lake_home(tmp_path) as home:
        home.append(_foreign(b"{ no"))
        home.drain()
        row = _only(home.rows("failures"))
    assert (row["article_id"], row["version_id"], row["stage"]) == (None, None, "decode")


def test_an_unexpected_exception_is_kept_with_its_traceback(tmp_path: Path) -> None:
    with lake_home(tmp_path) as home:
        home.append(POISON["one that raises"][0])
        home.drain()
        row = _only(home.rows("failures"))
    assert (row["stage"], row["detail"]) == ("tag", "RuntimeError: asked to raise")
    assert "in raise_" in row["traceback"] or "asked to raise" in row["traceback"]


@pytest.mark.parametrize(
    ("name", "one", "day", "quality"),
    [
        ("of 1970", article("Old", published=datetime(1970, 1, 1, tzinfo=UTC)), "2026-11-24", "too_old"),
        (
            "of 1970, back-filled",
            article("Filled", published=datetime(1970, 1, 1, tzinfo=UTC), origin="backfill"),
            "1970-01-01",
            "published",
        ),
        (
            "of 1801, a seed",
            article("Seed", published=datetime(1801, 5, 2, tzinfo=UTC), origin="seed"),
            "1801-05-02",
            "published",
        ),
        ("of 2099", article("Future", published=datetime(2099, 1, 1, tzinfo=UTC)), "2026-11-24", "future"),
        ("without a date", article("None"), "2026-11-24", "missing"),
    ],
)
def test_every_date_finds_its_day(tmp_path: Path, name: str, one: Article, day: str, quality: str) -> None:
    with lake_home(tmp_path) as home:
        home.append(encode_article(one))
        home.drain()
        row = _only(home.rows())
        assert home.verify().problems == ()
    assert (row["day"], row["date_quality"], row["published"]) == (day, quality, one.published)


def test_a_token_of_a_megabyte_is_just_a_long_word(tmp_path: Path) -> None:
    with lake_home(tmp_path) as home:
        home.append(
            encode_article(article("Long", "x" * 300_000)), _foreign(_plain(article("Longer", "x" * 1_000_000)))
        )
        home.drain()
        assert _only(home.rows())["words"] == 1
        assert _only(home.rows("failures"))["reason"] == "too_large"


def test_an_article_without_text_is_tagged_by_its_title(tmp_path: Path) -> None:
    with lake_home(tmp_path) as home:
        home.append(encode_article(article("Only a title", "")))
        home.drain()
        assert _only(home.rows())["title"] == "Only a title"


def test_a_foreign_producer_needs_no_headers(tmp_path: Path) -> None:
    one = article("Foreign")
    with lake_home(tmp_path) as home:
        home.append(Envelope(one.article_id, msgspec.json.encode(one)), encode_article(one))
        home.drain()
        assert _only(home.rows())["version_id"] == one.version_id
        assert home.position().repeats == 1


def test_a_connectors_failure_lands_like_an_article(tmp_path: Path) -> None:
    failure = Failure(
        stage="fetch", reason="not_a_feed", detail="HTML", failed_at=SEEN, feed="f", payload=b"\x00<html>"
    )
    with lake_home(tmp_path) as home:
        home.failures.append([encode_failure(failure, "f1"), encode_failure(failure, "f1"), _foreign(b"[]")])
        home.drain()
        first, second = home.rows("failures")
        assert home.position(FAILURES).repeats == 1
        assert home.verify().problems == ()
    assert (first["stage"], first["reason"], first["payload"]) == ("fetch", "not_a_feed", b"\x00<html>")
    assert (second["stage"], second["reason"], second["offset"]) == ("decode", "invalid_json", 2)


def test_a_retry_lands_under_its_old_number(tmp_path: Path) -> None:
    one = article("Mislabelled")
    wrong = _with_header(encode_article(one), "date-quality", b"future")
    edit = article("Mislabelled", "edited", article_id=one.article_id, prev=one.content_hash)
    with lake_home(tmp_path) as home:
        home.append(wrong, encode_article(edit))
        home.append(encode_article(one, retry_of=one.version_id), encode_article(one, retry_of=one.version_id))
        home.drain()
        assert [(row["offset"], row["revision"]) for row in home.rows()] == [(1, 2), (2, 1)]
        assert _only(home.rows("failures"))["reason"] == "headers_disagree"
        assert home.position().repeats == 1
        assert home.verify().problems == ()


def test_a_retry_that_fails_again_may_be_tried_again(tmp_path: Path) -> None:
    one = article("please raise")
    retry = encode_article(one, retry_of=one.version_id)
    with lake_home(tmp_path) as home:
        home.append(encode_article(one), retry, retry, encode_article(one))
        home.drain()
        failures = home.rows("failures")
        assert [(row["offset"], row["retry_of"]) for row in failures] == [
            (0, None),
            (1, one.version_id),
            (2, one.version_id),
        ]
        assert home.position().repeats == 1


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ([f"{'please raise' if number % 9 == 0 else number}" for number in range(100)], "11 of the last 91 articles"),
        (["please raise"] * 20, "11 of the last 11 articles"),
    ],
)
def test_too_many_failures_of_the_program_stop_it(tmp_path: Path, records: list[str], why: str) -> None:
    poison = [encode_article(article(title, f"Text {number}")) for number, title in enumerate(records)]
    with lake_home(tmp_path) as home:
        home.append(*poison)
        with pytest.raises(StoppedError, match=why) as raised:
            home.drain()
        assert raised.value.exit_code == 2
        assert home.writer.ledger.last_batch() == 0
        assert home.rows() == []
        assert list(home.writer.staging.glob("*.parquet")) == []
    with pytest.raises(StoppedError, match="process --accept-failures"), lake_home(tmp_path):
        pass
    with lake_home(tmp_path, accept_failures=True) as home:
        home.drain()
        assert home.position().failures == records.count("please raise")
    with lake_home(tmp_path) as home:
        assert home.writer.ledger.stopped() is None


def test_failures_over_several_batches_add_up(tmp_path: Path) -> None:
    with lake_home(tmp_path, articles=5) as home:
        home.append(*(encode_article(article("please raise", f"Text {number}")) for number in range(11)))
        with pytest.raises(StoppedError, match="batch 3: 11 of the last 11"):
            home.drain()
        assert home.position().end == 10


def test_ten_failures_of_the_program_and_any_number_of_bad_records_stop_nothing(tmp_path: Path) -> None:
    with lake_home(tmp_path) as home:
        home.append(*(encode_article(article("please raise", f"Text {number}")) for number in range(10)))
        home.append(*(_foreign(b"{ %d" % number) for number in range(60)))
        home.drain()
        assert home.position().failures == 70


class TestStreams:
    """What the driver makes of a stream that is not what it was."""

    @pytest.fixture
    def home(self, tmp_path: Path) -> Iterator[LakeHome]:
        with lake_home(tmp_path) as home:
            yield home

    @pytest.fixture
    def stream(self, home: LakeHome) -> MemoryStream:
        stream = MemoryStream(ARTICLES)
        stream.append([encode_article(article(f"T{number}")) for number in range(4)])
        return stream

    def _driver(self, home: LakeHome, stream: MemoryStream, **settings: Any) -> Driver:
        def open_memory(_: str) -> MemoryStream:
            return stream

        engine = msgspec.structs.replace(home.driver._engine, open_stream=open_memory)
        return Driver(home.writer, {ARTICLES: stream}, engine, lambda: SEEN, run=run_directly, **settings)

    def test_gaps_are_counted_not_lost(self, home: LakeHome, stream: MemoryStream) -> None:
        stream.gap(2)
        stream.append([encode_article(article("After"))])
        stream.gap(3)
        report = self._driver(home, stream).step()
        assert report is not None
        assert (report.rows, report.gaps) == (5, 5)
        assert_balanced(home)

    def test_reading_begins_where_the_stream_begins(self, home: LakeHome, stream: MemoryStream) -> None:
        stream.trim(0, 2)
        self._driver(home, stream).step()
        assert (home.position().begin, home.position().end, home.position().rows) == (2, 4, 2)

    def test_a_stream_created_anew_stops_processing(self, home: LakeHome, stream: MemoryStream) -> None:
        self._driver(home, stream).step()
        stream.identified = "two"
        with pytest.raises(StreamReplacedError, match=r"is two now.*up to 4 were committed of one"):
            self._driver(home, stream).step()

    def test_a_stream_created_anew_during_a_batch_is_not_committed(self, home: LakeHome, stream: MemoryStream) -> None:
        driver = self._driver(home, stream)

        def run_and_replace(plan: Plan, engine: Engine) -> None:
            run_directly(plan, engine)
            stream.identified = "two"

        driver._run = run_and_replace
        with pytest.raises(StreamReplacedError, match="not committed"):
            driver.step()
        assert home.writer.ledger.last_batch() == 0

    def test_a_range_that_vanished_stops_processing(self, home: LakeHome, stream: MemoryStream) -> None:
        self._driver(home, stream).step()
        stream.append([encode_article(article("Lost")), encode_article(article("Kept"))])
        stream.trim(0, 5)
        with pytest.raises(RangeGoneError, match="offsets 4 to 5 of partition 0 were never processed"):
            self._driver(home, stream).step()

    def test_a_record_that_vanishes_after_planning_stops_processing(self, home: LakeHome, stream: MemoryStream) -> None:
        driver = self._driver(home, stream)

        def lose_and_run(plan: Plan, engine: Engine) -> None:
            del stream.records[2]
            run_directly(plan, engine)

        driver._run = lose_and_run
        with pytest.raises(RangeGoneError, match="offset 2 of partition 0 was planned and is gone"):
            driver.step()
        assert home.writer.ledger.last_batch() == 0

    def test_a_stream_shorter_than_committed_stops_processing(self, home: LakeHome, stream: MemoryStream) -> None:
        self._driver(home, stream).step()
        stream.next = 3
        with pytest.raises(StreamError, match="ends at 3, but 4 was committed"):
            self._driver(home, stream).step()

    def test_limits_cut_batches(self, home: LakeHome, stream: MemoryStream) -> None:
        driver = self._driver(home, stream, limits=Limits(articles=3))
        reports = [driver.step(), driver.step(), driver.step()]
        assert [report and report.rows for report in reports] == [3, 1, None]


def test_a_run_that_leaves_no_manifest_is_not_committed(tmp_path: Path) -> None:
    with lake_home(tmp_path, run=lambda plan, engine: None) as home:
        home.append(encode_article(article()))
        with pytest.raises(LakeError, match="batch 1: the run left no manifest"):
            home.drain()
        assert home.writer.ledger.last_batch() == 0


def test_a_manifest_that_leaves_out_a_record_is_not_committed(tmp_path: Path) -> None:
    def forgetful(plan: Plan, engine: Engine) -> None:
        ranges = [msgspec.structs.replace(part, numbered=part.numbered[1:]) for part in plan.ranges]
        run_directly(msgspec.structs.replace(plan, ranges=tuple(ranges)), engine)

    with lake_home(tmp_path, run=forgetful) as home:
        home.append(encode_article(article("A")), encode_article(article("B")))
        with pytest.raises(LakeError, match="lists 1 rows for 2 planned records"):
            home.drain()
        assert list(home.writer.staging.glob("*")) == []


@pytest.mark.parametrize(
    ("error", "raised", "text"),
    [
        (InterruptedRun("asked to stop"), InterruptedRun, "asked to stop"),
        (ZeroDivisionError("odd"), LakeError, "batch 1: odd; nothing of it was committed"),
        (SupersededError("taken over"), SupersededError, "taken over"),
    ],
)
def test_a_run_that_raises_leaves_nothing(tmp_path: Path, error: Exception, raised: type[Exception], text: str) -> None:
    def failing(plan: Plan, engine: Engine) -> None:
        run_directly(plan, engine)
        raise error

    with lake_home(tmp_path, run=failing) as home:
        home.append(encode_article(article()))
        with pytest.raises(raised, match=text):
            home.drain()
        assert list(home.writer.staging.iterdir()) == []
    with lake_home(tmp_path) as home:
        home.drain()
        assert home.position().rows == 1


def test_a_batch_is_due_when_it_is_full_or_its_oldest_record_has_waited(tmp_path: Path) -> None:
    with lake_home(tmp_path, latency=Latency(2, timedelta(hours=1))) as home:
        assert not home.driver._is_due()
        home.append(encode_article(article("A")))
        assert not home.driver._is_due()
        home.append(encode_article(article("B")))
        assert home.driver._is_due()
    with lake_home(tmp_path, latency=Latency(100, timedelta(0))) as home:
        assert home.driver._is_due()
        assert home.driver.lag() == 2


def test_following_goes_on_until_it_is_stopped(tmp_path: Path) -> None:
    with lake_home(tmp_path, latency=Latency(1, timedelta(0))) as home:
        home.append(encode_article(article("A")))
        stop = threading.Event()
        seen = []

        def on_commit(report: object) -> None:
            seen.append(report)
            if len(seen) == 1:
                home.append(encode_article(article("B")))
            else:
                stop.set()

        home.driver.follow(on_commit, stop)
        assert home.position().rows == 2
