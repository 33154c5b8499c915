"""Keep the names of an article's authors, whichever way it came in."""

from collections.abc import Iterable

MAX_AUTHORS = 50
"""Who is named behind so many signed a list; no byline is that long."""

MAX_NAME = 200
"""Characters kept of a name: what is longer is a sentence about its bearer."""


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return names as an article keeps them: none empty, endless or twice, the first `MAX_AUTHORS`."""
    return tuple(dict.fromkeys(name[:MAX_NAME] for name in names if name))[:MAX_AUTHORS]
