"""Run commands as a person does who is in an empty directory."""

from collections.abc import Callable
from typing import TypeAlias

from click.testing import Result
from typer.testing import CliRunner

from watchfloor import cli

cli.add_commands()

Run: TypeAlias = Callable[..., Result]

ENVIRONMENT = {
    "WATCHFLOOR_NER": "off",
    "WATCHFLOOR_WORKERS": "1",
    "WATCHFLOOR_METRICS_PORT": "0",
    "WATCHFLOOR_DATA": None,
}


def invoke(*arguments: str, input: str | bytes | None = None) -> Result:
    """Run a command without the model and without the metrics port."""
    return CliRunner(env=ENVIRONMENT).invoke(cli.app, list(arguments), input=input, catch_exceptions=False)
