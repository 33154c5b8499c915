"""Tag articles: who is in them, what they are about. Knows no Beam."""

from pipelines.tagging.loading import load_tagger
from pipelines.tagging.options import TaggerOptions
from pipelines.tagging.resolution import Candidate, Resolution, resolve
from pipelines.tagging.tagger import Tagger
from pipelines.tagging.text import tag_text, tag_texts
from pipelines.tagging.versions import PIPELINE_VERSION

__all__ = [
    "PIPELINE_VERSION",
    "Candidate",
    "Resolution",
    "Tagger",
    "TaggerOptions",
    "load_tagger",
    "resolve",
    "tag_text",
    "tag_texts",
]
