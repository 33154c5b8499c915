import copy
import json
from pathlib import Path
from typing import Any

import pytest

import schemas
from schemas.publish import PUBLISHED, json_schema, removed_or_changed

FOLDER = Path(schemas.__file__).parent / "published"
RELEASED = Path(__file__).parent / "data" / "published-0.1"


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_schema_is_that_of_the_code(name: str) -> None:
    published = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert published == json_schema(PUBLISHED[name]), "run `python -m schemas.publish`"


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_change_takes_nothing_away_from_the_released_schema(name: str) -> None:
    released = json.loads((RELEASED / f"{name}.json").read_text(encoding="utf-8"))
    assert removed_or_changed(released, json_schema(PUBLISHED[name])) == []


def _article() -> dict[str, Any]:
    return copy.deepcopy(json_schema(PUBLISHED["article"]))


def test_a_field_taken_away_is_noticed() -> None:
    changed = _article()
    del changed["$defs"]["Article"]["properties"]["outlet"]
    assert removed_or_changed(_article(), changed) == ["/$defs/Article/properties/outlet is gone"]


def test_another_type_is_noticed() -> None:
    changed = _article()
    changed["$defs"]["Article"]["properties"]["title"]["type"] = "integer"
    assert len(removed_or_changed(_article(), changed)) == 1


def test_a_new_requirement_is_noticed() -> None:
    changed = _article()
    changed["$defs"]["Article"]["required"].append("outlet")
    assert removed_or_changed(_article(), changed) == ["/$defs/Article now requires outlet"]


def test_a_field_or_a_choice_added_is_fine() -> None:
    changed = _article()
    properties = changed["$defs"]["Article"]["properties"]
    properties["mood"] = {"type": "string"}
    properties["origin"]["enum"].append("archive")
    assert removed_or_changed(_article(), changed) == []
