"""Resolve one string to an actor code."""

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from pipelines.tagging.composition import chains, former_at, sectors_of
from pipelines.tagging.context import in_context
from pipelines.tagging.english import UNIDENTIFIED
from pipelines.tagging.ner import Named, names
from pipelines.tagging.options import TaggerOptions
from pipelines.tagging.ships import ship
from pipelines.tagging.spotted import Spotted, contains
from pipelines.tagging.standing import of_the_day
from pipelines.tagging.strings import Asked, meant
from pipelines.tagging.surnames import by_surname, by_title
from pipelines.tagging.tagger import ENGLISH, Dated, Draft, Given, Tagger
from pipelines.tagging.towns import town_in
from pipelines.tagging.versions import versions_of
from schemas.tagged import Kind
from schemas.vocabulary import Vocabulary

ROLE_ALONE = 0.6
NAME_ALONE = 0.7
"""Confidence in a string that is a spelling of somebody and no more, against guards, case or way of writing."""


_SIDED = re.compile(r"\b(?:pro|anti)-\Z", re.IGNORECASE)
_BACKING = re.compile(r"-(?:backed|funded|supported|sponsored|trained|armed|financed|linked|aligned|allied|occupied)\b")
_POSTED = re.compile(r"\b(?:at|to|with|near|outside|against) (?:the )?\Z", re.IGNORECASE)


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One actor that a string may mean."""

    country: str | None
    sectors: tuple[str, ...]
    actor: str | None
    name: str | None
    kind: Kind | None
    wikidata: str | None
    confidence: float
    reason: str


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """What a string means on a day; nulls and a confidence of 0 where it means nothing that is known.

    `candidates` holds who else it could be, `others` the further actors of a compound string.
    """

    country: str | None
    sectors: tuple[str, ...]
    actor: str | None
    name: str | None
    kind: Kind | None
    wikidata: str | None
    confidence: float
    reason: str
    date_assumed: bool
    candidates: tuple[Candidate, ...] = ()
    others: tuple[Candidate, ...] = ()


NOBODY = Candidate(
    country=None,
    sectors=(),
    actor=None,
    name=None,
    kind=None,
    wikidata=None,
    confidence=0.0,
    reason="no name, country or role noun of the vocabulary occurs",
)


def resolve(tagger: Tagger | Vocabulary, text: str, day: date | None, context: str | None, today: date) -> Resolution:
    """Return country, sectors and actor of a string such as "the Japanese foreign minister".

    The stages are those of the article tagger; `context` is read as the title above it, so that guards,
    full names and the country in it help, but only what stands in `text` is returned. Without `day` roles
    are as of `today`, and `date_assumed` is true. A vocabulary in place of a tagger means: without the model.
    """
    tagger = _tagger(tagger) if isinstance(tagger, Vocabulary) else tagger
    at = day or today
    (draft,) = tagger.drafts([Given(context or "", f"{text}\n", Dated(at, day is None))], ENGLISH)
    found = tagger.sightings(draft, _named(tagger, draft))
    start = draft.view.text_start
    asked = Asked(
        draft.view, [one for one in found if one.start >= start], [role for role in draft.roles if role.start >= start]
    )
    ranked = _ranked(asked)
    main = _main(tagger, asked, ranked, at, alone=not context)
    if main is None:
        return Resolution(**msgspec.structs.asdict(NOBODY), date_assumed=day is None)
    main = in_context(main, draft.roles, [one for one in found if one.start < start])
    return Resolution(
        **msgspec.structs.asdict(_candidate(main)),
        date_assumed=day is None,
        candidates=tuple(map(_candidate, main.rivals)),
        others=tuple(_candidate(one) for one in ranked[1:]),
    )


def _tagger(vocabulary: Vocabulary) -> Tagger:
    return Tagger(vocabulary, TaggerOptions(ner="off"), None, versions_of(vocabulary, None, "none"))


def _named(tagger: Tagger, draft: Draft) -> list[Named]:
    return [] if tagger.model is None else [name for found in names(tagger.model, draft.pieces) for name in found]


def _ranked(asked: Asked) -> Sequence[Spotted]:
    """Return the outermost sightings, the main one first."""
    outer = [one for one in asked.here if not any(contains(other, one) for other in asked.here)]
    ranked = sorted((one for one in outer if not _described(one, asked)), key=_main_first)
    # "Kenyan runner Eliud Kipchoge" is the person; what stands before the name says what that person is.
    behind = {id(one) for one in ranked if _aside(one, asked) or _introduces(one, ranked, asked)}
    return [one for one in ranked if id(one) not in behind] + [one for one in ranked if id(one) in behind]


def _described(one: Spotted, asked: Asked) -> bool:
    """Whether a sighting is but a part of a role noun: "Senate" in "Senate hopeful", "Shiite" in "Shiite militia"."""
    sided = _SIDED.search(asked.text, asked.start, one.start) is not None
    people = one.kind == "people"
    longer = one.length + (one.actor is not None or not people)
    return (one.actor is None or people or sided) and any(
        role.start <= one.start and one.end <= role.end and role.end - role.start >= longer for role in asked.roles
    )


def _introduces(one: Spotted, ranked: Sequence[Spotted], asked: Asked) -> bool:
    """Whether a described actor stands right before the name of a known person."""
    return one.form == "composed" and any(
        other.kind == "person" and other.actor is not None and asked.text[one.end : other.start] in (" ", ", ")
        for other in ranked
        if other.start > one.end
    )


def _aside(one: Spotted, asked: Asked) -> bool:
    """Whether the string names it only as whom somebody is backed by or posted to: "Saudi-backed", "at the OSCE"."""
    before = asked.text[asked.start : one.start]
    return _BACKING.match(asked.text, one.end) is not None or (
        not one.national and one.form != "composed" and _POSTED.search(before) is not None
    )


def _main_first(one: Spotted) -> tuple[int, int]:
    """People and composed actors come before bodies, those before countries, what only the model saw last."""
    if one.actor is None:
        rank = 3 if one.country or one.kind != "person" else 4
    elif one.form == "composed" or one.kind == "person":
        rank = 0
    else:
        rank = 2 if one.national else 1
    return rank, one.start


def _main(tagger: Tagger, asked: Asked, ranked: Sequence[Spotted], day: date, *, alone: bool) -> Spotted | None:
    """Return whom the string means: by what is known in it, as a whole, by title and surname, by role noun, by town."""
    if (one := ship(asked)) is not None:
        return one
    if ranked and (ranked[0].actor or ranked[0].country):
        return meant(ranked[0], asked)
    if alone and (one := _whole(tagger, asked, day)) is not None:
        return meant(one, asked)
    if (one := by_title(asked, tagger.spellings, day) or by_surname(asked, tagger.spellings, day)) is not None:
        return one
    town = town_in(asked, tagger.vocabulary.towns)
    if town is not None and town.name == asked.bare:
        return meant(town, asked)
    one = meant(ranked[0], asked) if ranked else _role_alone(asked)
    return one if one is None or town is None else _of_town(one, town)


def _whole(tagger: Tagger, asked: Asked, day: date) -> Spotted | None:
    """Take the whole string for a spelling of somebody, whatever the guards of that spelling."""
    name = asked.bare
    told = any(role.end - role.start == len(name) for role in asked.roles)
    owners = tagger.spellings.of(name, day) if name and not told else ()
    if not owners:
        return None
    start = asked.text.index(name, asked.start)
    one = of_the_day(owners, start, start + len(name), name, day)
    return msgspec.structs.replace(one, confidence=min(one.confidence, NAME_ALONE))


def _of_town(one: Spotted, town: Spotted) -> Spotted:
    """Give a body or a role noun without a country that of the town beside it; people come from anywhere."""
    if one.country is not None or (one.kind == "person" and one.form != "composed"):
        return one
    reason = f"{one.reason}; '{town.name}' is {town.reason}"
    return msgspec.structs.replace(one, country=town.country, confidence=min(one.confidence, ROLE_ALONE), reason=reason)


def _role_alone(asked: Asked) -> Spotted | None:
    """Say what a role noun says without a country: "gunmen" are UAF, "a retired general" is ELI."""
    if not asked.roles:
        return _unidentified(asked)
    chain = chains(asked.text, asked.roles)[0]
    start, end = chain[0].start, chain[-1].end
    former = former_at(asked.text, start, end) is not None
    nouns = asked.text[start:end]
    sectors = ("ELI",) if former else sectors_of(chain)
    return _noun(
        start, nouns, chain[-1].noun.kind, sectors, f"{'former ' * former}role noun '{nouns}' without a country"
    )


def _unidentified(asked: Asked) -> Spotted | None:
    """Say of "the enemy" that it is unidentified."""
    noun = asked.bare.rpartition(" ")[2]
    if noun not in UNIDENTIFIED:
        return None
    return _noun(asked.text.index(noun, asked.start), noun, "people", ("UNK",), f"'{noun}' identifies nobody")


def _noun(start: int, noun: str, kind: Kind, sectors: tuple[str, ...], reason: str) -> Spotted:
    return Spotted(
        start=start,
        end=start + len(noun),
        actor=None,
        name=noun,
        kind=kind,
        country=None,
        sectors=sectors,
        method="rule",
        confidence=ROLE_ALONE,
        reason=reason,
        form="composed",
    )


def _candidate(one: Spotted) -> Candidate:
    return Candidate(
        country=one.country,
        sectors=one.sectors,
        actor=one.actor,
        name=one.name,
        kind=one.kind,
        wikidata=one.wikidata,
        confidence=round(one.confidence, 3),
        reason=one.reason,
    )
