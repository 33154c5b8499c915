"""Make articles for tests."""

from datetime import UTC, datetime

from schemas.article import Article, Origin
from schemas.identity import article_id_of_text, content_hash, version_id

SEEN = datetime(2026, 11, 24, 12, tzinfo=UTC)


def article(
    title: str = "A title",
    text: str = "France met Germany.",
    *,
    article_id: str | None = None,
    prev: str | None = None,
    published: datetime | None = None,
    first_seen: datetime = SEEN,
    origin: Origin = "live",
) -> Article:
    """Return an article whose ids and hashes are as a connector would compute them."""
    identity = article_id or article_id_of_text(title, text)
    now = content_hash(title, "", text)
    return Article(
        article_id=identity,
        version_id=version_id(identity, prev, now),
        title=title,
        text=text,
        content_hash=now,
        prev_content_hash=prev,
        first_seen=first_seen,
        published=published,
        origin=origin,
    )
