"""Read tags as they are written by hand: without quotation marks, with attributes twice."""

import re
from html import escape

from connectors.parsing.feed_elements import Unusual
from connectors.parsing.references import CONTROL

TAG = re.compile(
    r"""<(/?)([A-Za-z][A-Za-z0-9_.:-]*+)"""
    r"""((?:\s*+[^\s=<>"'/]++(?:\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'|[^\s"'<>]++))?+)*+)\s*+(/?)>""",
    re.ASCII,
)
"""Its groups: `/` of an end, name, attributes, `/` of an empty element."""

_ATTRIBUTE = re.compile(r"""([^\s=<>"'/]++)(\s*+=\s*+(?:"([^"<]*+)"|'([^'<]*+)'|([^\s"'<>]++)))?+""", re.ASCII)
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?\Z")
"""Names that XML allows, of an element or an attribute, with or without a prefix."""

_RESOLVED_BEFORE = ("&#39;", "&#34;")

Attributes = dict[str, str]


def attributes_in(written: str) -> Attributes:
    """Return attributes by their names in lower case; of those written twice the last counts, as with feedparser.

    Raises Unusual where it is doubtful what belongs to which.
    """
    if CONTROL.search(written) or any(reference in written for reference in _RESOLVED_BEFORE):
        raise Unusual
    found: Attributes = {}
    for name, value, double, single, bare in _ATTRIBUTE.findall(written):
        key = name.lower()
        if not NAME.match(name) or (key in found and key.startswith("xmlns")):
            raise Unusual
        found[key] = (double or single or bare).replace("&amp;", "&") if value else name
    return found


def start_tag(name: str, attributes: Attributes) -> str:
    """Return a start tag in XML."""
    if not attributes:
        return f"<{name}>"
    return f"<{name} {' '.join(f'{key}={chr(34)}{escape(value)}{chr(34)}' for key, value in attributes.items())}>"
