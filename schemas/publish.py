"""Write the JSON Schemas of the records for programs in other languages.

Run as `python -m schemas.publish`; a test fails when `schemas/published` is stale, and when a change to
it is not additive.
"""

import json
from pathlib import Path
from typing import Any

import msgspec

from schemas.alert import Alert
from schemas.article import Article
from schemas.failure import Failure
from schemas.tagged import TaggedArticle

PUBLISHED: dict[str, type[msgspec.Struct]] = {
    "alert": Alert,
    "article": Article,
    "failure": Failure,
    "tagged-article": TaggedArticle,
}


def json_schema(record: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one record."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(record)}
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(schema))
    return plain


def removed_or_changed(old: dict[str, Any], new: dict[str, Any], path: str = "") -> list[str]:
    """Name what `new` takes away from `old`: a property gone, another type, a new requirement."""
    problems: list[str] = []
    for key, value in old.items():
        here = f"{path}/{key}"
        if key == "required":
            continue
        if key not in new:
            problems.append(f"{here} is gone")
        elif isinstance(value, dict) and isinstance(new[key], dict):
            problems.extend(removed_or_changed(value, new[key], here))
        elif value != new[key] and not _is_wider(key, value, new[key]):
            problems.append(f"{here} was {value!r}, is {new[key]!r}")
    return problems + _new_requirements(old, new, path)


def _is_wider(key: str, old: Any, new: Any) -> bool:
    if key in ("description", "title"):
        return True
    return key in ("enum", "anyOf") and all(choice in new for choice in old)


def _new_requirements(old: dict[str, Any], new: dict[str, Any], path: str) -> list[str]:
    if not isinstance(old.get("required"), list):
        return []
    added = sorted(set(new.get("required", [])) - set(old["required"]))
    return [f"{path} now requires {name}" for name in added]


def main() -> None:
    """Write every published schema beside this module."""
    folder = Path(__file__).parent / "published"
    folder.mkdir(exist_ok=True)
    for name, record in PUBLISHED.items():
        text = json.dumps(json_schema(record), indent=2, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
