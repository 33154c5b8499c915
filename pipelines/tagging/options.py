"""Say how articles are to be tagged."""

from typing import Literal

import msgspec

UnknownPeople = Literal["name", "initials", "off"]


class TaggerOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a deployment may choose.

    ner              `full` reads all of an article with the language model, `lead` only title and first
                     paragraphs, `off` nothing
    vocabulary_extra paths of the deployment's own vocabulary files
    unknown_people   people outside the gazetteer: with their name, with initials for a name, or left out
    max_words        how much of an article is read; the rest is left untagged and `truncated_at` says so
    """

    ner: Literal["off", "lead", "full"] = "full"
    vocabulary_extra: tuple[str, ...] = ()
    unknown_people: UnknownPeople = "name"
    max_words: int = 20_000
