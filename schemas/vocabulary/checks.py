"""Check that the vocabulary holds together."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import msgspec

from schemas.codes import FIRST_PARTS, KINDS, SECTORS
from schemas.countries import COUNTRIES, HISTORIC
from schemas.errors import VocabularyError
from schemas.vocabulary.entries import ActorEntry, Alias, Role, RoleNoun, SubjectEntry, TopicEntry, Vocabulary
from schemas.vocabulary.foreign import read_tongue

_QID = re.compile(r"Q[1-9]\d*")
_MEDIA_TOPIC = re.compile(r"medtop:\d{8}")
_ACTOR_ID = re.compile(r"[A-Za-z]+(\.[A-Za-z0-9]+(-[A-Za-z0-9]+)*)*")
_CURLY = re.compile("[\u2018\u2019\u201c\u201d\u00a0]")


class Problem(msgspec.Struct, frozen=True, order=True):
    """Something an editor has to correct: the rule that is broken, the entry, what to do."""

    rule: str
    entry: str
    detail: str

    def __str__(self) -> str:
        return f"{self.entry}: {self.detail} [{self.rule}]"


def check(vocabulary: Vocabulary) -> list[Problem]:
    """Return everything that contradicts the rules of docs/vocabulary.md, sorted; empty when all is well."""
    problems: list[Problem] = []
    for entry in vocabulary.actors.values():
        problems += _codes(entry)
        problems += _identities(entry)
        problems += _overlaps(entry.id, entry.roles)
        problems += _spelled_twice(entry)
    problems += _states(vocabulary)
    problems += _offices(vocabulary)
    problems += _owners(vocabulary)
    problems += _spellings(vocabulary)
    problems += _role_nouns(vocabulary)
    problems += _topics(vocabulary)
    problems += _languages(vocabulary)
    return sorted(problems)


def _codes(entry: ActorEntry) -> Iterator[Problem]:
    for code in (entry.country, *entry.countries, *(role.country for role in entry.roles)):
        if code not in FIRST_PARTS:
            yield Problem("country-code", entry.id, f"{code!r} is no country or non-state part; see schemas/codes.py")
    for sector in (*entry.sectors, *(sector for role in entry.roles for sector in role.sectors)):
        if sector not in SECTORS:
            yield Problem("sector-code", entry.id, f"{sector!r} is none of the 25 sectors; see schemas/codes.py")
    if entry.kind not in KINDS:
        yield Problem("kind", entry.id, f"{entry.kind!r} is no kind; see schemas/codes.py")


def _identities(entry: ActorEntry) -> Iterator[Problem]:
    if not _ACTOR_ID.fullmatch(entry.id):
        yield Problem("id", entry.id, "write ids in ASCII letters, digits, hyphens, with dots between the parts")
    if entry.wikidata is not None and not _QID.fullmatch(entry.wikidata):
        yield Problem("wikidata", entry.id, f"{entry.wikidata!r} is no item id; write Q and digits")
    if not entry.source or not all(role.source for role in entry.roles):
        yield Problem("source", entry.id, "name the source of the entry, its QID and each of its roles")
    for role in entry.roles:
        if not (role.sectors or entry.sectors):
            yield Problem("role-sectors", entry.id, f"role {role.office!r} has no sectors, nor has the entry")


def _overlaps(owner: str, roles: tuple[Role, ...]) -> Iterator[Problem]:
    """Report terms of one office and country that share a day; the day of the handover belongs to the later."""
    terms: dict[tuple[str, str], list[Role]] = defaultdict(list)
    for role in roles:
        terms[role.office, role.country].append(role)
    for (office, country), held in terms.items():
        for earlier, later in pairwise(sorted(held, key=_start)):
            if (later.start or date.min) < (earlier.end or date.max):
                detail = f"terms as {office} of {country} overlap at {later.start}; correct `from` or `to`"
                yield Problem("overlapping-terms", owner, detail)


SINGLE_OFFICES = frozenset({"President", "Prime Minister", "Chancellor", "King", "Queen", "Emperor", "Pope"})
"""Offices of which a country has one holder on a day."""


def _offices(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Report two people in one single-holder office of one country on one day."""
    terms: dict[tuple[str, str], list[tuple[date, date, str]]] = defaultdict(list)
    for entry in vocabulary.actors.values():
        for role in entry.roles if entry.kind == "person" else ():
            if role.office in SINGLE_OFFICES and role.country in COUNTRIES:
                terms[role.office, role.country].append((role.start or date.min, role.end or date.max, entry.id))
    for (office, country), held in terms.items():
        for (_, end, first), (start, _, second) in pairwise(sorted(held)):
            if start < end and first != second:
                detail = f"{office} of {country} from {start}, while {first} is until {end}; correct the dates"
                yield Problem("office-held-twice", second, detail)


def _states(vocabulary: Vocabulary) -> Iterator[Problem]:
    for code in (*COUNTRIES, *HISTORIC):
        entry = vocabulary.actors.get(code)
        if entry is None or entry.kind != "country":
            yield Problem("country-missing", code, "a code of schemas/countries.py needs a [[country]]")
    for code in HISTORIC:
        entry = vocabulary.actors.get(code)
        if entry is not None and (entry.valid_to is None or entry.successor is None):
            yield Problem("historic-state", code, "a historic state needs `valid_to` and `successor`")


def _owners(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Report spellings of several actors of which more than one would match without a guard."""
    owners: dict[tuple[str, str], list[tuple[ActorEntry, Alias]]] = defaultdict(list)
    for entry in vocabulary.actors.values():
        for alias in entry.aliases:
            owners[alias.case, alias.text].append((entry, alias))
    for (_, text), owned in owners.items():
        unguarded = [entry for entry, alias in owned if not alias.guarded]
        ids = sorted({entry.id for entry in unguarded})
        if len(ids) > 1 and not _demonyms(owned) and not _successive(unguarded):
            yield Problem("alias-owned-twice", ids[0], f"{text!r} belongs to {', '.join(ids)} too; guard all but one")


def _spelled_twice(entry: ActorEntry) -> Iterator[Problem]:
    """Report a spelling that stands in two lists of one country, which would be two mentions at one place."""
    for text, times in Counter(alias.text for alias in entry.aliases).items():
        if times > 1:
            yield Problem("spelling-twice", entry.id, f"{text!r} stands in two lists; keep one")


def _demonyms(owned: list[tuple[ActorEntry, Alias]]) -> bool:
    """Congolese, Dominican, Guinean ...: two states may share what their people are called."""
    return all(alias.form in ("adjective", "people") for _, alias in owned)


def _successive(entries: list[ActorEntry]) -> bool:
    """Say whether no two of these exist on one day, so that the article's date decides."""
    spans = sorted((entry.valid_from or date.min, entry.valid_to or date.max) for entry in entries)
    return all(later[0] >= earlier[1] for earlier, later in pairwise(spans))


def _spellings(vocabulary: Vocabulary) -> Iterator[Problem]:
    for owner, alias in _all_aliases(vocabulary):
        if alias.guarded and not alias.reason:
            yield Problem("guard-reason", owner, f"{alias.text!r} has a guard without a reason; say what it keeps out")
        if _CURLY.search(alias.text):
            yield Problem("straight-quotes", owner, f"{alias.text!r} has a curly quote or hard space; write it plain")


def _all_aliases(vocabulary: Vocabulary) -> Iterator[tuple[str, Alias]]:
    for entry in vocabulary.actors.values():
        yield from ((entry.id, alias) for alias in entry.aliases)
    phrased: tuple[RoleNoun | TopicEntry | SubjectEntry, ...] = (
        *vocabulary.role_nouns,
        *vocabulary.topics,
        *vocabulary.subjects,
    )
    for owner in phrased:
        yield from ((owner.id, alias) for alias in owner.phrases)


def _role_nouns(vocabulary: Vocabulary) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for noun in vocabulary.role_nouns:
        for phrase in noun.phrases:
            if owners.setdefault(phrase.text.lower(), noun.id) != noun.id:
                detail = f"{phrase.text!r} belongs to {owners[phrase.text.lower()]} too; take it from one"
                yield Problem("role-phrase-owned-twice", noun.id, detail)


def _topics(vocabulary: Vocabulary) -> Iterator[Problem]:
    known = {topic.id for topic in vocabulary.topics}
    for topic in vocabulary.topics:
        if topic.parent is not None and topic.parent not in known:
            yield Problem("topic-parent", topic.id, f"its parent {topic.parent!r} does not exist; add it")
        for code in topic.iptc:
            if not _MEDIA_TOPIC.fullmatch(code):
                yield Problem("iptc-code", topic.id, f"{code!r} is no QCode; write medtop: and eight digits")
    for subject in vocabulary.subjects:
        if not _MEDIA_TOPIC.fullmatch(subject.id):
            yield Problem("iptc-code", subject.id, "a subject's id is a QCode: medtop: and eight digits")


def _languages(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Report files of other languages that cannot be read, and spellings of two actors of one time in them."""
    for code in vocabulary.languages:
        try:
            tongue = read_tongue(vocabulary, code)
        except VocabularyError as error:
            yield Problem("language", code, str(error))
            continue
        owners: dict[str, list[ActorEntry]] = defaultdict(list)
        for actor, alias in tongue.spellings if tongue else ():
            if not alias.guarded and alias.form not in ("adjective", "people"):
                owners[alias.text].append(vocabulary.actors[actor])
        for text, entries in owners.items():
            ids = sorted({entry.id for entry in entries})
            if len(ids) > 1 and not _successive(entries):
                yield Problem("alias-owned-twice", code, f"{text!r} belongs to {', '.join(ids)}; guard all but one")


def _start(role: Role) -> date:
    return role.start or date.min
