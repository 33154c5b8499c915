"""The README's lines run as they stand, on what the demo leaves."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"<!-- tested -->\n```python\n(.*?)```", README, re.DOTALL)


def _demo(place: Path) -> str:
    command = [sys.executable, "-m", "watchfloor", "demo"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("readme")
    (place / "first").write_text(_demo(place))
    return place


def test_every_python_block_is_tested() -> None:
    assert len(BLOCKS) == README.count("```python") == 5


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split()[1])
def test_a_block_runs_as_it_stands(demo: Path, block: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", block]
    result = subprocess.run(command, cwd=demo, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip()


def test_the_demo_shows_what_the_readme_shows(demo: Path) -> None:
    shown = (demo / "first").read_text()
    for line in (
        "seed text: 26 new, 0 revised, 0 unchanged",
        "sample feeds: 15 new, 0 revised, 0 unchanged",
        "What landed: 41 articles",
        "Rebels[military] tighten grip on Goma[COD] as Congo[COD] accuses Rwanda[RWA] of war[military]",
        "The files are plain Parquet: watchfloor-demo/lake/articles/day=*/*.parquet",
    ):
        assert line in shown
        assert line in README


def test_a_second_demo_finds_nothing_new(demo: Path) -> None:
    assert "nothing new" in _demo(demo)


def test_every_file_the_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_known_feeds_that_the_readme_adds_exist() -> None:
    from watchfloor.feeds import known_feeds
    from watchfloor.naming import feeds_named

    names = re.search(r"feeds add ([a-z0-9 -]+?) +#", README)
    assert names
    assert len(feeds_named(names[1].split(), known_feeds())) == 2


def test_the_feed_that_the_readme_checks_is_as_it_says(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "watchfloor", "feeds", "check", "seeds/demo-feeds/daily.rss.xml"]
    environment = {**os.environ, "WATCHFLOOR_HOME": str(tmp_path)}
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout in README
