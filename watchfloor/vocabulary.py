"""Find the vocabulary files that a deployment has added."""

from collections.abc import Sequence
from pathlib import Path

from watchfloor.home import Home


def extra_files(home: Home) -> Sequence[Path]:
    """Return the files named by `vocabulary_extra`, relative to the home."""
    return [(home.path / path).resolve() for path in home.configuration.vocabulary_extra]
