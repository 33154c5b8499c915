"""Name the options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from watchfloor.home import Home, open_home

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home", metavar="DIR", help="Directory of the deployment (default: WATCHFLOOR_HOME, else ./watchfloor-home)."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON lines instead of a table.")]


def home_of(path: Path | None, **flags: object) -> Home:
    """Return the home that a command works on."""
    return open_home(path, flags)
