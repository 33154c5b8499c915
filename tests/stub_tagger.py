"""A tagger that costs nothing, so that tests can break everything around it."""

import time
from collections.abc import Callable

from schemas.article import Article
from schemas.day import day_of
from schemas.tagged import Mention, Tags, Versions

VERSIONS = Versions(pipeline="stub-1", vocabulary="stub", model=None, backend="stub")


class StubTagger:
    """Finds the word `France`; dies, hangs or raises on articles whose title asks for it."""

    versions = VERSIONS

    def tag(self, article: Article) -> Tags:
        obey(article.title)
        day, quality = day_of(article.published, article.first_seen, article.origin)
        start = article.text.find("France")
        return Tags(
            language="en",
            language_confidence=1.0,
            date=day,
            date_assumed=quality != "published",
            truncated_at=None,
            warnings=(),
            mentions=() if start < 0 else (_france(start),),
            actors=(),
            topics=(),
            subjects=(),
            quotes=(),
            events=(),
            versions=self.versions,
        )

    def tag_many(self, articles: list[Article]) -> list[Tags]:
        return [self.tag(article) for article in articles]


def load_stub() -> StubTagger:
    return StubTagger()


def obey(title: str) -> None:
    orders: dict[str, Callable[[], object]] = {
        "please die": _die,
        "please hang": _hang,
        "please raise": _raise,
    }
    if title in orders:
        orders[title]()


def _die() -> None:
    import os
    import signal

    os.kill(os.getpid(), signal.SIGKILL)


def _hang() -> None:
    while True:
        time.sleep(1)


def _raise() -> None:
    raise RuntimeError("asked to raise")


def _france(start: int) -> Mention:
    return Mention(
        actor="FRA",
        name="France",
        kind="country",
        country="FRA",
        countries=(),
        sectors=(),
        wikidata="Q142",
        field="text",
        start=start,
        end=start + len("France"),
        text="France",
        cluster=0,
        nested_in=None,
        metonym=False,
        role_from=None,
        role_to=None,
        method="dictionary",
        confidence=1.0,
        reason="alias 'France' of FRA",
    )
