"""Bring names of languages into the one form in which they are stored."""

import re

_PRIMARY = re.compile(r"[a-z]{2,3}")


def primary_language(*tags: object) -> str | None:
    """Return the primary subtag (ISO 639) of the first usable BCP 47 tag, None when none is.

    `en_GB` and `EN` are read too; whatever is no text is passed over.
    """
    for tag in tags:
        primary = tag.strip().lower().replace("_", "-").partition("-")[0] if isinstance(tag, str) else ""
        if _PRIMARY.fullmatch(primary):
            return primary
    return None
