"""Fit the model's names to what the gazetteer knows."""

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from pipelines.tagging.bodies import BODY
from pipelines.tagging.cues import (
    PEOPLE,
    is_joined_beside,
    is_leader_beside,
    is_person_beside,
    is_place_beside,
    is_seat_beside,
    is_thing_beside,
    kind_beside,
    speaks_beside,
    stands_beside,
)
from pipelines.tagging.english import DATE_WORDS, MODIFIERS, NO_ACTORS, OPENERS
from pipelines.tagging.given import GivenNames
from pipelines.tagging.guards import occurs
from pipelines.tagging.ner import Named
from pipelines.tagging.organisations import NATIONAL_KINDS, kind_of, sectors_of_kind
from pipelines.tagging.roles import RoleMatch
from pipelines.tagging.spotted import Spotted, placed
from pipelines.tagging.view import View
from schemas.tagged import Kind

KINDS: Mapping[str, Kind] = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "people",
    BODY: "organisation",
}
"""OntoNotes label -> kind; the model's other labels name no actors."""

CONFIDENCE: Mapping[str, float] = {
    "PERSON": 0.7,
    "ORG": 0.6,
    "GPE": 0.6,
    "LOC": 0.6,
    "FAC": 0.5,
    "NORP": 0.5,
    BODY: 0.65,
}
SINGLE_WORD = 0.15
"""What a name of one word is less sure than a longer one."""

_HONORIFICS = (
    "Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Lord|Dame|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Rev|Frau|Herr|Madame|Monsieur|Señor|Signor"
    "|Colonel|Captain|Major|General|Lieutenant|Sergeant|Admiral|Archbishop|Bishop|Cardinal|Father|Rabbi|Imam|Ayatollah"
)
_LEADING = re.compile(rf"[\s\"'(\[,.;:*-]*(?:(?:[Tt]he|[Aa]n?|{_HONORIFICS})\.? )*")
_SUFFIX = re.compile(
    r" (?:Corporation|Corp\.?|Inc\.?|Ltd\.?|Limited|PLC|AG|SA|Group|Company|Co\.?|Holdings|Magazine|Newspaper|News"
    r"|News Agency|Party)"
)
"""What may follow the name of a body and names no other one: "Union Carbide Corporation"."""
_PREFIX = re.compile(r"(?:[Ee]x|[Aa]nti|[Pp]ro|[Nn]on|[Pp]ost|[Pp]re)-(?=[A-Z])")
_INITIAL = re.compile(r"(?<= [A-Z])\.(?=[ ,])")
_PARTISAN = "MP|MPP|MEP|Liberal|Conservative|Republican|Democrat|Labour|Datuk|Honourable|Hon|Chief|Prince|Princess"
_OCCUPATION = re.compile(rf"(?:(?:{_PARTISAN}|{'|'.join(word.capitalize() for word in PEOPLE)}) (?=[A-Z]))+")
_BYLINE = re.compile(
    r"(?:\b(?:Author|Authors|Editor|Editors|Written by|Edited by|Editing by|Reporting by|Additional reporting by"
    r"|Compiled by|Photo by|Interview by|Interview):? |[\w\s.-]{3,40}(?:;| and) (?:Editing|Reporting) by )\Z"
)
_TRAILING = re.compile(r"(?:'s|'|[\s\"\]),.;:*-])+\Z")
_TOKEN = re.compile(r"[\w'.&-]+")
_NAME = re.compile(r"[^\W\d_]")
_WATERS = re.compile(r"\b(?:Sea|Ocean|Gulf|Strait|Straits|Bay|Channel|River|Lake)\b")
_SENTENCE_START = re.compile(r"(?:\A|[.!?\n:][\"')\]]{0,2}\s{0,3}|\n\s{0,3})[\"'(\[]{0,2}\Z")
_PERSONAL = re.compile(r"[^\W\d_][\w'.-]+(?: [^\W\d_][\w'.-]*){1,3}")
_TRIVIAL = MODIFIERS | {"the", "of", "and", "for", "in", "a", "an", "then", "mr", "mrs", "ms", "dr", "mainland"}


def repaired(
    view: View, names: Iterable[Named], known: Sequence[Spotted], roles: Sequence[RoleMatch], given: GivenNames
) -> list[Spotted]:
    """Return all sightings: those of the gazetteer, and the model's names that it leaves room for.

    The gazetteer's type and extent win. A name that adds to a known one ("Jill Biden", "Michael Jordan",
    "German Institute of Peace") replaces it when it is a person's, and contains it otherwise.
    """
    outermost = _outermost(known)
    dropped: set[int] = set()
    added: list[Spotted] = []
    role_spans = [(role.start, role.end) for role in roles]
    titles = {role.start: role.end for role in roles if role.noun.title}
    for name in names:
        trimmed = _trimmed(view, name, titles)
        if trimmed is None or (added and trimmed.start < added[-1].end):
            continue
        touching = [one for one in outermost if one.start < trimmed.end and trimmed.start < one.end]
        if (longer := _suffixed(view.text, trimmed, touching)) is not None:
            dropped.add(id(touching[0]))
            added.append(longer)
            continue
        if touching and not _adds(view.text, trimmed, touching, role_spans):
            continue
        seen = _spotted(view.text, trimmed, touching, given)
        if seen is None:
            continue
        dropped |= {id(one) for one in _replaced(view.text, trimmed, seen, touching, known)}
        added.append(seen)
    kept = [one for one in known if id(one) not in dropped]
    return placed([*kept, *added])


def _outermost(known: Sequence[Spotted]) -> list[Spotted]:
    outer: list[Spotted] = []
    for one in placed(known):
        if not outer or one.end > outer[-1].end:
            outer.append(one)
    return outer


def _trimmed(view: View, name: Named, titles: Mapping[int, int]) -> Named | None:
    """Cut articles, titles, quotes and possessives off; refuse what is no name."""
    if name.label not in KINDS:
        return None
    text = view.text
    start, end = name.start, name.end
    leading = _LEADING.match(text, start, end)
    start = leading.end() if leading else start
    if name.label == "PERSON" and start in titles:
        start = titles[start] + 1
    if (prefix := _PREFIX.match(text, start, end)) is not None:
        start = prefix.end()
    if name.label == "PERSON" and (occupation := _OCCUPATION.match(text, start, end)) is not None:
        start = occupation.end()
    if (bracket := text.find(" (", start, end)) > 0 and text.find(")", start, end) < 0:
        end = bracket
    initial = _INITIAL.match(text, end) if name.label == "PERSON" else None
    trailing = _TRAILING.search(text, start, end)
    end = initial.end() if initial else trailing.start() if trailing else end
    found = text[start:end]
    if start >= end or len(found) < 2 or "\n" in found or not _NAME.match(found) or not _proper(view, start, end):
        return None
    return Named(start, end, name.label)


def _proper(view: View, start: int, end: int) -> bool:
    """Tell names from words that are capitalised by their place in the sentence."""
    words = _TOKEN.findall(view.text, start, end)
    if not any(word[:1].isupper() for word in words):
        return any(character.isupper() for character in view.text[start:end])
    low = [word.lower() for word in words]
    if all(word in DATE_WORDS or word in OPENERS for word in low):
        return False
    alone = len(words) == 1 and _SENTENCE_START.search(view.text, max(0, start - 8), start) is not None
    return not (alone and occurs(low[0], view.text))


def _adds(text: str, name: Named, touching: Sequence[Spotted], roles: Sequence[tuple[int, int]]) -> bool:
    """Say whether a name says more than the known ones that it touches."""
    crossing = any(one.start < name.start or one.end > name.end for one in touching)
    trivial = OPENERS if name.label == BODY else _TRIVIAL
    if crossing or name.label in ("NORP", "FAC"):
        return False
    taken = [(one.start, one.end) for one in touching] + list(roles)
    rest = [
        word
        for word in _TOKEN.finditer(text, name.start, name.end)
        if not any(start <= word.start() and word.end() <= end for start, end in taken)
    ]
    return any(word.group()[0].isupper() and word.group().lower() not in trivial for word in rest)


def _suffixed(text: str, name: Named, touching: Sequence[Spotted]) -> Spotted | None:
    """Take "Union Carbide Corporation" for Union Carbide, whole."""
    if len(touching) != 1 or touching[0].national or touching[0].kind == "person" or touching[0].start != name.start:
        return None
    if touching[0].end >= name.end or _SUFFIX.fullmatch(text, touching[0].end, name.end) is None:
        return None
    return msgspec.structs.replace(touching[0], end=name.end)


def _replaced(
    text: str, name: Named, seen: Spotted, touching: Sequence[Spotted], known: Sequence[Spotted]
) -> list[Spotted]:
    """Return the known sightings that a longer name makes void."""
    water = name.label in ("LOC", "GPE") and _WATERS.search(text, name.start, name.end)
    if name.label == BODY:
        # "Labour Party" is no mention of that party in "Social Democratic and Labour Party".
        return [one for one in touching if not one.national and one.kind != "person" and one.end == name.end]
    if not touching or not (seen.kind == "person" or water):
        return []
    return [one for one in known if name.start <= one.start and one.end <= name.end]


def _spotted(text: str, name: Named, touching: Sequence[Spotted], given: GivenNames) -> Spotted | None:
    found = text[name.start : name.end]
    if NO_ACTORS.search(found) or text[name.start - 2 : name.start].rstrip().endswith("#") or _signed(text, name):
        return None
    kind, why = _kind(text, name, given)
    nation = next((one for one in touching if one.national and kind in NATIONAL_KINDS), None)
    words = len(_TOKEN.findall(found))
    return Spotted(
        start=name.start,
        end=name.end,
        actor=None,
        name=found,
        kind=kind,
        country=nation.country if nation else None,
        sectors=sectors_of_kind(kind, found),
        method="ner",
        confidence=CONFIDENCE[name.label] - (SINGLE_WORD if words == 1 else 0),
        reason=(
            f"the name of a body: '{found}'" if name.label == BODY else f"the model reads '{found}' as {name.label}"
        )
        + why
        + (f"; country of '{text[nation.start : nation.end]}'" if nation else ""),
        form="model",
    )


def _signed(text: str, name: Named) -> bool:
    """Whether a name only signs the article: "Author: X / Editor: Y", "Reporting by X"."""
    return name.label == "PERSON" and _BYLINE.search(text, max(0, name.start - 60), name.start) is not None


def _kind(text: str, name: Named, given: GivenNames) -> tuple[Kind, str]:
    """Correct the model's type: by the words of the name, those beside it, a given name."""
    found = text[name.start : name.end]
    if name.label in ("FAC", "LOC"):
        return KINDS[name.label], ""
    worded = kind_of(found)
    personal = _PERSONAL.fullmatch(found) is not None
    if personal and found.split()[0] in given and worded == "organisation":
        return "person", ("" if name.label == "PERSON" else "; its given name is a person's")
    if name.label != "PERSON" and worded != "organisation":
        return worded, ""
    beside = kind_beside(text, name.start, name.end)
    if beside is not None and (name.label != "PERSON" or not is_person_beside(text, name.start, name.end)):
        return beside, f"; the words beside it call it {beside}"
    if name.label != "PERSON" and personal and is_person_beside(text, name.start, name.end):
        return "person", "; the words beside it call it a person"
    if name.label == "ORG" and personal and speaks_beside(text, name.start, name.end):
        return "person", "; it speaks"
    if name.label in ("ORG", "GPE", "PERSON") and is_seat_beside(text, name.start):
        return "place", "; the words before it call it a place"
    if name.label == "PERSON" and found.split()[0] not in given and is_place_beside(text, name.start, name.end):
        return "place", "; something is in it"
    if name.label == "GPE" and is_leader_beside(text, name.start):
        return "person", "; it leads"
    if name.label in ("ORG", "GPE", "NORP") and stands_beside(text, name.end):
        return "person", "; it does what people do"
    if name.label in ("PERSON", "GPE") and is_joined_beside(text, name.start) and found.split()[0] not in given:
        return worded, "; people join or lead it"
    if name.label == "PERSON" and (worded != "organisation" or is_thing_beside(text, name.end)):
        return worded, "; its own words or those after it say otherwise"
    return KINDS[name.label], ""
