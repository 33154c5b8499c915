"""Say what is wrong with a value in the words of who wrote the file."""

import re
from collections.abc import Mapping

_MISSING = re.compile(r"Object missing required field `(?P<key>\w+)`")
_MISFIT = re.compile(r"Expected `(?P<wants>[^`]+)`, got `(?P<got>[^`]+)` - at `\$\.(?P<key>\w+)(?P<within>[^`]*)`")
_BEYOND = re.compile(r"Expected `\w+` (?P<how>>=|<=) (?P<bound>[\d.]+) - at `\$\.(?P<key>\w+)`")
_UNKNOWN = re.compile(r"Invalid enum value (?P<got>.+) - at `\$\.(?P<key>\w+)`")

_IS: Mapping[str, str] = {"str": "text", "int": "a number", "float": "a number", "array": "a list", "object": "a table"}
_WANTS: Mapping[str, str] = {
    **_IS,
    "str": "text in quotation marks",
    "bool": "true or false, without quotation marks",
    "array": "a list in brackets",
}


def in_words(error: str) -> str:
    """Return what msgspec says of a wrong value as a person would say it; what is not known is returned as it is."""
    if (missing := _MISSING.match(error)) is not None:
        return f"`{missing['key']}` is missing"
    if (unknown := _UNKNOWN.match(error)) is not None:
        return f"`{unknown['key']}` cannot be {unknown['got']}"
    if (beyond := _BEYOND.match(error)) is not None:
        return f"`{beyond['key']}` has to be {beyond['bound']} or {'more' if beyond['how'] == '>=' else 'less'}"
    if (misfit := _MISFIT.match(error)) is None:
        return error
    got, wants = misfit["got"], misfit["wants"].removesuffix(" | null")
    of = "a value in " if misfit["within"] else ""
    return f"{of}`{misfit['key']}` is {_IS.get(got, got)}; it has to be {_WANTS.get(wants, wants)}"
