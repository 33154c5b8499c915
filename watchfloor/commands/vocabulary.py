"""Commands on what the tagger knows by name."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from watchfloor.commands.options import HomeOption, JsonOption, home_of
from watchfloor.commands.outcome import told
from watchfloor.printing import console, print_json, print_rows

if TYPE_CHECKING:
    from schemas.vocabulary import Alias, Found, Vocabulary

app = typer.Typer(help="What the tagger knows by name: check it, count it, ask it.", no_args_is_help=True)

ExtraOption = Annotated[
    list[Path] | None,
    typer.Option("--extra", metavar="FILE", help="Vocabulary files of your own, besides vocabulary_extra."),
]


@app.command()
@told
def check(home: HomeOption = None, extra: ExtraOption = None, as_json: JsonOption = False) -> int:
    """Check that the vocabulary holds together; exit code 1 when it does not."""
    from schemas.vocabulary import check as find_problems

    problems = find_problems(_load(home, extra))
    for problem in problems:
        print_json(msgspec.to_builtins(problem)) if as_json else console().print(str(problem))
    if not problems and not as_json:
        console().print("the vocabulary holds together")
    return 1 if problems else 0


@app.command()
@told
def stats(home: HomeOption = None, extra: ExtraOption = None, as_json: JsonOption = False) -> None:
    """Count actors by kind, spellings, roles, topics, subjects."""
    from schemas.vocabulary import stats as count

    found = count(_load(home, extra))
    if as_json:
        print_json(msgspec.to_builtins(found))
        return
    rows: list[tuple[str, object]] = [(f"actors: {kind}", number) for kind, number in found.actors.items()]
    rows += [(name.replace("_", " "), getattr(found, name)) for name in found.__struct_fields__ if name != "actors"]
    print_rows(("what", "how many"), rows, as_json=False)


@app.command()
@told
def find(
    text: Annotated[str, typer.Argument(help="A name or phrase, or an id such as igo.nato.")],
    home: HomeOption = None,
    extra: ExtraOption = None,
    as_json: JsonOption = False,
) -> int:
    """Explain what a name or phrase is to the tagger: which actor or topic, when, under which guards."""
    from schemas.vocabulary import find as look_up

    vocabulary = _load(home, extra)
    found = look_up(vocabulary, text)
    for one in found:
        print_json(msgspec.to_builtins(one)) if as_json else console().print(_explained(vocabulary, one))
    if not found and not as_json:
        console().print(f"nothing is known by {text!r}; docs/vocabulary.md says how to add it")
    return 0 if found else 1


def _load(home: Path | None, extra: list[Path] | None) -> "Vocabulary":
    from schemas.vocabulary import load_vocabulary
    from watchfloor.vocabulary import extra_files

    return load_vocabulary(*extra_files(home_of(home)), *(extra or ()))


def _explained(vocabulary: "Vocabulary", found: "Found") -> str:
    lines = [f"{found.alias.text!r} -> {found.section} {found.id} ({found.name})"]
    entry = vocabulary.actors.get(found.id) if found.section == "actor" else None
    if entry is not None:
        sectors = " ".join(entry.sectors)
        owned = f", owned: {entry.ownership}" if entry.ownership else ""
        lines.append(f"    {entry.kind}, {entry.country} {sectors}".rstrip() + f", {entry.wikidata or 'no QID'}{owned}")
        lines += [f"    members: {' '.join(entry.members)}"] if entry.members else []
        lines += [
            f"    {role.office}: {role.country} {' '.join(role.sectors)}, {role.start or '...'} to {role.end or '...'}"
            f" ({role.source}{': ' + role.reason if role.reason else ''})"
            for role in entry.roles
        ]
    elif found.section in ("topic", "subject"):
        lines.append(f"    weight {found.alias.weight}")
    return "\n".join(lines + _guards(found.alias))


def _guards(alias: "Alias") -> list[str]:
    names = ("only_before", "only_after", "not_before", "not_after", "near", "not_near")
    guards = [f"    {name}: {', '.join(getattr(alias, name))}" for name in names if getattr(alias, name)]
    return guards + ([f"    because: {alias.reason}"] if alias.reason else [])
