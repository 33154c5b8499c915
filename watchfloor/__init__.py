"""Watch the world's politics: tag articles, read the lake.

import watchfloor
watchfloor.tag("Foreign Minister Wang Yi met ...")      # what `watchfloor tag` prints, as a dict
watchfloor.resolve("the Japanese foreign minister")     # what `watchfloor resolve` prints, as a dict
watchfloor.open_lake("watchfloor-home/lake")            # a DuckDB connection with the views
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "open_lake", "resolve", "tag"]

if TYPE_CHECKING:
    from watchfloor.notebook import open_lake, resolve, tag


def __getattr__(name: str) -> Any:
    # The model takes seconds to load, so nothing is imported until it is asked for.
    if name in ("open_lake", "resolve", "tag"):
        from watchfloor import notebook

        return getattr(notebook, name)
    raise AttributeError(f"module 'watchfloor' has no attribute {name!r}")
