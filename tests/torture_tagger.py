"""Let the real tagger obey the same orders as its stand-in."""

from functools import partial

from stub_tagger import obey

from pipelines.tagging import TaggerOptions, load_tagger
from pipelines.work import ArticleTagger
from schemas.article import Article
from schemas.tagged import Tags


class ObedientTagger:
    """The real tagger, which dies or raises on articles whose title asks for it."""

    def __init__(self, tagger: ArticleTagger) -> None:
        self._tagger = tagger
        self.versions = tagger.versions

    def tag(self, article: Article) -> Tags:
        """Return the tags of one article."""
        return self.tag_many([article])[0]

    def tag_many(self, articles: list[Article]) -> list[Tags]:
        """Return the tags of each article."""
        for one in articles:
            obey(one.title)
        return self._tagger.tag_many(articles)


def load_obedient(options: TaggerOptions) -> ObedientTagger:
    """Load the real tagger."""
    return ObedientTagger(load_tagger(options))


obedient = partial(load_obedient, TaggerOptions())
