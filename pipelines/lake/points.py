"""Name the moments at which a crash is most dangerous.

The torture harness sets `hook` to kill the process there; nothing else does.
"""

from collections.abc import Callable

POINTS = (
    "planned",
    "file synced",
    "staging synced",
    "manifest written",
    "manifest read",
    "before commit",
    "inside commit",
    "committed",
    "day made",
    "before rename",
    "renamed",
    "day synced",
    "all renamed",
    "inside reveal",
    "LATEST replaced",
    "revealed",
    "recovered",
)

hook: Callable[[str], None] | None = None


def reached(point: str) -> None:
    """Tell whoever listens that `point` has been reached."""
    if hook is not None:
        hook(point)
