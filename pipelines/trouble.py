"""Find the one article that a tagger cannot take."""

import traceback
from collections.abc import Sequence

import msgspec

from pipelines.work import ArticleTagger
from schemas.article import Article
from schemas.errors import ArticleError, UsageError
from schemas.tagged import Tags, misplaced_spans


class Trouble(msgspec.Struct, frozen=True):
    """Why one article could not be tagged; `traceback` is set for what nobody expected."""

    reason: str
    detail: str
    traceback: str | None = None


def tag_each(tagger: ArticleTagger, articles: Sequence[Article]) -> list[Tags | Trouble]:
    """Tag all at once; when that raises, halve until the articles that raise stand alone.

    Errors of the machine or the set-up (OSError, MemoryError, UsageError) are no article's fault and are
    raised.
    """
    if not articles:
        return []
    try:
        return [
            _checked(article, tags) for article, tags in zip(articles, tagger.tag_many(list(articles)), strict=True)
        ]
    except (OSError, MemoryError, UsageError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it becomes this article's failure
        if len(articles) == 1:
            return [_trouble(error)]
    middle = len(articles) // 2
    return tag_each(tagger, articles[:middle]) + tag_each(tagger, articles[middle:])


def _checked(article: Article, tags: Tags) -> Tags:
    wrong = misplaced_spans(article.title, article.text, tags)
    if wrong:
        raise ValueError(f"{len(wrong)} spans do not equal their text, first: {wrong[0]}")
    return tags


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, ArticleError):
        return Trouble(error.reason, error.detail)
    text = "".join(traceback.format_exception(error))
    return Trouble("internal_error", f"{type(error).__name__}: {error}", text)
