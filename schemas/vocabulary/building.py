"""Turn the rows of a vocabulary file into entries."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from schemas.codes import FIRST_PARTS
from schemas.countries import COUNTRIES, HISTORIC
from schemas.vocabulary.entries import (
    ActorEntry,
    Alias,
    Case,
    Form,
    Origin,
    Role,
    RoleNoun,
    SubjectEntry,
    TopicEntry,
    folded,
)
from schemas.vocabulary.expansion import expand
from schemas.vocabulary.format import (
    ActorRow,
    AliasRow,
    CountryRow,
    ExtensionRow,
    RoleNounRow,
    RoleRow,
    SubjectRow,
    TopicRow,
    TownsRow,
)

WEIGHTS: Mapping[str, float] = {"decisive": 1.0, "strong": 0.6, "weak": 0.3}
"""What a phrase of each class adds to a topic's or subject's score."""

_OF_COUNTRIES = ("adjectives", "people", "places")
_OF_ACTORS = ("aliases", "roles", "members", "ownership", *_OF_COUNTRIES)

Spelling = str | AliasRow
Phrased = TypeVar("Phrased", RoleNoun, TopicEntry, SubjectEntry)


def country_entry(row: CountryRow) -> ActorEntry:
    """Build a country; raises ValueError for an unknown code or bad braces, as all builders here do."""
    if row.successor is not None:
        _known(row.successor)
    capital = row.capital if isinstance(row.capital, tuple) else (row.capital,)
    return ActorEntry(
        id=row.id,
        name=row.name,
        kind="country",
        country=_known(row.id),
        wikidata=row.wikidata,
        aliases=(
            *_named(row.name, row.aliases),
            *_aliases(row.adjectives, "exact", form="adjective"),
            *_aliases(row.people, "exact", form="people"),
            *_aliases(row.seats, "exact", form="seat"),
            *_aliases(capital, "exact", form="capital"),
            *_aliases(row.places, "exact", form="place"),
        ),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        reason=row.reason,
        iso2=row.iso2,
        successor=row.successor,
    )


def actor_entry(row: ActorRow) -> ActorEntry:
    """Build an actor that is no country."""
    country = row.country or (row.countries[0] if row.countries else None)
    if country is None:
        raise ValueError("no country; give `country`, or `countries` where there are several")
    return ActorEntry(
        id=row.id,
        name=row.name,
        kind=row.kind,
        country=_known(country),
        sectors=row.sectors,
        wikidata=row.wikidata,
        aliases=_named(row.name, row.aliases),
        roles=tuple(_role(role, country, row.source) for role in row.roles),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        reason=row.reason,
        countries=tuple(map(_known, row.countries)),
        members=_states(row.members),
        ownership=row.ownership,
    )


def towns(row: TownsRow) -> dict[str, str]:
    """Return the folded name of each town with the state."""
    (country,) = _states((row.country,))
    return {folded(name): country for name in row.names}


def role_noun(row: RoleNounRow) -> RoleNoun:
    """Build a role noun."""
    return RoleNoun(row.id, row.kind, row.sectors, row.office, row.title, _aliases(row.phrases, "fold"))


def topic_entry(row: TopicRow) -> TopicEntry:
    """Build a topic."""
    return TopicEntry(row.id, row.label, row.about, row.iptc, _weighted(row))


def subject_entry(row: SubjectRow) -> SubjectEntry:
    """Build a subject."""
    return SubjectEntry(row.id, row.label, _weighted(row), row.about)


def extended_actor(entry: ActorEntry, row: ExtensionRow) -> ActorEntry:
    """Return `entry` with the aliases and roles of `row`."""
    _refuse(row, "phrases", "decisive", "strong", "weak", *(() if entry.kind == "country" else _OF_COUNTRIES))
    new = (
        *_aliases(row.aliases, "exact"),
        *_aliases(row.adjectives, "exact", form="adjective"),
        *_aliases(row.people, "exact", form="people"),
        *_aliases(row.places, "exact", form="place"),
    )
    aliases = _merged(entry.aliases, new, row.remove)
    roles = (*entry.roles, *(_role(role, entry.country, entry.source) for role in row.roles))
    members = (*entry.members, *_states(row.members))
    ownership = row.ownership or entry.ownership
    return msgspec.structs.replace(entry, aliases=aliases, roles=roles, members=members, ownership=ownership)


def extended_noun(entry: RoleNoun, row: ExtensionRow) -> RoleNoun:
    """Return `entry` with the phrases of `row`."""
    _refuse(row, *_OF_ACTORS, "decisive", "strong", "weak")
    return _rephrased(entry, _aliases(row.phrases, "fold"), row.remove)


def extended_topic(entry: TopicEntry, row: ExtensionRow) -> TopicEntry:
    """Return `entry` with the weighted phrases of `row`."""
    _refuse(row, *_OF_ACTORS, "phrases")
    return _rephrased(entry, _weighted(row), row.remove)


def extended_subject(entry: SubjectEntry, row: ExtensionRow) -> SubjectEntry:
    """Return `entry` with the weighted phrases of `row`."""
    _refuse(row, *_OF_ACTORS, "phrases")
    return _rephrased(entry, _weighted(row), row.remove)


def spelled(spelling: Spelling, case: Case, form: Form) -> tuple[Alias, ...]:
    """Return every reading of one spelling; `case` holds unless the spelling says otherwise."""
    return tuple(_expanded(spelling, case, 1.0, form))


def _refuse(row: ExtensionRow, *fields: str) -> None:
    """Raise for a field that the extended entry has no use for, rather than drop what it says."""
    if useless := [field for field in fields if getattr(row, field)]:
        raise ValueError(f"{', '.join(useless)} do not belong to an entry of this sort; see docs/vocabulary.md")


def _role(row: RoleRow, country: str, source: Origin) -> Role:
    if row.start is not None and row.end is not None and row.end <= row.start:
        raise ValueError(f"role {row.office!r} ends on {row.end}, not after {row.start}; correct `from` or `to`")
    held = _known(row.country or country)
    return Role(row.office, held, row.sectors, row.start, row.end, row.source or source, row.reason)


def _states(codes: tuple[str, ...]) -> tuple[str, ...]:
    if unknown := [code for code in codes if code not in COUNTRIES and code not in HISTORIC]:
        raise ValueError(f"{unknown[0]!r} is no state; write alpha-3 codes of schemas/countries.py")
    return codes


def _known(code: str) -> str:
    if code not in FIRST_PARTS:
        raise ValueError(f"{code!r} is no country code; use ISO 3166-1 alpha-3 or a non-state part of schemas/codes.py")
    return code


def _weighted(row: TopicRow | SubjectRow | ExtensionRow) -> tuple[Alias, ...]:
    return (
        *_aliases(row.decisive, "fold", weight=WEIGHTS["decisive"]),
        *_aliases(row.strong, "fold", weight=WEIGHTS["strong"]),
        *_aliases(row.weak, "fold", weight=WEIGHTS["weak"]),
    )


def _named(name: str, spellings: Sequence[Spelling]) -> tuple[Alias, ...]:
    """Put the name before the aliases, unless one of them restates it (with guards)."""
    aliases = _aliases(spellings, "exact")
    own = unicodedata.normalize("NFC", name)
    return aliases if any(alias.text == own for alias in aliases) else (Alias(own), *aliases)


def _aliases(
    spellings: Iterable[Spelling], case: Case, *, weight: float = 1.0, form: Form = "name"
) -> tuple[Alias, ...]:
    """Expand spellings; of two equal ones the later, which may carry the guards, is kept."""
    found: dict[str, Alias] = {}
    for spelling in spellings:
        for alias in _expanded(spelling, case, weight, form):
            found[alias.text] = alias
    return tuple(found.values())


def _expanded(spelling: Spelling, case: Case, weight: float, form: Form) -> list[Alias]:
    if isinstance(spelling, str):
        return [Alias(text, case=case, weight=weight, form=form) for text in _readings(spelling)]
    plain = Alias(
        spelling.text,
        case=spelling.case or case,
        not_before=_guards(spelling.not_before),
        not_after=_guards(spelling.not_after),
        only_before=_guards(spelling.only_before),
        only_after=_guards(spelling.only_after),
        near=_guards(spelling.near),
        not_near=_guards(spelling.not_near),
        weight=weight if spelling.weight is None else spelling.weight,
        form=spelling.form or form,
        reason=spelling.reason,
    )
    return [msgspec.structs.replace(plain, text=text) for text in _readings(spelling.text)]


def _guards(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(reading for text in texts for reading in _readings(text))


def _readings(text: str) -> tuple[str, ...]:
    return expand(unicodedata.normalize("NFC", text))


def _merged(old: tuple[Alias, ...], new: tuple[Alias, ...], remove: tuple[str, ...]) -> tuple[Alias, ...]:
    """Replace, add, take away by spelling; what is to be taken away has to be there."""
    gone = {reading for text in remove for reading in _readings(text)}
    if absent := gone - {alias.text for alias in old}:
        raise ValueError(f"cannot remove {', '.join(sorted(absent))}: the entry has no such spelling")
    replaced = gone | {alias.text for alias in new}
    return (*(alias for alias in old if alias.text not in replaced), *new)


def _rephrased(entry: Phrased, new: tuple[Alias, ...], remove: tuple[str, ...]) -> Phrased:
    return msgspec.structs.replace(entry, phrases=_merged(entry.phrases, new, remove))
