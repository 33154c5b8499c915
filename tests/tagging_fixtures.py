"""Make taggers and sightings for tests of the tagger."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pipelines.tagging import Tagger, TaggerOptions, load_tagger, tag_text
from pipelines.tagging.ner import Named
from pipelines.tagging.spotted import Spotted
from pipelines.tagging.tagger import ENGLISH, Dated, Given
from schemas.tagged import Mention, Tags
from schemas.vocabulary import Vocabulary, read_vocabulary

VOCABULARY = Path(__file__).parent / "data" / "tagging_vocabulary.toml"
DAY = date(2024, 10, 28)


@cache
def vocabulary() -> Vocabulary:
    """Return the small vocabulary of `tests/data`."""
    return read_vocabulary({VOCABULARY.name: VOCABULARY.read_bytes()})


@cache
def small_tagger(ner: Literal["off", "lead", "full"] = "off") -> Tagger:
    """Return a tagger over the small vocabulary."""
    return load_tagger(TaggerOptions(ner=ner), vocabulary())


def sightings(text: str, *, title: str = "", day: date = DAY, named: tuple[tuple[str, str], ...] = ()) -> list[Spotted]:
    """Return the sightings in an English text; `named` stands for what the model says: (text, label)."""
    tagger = small_tagger()
    (draft,) = tagger.drafts([Given(title, text, Dated(day, False))], ENGLISH)
    found = [Named(start := draft.view.text.index(name), start + len(name), label) for name, label in named]
    return tagger.sightings(draft, sorted(found))


def seen(text: str, *, title: str = "", day: date = DAY, named: tuple[tuple[str, str], ...] = ()) -> dict[str, Spotted]:
    """Return the sightings by their words."""
    view = small_tagger().drafts([Given(title, text, Dated(day, False))], ENGLISH)[0].view.text
    return {view[one.start : one.end]: one for one in sightings(text, title=title, day=day, named=named)}


def tags_of(text: str, title: str = "", *, published: str | None = "2024-10-28") -> Tags:
    """Return the tags of a text without the model."""
    return tag_text(small_tagger(), {"title": title, "text": text, "published": published}, DAY)


def mention(tags: Tags, text: str) -> Mention:
    """Return the one mention with these words."""
    (found,) = [one for one in tags.mentions if one.text == text]
    return found


@cache
def real_tagger() -> Tagger:
    """Return a tagger over the vocabulary that is shipped, without the model."""
    return load_tagger(TaggerOptions(ner="off"))


def tag_real(text: str, title: str = "") -> tuple[Mention, ...]:
    """Return the mentions that the shipped vocabulary gives an English text."""
    given = {"title": title, "text": text, "published": "2024-10-28", "language": "en"}
    return tag_text(real_tagger(), given, DAY).mentions
