"""Turn arrivals into articles, or into failures."""

from datetime import datetime

import msgspec

from pipelines.work import Arrival, Decoded, Failed
from schemas.errors import ArticleError
from schemas.failure import Failure, cut_payload
from schemas.wire import FAILURES, decode_article, decode_failure


def decode(arrival: Arrival, now: datetime) -> Decoded | Failed:
    """Return the article of an arrival, or why there is none.

    A record of `news.failures` holds a connector's failure and comes out as that.
    """
    try:
        if arrival.stream == FAILURES:
            return Failed(arrival, decode_failure(arrival.value))
        return Decoded(arrival, decode_article(arrival.value, arrival.headers, arrival.key))
    except ArticleError as error:
        return failed(arrival, error, now)


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


class _Origin(msgspec.Struct, frozen=True):
    feed: str | None = None
    url: str | None = None


def _feed_and_url(arrival: Arrival) -> _Origin:
    try:
        return msgspec.json.decode(arrival.value, type=_Origin)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # What cannot be read has no feed to name; the payload is kept all the same.
        return _Origin()
