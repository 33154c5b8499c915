"""Name what the tagger is made of."""

from schemas.tagged import Versions
from schemas.vocabulary import Vocabulary

PIPELINE_VERSION = "0.1.0"
"""Rises whenever the same article, vocabulary, model and back end could give other tags."""


def versions_of(vocabulary: Vocabulary, model: str | None, backend: str) -> Versions:
    """Return what goes into the tags; `model` is None where no model is used."""
    return Versions(pipeline=PIPELINE_VERSION, vocabulary=vocabulary.version, model=model, backend=backend)
