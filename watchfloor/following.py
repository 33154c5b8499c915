"""Notice that the list of feeds was changed."""

import logging
from collections.abc import Sequence

from connectors.feedlist import FeedConfig
from schemas.errors import ConfigurationError
from watchfloor.feeds import configured_feeds
from watchfloor.home import Configuration, Home, open_home

log = logging.getLogger(__name__)


class FeedFile:
    """The feeds of a home's `watchfloor.toml`, read again when the file is another than before.

    A file that does not hold together, or is gone, is told of once; the feeds that were read last stay. A file that
    lists no feed any more is believed at the second look: some editors empty a file before they write it.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._seen = self._look()
        self._emptied = False

    def changed(self) -> Sequence[FeedConfig] | None:
        """Return all configured feeds when the file was changed since the last call, else None."""
        seen = self._look()
        if seen == self._seen:
            return self._believed()
        self._seen, self._emptied = seen, False
        if seen is None:
            log.error("%s: is gone; the feeds stay as they were", self._home.file)
            return None
        try:
            home = open_home(self._home.path)
            feeds = configured_feeds(home)
        except (ConfigurationError, OSError) as error:
            log.error("the changed configuration is not taken, the feeds stay as they were: %s", error)
            return None
        self._tell_of_others(home)
        self._emptied = not feeds
        return feeds or None

    def _believed(self) -> Sequence[FeedConfig] | None:
        if not self._emptied:
            return None
        self._emptied = False
        log.warning("%s: lists no feed any more; nothing is polled until one is added", self._home.file)
        return ()

    def _tell_of_others(self, home: Home) -> None:
        """Tell of changed settings beside the feeds: they are read at a start."""
        before, after = self._home.configuration, home.configuration
        names = [name for name in Configuration.__struct_fields__ if name != "feed"]
        changed = [name for name in names if getattr(before, name) != getattr(after, name)]
        if changed:
            log.warning("%s: changed, and counts from the next start on: %s", home.file, ", ".join(changed))

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = self._home.file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size
