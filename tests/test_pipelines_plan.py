"""Which records a batch takes, and the numbers they get."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

import msgspec
import pytest
from articles import SEEN, article
from hypothesis import given, settings
from hypothesis import strategies as st
from memory_stream import MemoryStream

from pipelines.lake.plan import KnownArticle, KnownVersion, Limits, Numbered, Range, plan_articles, plan_failures
from schemas.article import Article
from schemas.failure import Failure
from schemas.wire import Envelope, encode_article, encode_failure


class State:
    """What has been planned: kept as the commit database keeps it, by way of what a plan says."""

    def __init__(self) -> None:
        self.articles: dict[str, KnownArticle] = {}
        self.versions: dict[str, KnownVersion] = {}

    def known_article(self, article_id: str) -> KnownArticle | None:
        return self.articles.get(article_id)

    def known_version(self, version_id: str) -> KnownVersion | None:
        return self.versions.get(version_id)

    def commit(self, part: Range, failing: frozenset[str]) -> None:
        for one in part.numbered:
            landed = one.retry_of is not None or one.version_id not in failing
            if one.latest and one.article_id and one.content_hash:
                self.articles[one.article_id] = KnownArticle(one.content_hash, one.revision, one.day)
            if one.version_id:
                before = self.versions.get(one.version_id)
                self.versions[one.version_id] = KnownVersion(one.revision, landed or (before or _NEVER).landed)


_NEVER = KnownVersion(0, False)


def _stream(*envelopes: Envelope, name: str = "news.articles") -> MemoryStream:
    stream = MemoryStream(name)
    stream.append(envelopes)
    return stream


def _planned(stream: MemoryStream, batch: int = 256, failing: Iterable[str] = ()) -> list[Range]:
    state, found, start = State(), [], stream.start(0)
    while start < stream.end(0):
        part = plan_articles(stream, 0, start, state, Limits(articles=batch))
        assert part.start == start
        assert part.end > start
        assert len(part.numbered) + part.repeats + part.gaps == part.end - part.start
        state.commit(part, frozenset(failing))
        found.append(part)
        start = part.end
    return found


def _numbered(parts: Sequence[Range]) -> list[Numbered]:
    return [one for part in parts for one in part.numbered]


def _revisions(stream: MemoryStream, failing: Iterable[str] = ()) -> list[tuple[int, int]]:
    return [(one.offset, one.revision) for one in _numbered(_planned(stream, failing=failing))]


def _edited(before: Article, text: str) -> Article:
    return article(
        before.title, text, article_id=before.article_id, prev=before.content_hash, first_seen=before.first_seen
    )


A = article("One", "wording A")
B = _edited(A, "wording B")
BACK = _edited(B, "wording A")
OTHER = article("Two", "something else")
FOREIGN = Envelope("x", msgspec.json.encode(A))


@pytest.mark.parametrize(
    ("rule", "records", "revisions"),
    [
        ("new articles are first revisions", [encode_article(A), encode_article(OTHER)], [(0, 1), (1, 1)]),
        ("the same version again is a repeat", [encode_article(A), encode_article(A)], [(0, 1)]),
        ("an edit is the next revision", [encode_article(A), encode_article(B)], [(0, 1), (1, 2)]),
        (
            "an edit back is a revision of its own",
            [encode_article(A), encode_article(B), encode_article(BACK)],
            [(0, 1), (1, 2), (2, 3)],
        ),
        (
            "an old version after an edit is a repeat",
            [encode_article(A), encode_article(B), encode_article(A)],
            [(0, 1), (1, 2)],
        ),
        (
            "a new version of the latest content is a repeat",
            [encode_article(A), encode_article(article("One", "wording A", article_id=A.article_id, prev="unknown"))],
            [(0, 1)],
        ),
        ("a record without headers is planned from its value", [FOREIGN, encode_article(A)], [(0, 1)]),
        ("what cannot be computed has no number", [Envelope("x", b"{"), Envelope("x", b"{")], [(0, 0), (1, 0)]),
        ("a first version may come as a retry", [encode_article(A, retry_of=A.version_id)], [(0, 1)]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_numbers(rule: str, records: list[Envelope], revisions: list[tuple[int, int]]) -> None:
    assert _revisions(_stream(*records)) == revisions


def test_a_retry_of_what_has_a_row_is_a_repeat() -> None:
    stream = _stream(encode_article(A), encode_article(A, retry_of=A.version_id))
    assert _revisions(stream) == [(0, 1)]


def test_a_retry_of_what_failed_takes_its_old_number_and_moves_nothing() -> None:
    stream = _stream(encode_article(A), encode_article(B), encode_article(A, retry_of=A.version_id))
    stream.append([encode_article(BACK)])
    numbered = _numbered(_planned(stream, failing=[A.version_id]))
    assert [(one.offset, one.revision, one.latest) for one in numbered] == [
        (0, 1, True),
        (1, 2, True),
        (2, 1, False),
        (3, 3, True),
    ]


def test_a_retry_waits_until_its_article_is_committed() -> None:
    stream = _stream(encode_article(A), encode_article(OTHER), encode_article(A, retry_of=A.version_id))
    assert [(part.start, part.end) for part in _planned(stream)] == [(0, 2), (2, 3)]


def test_a_second_retry_waits_for_the_first() -> None:
    retry = encode_article(A, retry_of=A.version_id)
    parts = _planned(_stream(encode_article(A), retry, retry), failing=[A.version_id])
    assert [(part.start, part.end, part.repeats) for part in parts] == [(0, 1, 0), (1, 2, 0), (2, 3, 1)]


def test_all_versions_of_an_article_share_the_day_of_the_first() -> None:
    first = article("One", "A", first_seen=SEEN)
    later = article(
        "One", "B", article_id=first.article_id, prev=first.content_hash, first_seen=SEEN + timedelta(days=3)
    )
    numbered = _numbered(_planned(_stream(encode_article(first), encode_article(later))))
    assert [one.day for one in numbered] == [date(2026, 11, 24)] * 2


def test_gaps_are_counted_wherever_they_are() -> None:
    stream = MemoryStream("news.articles")
    stream.gap(2)
    stream.append([encode_article(A)])
    stream.gap()
    stream.append([encode_article(OTHER)])
    stream.gap(3)
    (part,) = _planned(stream)
    assert (part.start, part.end, part.gaps, len(part.numbered)) == (0, 8, 6, 2)


def test_planning_takes_no_more_than_its_limit_of_bytes() -> None:
    stream = _stream(*(encode_article(article(f"T{number}", "x" * 1000)) for number in range(10)))
    part = plan_articles(stream, 0, 0, State(), Limits(bytes=2000))
    assert len(part.numbered) == 2


def test_planning_looks_at_no_more_records_than_its_limit() -> None:
    stream = _stream(*[encode_article(A)] * 30)
    stream.gap()
    part = plan_articles(stream, 0, 0, State(), Limits(looked_at=10))
    assert (part.end, part.repeats, part.gaps) == (10, 9, 0)


def test_a_back_fill_takes_far_more_articles_at_once() -> None:
    old = [
        article(f"T{number}", published=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=number), origin="backfill")
        for number in range(60)
    ]
    limits = Limits(articles=20, backfill_articles=50)
    part = plan_articles(_stream(*map(encode_article, old)), 0, 0, State(), limits)
    assert len(part.numbered) == 50
    same_day = [encode_article(article(f"T{number}")) for number in range(60)]
    assert len(plan_articles(_stream(*same_day), 0, 0, State(), limits).numbered) == 20


def test_a_failure_reported_twice_is_a_repeat() -> None:
    failure = Failure(stage="fetch", reason="not_a_feed", detail="no", failed_at=SEEN)
    stream = _stream(*(encode_failure(failure, name) for name in ("f1", "f2", "f1")), name="news.failures")
    part = plan_failures(stream, 0, 0, State(), Limits())
    assert ([one.offset for one in part.numbered], part.repeats) == ([0, 1], 1)
    state = State()
    state.commit(part, frozenset())
    again = plan_failures(stream, 0, 0, state, Limits())
    assert (again.numbered, again.repeats) == ((), 3)


@pytest.mark.parametrize(
    "value",
    [
        b'{"extra":' + b"[" * 200_000,
        msgspec.json.encode(A).replace(b"2026-11-24T12:00:00Z", b"9999-12-31T23:59:59-12:00"),
        msgspec.json.encode(A).replace(b"2026-11-24T12:00:00Z", b"0001-01-01T00:00:00+14:00"),
    ],
    ids=["nested without end", "after the calendar", "before the calendar"],
)
def test_no_value_stops_planning(value: bytes) -> None:
    (part,) = _planned(_stream(Envelope("x", value)))
    assert [one.version_id for one in part.numbered] == [None]


WORDINGS = [f"wording {name}" for name in "ABC"]


@st.composite
def streams(draw: st.DrawFn) -> tuple[MemoryStream, frozenset[str]]:
    """A stream of edits there and back, repeats, retries, foreign records, gaps; and which versions fail."""
    stream = MemoryStream("news.articles")
    sent: list[Article] = []
    steps = st.tuples(st.integers(0, 3), st.sampled_from(WORDINGS), st.sampled_from(_KINDS), st.integers(0, 9))
    for number, wording, kind, pick in draw(st.lists(steps, max_size=40)):
        if kind == "gap":
            stream.gap()
        elif kind == "nonsense":
            stream.append([Envelope("x", b"nonsense")])
        elif kind == "again" and sent:
            stream.append([encode_article(sent[pick % len(sent)])])
        elif kind == "retry" and sent:
            one = sent[pick % len(sent)]
            stream.append([encode_article(one, retry_of=one.version_id)])
        else:
            mine = [one for one in sent if one.article_id == f"article {number}"]
            prev = mine[-1].content_hash if mine else None
            one = article("T", wording, article_id=f"article {number}", prev=prev)
            sent.append(one)
            encoded = encode_article(one)
            stream.append([Envelope(encoded.key, encoded.value)] if kind == "foreign" else [encoded])
    failing = draw(st.sets(st.sampled_from(sent).map(_version_of))) if sent else set()
    return stream, frozenset(failing)


_KINDS = ["version", "version", "version", "again", "retry", "foreign", "gap", "nonsense"]


def _version_of(one: Article) -> str:
    return one.version_id


@given(streams())
@settings(deadline=None, max_examples=150)
def test_where_batches_are_cut_changes_no_number(case: tuple[MemoryStream, frozenset[str]]) -> None:
    stream, failing = case
    whole, single, seven = (_planned(stream, batch, failing) for batch in (256, 1, 7))
    assert _numbered(whole) == _numbered(single) == _numbered(seven)
    for count in ("repeats", "gaps"):
        counts = {sum(getattr(part, count) for part in parts) for parts in (whole, single, seven)}
        assert len(counts) == 1


@given(streams())
@settings(deadline=None, max_examples=100)
def test_revisions_of_an_article_count_up_from_one(case: tuple[MemoryStream, frozenset[str]]) -> None:
    stream, failing = case
    numbered = _numbered(_planned(stream, 7, failing))
    for identity in {one.article_id for one in numbered if one.article_id}:
        mine = [one for one in numbered if one.article_id == identity]
        assert [one.revision for one in mine if one.latest] == list(range(1, sum(one.latest for one in mine) + 1))
        numbers = {(one.version_id, one.revision) for one in mine}
        assert len(numbers) == len({version for version, _ in numbers})


@given(streams())
@settings(deadline=None, max_examples=100)
def test_no_version_is_planned_twice_but_to_retry_it(case: tuple[MemoryStream, frozenset[str]]) -> None:
    stream, failing = case
    versions = [one.version_id for one in _numbered(_planned(stream, 7, failing)) if one.version_id and one.latest]
    assert len(versions) == len(set(versions))


def test_planning_from_state_of_earlier_batches_equals_planning_at_once() -> None:
    stream = _stream(*map(encode_article, (A, B, BACK, OTHER)))
    plan = partial(_planned, stream)
    assert _numbered(plan(1)) == _numbered(plan(256))
