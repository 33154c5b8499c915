"""Name what moves between the steps of the graph."""

from datetime import datetime
from typing import Protocol

import msgspec

from pipelines.lake.plan import Numbered
from schemas.article import Article
from schemas.failure import Failure
from schemas.tagged import Tags, Versions
from schemas.wire import Headers


class Arrival(msgspec.Struct, frozen=True):
    """One planned record as read: where it stands, what planning fixed, what it holds."""

    stream: str
    place: str
    partition: int
    numbered: Numbered
    key: str | None
    value: bytes
    headers: Headers
    appended_at: datetime


class Decoded(msgspec.Struct, frozen=True):
    """An arrival whose article could be read."""

    arrival: Arrival
    article: Article


class Tagged(msgspec.Struct, frozen=True):
    """An arrival whose article has been tagged."""

    arrival: Arrival
    article: Article
    tags: Tags


class Failed(msgspec.Struct, frozen=True):
    """An arrival that could not be processed."""

    arrival: Arrival
    failure: Failure


class ArticleTagger(Protocol):
    """Whatever tags articles: the tagger, or a stand-in for it in tests."""

    versions: Versions

    def tag(self, article: Article) -> Tags:
        """Return the tags of one article."""

    def tag_many(self, articles: list[Article]) -> list[Tags]:
        """Return the tags of each article, the same as `tag` gives one by one."""
