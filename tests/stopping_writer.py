"""Process a home, stop (SIGSTOP) at a named point, go on when woken, tell how that ended."""

import logging
import os
import signal
import sys
from pathlib import Path

from lake_home import lake_home

from pipelines.lake import points
from schemas.errors import WatchfloorError


def main(home: Path, point: str) -> None:
    """Print `stopping` before the stop, then `committed` or the error that the writer met when it woke."""
    logging.disable(logging.CRITICAL)
    with lake_home(home) as driven:

        def hook(reached: str) -> None:
            if reached == point:
                points.hook = None
                print("stopping", flush=True)
                os.kill(os.getpid(), signal.SIGSTOP)

        points.hook = hook
        try:
            driven.drain()
            print("committed", flush=True)
        except WatchfloorError as error:
            print(f"{type(error).__name__}: {error}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
