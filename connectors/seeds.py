"""Publish seed text: articles that lie in files."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from connectors.connector import Brought
from connectors.delivery import Delivery
from connectors.failing import failure_of
from connectors.identity import MAX_EDITS
from connectors.parsing.unreadable import Unreadable
from connectors.publish import Outcome, remembered_article, stored_texts, was_sent
from connectors.seedfile import Found, Seed, read_seeds, unreadable
from connectors.state import SEEDS, ArticleState, SpoolState
from schemas.article import Article
from schemas.errors import ArticleError, UsageError
from schemas.identity import article_id_of_entry, article_id_of_text, article_id_of_url, version_id
from schemas.language import primary_language
from schemas.url import canonical_url, names_no_page
from streams import Spool

log = logging.getLogger(__name__)

SUFFIXES = (".txt", ".jsonl")


class SeedText:
    """The connector of files and directories; those are searched for `.txt` and `.jsonl`, by name.

    A seed with a url is one article however its text changes: what changed is published as a revision,
    what did not is not published. Without one, its `id` names it, else its title and text. An article that
    a feed gave first stays the feed's.
    """

    name = "seed text"

    def __init__(
        self, paths: Sequence[Path], spool: Spool, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._paths = paths
        self._spool = spool
        self._clock = clock

    async def bring(self) -> Brought:
        """Publish the seeds that are new or were edited; raises UsageError for a path that does not exist."""
        publishing = _Publishing(self._spool, self._clock())
        for file, name in _files(self._paths):
            for found in read_seeds(file, name):
                publishing.take(found)
                # A call that is cancelled ends here, between two seeds.
                await asyncio.sleep(0)
        return publishing.finish()


class _Publishing:
    """Takes seeds one by one."""

    def __init__(self, spool: Spool, now: datetime) -> None:
        self._state = SpoolState(spool)
        self._delivery = Delivery(spool)
        self._now = now
        self._seen = 0
        self._given: dict[str, tuple[str, str]] = {}

    def take(self, found: Found) -> None:
        """Take in one seed, or what could not be read as one."""
        name, seed = found
        self._seen += 1
        if isinstance(seed, Unreadable):
            self._fail(seed)
            return
        try:
            outcome = self._settle(name, seed)
        except ArticleError as error:
            self._fail(unreadable(name, error, msgspec.json.encode(seed)))
        else:
            self._delivery.take(outcome)

    def finish(self) -> Brought:
        """Commit what is left; return what became of all seeds."""
        self._delivery.commit()
        return self._delivery.brought(self._seen)

    def _fail(self, found: Unreadable) -> None:
        log.warning("seed %s (%s)", found.detail, found.reason)
        self._delivery.fail(failure_of(found, self._now))

    def _settle(self, name: str, seed: Seed) -> Outcome:
        canonical = _canonical(seed)
        article_id = self._article_id(seed, canonical)
        before = self._state.article(article_id)
        article = _article(seed, article_id, canonical, before, self._now)
        earlier = self._given.setdefault(article_id, (name, article.content_hash))
        if earlier != (name, article.content_hash):
            _refuse_another_text(earlier, article, seed)
            return Outcome(None, (), "duplicate")
        if before is not None and before.owner != SEEDS:
            return Outcome(None, (), "other_feed")
        if before is not None and (before.content_hash == article.content_hash or was_sent(before, article)):
            return Outcome(None, (), "repeat")
        if before is not None and before.edits >= MAX_EDITS:
            return Outcome(None, (), "revision_cap")
        return Outcome(article, (remembered_article(SEEDS, article, article.content_hash, before),))

    def _article_id(self, seed: Seed, canonical: str | None) -> str:
        if canonical is not None:
            known = self._state.url(canonical)
            if known is None or not known.shared:
                return known.article_id if known else article_id_of_url(canonical)
        if seed.id:
            return article_id_of_entry(SEEDS, seed.id)
        texts = stored_texts(seed.title, "", seed.text)
        return article_id_of_text(texts.title, texts.text)


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


def _refuse_another_text(earlier: tuple[str, str], article: Article, seed: Seed) -> None:
    name, content_hash = earlier
    if content_hash != article.content_hash:
        what = f"url {seed.url}" if article.canonical_url else f"id {seed.id}"
        raise ArticleError("parse", "invalid_head", f"the {what} is also given by {name}, with another text")
