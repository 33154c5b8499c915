"""Find the article in the linked data of a web page."""

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

MAX_LINKED_DATA = 2_000_000
"""Characters of linked data that are read of one page; a longer block is a database, no description."""

MAX_DEPTH = 12
"""How deep an article is looked for in linked data: the graph of a page nests two or three levels."""

_ARTICLE_TYPES = re.compile(r"(?:News|Live|Blog|Reportage|Analysis|Opinion|Background|Report|Review|Satirical|Tech)*"
                            r"(?:Article|Posting)$")  # fmt: skip
_COMMA_TOO_MANY = re.compile(r",(\s*[}\]])")


def linked_article(root: etree._Element) -> dict[str, Any]:
    """Return the first article of the page's linked data, with what further blocks add to it.

    An author that is named elsewhere in the same block is put in the place of the reference to it.
    """
    found: dict[str, Any] = {}
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        block = read_block(script.text or "")
        for article in _articles(block, 0):
            author = article.get("author")
            known = {**article, "author": _resolved(author, block)} if author is not None else article
            found = {**known, **found}
    return found


def texts_in(value: Any) -> Iterator[str]:
    """Yield the texts of a value that may be one or several."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one


def read_block(text: str) -> Any:
    """Return what a block holds, also where a comment stands around it or a comma is too many; None for others."""
    text = text.replace("<![CDATA[", "").replace("]]>", "")
    begin = min((at for mark in "{[" if (at := text.find(mark)) >= 0), default=0)
    data = text[begin : max(text.rfind("}"), text.rfind("]")) + 1]
    if len(data) > MAX_LINKED_DATA:
        return None
    for mend in (False, True):
        try:
            return json.loads(_COMMA_TOO_MANY.sub(r"\1", data) if mend else data, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _articles(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from _articles(one, depth + 1)
    elif isinstance(value, dict):
        if any(_ARTICLE_TYPES.fullmatch(kind) for kind in texts_in(value.get("@type"))):
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles(value.get(key), depth + 1)


def _resolved(author: Any, block: Any) -> Any:
    authors = author if isinstance(author, list) else [author]
    if not any(isinstance(one, dict) and "name" not in one for one in authors):
        return author
    graph = block.get("@graph") if isinstance(block, dict) else block
    listed = graph if isinstance(graph, list) else []
    nodes = {one["@id"]: one for one in listed if isinstance(one, dict) and isinstance(one.get("@id"), str)}
    return [nodes.get(str(one.get("@id")), one) if isinstance(one, dict) else one for one in authors]
