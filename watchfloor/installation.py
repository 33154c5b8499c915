"""Check that the five packages come from one installation."""

import importlib.util
from pathlib import Path

from schemas.errors import ConfigurationError

PACKAGES = ("schemas", "streams", "connectors", "pipelines", "watchfloor")


def check_installation() -> None:
    """Raise ConfigurationError when another distribution has put a package of one of our names in the way."""
    places = {name: _place(name) for name in PACKAGES}
    ours = places["watchfloor"]
    for name, place in places.items():
        if place != ours:
            raise ConfigurationError(
                f"package `{name}` is loaded from {place}, not from {ours}: another distribution has that name;"
                " install watchfloor in an environment of its own"
            )


def _place(name: str) -> Path | None:
    found = importlib.util.find_spec(name)
    return None if found is None or found.origin is None else Path(found.origin).resolve().parent.parent
