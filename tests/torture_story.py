"""Tell an endless story of records, and what must become of each of them.

The expectations are worked out here from the rules as written, not by the code that plans.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
from articles import article

from schemas.article import Article
from schemas.failure import Failure
from schemas.wire import ARTICLES, FAILURES, Envelope, encode_article, encode_failure

START = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAYS = 3


class Expected(msgspec.Struct, frozen=True):
    """What one record must become: `row`, `failure` or `repeat`; `offset` is known once it is appended."""

    stream: str
    outcome: str
    article_id: str | None = None
    version_id: str | None = None
    revision: int | None = None
    day: str | None = None
    reason: str | None = None
    offset: int = -1


class _Known(msgspec.Struct):
    """An article so far: its latest version, how many versions it has had, its day."""

    latest: Article
    versions: int
    day: str


class Story:
    """Chooses what comes next: new articles, edits there and back, repeats, poison, retries."""

    def __init__(self, seed: int, *, dying: bool = True) -> None:
        self._chance = random.Random(seed)
        self._count = 0
        self._known: dict[str, _Known] = {}
        self._order: list[str] = []
        self._planned: set[str] = set()
        self._sent: list[tuple[Envelope, str | None]] = []
        self._mislabelled: list[tuple[Article, int]] = []
        self._landed: set[str] = set()
        self._reported: list[Failure] = []
        self._kinds: tuple[tuple[Callable[[], tuple[Envelope, Expected]], int], ...] = (
            (self._new, 500),
            (self._edited, 160),
            (self._sent_again, 120),
            (self._touched, 50),
            (self._nonsense, 30),
            (self._mislabel, 30),
            (self._retried, 40),
            (self._raising, 8),
            (self._dying, 4 if dying else 0),
            (self._reported_failure, 30),
        )

    def next(self) -> tuple[Envelope, Expected]:
        """Return the next record, and what must become of it."""
        self._count += 1
        kinds, weights = zip(*self._kinds, strict=True)
        return self._chance.choices(kinds, weights)[0]()

    def _new(self) -> tuple[Envelope, Expected]:
        return self._send(self._fresh(f"News {self._count}"))

    def _fresh(self, title: str) -> Article:
        seen = START + timedelta(days=self._count % DAYS)
        return article(title, f"Story {self._count} is about France.", first_seen=seen, published=seen)

    def _edited(self) -> tuple[Envelope, Expected]:
        if not self._order:
            return self._new()
        known = self._any_known()
        # Two wordings take turns, so that most edits go back to what was there before.
        turn = "once more" if known.latest.text.endswith("France.") else "France."
        text = f"{known.latest.text.rsplit(' ', 1)[0].removesuffix(' once')} {turn}"
        return self._send(self._version(known.latest, text, known.latest.content_hash))

    def _touched(self) -> tuple[Envelope, Expected]:
        if not self._order:
            return self._new()
        latest = self._any_known().latest
        return self._send(self._version(latest, latest.text, f"unheard of {self._count}"))

    def _version(self, before: Article, text: str, prev: str) -> Article:
        return article(
            before.title,
            text,
            article_id=before.article_id,
            prev=prev,
            first_seen=before.first_seen + timedelta(days=1),
            published=before.published,
        )

    def _sent_again(self) -> tuple[Envelope, Expected]:
        if not self._sent:
            return self._new()
        envelope, version_id = self._chance.choice(self._sent)
        return envelope, Expected(ARTICLES, "repeat", envelope.key, version_id)

    def _nonsense(self) -> tuple[Envelope, Expected]:
        return Envelope("nobody", b"{ nonsense %d" % self._count), Expected(ARTICLES, "failure", reason="invalid_json")

    def _mislabel(self) -> tuple[Envelope, Expected]:
        one = self._fresh(f"Mislabelled {self._count}")
        envelope, expected = self._send(one)
        wrong = tuple((name, b"future" if name == "date-quality" else value) for name, value in envelope.headers)
        self._mislabelled.append((one, expected.revision or 0))
        self._sent[-1] = (Envelope(envelope.key, envelope.value, wrong), one.version_id)
        return self._sent[-1][0], msgspec.structs.replace(
            expected, outcome="failure", reason="headers_disagree", revision=None, day=None
        )

    def _retried(self) -> tuple[Envelope, Expected]:
        if not self._mislabelled:
            return self._mislabel()
        one, revision = self._chance.choice(self._mislabelled)
        envelope = encode_article(one, retry_of=one.version_id)
        if one.version_id in self._landed:
            return envelope, Expected(ARTICLES, "repeat", one.article_id, one.version_id)
        self._landed.add(one.version_id)
        day = self._known[one.article_id].day
        return envelope, Expected(ARTICLES, "row", one.article_id, one.version_id, revision, day)

    def _raising(self) -> tuple[Envelope, Expected]:
        return self._failing("please raise", "internal_error")

    def _dying(self) -> tuple[Envelope, Expected]:
        return self._failing("please die", "worker_died")

    def _failing(self, title: str, reason: str) -> tuple[Envelope, Expected]:
        envelope, expected = self._send(self._fresh(title))
        # Nobody edits it: an edit would fail likewise.
        self._order.remove(envelope.key)
        return envelope, msgspec.structs.replace(expected, outcome="failure", reason=reason, revision=None, day=None)

    def _reported_failure(self) -> tuple[Envelope, Expected]:
        if self._reported and self._chance.random() < 0.3:
            again = self._chance.choice(self._reported)
            return encode_failure(again, again.detail), Expected(FAILURES, "repeat")
        failure = Failure(stage="fetch", reason="not_a_feed", detail=f"report {self._count}", failed_at=START)
        self._reported.append(failure)
        return encode_failure(failure, failure.detail), Expected(FAILURES, "failure", reason="not_a_feed")

    def _send(self, one: Article) -> tuple[Envelope, Expected]:
        envelope = encode_article(one)
        known = self._known.get(one.article_id)
        repeated = one.version_id in self._planned or (known and known.latest.content_hash == one.content_hash)
        if repeated:
            return envelope, Expected(ARTICLES, "repeat", one.article_id, one.version_id)
        if known is None:
            known = self._known[one.article_id] = _Known(one, 0, one.first_seen.date().isoformat())
            self._order.append(one.article_id)
        known.latest = one
        known.versions += 1
        self._planned.add(one.version_id)
        self._sent.append((envelope, one.version_id))
        return envelope, Expected(ARTICLES, "row", one.article_id, one.version_id, known.versions, known.day)

    def _any_known(self) -> _Known:
        # The newest are edited most.
        return self._known[self._order[-1 - int(len(self._order) * self._chance.random() ** 3)]]
