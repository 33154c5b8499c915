"""Publish seed text: articles that lie in files."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal, cast

import msgspec

from connectors.publish import primary_language, publish, stored_texts
from connectors.seedfile import BadSeed, Found, Seed, read_seeds
from connectors.state import ARTICLE, SEEDS, URL, ArticleState, SpoolState, UrlState, put, url_key
from schemas.article import Article
from schemas.errors import ArticleError, UsageError
from schemas.failure import Failure, Reason, Stage, cut_payload
from schemas.identity import article_id_of_entry, article_id_of_text, article_id_of_url, version_id
from schemas.url import canonical_url, names_no_page
from streams import Change, Spool

log = logging.getLogger(__name__)

SUFFIXES = (".txt", ".jsonl")
MAX_EDITS = 24
ARTICLES_A_COMMIT = 200
CHARACTERS_A_COMMIT = 8_000_000


class SeedReport(msgspec.Struct, frozen=True, kw_only=True):
    """How many seeds were new, revised, unchanged, or failed; `capped` ones had been edited too often."""

    new: int = 0
    revised: int = 0
    unchanged: int = 0
    failed: int = 0
    capped: int = 0


Result = Literal["new", "revised", "unchanged", "failed", "capped"]


def publish_seeds(paths: Iterable[Path], spool: Spool, now: datetime) -> SeedReport:
    """Publish the seed text of files and directories (searched for `.txt` and `.jsonl`, by name).

    A seed with a url is one article however its text changes: what changed is published as a revision,
    what did not is not published. Without one, its `id` names it, else its title and text. An article that
    a feed gave first stays the feed's. What cannot be read becomes a failure, the rest goes on. Articles
    and state are committed together, so a call that was interrupted is made good by the next. Raises
    UsageError for a path that does not exist, StreamError when the spool fails.
    """
    publishing = _Publishing(spool, now)
    for file, name in _files(paths):
        for found in read_seeds(file, name):
            publishing.take(found)
    publishing.commit()
    report = SeedReport(**publishing.totals)
    log.info("seeds: %s", ", ".join(f"{number} {result}" for result, number in publishing.totals.items()) or "none")
    return report


class _Publishing:
    """Takes seeds one by one, commits them in groups."""

    def __init__(self, spool: Spool, now: datetime) -> None:
        self.totals: dict[Result, int] = {}
        self._spool = spool
        self._state = SpoolState(spool)
        self._now = now
        self._given: dict[str, tuple[str, str]] = {}
        self._articles: list[Article] = []
        self._failures: list[Failure] = []
        self._changes: list[Change] = []

    def take(self, found: Found) -> None:
        """Take in one seed, or what could not be read as one."""
        name, seed = found
        try:
            result = self._fail(name, seed) if isinstance(seed, BadSeed) else self._publish(name, seed)
        except ArticleError as error:
            payload = msgspec.json.encode(seed) if isinstance(seed, Seed) else b""
            result = self._fail(name, BadSeed(error, payload))
        self.totals[result] = self.totals.get(result, 0) + 1
        if len(self._articles) + len(self._failures) >= ARTICLES_A_COMMIT or self._size() >= CHARACTERS_A_COMMIT:
            self.commit()

    def commit(self) -> None:
        """Publish what was taken since the last time."""
        publish(self._spool, self._changes, self._articles, self._failures)
        self._changes, self._articles, self._failures = [], [], []

    def _size(self) -> int:
        failed = sum(len(failure.payload or b"") for failure in self._failures)
        return failed + sum(len(article.text) for article in self._articles)

    def _publish(self, name: str, seed: Seed) -> Result:
        canonical = _canonical(seed)
        article_id = self._article_id(seed, canonical)
        before = self._state.article(article_id)
        article = _article(seed, article_id, canonical, before, self._now)
        earlier = self._given.setdefault(article_id, (name, article.content_hash))
        if earlier != (name, article.content_hash):
            return _repeated(earlier, article, seed)
        if before is not None and (before.owner != SEEDS or before.content_hash == article.content_hash):
            return "unchanged"
        if before is not None and before.edits >= MAX_EDITS:
            return "capped"
        self._articles.append(article)
        self._changes.extend(self._remember(article, before))
        return "new" if before is None else "revised"

    def _article_id(self, seed: Seed, canonical: str | None) -> str:
        if canonical is not None:
            known = self._state.url(canonical)
            if known is None or not known.shared:
                return known.article_id if known else article_id_of_url(canonical)
        if seed.id:
            return article_id_of_entry(SEEDS, seed.id)
        texts = stored_texts(seed.title, "", seed.text)
        return article_id_of_text(texts.title, texts.text)

    def _remember(self, article: Article, before: ArticleState | None) -> list[Change]:
        state = ArticleState(
            owner=SEEDS,
            first_seen=article.first_seen,
            content_hash=article.content_hash,
            feed_hash=article.content_hash,
            edits=before.edits + 1 if before else 0,
        )
        changes = [put(ARTICLE, article.article_id, state)]
        canonical = article.canonical_url
        if canonical is not None and not names_no_page(canonical) and self._state.url(canonical) is None:
            changes.append(put(URL, url_key(canonical), UrlState(article_id=article.article_id)))
        return changes

    def _fail(self, name: str, bad: BadSeed) -> Result:
        payload, remark = cut_payload(bad.payload)
        log.warning("seed %s: %s: %s", name, bad.error.reason, bad.error.detail)
        failure = Failure(
            stage=cast(Stage, bad.error.stage),
            reason=cast(Reason, bad.error.reason),
            detail=f"{name}: {bad.error.detail}{remark}",
            failed_at=self._now,
            payload=payload,
        )
        self._failures.append(failure)
        return "failed"


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        if path.is_dir():
            found = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
            visible = (file for file in found if not _is_hidden(file.relative_to(path)))
            yield from ((file, str(file.relative_to(path))) for file in visible)
        elif not path.exists():
            raise UsageError(f"{path}: there is no such file or directory")
        elif path.suffix.lower() not in SUFFIXES:
            raise UsageError(f"{path}: seed text is a .txt or .jsonl file, or a directory of them")
        else:
            yield path, path.name


def _is_hidden(file: Path) -> bool:
    return any(part.startswith(".") for part in file.parts)


def _canonical(seed: Seed) -> str | None:
    if seed.url is None:
        return None
    canonical = canonical_url(seed.url)
    if canonical is None:
        raise ArticleError("parse", "invalid_head", f"`url` is {seed.url[:200]!r}, no http or https address")
    # A front page stands for no single article.
    return None if names_no_page(canonical) else canonical


def _article(seed: Seed, article_id: str, canonical: str | None, before: ArticleState | None, now: datetime) -> Article:
    texts = stored_texts(seed.title, "", seed.text)
    previous = before.content_hash if before else None
    return Article(
        article_id=article_id,
        version_id=version_id(article_id, previous, texts.content_hash),
        title=texts.title,
        text=texts.text,
        content_hash=texts.content_hash,
        first_seen=before.first_seen if before else now,
        outlet=seed.outlet,
        url=seed.url,
        canonical_url=canonical,
        authors=seed.authors,
        language=primary_language(seed.language),
        published=seed.published,
        text_origin="seed",
        prev_content_hash=previous,
        quality="full" if texts.text.strip() else "headline",
        truncated=texts.truncated,
        origin="seed",
    )


def _repeated(earlier: tuple[str, str], article: Article, seed: Seed) -> Result:
    name, content_hash = earlier
    if content_hash == article.content_hash:
        return "unchanged"
    what = f"url {seed.url}" if article.canonical_url else f"id {seed.id}"
    raise ArticleError("parse", "invalid_head", f"the {what} is also given by {name}, with another text")
