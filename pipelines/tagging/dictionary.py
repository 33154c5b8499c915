"""Spot the actors of the gazetteer by name."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

import msgspec

from pipelines.tagging.capitals import capital_stretches, is_pronoun_in_capitals, is_word_in_capitals
from pipelines.tagging.firstnames import FIRST_NAMES, is_first_name
from pipelines.tagging.guards import Guard, Surroundings, guard_of
from pipelines.tagging.languages import is_language
from pipelines.tagging.matching import Found, Matcher, in_address
from pipelines.tagging.namesakes import namesakes
from pipelines.tagging.overlap import longest
from pipelines.tagging.spotted import Spotted, placed
from pipelines.tagging.standing import of_the_day
from pipelines.tagging.view import View, lowered
from schemas.vocabulary import ActorEntry, Alias, Vocabulary


class Owner(NamedTuple):
    """An entry with the one of its aliases that matched."""

    entry: ActorEntry
    alias: Alias
    guard: Guard | None
    title: int
    """Code points of a title at the beginning, which are no part of the name: "President" in "President Xi"."""
    trade: int
    """The same at the end: "news agency" in "Reuters news agency"."""


class Match(NamedTuple):
    """A stretch that is spelled as an alias, with all who own the spelling, and how it is written."""

    start: int
    end: int
    owners: Sequence[Owner]
    written: str


_PAIRS = (("Centre", "Center"), ("Organisation", "Organization"), ("Defence", "Defense"), ("Programme", "Program"))
_OTHER_ENGLISH = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}
_ENGLISH = re.compile(rf"\b(?:{'|'.join(_OTHER_ENGLISH)})\b")

_REMEMBERED = 20_000
"""Sightings of a spelling on a day that are kept to be seen again."""

_BORROWED = frozenset({"name", "capital", "place"})
"""Forms of a country's spellings that people, ships and streets are called by."""

_TITLE = re.compile(
    r"(?:(?:President|Chancellor|(?:Prime |Foreign |Defen[cs]e )?Minister|Premier|Secretary|Senator|General|Colonel"
    r"|Marshal|Commander|Governor|Mayor|Justice|Judge|Frau|Herr|Mr|Mrs|Ms|Dr)\.? )+"
)
_TRADE = re.compile(r" (?:news agency|newspaper|magazine|broadcaster|public broadcaster|television|radio|channel)\Z")


class Dictionary:
    """The aliases of all actors, ready to be found."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        exact: dict[str, list[Owner]] = defaultdict(list)
        folded: dict[str, list[Owner]] = defaultdict(list)
        for entry in vocabulary.actors.values():
            written = {alias.text for alias in entry.aliases}
            for alias in entry.aliases:
                owner = Owner(entry, alias, guard_of(alias), _title(entry, alias), _trade(entry, alias))
                if alias.case == "exact":
                    for spelling in _spellings(entry, alias):
                        if spelling == alias.text or spelling not in written:
                            exact[spelling].append(owner)
                else:
                    folded[lowered(alias.text)].append(owner)
        self._spellings = exact
        self._known: dict[tuple[int, str, date], Spotted] = {}
        self.exact: Matcher[Sequence[Owner]] = Matcher(exact)
        """The spellings that count in their exact case."""
        self.folded: Mapping[str, Sequence[Owner]] = folded
        """Spelling in lower case -> the owners of those that count in any case."""

    def spot(
        self,
        view: View,
        surroundings: Surroundings,
        day: date,
        exact: Sequence[Found],
        folded: Sequence[Found] = (),
        *,
        rules: bool = True,
    ) -> list[Spotted]:
        """Return the actors named in `view`, sorted by start, longest first.

        `exact` are the matches of `exact` in the view's text, `folded` those of `folded` in its lower case.

        Longest matches win; what they contain stays where it names another actor of its own accord. With
        `rules` false (text that is not English) only spellings in their exact case count.
        """
        text = view.text
        found = [Match(start, end, owners, text[start:end]) for start, end, owners in exact]
        if rules:
            found += [Match(start, end, owners, text[start:end]) for start, end, owners in folded]
            found = self._with_shouted(view, found)
        spotted: list[Spotted] = []
        found = [match for match in found if not in_address(text, match.start, match.end)]
        borrowed = namesakes(text, _places(found)) if rules else frozenset()
        for outer, inner in longest(map(_untitled, _of_one_sense(found, borrowed, surroundings, text))):
            whole = self._chosen(outer, day)
            if rules and whole.form == "adjective" and is_language(text, whole):
                continue
            parts = [self._chosen(nested, day) for nested in inner]
            whole = _without_nation(whole, parts, text) if parts else whole
            spotted.append(whole)
            spotted += [part for part in parts if part.end <= whole.start or _counts_inside(part, whole)]
        return _unique(spotted)

    def _with_shouted(self, view: View, found: list[Match]) -> list[Match]:
        """Add names in the lines of capitals, and leave out what is a word there, as in "WHO WILL WIN"."""
        stretches = tuple(capital_stretches(view))
        if not stretches:
            return found
        found = [match for match in found if not _is_word(match, view.text, stretches)]
        for first, last in stretches:
            stretch = view.text[first:last]
            found += [
                Match(first + start, first + end, owners, stretch[start:end])
                for start, end, owners in self._capitals.matches(stretch)
            ]
        return found

    def _chosen(self, match: Match, day: date) -> Spotted:
        """Take the one owner of a match as seen before, which is quicker; else decide between them."""
        start, end, owners, written = match
        if len(owners) > 1:
            return _chosen(owners, start, end, written, day)
        key = (id(owners[0]), written, day)
        known = self._known.get(key)
        if known is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            known = self._known[key] = _chosen(owners, start, end, written, day)
        return msgspec.structs.replace(known, start=start, end=end)

    @cached_property
    def _capitals(self) -> Matcher[Sequence[Owner]]:
        upper: dict[str, list[Owner]] = defaultdict(list)
        for spelling, owners in self._spellings.items():
            if spelling.upper() != spelling and len(spelling) > 2:
                upper[spelling.upper()] += owners
        return Matcher(upper)


def _is_word(match: Match, text: str, stretches: Sequence[tuple[int, int]]) -> bool:
    start, end = match.start, match.end
    return is_word_in_capitals(match.written, start, stretches) or is_pronoun_in_capitals(text, start, end, stretches)


def _places(found: Iterable[Match]) -> Iterator[tuple[int, int, str]]:
    for start, end, owners, _ in found:
        entry, alias = owners[0].entry, owners[0].alias
        if entry.kind == "country" and alias.form in _BORROWED and end - start > 3:
            yield start, end, entry.id


def _of_one_sense(
    found: Iterable[Match], borrowed: Collection[tuple[int, int]], surroundings: Surroundings, text: str
) -> list[Match]:
    """Return the matches that count; a country's name that is refused once counts nowhere in the article.

    Unless anything else there is of that country: after "in the state of Georgia", "Georgia's courts" are
    American ones, but not beside "Tbilisi" (Gale, Church and Yarowsky 1992: one sense per discourse).
    """
    allowed: list[Match] = []
    refused: set[str] = set()
    for match in found:
        kept = None if match[:2] in borrowed else _allowed(match, surroundings, text)
        if kept is not None:
            allowed.append(kept)
        else:
            refused.update(owner.entry.id for owner in match.owners if _names(owner))
    if not refused:
        return allowed
    shown = {owner.entry.country for match in allowed for owner in match.owners if not _names(owner)}
    lost = refused - shown
    return [match for match in allowed if not (match.owners[0].entry.id in lost and _names(match.owners[0]))]


def _allowed(match: Match, surroundings: Surroundings, text: str) -> Match | None:
    if match.written in FIRST_NAMES and is_first_name(text, match.start, match.end):
        return None
    if len(match.owners) == 1:
        guard = match.owners[0].guard
        return match if guard is None or surroundings.allow(guard, match.start, match.end) else None
    owners = [owner for owner in match.owners if surroundings.allow(owner.guard, match.start, match.end)]
    return match._replace(owners=owners) if owners else None


def _names(owner: Owner) -> bool:
    return owner.alias.text == owner.entry.name and owner.entry.kind == "country"


def _spellings(entry: ActorEntry, alias: Alias) -> tuple[str, ...]:
    """Return a spelling; for "Green Party" also "Green party", for "Jean-Claude" also "Jean - Claude".

    Names of bodies also as the other English spells them: "Centre for ..." and "Center for ...".
    """
    spellings = [alias.text]
    if entry.kind != "person" and _ENGLISH.search(alias.text):
        spellings.append(_ENGLISH.sub(_other_english, alias.text))
    if entry.kind == "party" and alias.text.endswith(" Party"):
        spellings.append(f"{alias.text.removesuffix('Party')}party")
    if "-" in alias.text.strip("-"):
        spellings.append(alias.text.replace("-", " - "))
    return tuple(spellings)


def _other_english(word: re.Match[str]) -> str:
    return _OTHER_ENGLISH[word.group()]


def _title(entry: ActorEntry, alias: Alias) -> int:
    found = _TITLE.match(alias.text) if entry.kind == "person" else None
    return found.end() if found else 0


def _trade(entry: ActorEntry, alias: Alias) -> int:
    found = _TRADE.search(alias.text) if entry.kind == "media" else None
    return len(found.group()) if found else 0


def _untitled(match: Match) -> Match:
    title, trade = match.owners[0].title, match.owners[0].trade
    if not (title or trade):
        return match
    title = min([title, *(owner.title for owner in match.owners)])
    trade = min([trade, *(owner.trade for owner in match.owners)])
    written = match.written[title : len(match.written) - trade]
    return Match(match.start + title, match.end - trade, match.owners, written)


def _without_nation(whole: Spotted, parts: Sequence[Spotted], text: str) -> Spotted:
    """Take "Taliban" out of "Afghan Taliban", a spelling that only puts the country before the name.

    "Australian Labor Party" is the name itself, "Japan's National Police Agency" none.
    """
    spelled = text[whole.start : whole.end]
    owner = next((part for part in parts if part.start == whole.start and text.startswith("'s ", part.end)), None)
    if owner is not None and owner.national:
        return msgspec.structs.replace(whole, start=owner.end + len("'s "))
    if spelled == whole.name or (whole.kind == "party" and spelled.endswith(" Party")):
        return whole
    first = next((part for part in parts if part.form == "adjective" and part.start == whole.start), None)
    if first is None:
        return whole
    bare = (part for part in parts if part.actor == whole.actor and part.end == whole.end and part.start > first.end)
    return next(bare, whole)


def _chosen(owners: Sequence[Owner], start: int, end: int, written: str, day: date) -> Spotted:
    """Take the owner whose guards asked for this place, else the one that exists on the day."""
    asking = [owner for owner in owners if _asks(owner.alias)] or owners
    return of_the_day([(owner.entry, owner.alias) for owner in asking], start, end, written, day)


def _asks(alias: Alias) -> bool:
    return bool(alias.near or alias.only_before or alias.only_after)


def _counts_inside(part: Spotted, whole: Spotted) -> bool:
    """Keep "German" in "German Institute", "French" in "French people"; drop "Sudan" in "South Sudan"."""
    if part.actor == whole.actor:
        return whole.form == "people" and part.form == "adjective"
    if part.kind == whole.kind and part.end == whole.end:
        return False
    return not whole.national and whole.kind != "person"


def _unique(spotted: Iterable[Spotted]) -> list[Spotted]:
    seen: dict[tuple[int, int], Spotted] = {}
    for one in spotted:
        seen.setdefault((one.start, one.end), one)
    return placed(seen.values())
