"""Turn arrivals into articles, or into failures."""

from datetime import UTC, datetime
from traceback import format_exception

import msgspec

from pipelines.work import Arrival, Decoded, Failed
from schemas.errors import ArticleError
from schemas.failure import Failure, cut_payload
from schemas.wire import FAILURES, decode_article, decode_failure


def decode(arrival: Arrival, now: datetime) -> Decoded | Failed:
    """Return the article of an arrival, or why there is none; raises nothing, whatever the record holds.

    A record of `news.failures` holds a connector's failure and comes out as that.
    """
    try:
        return _decoded(arrival)
    except ArticleError as error:
        return failed(arrival, error, now)
    except Exception as error:  # noqa: BLE001 - whatever it is, it becomes this article's failure
        what = ArticleError("decode", "internal_error", f"{type(error).__name__}: {error}")
        return failed(arrival, what, now, "".join(format_exception(error)))


def failed(arrival: Arrival, error: ArticleError, now: datetime, traceback: str | None = None) -> Failed:
    """Return the failure of an arrival, its value kept as payload."""
    payload, remark = cut_payload(arrival.value)
    known = _feed_and_url(arrival)
    failure = Failure(
        stage=error.stage,  # type: ignore[arg-type]
        reason=error.reason,  # type: ignore[arg-type]
        detail=error.detail + remark,
        failed_at=now,
        article_id=arrival.numbered.article_id,
        version_id=arrival.numbered.version_id,
        feed=known.feed,
        url=known.url,
        payload=payload,
        traceback=traceback,
        retry_of=arrival.numbered.retry_of,
    )
    return Failed(arrival, failure)


def _decoded(arrival: Arrival) -> Decoded | Failed:
    if arrival.stream == FAILURES:
        failure = decode_failure(arrival.value)
        _check_moments(failure.failed_at)
        return Failed(arrival, failure)
    article = decode_article(arrival.value, arrival.headers, arrival.key)
    _check_moments(article.published, article.first_seen, article.updated)
    return Decoded(arrival, article)


def _check_moments(*moments: datetime | None) -> None:
    # A zone can push the first and the last day beyond the calendar, where Arrow goes on and Python does not.
    for moment in moments:
        if moment is not None:
            moment.astimezone(UTC)


class _Origin(msgspec.Struct, frozen=True):
    feed: str | None = None
    url: str | None = None


def _feed_and_url(arrival: Arrival) -> _Origin:
    try:
        return msgspec.json.decode(arrival.value, type=_Origin)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # What cannot be read has no feed to name; the payload is kept all the same.
        return _Origin()
