"""The command that shows the whole road."""

from pathlib import Path
from typing import Annotated

import typer

from watchfloor.commands.options import home_of
from watchfloor.commands.outcome import told

DEMO_HOME = Path("watchfloor-demo")


@told
def demo(
    home: Annotated[
        Path, typer.Option("--home", metavar="DIR", help="Where to put the demo's stream and lake.")
    ] = DEMO_HOME,
    seeds: Annotated[
        Path | None, typer.Option("--seeds", metavar="DIR", help="A directory of texts of your own, in place of ours.")
    ] = None,
) -> None:
    """Take seed articles and three sample feeds all the way to Parquet, and show what landed."""
    from watchfloor import logs
    from watchfloor.demo import run_demo

    logs.set_up("text", quiet=True)
    run_demo(home_of(home, metrics_port=0), seeds)
