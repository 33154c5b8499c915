"""The command that scores the tagger on annotated sets."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from watchfloor.commands.options import HomeOption, JsonOption, home_of
from watchfloor.commands.outcome import told
from watchfloor.printing import print_json, print_rows

if TYPE_CHECKING:
    from watchfloor.evaluating.figures import Figure, Miss
    from watchfloor.evaluating.sets import EvaluationSet

SetsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="SET", help="Which sets (default: all that are here).")
]
ROOT = Path(__file__).resolve().parent.parent.parent
LISTED = ("set", "file", "n", "what", "source", "licence", "use", "sha256", "here")


@told
def evaluate(
    sets: SetsArgument = None,
    data: Annotated[
        Path | None, typer.Option("--data", envvar="WATCHFLOOR_DATA", help="Directory of the public sets.")
    ] = None,
    errors: Annotated[int, typer.Option("--errors", metavar="N", min=0, help="Show N errors of each figure.")] = 0,
    listed: Annotated[bool, typer.Option("--list", help="List the sets: source, licence, whether here.")] = False,
    baselines: Annotated[bool, typer.Option(help="Compute the baselines too.")] = True,
    write: Annotated[Path | None, typer.Option("--write", metavar="FILE", help="Write the page of scores.")] = None,
    ner: Annotated[str | None, typer.Option("--ner", help="Language model: off, lead or full (default: full).")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> int:
    """Score the tagger on annotated sets, with intervals, beside two baselines."""
    from watchfloor.evaluating.sets import is_as_known

    if listed:
        print_rows(LISTED, _listing(data, whole=as_json), as_json=as_json)
        return 0
    chosen = _chosen(sets, data)
    _tell_missing(sets, data)
    for each, place in chosen:
        if not is_as_known(each, place):
            typer.echo(f"warning: {each.file} is not the version that the published figures were made on", err=True)
    return _run({each.name: place for each, place in chosen}, home, ner, errors, baselines, write, as_json)


def _run(
    places: Mapping[str, Path],
    home: Path | None,
    ner: str | None,
    errors: int,
    baselines: bool,
    write: Path | None,
    as_json: bool,
) -> int:
    from pipelines.tagging import load_tagger
    from watchfloor.evaluating.report import COLUMNS, page, shown
    from watchfloor.evaluating.running import Evaluation
    from watchfloor.processing import tagger_options
    from watchfloor.progress import progress

    tagger = load_tagger(tagger_options(home_of(home, ner=ner)))
    evaluation = Evaluation(tagger, baselines=baselines)
    figures: list[Figure] = []
    for name, place in places.items():
        with progress(f"tagging {name}", None) as told_of:
            evaluated = evaluation.run(name, place, told_of)
        figures += evaluated.figures
        if as_json:
            for figure in evaluated.figures:
                print_json(msgspec.to_builtins(figure))
        else:
            print_rows(COLUMNS, map(shown, evaluated.figures), as_json=False, title=name)
            _show_types(name)
        _show_errors(evaluated.misses, errors, to_stderr=as_json)
    if write is not None:
        write.write_text(page(figures, tagger.versions), encoding="utf-8")
    return 0


def _chosen(names: list[str] | None, data: Path | None) -> "list[tuple[EvaluationSet, Path]]":
    from schemas.errors import UsageError
    from watchfloor.evaluating.sets import SETS, place_of

    for name in names or ():
        if name not in SETS:
            raise UsageError(f"{name}: no such set; there are {', '.join(SETS)}")
        if place_of(SETS[name], data, ROOT) is None:
            where = "in a clone of the repository" if SETS[name].ours else "in the directory given by --data"
            raise UsageError(f"{name}: {SETS[name].file} is not here; it is looked for {where}")
    wanted = [SETS[name] for name in names] if names else SETS.values()
    found = [(each, place) for each in wanted if (place := place_of(each, data, ROOT)) is not None]
    if not found:
        raise UsageError("none of the sets is here; --list names them, --data says where they are")
    return found


def _tell_missing(names: list[str] | None, data: Path | None) -> None:
    """Say which sets are not scored for want of their files, unless sets were named."""
    from watchfloor.evaluating.sets import SETS, place_of

    for each in () if names else SETS.values():
        if place_of(each, data, ROOT) is None and (each.ours or data is not None):
            where = "sets of our own lie in a clone, no package ships them" if each.ours else f"not in {data}"
            typer.echo(f"{each.name}: {each.file} is not here ({where}); left out", err=True)


def _listing(data: Path | None, *, whole: bool) -> Iterator[tuple[str, ...]]:
    from watchfloor.evaluating.sets import SETS, is_as_known, place_of, size_of

    for each in SETS.values():
        place = place_of(each, data, ROOT)
        here = "no" if place is None else "yes" if is_as_known(each, place) else "another version"
        here = here if each.scored else f"{here}, not scored yet"
        hash_ = (each.sha256 or "") if whole else (each.sha256 or "")[:12]
        size = size_of(each, place)
        yield each.name, each.file, size, each.what, each.source, each.licence, each.use, hash_, here


def _show_types(name: str) -> None:
    from watchfloor.evaluating.report import CLASS_COLUMNS, TYPE_COLUMNS, classes_of, types_of

    if classes := list(classes_of(name)):
        print_rows(CLASS_COLUMNS, classes, as_json=False)
    if types := list(types_of(name)):
        print_rows(TYPE_COLUMNS, types, as_json=False)


def _show_errors(misses: "Sequence[Miss]", most: int, *, to_stderr: bool) -> None:
    shown: dict[str, int] = {}
    for miss in misses:
        shown[miss.figure] = shown.get(miss.figure, 0) + 1
        if shown[miss.figure] <= most:
            told = f"{miss.figure}  {miss.where}  wanted {miss.wanted}, found {miss.found}\n    {miss.around}"
            typer.echo(told, err=to_stderr)
