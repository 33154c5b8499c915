"""Commands that keep news moving: run, ingest, process."""

from pathlib import Path
from typing import Annotated

import typer

from watchfloor.commands.options import HomeOption, home_of
from watchfloor.commands.outcome import told
from watchfloor.printing import console
from watchfloor.stopping import stopping_with

OnceOption = Annotated[bool, typer.Option("--once", help="Do what is due now, then stop.")]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Processes that tag (default: one a core).")
]
LatencyOption = Annotated[
    str | None, typer.Option("--latency", help="normal: 256 articles or 30 s a batch; low: 32 or 2 s.")
]
TakeOverOption = Annotated[
    bool,
    typer.Option("--take-over", help="Write although a hung process holds the lake; it is shut out for good."),
]
AcceptOption = Annotated[
    bool, typer.Option("--accept-failures", help="Go on although processing stopped itself over failures.")
]


@told
def process(
    home: HomeOption = None,
    once: OnceOption = False,
    workers: WorkersOption = None,
    latency: LatencyOption = None,
    take_over: TakeOverOption = False,
    accept_failures: AcceptOption = False,
) -> None:
    """Tag what the stream holds and commit it to the lake, exactly once; runs until stopped."""
    from watchfloor.processing import process_home

    place = home_of(home, workers=workers, latency=latency)
    process_home(place, once=once, take_over=take_over, accept_failures=accept_failures)


@told
def ingest(
    seeds: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE|DIR", help="Seed text (.txt, .jsonl) to publish, then stop."),
    ] = None,
    home: HomeOption = None,
    once: OnceOption = False,
) -> int:
    """Poll the configured feeds into the stream until stopped; or publish seed text, when some is named.

    With --once the exit code is 1 when not one of the feeds that were due gave what it should.

    Examples: watchfloor ingest --once; watchfloor ingest notes/
    """
    from watchfloor.ingesting import ingest_due_feeds, ingest_feeds, ingest_seeds

    place = home_of(home)
    if seeds:
        return ingest_seeds(place, seeds)
    if once:
        polled = ingest_due_feeds(place)
        console().print(polled.words)
        return 0 if polled.worked else 1
    ingest_feeds(place)
    return 0


@told
def run(
    home: HomeOption = None,
    once: OnceOption = False,
    workers: WorkersOption = None,
    latency: LatencyOption = None,
    take_over: TakeOverOption = False,
    accept_failures: AcceptOption = False,
) -> int:
    """Ingest and process together, each in a process of its own that is restarted when it dies."""
    from watchfloor.supervising import Supervisor, halves

    place = home_of(home, workers=workers, latency=latency)
    flags = [
        *(["--workers", str(workers)] if workers else []),
        *(["--latency", latency] if latency else []),
        *(["--take-over"] if take_over else []),
        *(["--accept-failures"] if accept_failures else []),
    ]
    supervisor = Supervisor(halves(place, flags))
    if once:
        return supervisor.run_once()
    with stopping_with(supervisor.stop):
        return supervisor.run()
