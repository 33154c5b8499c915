"""Open the clients of one Kafka stream when they are first needed."""

import threading
from collections.abc import Mapping
from typing import Any

from schemas.errors import StreamError


class Clients:
    """At most one client of each of kafka-python's classes, given the settings that its class knows.

    Safe for many threads.
    """

    def __init__(self, stream: str, settings: Mapping[str, object]) -> None:
        self._stream = stream
        self._settings = settings
        self._lock = threading.Lock()
        self._open: dict[type, Any] = {}
        self._closed = False

    def get(self, kind: type) -> Any:
        """Return the client of a class, connected now when there is none; raises what its class raises."""
        with self._lock:
            if self._closed:
                raise StreamError(f"stream {self._stream}: is closed")
            if kind not in self._open:
                self._open[kind] = _connect(kind, self._settings)
            return self._open[kind]

    def has(self, kind: type) -> bool:
        """Say whether there is a client of a class now."""
        return kind in self._open

    def drop(self, kind: type) -> None:
        """Close the client of a class; the next `get` opens a new one."""
        with self._lock:
            if kind in self._open:
                self._open.pop(kind).close()

    def close(self) -> None:
        """Close all clients for good."""
        with self._lock:
            self._closed = True
            while self._open:
                self._open.popitem()[1].close()


def _connect(kind: Any, settings: Mapping[str, object]) -> Any:
    made: list[Any] = []

    def network(**its_settings: object) -> Any:
        made.append(kind.DEFAULT_CONFIG["kafka_client"](**its_settings))
        return made[-1]

    known = {name: value for name, value in settings.items() if name in kind.DEFAULT_CONFIG}
    try:
        return kind(**known, kafka_client=network)
    except BaseException:
        # kafka-python leaves a thread and four descriptors behind for each client that could not connect.
        for one in made:
            one.close()
        raise
