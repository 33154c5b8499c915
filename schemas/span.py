"""Point into an article's text with half-open offsets."""

from typing import Literal

import msgspec

Field = Literal["title", "text"]
Method = Literal["dictionary", "rule", "ner", "coreference", "model"]


class Span(msgspec.Struct, frozen=True, gc=False):
    """One stretch of one field: `getattr(article, field)[start:end] == text`.

    `start` and `end` count Unicode code points of the field as stored, half-open.
    """

    field: Field
    start: int
    end: int
    text: str
