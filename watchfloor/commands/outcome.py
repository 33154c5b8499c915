"""Tell on stderr how a command fares."""

import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import typer
from rich.console import Console

from schemas.errors import WatchfloorError
from watchfloor.logs import last_line

P = ParamSpec("P")

stderr = Console(stderr=True)


def told(command: Callable[P, Any]) -> Callable[P, None]:
    """Run a command so that every expected error becomes one line on stderr and an exit code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs)
        except WatchfloorError as error:
            fail(str(error), error.exit_code)
        except BrokenPipeError:
            # Whoever read our output has left: `watchfloor tag ... | head`. Nothing more can be said to it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(1) from None
        except OSError as error:
            fail(f"{error.filename or 'system'}: {error.strerror or error}", 1)
        except KeyboardInterrupt:
            fail("interrupted; nothing is lost", 128 + signal.SIGINT)
        raise typer.Exit(code or 0)

    return run


def note(message: str) -> None:
    """Tell a person something beside the results, on stderr."""
    stderr.print(message, highlight=False, markup=False, soft_wrap=True)


def fail(message: str, code: int) -> None:
    """Say what went wrong on stderr, and exit."""
    stderr.print(
        last_line(message, "error"),
        style="bold red" if stderr.is_terminal else None,
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
    raise typer.Exit(code)
