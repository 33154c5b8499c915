"""Link short names to the full ones that an article gave before."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from pipelines.tagging.cues import kind_beside
from pipelines.tagging.english import OPENERS
from pipelines.tagging.spotted import Spotted, placed
from pipelines.tagging.view import View

CONFIDENCE = 0.75

_PART = re.compile(r"[^\W\d_][\w'-]*")
_BRACKETED = re.compile(r" \([\"']?([A-Z][A-Za-z.&-]{1,9})[\"']?[);,]")
_BEFORE_BRACKET = re.compile(r"\b([A-Z][A-Za-z.&-]{1,9}) \([\"']?(?:the )?\Z")
_NAME_BEFORE = re.compile(r"([^\W\d_][\w.'-]{0,30}) \Z")
_PARTICLE = "[dD][aeiou]|[dD]e[lrn]|[vV][ao]n|[vV]on de[rm]|[vV]an de[nr]?|[lL][ea]|[eEaA]l|[bB]in|[dD]os|[tT]er"
_PARTICLED = re.compile(rf"(?<= )((?:(?:{_PARTICLE})[ -]){{1,2}}[^\W\d_][\w'-]*)\Z")
_NAME_AFTER = re.compile(r"[ -][A-Z][a-z]")
_TITLES = frozenset(
    ("mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "lord", "dame", "president", "minister", "general")
)
_SURNAME_FIRST = frozenset({"CHN", "PRK", "KOR", "TWN", "VNM", "HKG", "KHM", "HUN", "SGP", "MAC"})
_SHORTEST = 3


def linked(view: View, spotted: Sequence[Spotted]) -> list[Spotted]:
    """Return the sightings with surnames and acronyms linked to the full names of the same article.

    Wrong links cost more than missed ones: a surname that two people of the article share is linked to
    neither, nor one that is also a word of the text. Nothing is linked across articles.
    """
    named = _named_alike([*spotted, *_respelled(view, spotted)])
    found = list(named)
    if people := _people(view, named):
        found = [_relinked(view, one, people) for one in named]
        found += _unseen(view, found, people)
    if bodies := _acronyms(view, found):
        found = [_reacronymed(view, one, bodies) for one in found]
        found += _unseen_acronyms(view, found, bodies)
    return placed(found)


def _named_alike(spotted: Iterable[Spotted]) -> list[Spotted]:
    """Give sightings of one unknown name one kind and one head: the position of the first."""
    spotted = placed(spotted)
    alike: dict[str, list[Spotted]] = defaultdict(list)
    for one in spotted:
        if one.actor is None:
            alike[_plain(one.name)].append(one)
    models = {name: _typical(ones) for name, ones in alike.items()}
    return [one if one.actor is not None else _like(one, *models[_plain(one.name)]) for one in spotted]


def _typical(alike: Sequence[Spotted]) -> tuple[Spotted, int]:
    """Return the sighting whose kind most of them have, people winning a draw, and the first one's position."""
    kinds = Counter(one.kind for one in alike)
    told = Counter(one.kind for one in alike if "words beside" in one.reason)
    best = max(told or kinds, key=lambda kind: (kinds[kind], kind == "person"))
    of_kind = [one for one in alike if one.kind == best]
    return max(of_kind, key=_most_told), alike[0].start


def _most_told(one: Spotted) -> tuple[bool, bool, int]:
    return one.country is not None, one.sectors not in ((), ("UNK",)), -one.start


def _like(one: Spotted, typical: Spotted, head: int) -> Spotted:
    """Give a sighting the kind and standing of its namesakes: the model is not of one mind."""
    return msgspec.structs.replace(one, kind=typical.kind, country=typical.country, sectors=typical.sectors, head=head)


def _respelled(view: View, named: Sequence[Spotted]) -> list[Spotted]:
    """Find names that the model saw in one place and overlooked in another: all else that is spelled so."""
    unknown: dict[str, Spotted] = {}
    for one in named:
        if one.actor is None and one.method == "ner" and _distinctive(view, one):
            unknown.setdefault(one.name, one)
    if not unknown:
        return []
    taken = sorted((one.start, one.end) for one in named)
    found = [
        _again(view.text, first, start)
        for name, first in unknown.items()
        for start in _occurrences(view.text, name)
        if not _overlaps(taken, start, start + len(name)) and not _longer_name(view.text, start, start + len(name))
    ]
    return _apart(found)


def _again(text: str, first: Spotted, start: int) -> Spotted:
    end = start + len(first.name)
    again = _sighting_of(first, start, end, first.name, f"the name '{first.name}' again")
    beside = kind_beside(text, start, end)
    if beside is None:
        return again
    return msgspec.structs.replace(again, kind=beside, reason=f"{again.reason}; the words beside it call it {beside}")


def _distinctive(view: View, one: Spotted) -> bool:
    """Whether a name can be nothing else in its article: no word of it stands there in lower case."""
    if one.kind == "people" or len(one.name) <= _SHORTEST:
        return False
    return " " in one.name or one.name.isupper() or not _is_word(view, one.name.lower())


def _plain(name: str) -> str:
    return name.replace(".", "").replace("-", " ").casefold()


def _people(view: View, named: Sequence[Spotted]) -> Mapping[str, Spotted]:
    """Return the first full sighting of each person, by the names that only one of the article has."""
    parted = [
        (one, _PART.findall(view.text, one.start, one.end))
        for one in named
        if one.kind == "person" and one.form != "composed"
    ]
    return {**_given(parted), **_surnames(view, parted)} if parted else {}


def _surnames(view: View, parted: Iterable[tuple[Spotted, Sequence[str]]]) -> Mapping[str, Spotted]:
    """Return the first full sighting of each person, by surnames that only one person of the article has."""
    owners: dict[str, dict[object, Spotted]] = defaultdict(dict)
    for one, parts in parted:
        if len(parts) == 1 and one.actor is not None and parts[0] not in owners:
            # The gazetteer's Trump, met before an Ivanka Trump is named, stays who he is.
            owners[parts[0]][one.actor] = one
        for surname in _surnames_of(view, one, parts) if len(parts) > 1 else ():
            owners[surname].setdefault(one.actor or parts[0], one)
    return {surname: next(iter(people.values())) for surname, people in owners.items() if len(people) == 1}


def _given(parted: Iterable[tuple[Spotted, Sequence[str]]]) -> Mapping[str, Spotted]:
    """Return the first full sighting of each person, by given names that only one of the article has."""
    owners: dict[str, dict[object, Spotted]] = defaultdict(dict)
    for one, parts in parted:
        if one.country in _SURNAME_FIRST:
            continue
        if len(parts) > 1 and len(parts[0]) >= _SHORTEST and parts[0].lower() not in OPENERS:
            owners[parts[0]].setdefault(one.actor or parts[-1], one)
    return {
        name: first for name, people in owners.items() if len(people) == 1 and (first := next(iter(people.values())))
    }


def _surnames_of(view: View, one: Spotted, parts: Sequence[str]) -> Sequence[str]:
    first = [parts[0]] if one.country in _SURNAME_FIRST else []
    last = [parts[-1]] if one.country not in _SURNAME_FIRST or one.actor is not None else []
    particled = _PARTICLED.search(view.text, one.start, one.end) if last else None
    if particled is not None:
        whole = particled.group(1)
        last += [whole, whole[0].upper() + whole[1:]]
    return [name for name in (*first, *last) if len(name) >= _SHORTEST and name.lower() not in OPENERS]


def _relinked(view: View, one: Spotted, people: Mapping[str, Spotted]) -> Spotted:
    """Link a bare surname to the person whose full name the article gives."""
    if one.kind != "person" and (one.actor is not None or one.method != "ner"):
        return one
    text = view.text[one.start : one.end]
    full = people.get(text)
    if full is None or (full.start >= one.start > view.title_end):
        return one
    if one.actor == full.actor and one.head == full.head:
        return one
    if one.actor is not None and full.actor is not None:
        return one
    return _sighting_of(full, one.start, one.end, text, f"part of the name '{full.name}'")


def _unseen(view: View, known: Sequence[Spotted], people: Mapping[str, Spotted]) -> list[Spotted]:
    """Find surnames that neither gazetteer nor model saw."""
    taken = sorted((one.start, one.end) for one in known)
    found: list[Spotted] = []
    for surname, full in people.items():
        if full.actor is None and view.text.startswith(surname, full.start):
            continue  # only a leader is called by the given name, and only where the model saw a name others are
        length = len(surname)
        free = [start for start in _occurrences(view.text, surname) if not _overlaps(taken, start, start + length)]
        if not free or (surname.lower() != surname and _is_word(view, surname.lower())):
            continue
        for start in free:
            later = start > full.start or start < view.title_end
            if later and not _longer_name(view.text, start, start + length):
                reason = f"part of the name '{full.name}'"
                found.append(_sighting_of(full, start, start + length, surname, reason))
    return _apart(found)


def _longer_name(text: str, start: int, end: int) -> bool:
    """Say whether another name stands before or after: "Barbara Wyne", "Wyne Street"."""
    if _NAME_AFTER.match(text, end):
        return True
    before = _NAME_BEFORE.search(text, max(0, start - 40), start)
    if before is None or not before.group(1)[0].isupper() or before.group(1).endswith(("'s", "s'")):
        return False
    word = before.group(1).rstrip(".").lower()
    return word not in _TITLES and word not in OPENERS


def _acronyms(view: View, spotted: Sequence[Spotted]) -> Mapping[str, Spotted]:
    """Return the bodies whose short form the article introduces: "Korean Central News Agency (KCNA)"."""
    bodies: dict[str, Spotted] = {}
    for one in spotted:
        if one.kind in ("person", "people", "country") or one.method == "coreference":
            continue
        bracketed = _BRACKETED.match(view.text, one.end) if view.text.startswith(" (", one.end) else None
        if bracketed and (_abbreviates(bracketed.group(1), view.text[one.start : one.end]) or _foreign(bracketed, one)):
            bodies.setdefault(bracketed.group(1), one)
        if not view.text.startswith(")", one.end):
            continue
        opened = _BEFORE_BRACKET.search(view.text, max(0, one.start - 14), one.start)
        if opened and _abbreviates(opened.group(1), one.name):
            bodies.setdefault(opened.group(1), msgspec.structs.replace(one, start=opened.start()))
    return bodies


def _foreign(bracketed: re.Match[str], one: Spotted) -> bool:
    """Take "PCI" after "Italian Communist Party": capitals in brackets may abbreviate the name in its own language."""
    short = bracketed.group(1)
    return one.kind == "party" and short.isupper() and short.isalpha()


def _abbreviates(short: str, name: str) -> bool:
    """Say whether the capitals of `short` occur in this order among the initials of `name`."""
    initials = iter(part[0].upper() for part in re.findall(r"[^\W_]+", name))
    capitals = [character for character in short if character.isupper()]
    return len(capitals) > 1 and all(capital in initials for capital in capitals)


def _reacronymed(view: View, one: Spotted, bodies: Mapping[str, Spotted]) -> Spotted:
    text = view.text[one.start : one.end]
    full = bodies.get(text)
    if full is None or (one.actor, one.head) == (full.actor, full.head) or one.start < full.start:
        return one
    if one.actor is not None and full.actor is None and one.entry is not None and one.form != "name":
        return one
    return _sighting_of(full, one.start, one.end, text, f"short for '{full.name}', introduced in brackets")


def _unseen_acronyms(view: View, known: Sequence[Spotted], bodies: Mapping[str, Spotted]) -> list[Spotted]:
    taken = sorted((one.start, one.end) for one in known)
    found = []
    for short, full in bodies.items():
        for start in _occurrences(view.text, short):
            end = start + len(short)
            if start >= full.start and not _overlaps(taken, start, end):
                reason = f"short for '{full.name}', introduced in brackets"
                found.append(_sighting_of(full, start, end, short, reason))
    return _apart(found)


def _sighting_of(full: Spotted, start: int, end: int, text: str, reason: str) -> Spotted:
    return msgspec.structs.replace(
        full,
        start=start,
        end=end,
        method="coreference",
        confidence=min(CONFIDENCE, full.confidence),
        reason=f"'{text}' is {reason}",
    )


def _occurrences(text: str, word: str) -> list[int]:
    found = []
    position = text.find(word)
    while position >= 0:
        end = position + len(word)
        if not (position and text[position - 1].isalnum()) and not (end < len(text) and text[end].isalnum()):
            found.append(position)
        position = text.find(word, end)
    return found


def _is_word(view: View, low: str) -> bool:
    return bool(_occurrences(view.text, low))


def _overlaps(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    # Sightings nest, so those that begin before `start` may end anywhere after it; names are short.
    index = bisect_left(taken, (start - 200, 0))
    while index < len(taken) and taken[index][0] < end:
        if taken[index][1] > start:
            return True
        index += 1
    return False


def _apart(found: list[Spotted]) -> list[Spotted]:
    """Keep sightings that do not touch an earlier one."""
    kept: list[Spotted] = []
    for one in placed(found):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept
