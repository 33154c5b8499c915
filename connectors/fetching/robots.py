"""Read what a robots.txt allows."""

import msgspec
from protego import Protego

PRODUCT = "watchfloor"


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """May `url` be fetched under this robots.txt?"""

    robots: bytes
    url: str


def allows(question: Question) -> bool:
    """Say whether a robots.txt lets us fetch a URL (RFC 9309, with wildcards).

    Its patterns become regular expressions, so a hostile one can take long: ask through `connectors.child`.
    """
    rules = Protego.parse(question.robots.decode("utf-8", "replace"))
    return bool(rules.can_fetch(question.url, PRODUCT))
