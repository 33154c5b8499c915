"""Commands on text in hand: tag, resolve."""

from pathlib import Path
from typing import Annotated

import typer

from watchfloor.commands.options import HomeOption, home_of
from watchfloor.commands.outcome import told

NerOption = Annotated[str | None, typer.Option("--ner", help="Language model: off, lead or full (default: full).")]
FileArgument = Annotated[
    Path, typer.Argument(help="JSON lines (.jsonl, .json, or - for stdin), or one text in any other file.")
]
StringArgument = Annotated[
    str,
    typer.Argument(metavar="FILE|-|TEXT", help='JSON lines of {"text": ..., "date"?, "context"?}, or one string.'),
]
DateOption = Annotated[str | None, typer.Option("--date", help="ISO date for a string given as TEXT (default: today).")]


@told
def tag(
    file: FileArgument = Path("-"),
    pretty: Annotated[bool, typer.Option("--pretty", help="Mark the text up for people instead of JSON.")] = False,
    ner: NerOption = None,
    home: HomeOption = None,
) -> int:
    """Tag articles: {"text": ..., "title"?, "published"?, ...} in, the same with tags out. No stream, no lake."""
    from watchfloor.tagging import tag_lines

    return tag_lines(home_of(home, ner=ner), file, pretty=pretty)


@told
def resolve(
    file: StringArgument = "-",
    date: DateOption = None,
    ner: NerOption = None,
    home: HomeOption = None,
) -> int:
    """Resolve actor strings to country, sectors and actor, with the reason."""
    from watchfloor.tagging import resolve_lines

    return resolve_lines(home_of(home, ner=ner), file, date)
