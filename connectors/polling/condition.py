"""Name the conditions in which a feed can be."""

from collections.abc import Mapping
from typing import Literal, get_args

from connectors.fetching.fetch import TESTS_FOR_ROBOTS
from connectors.parsing.notafeed import ROBOT_TEST

Condition = Literal[
    "ok",
    "new",
    "blocked",
    "html",
    "no_bytes",
    "missing",
    "unreachable",
    "failing",
    "empty",
    "undated",
    "unchanged",
    "quiet",
    "copy",
    "late",
    "stopped",
    "disabled",
]
"""`new`: never polled. `blocked`: the server refuses us (403, 401, 429, 451). `html`: a web page comes in its place.
`no_bytes`: nothing comes. `missing`: status 404. `unreachable`: no answer. `failing`: any other error. `empty`:
readable, but without entries. `undated`: no entry has a date. `unchanged`: the same document for longer than is
ordinary. `quiet`: a changing document without anything new for longer than is ordinary. `copy`: nearly all of it
belongs to other feeds. `late`: it was due an hour ago and was not polled. `stopped`: gone for good (410)."""

CONDITIONS: tuple[Condition, ...] = get_args(Condition)
WELL: frozenset[Condition] = frozenset({"ok", "new", "disabled"})

_OF_ERROR: Mapping[str, Condition] = {
    "403": "blocked",
    "429": "blocked",
    "html": "html",
    "no_bytes": "no_bytes",
    "404": "missing",
    "own_network": "unreachable",
    "dns": "unreachable",
    "connect": "unreachable",
    "tls": "unreachable",
    "timeout": "unreachable",
}
_REFUSALS = ("status 401", "status 451", ROBOT_TEST)


def condition_of_error(error: str, detail: str) -> Condition:
    """Return the condition of a feed of which an error of that class, in these words, was the last that was heard."""
    is_refusal = detail.startswith(_REFUSALS) or detail.endswith(TESTS_FOR_ROBOTS)
    return "blocked" if is_refusal else _OF_ERROR.get(error, "failing")
