"""Mark an article's evidence in its text."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from rich.text import Text

ACTOR_STYLE = "bold cyan"
LABEL_STYLE = "cyan"
TOPIC_STYLE = "underline yellow"


class Mark(msgspec.Struct, frozen=True, order=True):
    """One stretch of a field to be marked, and what to write behind it."""

    start: int
    end: int
    label: str
    style: str


def marked(text: str, marks: Iterable[Mark], *, limit: int | None = None) -> Text:
    """Return `text` with its marks, labels in brackets so that nothing depends on colour.

    Marks that overlap an earlier one are left out. With `limit`, text ends at the paragraph in which that
    many code points are reached.
    """
    end = len(text) if limit is None or len(text) <= limit else _paragraph_end(text, limit)
    result = Text()
    position = 0
    for mark in sorted(marks, key=lambda one: (one.start, -one.end)):
        if mark.start < position or mark.end > end:
            continue
        result.append(text[position : mark.start])
        result.append(text[mark.start : mark.end], style=mark.style)
        if mark.label:
            result.append(f"[{mark.label}]", style=LABEL_STYLE)
        position = mark.end
    result.append(text[position:end] + ("" if end == len(text) else " ..."))
    return result


def marks_of(tags: Mapping[str, Any], field: str) -> Sequence[Mark]:
    """Return the marks of one field: outermost mentions with who they are, then the evidence of topics."""
    marks = [
        Mark(one["start"], one["end"], _label(one), ACTOR_STYLE)
        for one in tags["mentions"]
        if one["field"] == field and one["nested_in"] is None
    ]
    marks += [
        Mark(span["start"], span["end"], topic["topic"], TOPIC_STYLE)
        for topic in tags["topics"]
        for span in topic["evidence"]
        if span["field"] == field and topic["score"] >= 0.5
    ]
    return marks


def _label(mention: Mapping[str, Any]) -> str:
    # A place says most by whose it is: Goma[COD], Kashmir[IND/PAK].
    states = mention["countries"] or list(filter(None, [mention["country"]]))
    who = "/".join(states) if mention["kind"] == "place" and states else mention["actor"] or mention["kind"]
    sectors = " ".join(mention["sectors"])
    return f"{who} {sectors}".strip() if mention["kind"] == "person" else str(who)


def _paragraph_end(text: str, limit: int) -> int:
    end = text.find("\n", limit)
    return len(text) if end < 0 else end
