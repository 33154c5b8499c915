from pathlib import Path

import pytest

from schemas.errors import ConfigurationError
from watchfloor.home import Configuration, open_home


def _home(tmp_path: Path, text: str) -> Path:
    (tmp_path / "watchfloor.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_home_without_a_file_has_the_defaults(tmp_path: Path) -> None:
    assert open_home(tmp_path, environment={}).configuration == Configuration()


def test_a_flag_beats_the_environment_which_beats_the_file(tmp_path: Path) -> None:
    home = _home(tmp_path, 'ner = "off"\nworkers = 3\nlatency = "low"\n')
    environment = {"WATCHFLOOR_NER": "lead", "WATCHFLOOR_WORKERS": "4"}
    found = open_home(home, {"workers": 5, "latency": None}, environment).configuration
    assert (found.ner, found.workers, found.latency) == ("lead", 5, "low")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("straem = 'kafka'\n", "unknown key `straem`; did you mean `stream`"),
        ("zzz = 1\n", "unknown key `zzz`; known keys"),
        ("ner = 'deep'\n", "ner"),
        ("workers = 'many'\n", "workers"),
        ("stream = [\n", "not valid TOML"),
    ],
)
def test_a_wrong_configuration_is_named_with_its_file(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ConfigurationError, match=r"watchfloor\.toml") as raised:
        open_home(_home(tmp_path, text), environment={})
    assert named in str(raised.value)
    assert raised.value.exit_code == 2


def test_a_wrong_value_in_the_environment_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="WATCHFLOOR_"):
        open_home(tmp_path, environment={"WATCHFLOOR_WORKERS": "many"})


def test_the_home_can_come_from_the_environment(tmp_path: Path) -> None:
    assert open_home(environment={"WATCHFLOOR_HOME": str(tmp_path)}).path == tmp_path


def test_a_file_is_no_home(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(ConfigurationError, match="is a file"):
        open_home(file, environment={})


def test_a_lake_elsewhere_is_relative_to_the_home(tmp_path: Path) -> None:
    home = open_home(_home(tmp_path, 'lake = "../elsewhere"\n'), environment={})
    assert home.layout.lake == (tmp_path / "../elsewhere").resolve()
    assert home.layout.state == tmp_path / "state"
