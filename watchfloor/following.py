"""Notice that the list of feeds was changed."""

import logging
from collections.abc import Sequence

from connectors.feedlist import FeedConfig
from schemas.errors import ConfigurationError
from watchfloor.feeds import configured_feeds
from watchfloor.home import Home, open_home

log = logging.getLogger(__name__)


class FeedFile:
    """The feeds of a home's `watchfloor.toml`, read again when the file is another than before.

    A file that does not hold together, or lists no feed, is told of once; the feeds that were read last stay.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._seen = self._look()

    def changed(self) -> Sequence[FeedConfig] | None:
        """Return all configured feeds when the file was changed since the last call, else None."""
        seen = self._look()
        if seen == self._seen:
            return None
        self._seen = seen
        try:
            feeds = configured_feeds(open_home(self._home.path))
        except (ConfigurationError, OSError) as error:
            log.error("the changed configuration is not taken, the feeds stay as they were: %s", error)
            return None
        if not feeds:
            log.error(
                "%s: lists no feed any more; the feeds stay as they were, stop the poller instead", self._home.file
            )
            return None
        return feeds

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = self._home.file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size
