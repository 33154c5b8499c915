"""Read what a robots.txt allows."""

import re

import msgspec
from protego import Protego

PRODUCT = "watchfloor"
_WITH_VERSION = re.compile(rf"^(\s*user-agent\s*:\s*{PRODUCT})/\S+", re.IGNORECASE | re.MULTILINE)
"""A name as we send it, with a version, means us too: it is what publishers find in their logs."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """May `url` be fetched under this robots.txt?"""

    robots: bytes
    url: str


def allows(question: Question) -> bool:
    """Say whether a robots.txt lets us fetch a URL (RFC 9309, with wildcards).

    Its patterns become regular expressions, so a hostile one can take long: ask through `connectors.child`.
    """
    text = question.robots.decode("utf-8-sig", "replace")
    rules = Protego.parse(_WITH_VERSION.sub(r"\1", text))
    return bool(rules.can_fetch(question.url, PRODUCT))
