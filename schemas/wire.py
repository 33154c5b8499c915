"""Write articles to the stream's form, read them back."""

from datetime import UTC, date, datetime
from typing import cast, get_args

import msgspec

from schemas.alert import Alert
from schemas.article import Article
from schemas.day import DateQuality, day_of
from schemas.errors import ArticleError
from schemas.failure import Failure
from schemas.identity import content_hash, version_id
from schemas.text import MAX_CODE_POINTS, is_clean

ARTICLES = "news.articles"
FAILURES = "news.failures"
ALERTS = "news.alerts"

ARTICLE_TYPE = "news.article.v1"
FAILURE_TYPE = "news.failure.v1"
ALERT_TYPE = "news.alert.v1"
MAX_VALUE_BYTES = 8 * 1024 * 1024
"""Longest value that is decoded: four times the longest text that the connectors publish."""

Headers = tuple[tuple[str, bytes], ...]


class Envelope(msgspec.Struct, frozen=True):
    """What is appended to a stream: `key` decides the partition, `headers` are CloudEvents 1.0 (binary mode)."""

    key: str
    value: bytes
    headers: Headers = ()


class PlanHeaders(msgspec.Struct, frozen=True):
    """What planning needs to know of a record, from its headers or, for foreign producers, its value."""

    article_id: str
    version_id: str
    content_hash: str
    day: date
    date_quality: DateQuality
    retry_of: str | None = None


def encode_article(article: Article, *, retry_of: str | None = None) -> Envelope:
    """Return the envelope of one article, complete with the headers that planning trusts."""
    headers = _article_headers(article)
    if retry_of is not None:
        headers += (("retry_of", retry_of.encode()),)
    return Envelope(article.article_id, msgspec.json.encode(article), headers)


def encode_failure(failure: Failure, failure_id: str) -> Envelope:
    """Return the envelope of one failure of a connector; `failure_id` makes a repeat recognisable."""
    about = failure.url or failure.feed or "watchfloor"
    return Envelope(
        failure_id, msgspec.json.encode(failure), _event_headers(failure_id, about, FAILURE_TYPE, failure.failed_at)
    )


def encode_alert(alert: Alert) -> Envelope:
    """Return the envelope of one alert: its key is the feed, so that one feed's alerts stay in order."""
    headers = _event_headers(alert.alert_id, alert.url or alert.feed, ALERT_TYPE, alert.raised_at)
    return Envelope(alert.feed, msgspec.json.encode(alert), headers)


def decode_alert(value: bytes) -> Alert:
    """Return the alert of a record of `news.alerts`; raises ArticleError (`decode`, `invalid_json`)."""
    try:
        return msgspec.json.decode(value, type=Alert)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ArticleError("decode", "invalid_json", f"not an alert: {error}") from error


def decode_article(value: bytes, headers: Headers = (), key: str | None = None) -> Article:
    """Return the article of a record.

    Everything the headers claim is computed anew. Raises ArticleError with stage `decode` and one of
    `too_large`, `invalid_json`, `invalid_article`, `unclean_text`, `empty_article`, `headers_disagree`.
    """
    article = _parse(value)
    _check_text(article)
    if key is not None:
        _same("key of the record", key, article.article_id)
    _check_claims(article, headers)
    return article


def decode_failure(value: bytes) -> Failure:
    """Return the failure of a record of `news.failures`; raises ArticleError like `decode_article`."""
    try:
        return msgspec.json.decode(value, type=Failure)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ArticleError("decode", "invalid_json", f"not a failure: {error}") from error


def plan_headers(headers: Headers, key: str | None) -> PlanHeaders | None:
    """Return what planning needs, or None when the set of headers is incomplete or malformed."""
    found = dict(headers)
    try:
        quality = found["date-quality"].decode()
        if not key or quality not in get_args(DateQuality):
            return None
        return PlanHeaders(
            key,
            found["ce_id"].decode(),
            found["content-hash"].decode(),
            date.fromisoformat(found["day"].decode()),
            cast(DateQuality, quality),
            found["retry_of"].decode() if "retry_of" in found else None,
        )
    except (KeyError, ValueError):
        return None


def recomputed_headers(value: bytes, headers: Headers) -> PlanHeaders | None:
    """Return what planning needs from the value of a foreign producer, None when it cannot be computed."""
    try:
        article = _parse(value)
        day, quality = _day_of(article)
    except ArticleError:
        return None
    retry_of = dict(headers).get("retry_of")
    return PlanHeaders(
        article.article_id,
        article.version_id,
        article.content_hash,
        day,
        quality,
        None if retry_of is None else retry_of.decode("utf-8", "replace"),
    )


def _event_headers(identity: str, about: str, kind: str, moment: datetime) -> Headers:
    return (
        ("ce_id", identity.encode()),
        ("ce_source", about.encode()),
        ("ce_type", kind.encode()),
        ("ce_time", moment.astimezone(UTC).isoformat().encode()),
        ("content-type", b"application/json"),
    )


def _article_headers(article: Article) -> Headers:
    day, quality = day_of(article.published, article.first_seen, article.origin)
    source = article.url or "seed" if article.feed is None else article.extra.get("feed_url", article.feed)
    return (
        *_event_headers(article.version_id, source, ARTICLE_TYPE, article.first_seen),
        ("content-hash", article.content_hash.encode()),
        ("day", day.isoformat().encode()),
        ("date-quality", quality.encode()),
    )


def _parse(value: bytes) -> Article:
    if len(value) > MAX_VALUE_BYTES:
        raise ArticleError("decode", "too_large", f"{len(value)} bytes, at most {MAX_VALUE_BYTES} are decoded")
    try:
        return msgspec.json.decode(value, type=Article)
    except msgspec.ValidationError as error:
        raise ArticleError("decode", "invalid_article", str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ArticleError("decode", "invalid_json", str(error)) from error
    except RecursionError as error:
        raise ArticleError("decode", "invalid_json", "nested too deeply") from error
    except OverflowError as error:
        raise _beyond_the_calendar(error) from error


def _day_of(article: Article) -> tuple[date, DateQuality]:
    try:
        if article.updated is not None:
            article.updated.astimezone(UTC)
        return day_of(article.published, article.first_seen, article.origin)
    except OverflowError as error:
        raise _beyond_the_calendar(error) from error


def _beyond_the_calendar(error: OverflowError) -> ArticleError:
    return ArticleError("decode", "invalid_article", f"a moment lies outside the calendar: {error}")


def _check_text(article: Article) -> None:
    texts = (article.title, article.summary, article.text)
    if max(map(len, texts)) > MAX_CODE_POINTS:
        raise ArticleError("decode", "too_large", f"a field is longer than {MAX_CODE_POINTS} code points")
    if not all(map(is_clean, texts)):
        raise ArticleError("decode", "unclean_text", "text is not NFC, or holds NUL, \\r or another line end")
    if not article.title.strip() and not article.text.strip():
        raise ArticleError("decode", "empty_article", "title and text are both empty")


def _check_claims(article: Article, headers: Headers) -> None:
    expected_hash = content_hash(article.title, article.summary, article.text)
    expected_id = version_id(article.article_id, article.prev_content_hash, expected_hash)
    day, quality = _day_of(article)
    claims = dict(headers)
    _same("content_hash of the value", article.content_hash, expected_hash)
    _same("version_id of the value", article.version_id, expected_id)
    for name, expected in (
        ("content-hash", expected_hash),
        ("ce_id", expected_id),
        ("day", day.isoformat()),
        ("date-quality", quality),
    ):
        if name in claims:
            _same(f"header {name}", claims[name].decode("utf-8", "replace"), expected)


def _same(what: str, claimed: str, computed: str) -> None:
    if claimed != computed:
        raise ArticleError("decode", "headers_disagree", f"{what} is {claimed!r}, computed {computed!r}")
