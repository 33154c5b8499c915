"""Make a tagger: its vocabulary, its model."""

from pathlib import Path

from pipelines.tagging.ner import MODEL, load_model
from pipelines.tagging.options import TaggerOptions
from pipelines.tagging.tagger import Tagger
from pipelines.tagging.versions import versions_of
from schemas.vocabulary import Vocabulary, load_vocabulary

NO_MODEL = "none"
_DEFAULT = TaggerOptions()


def load_tagger(options: TaggerOptions = _DEFAULT, vocabulary: Vocabulary | None = None) -> Tagger:
    """Return a tagger; takes about two seconds, most of them for the model.

    `vocabulary` is for those who have one at hand, else that of the package and `vocabulary_extra` is read.
    Raises ModelError when the pinned model is not installed, VocabularyError for a bad vocabulary file.
    """
    if vocabulary is None:
        vocabulary = load_vocabulary(*map(Path, options.vocabulary_extra))
    if options.ner == "off":
        return Tagger(vocabulary, options, None, versions_of(vocabulary, None, NO_MODEL))
    model, backend = load_model()
    return Tagger(vocabulary, options, model, versions_of(vocabulary, MODEL, backend))
