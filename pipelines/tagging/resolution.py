"""Resolve one string to an actor code."""

from collections.abc import Sequence
from datetime import date

import msgspec

from pipelines.tagging.composition import chains, former_at, sectors_of
from pipelines.tagging.ner import Named, names
from pipelines.tagging.options import TaggerOptions
from pipelines.tagging.roles import RoleMatch
from pipelines.tagging.spotted import Spotted, contains
from pipelines.tagging.tagger import ENGLISH, Dated, Draft, Tagger
from pipelines.tagging.versions import versions_of
from schemas.tagged import Kind
from schemas.vocabulary import Vocabulary, folded, government

ROLE_ALONE = 0.6


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


def resolve(tagger: Tagger | Vocabulary, text: str, day: date | None, context: str | None, today: date) -> Resolution:
    """Return country, sectors and actor of a string such as "the Japanese foreign minister".

    The stages are those of the article tagger; `context` is read as the title above it, so that guards
    and full names in it help, but only what stands in `text` is returned. Without `day` roles are as of
    `today`, and `date_assumed` is true. A vocabulary in place of a tagger means: without the model.
    """
    tagger = _tagger(tagger) if isinstance(tagger, Vocabulary) else tagger
    draft = tagger.draft(context or "", text, Dated(day or today, day is None), language=ENGLISH)
    found = tagger.sightings(draft, _named(tagger, draft))
    here = [one for one in found if one.start >= draft.view.text_start]
    roles = [role for role in draft.roles if role.start >= draft.view.text_start]
    outer = [one for one in here if not any(contains(other, one) for other in here) and not _described(one, roles)]
    ranked = sorted(outer, key=_main_first)
    known = bool(ranked and (ranked[0].actor or ranked[0].country))
    main = None if known else _town(draft, tagger.vocabulary)
    main = main or (_meant(ranked[0], draft, roles, here) if ranked else _role_alone(draft, roles))
    return Resolution(
        **msgspec.structs.asdict(main),
        date_assumed=day is None,
        candidates=tuple(_candidate(rival) for rival in ranked[0].rivals) if ranked else (),
        others=tuple(_candidate(one) for one in ranked[1:]),
    )


def _described(one: Spotted, roles: Sequence[RoleMatch]) -> bool:
    """Whether what the model saw is but a part of a role noun: "Senate" in "Senate hopeful"."""
    return one.actor is None and any(
        role.start <= one.start and one.end <= role.end and role.end - role.start > one.length for role in roles
    )


def _tagger(vocabulary: Vocabulary) -> Tagger:
    return Tagger(vocabulary, TaggerOptions(ner="off"), None, versions_of(vocabulary, None, "none"))


def _main_first(one: Spotted) -> tuple[int, int]:
    """People and composed actors come before bodies, those before countries, what only the model saw last."""
    if one.actor is None:
        rank = 3 if one.country or one.kind != "person" else 4
    elif one.form == "composed" or one.kind == "person":
        rank = 0
    else:
        rank = 2 if one.national else 1
    return rank, one.start


def _meant(one: Spotted, draft: Draft, roles: Sequence[RoleMatch], here: Sequence[Spotted]) -> Candidate:
    """Read the rest of the string into the actor: "a former CIA official", "TEHRAN", "legislators, Iran"."""
    text = draft.view.text
    outside = [role for role in roles if role.end <= one.start or one.end <= role.start]
    if _stands_alone(one, draft):
        one = _as_government(one)
    elif one.kind == "place" and one.country is not None and not one.sectors and not outside:
        one = _as_people(one)
    elif one.kind == "person" and one.form != "composed":
        one = _titled(text, one, outside)
    elif one.actor is None:
        one = _told(text, one, roles, here)
    elif outside and one.form != "composed":
        one = _joined(text, one, outside)
    return _candidate(one)


def _stands_alone(one: Spotted, draft: Draft) -> bool:
    alone = draft.view.text[draft.view.text_start :].strip(" .,\"'").lower().removeprefix("the ")
    return one.form == "capital" and one.entry is not None and alone == draft.view.text[one.start : one.end].lower()


def _as_government(capital: Spotted) -> Spotted:
    if capital.entry is None:
        return capital
    state = government(capital.entry)
    reason = f"{capital.reason}; a capital as an actor is its government"
    return msgspec.structs.replace(
        capital, actor=state.actor, name=state.name, kind=state.kind, sectors=state.sectors, reason=reason
    )


def _as_people(place: Spotted) -> Spotted:
    """Take a town, or something in it, for those who live there: PLOVER codes towns as civilians."""
    reason = f"{place.reason}; a place as an actor is its people"
    return msgspec.structs.replace(place, sectors=("CVL",), actor=f"{place.country}.CVL", reason=reason)


def _titled(text: str, person: Spotted, outside: Sequence[RoleMatch]) -> Spotted:
    """Let a title in the string speak for its own time: "Defence Secretary Ben Wallace"."""
    before = [role for role in outside if role.end < person.start and role.noun.title]
    if not before or person.actor is None:
        return person
    titles = chains(text, before)
    chain = next((chain for chain in titles if any(role.noun.office for role in chain)), titles[-1])
    if former_at(text, chain[0].start, chain[-1].end) is not None:
        return person
    nouns = text[chain[0].start : chain[-1].end]
    return msgspec.structs.replace(person, sectors=sectors_of(chain), reason=f"{person.reason}; titled '{nouns}'")


def _told(text: str, unknown: Spotted, roles: Sequence[RoleMatch], here: Sequence[Spotted]) -> Spotted:
    """Take country and sector of an unknown body from a country in its name and a role noun in the string."""
    nation = next((one for one in here if one.national and contains(unknown, one)), None)
    country = unknown.country or (nation.country if nation else None)
    sectors, reason = unknown.sectors, unknown.reason
    if roles and unknown.sectors in ((), ("UNK",)):
        chain = chains(text, roles)[0]
        sectors = sectors_of(chain)
        reason = f"{reason}; role noun '{text[chain[0].start : chain[-1].end]}'"
    return msgspec.structs.replace(unknown, country=country, sectors=sectors, reason=reason)


def _joined(text: str, one: Spotted, outside: Sequence[RoleMatch]) -> Spotted:
    """Join a country, or a body that someone has left, with the role noun elsewhere in the string."""
    chain = chains(text, outside)[0]
    first, last = chain[0].start, chain[-1].end
    if former_at(text, first, last) is not None or former_at(text, one.start, one.end) is not None:
        reason = f"former '{text[first:last]}': {one.reason}"
        return msgspec.structs.replace(one, sectors=("ELI",), kind="person", actor=None, reason=reason)
    if not one.national:
        return one
    sectors = sectors_of(chain)
    return msgspec.structs.replace(
        one,
        sectors=sectors,
        kind=chain[-1].noun.kind,
        actor=f"{one.country}.{sectors[0]}",
        wikidata=None,
        reason=f"{one.reason}; role noun '{text[first:last]}'",
    )


def _town(draft: Draft, vocabulary: Vocabulary) -> Candidate | None:
    """Take a town, when it is all that the string says, for those who live there."""
    name = draft.view.text[draft.view.text_start :].strip(" .,\"'")
    code = vocabulary.towns.get(folded(name)) if name[:1].isupper() else None
    if code is None:
        return None
    return Candidate(
        country=code,
        sectors=("CVL",),
        actor=f"{code}.CVL",
        name=name,
        kind="place",
        wikidata=None,
        confidence=ROLE_ALONE,
        reason=f"a town of {code}; a place as an actor is its people",
    )


def _role_alone(draft: Draft, roles: Sequence[RoleMatch]) -> Candidate:
    """Say what a role noun says without a country: "gunmen" are UAF, "a retired general" is ELI."""
    if not roles:
        return Candidate(
            country=None,
            sectors=(),
            actor=None,
            name=None,
            kind=None,
            wikidata=None,
            confidence=0.0,
            reason="no name, country or role noun of the vocabulary occurs",
        )
    text = draft.view.text
    chain = chains(text, roles)[0]
    former = former_at(text, chain[0].start, chain[-1].end) is not None
    nouns = text[chain[0].start : chain[-1].end]
    return Candidate(
        country=None,
        sectors=("ELI",) if former else sectors_of(chain),
        actor=None,
        name=nouns,
        kind=chain[-1].noun.kind,
        wikidata=None,
        confidence=ROLE_ALONE,
        reason=f"{'former ' if former else ''}role noun '{nouns}' without a country",
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


def _named(tagger: Tagger, draft: Draft) -> list[Named]:
    return [] if tagger.model is None else [name for found in names(tagger.model, draft.pieces) for name in found]
