"""Find the proper names of bodies by the nouns that they are built on."""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipelines.tagging.english import DATE_WORDS, MODIFIERS, OPENERS
from pipelines.tagging.ner import Named, Piece
from pipelines.tagging.spotted import Spotted

BODY = "BODY"
"""The label of such a name, beside those of the model."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HEADS = _words(
    """
    Academy Agency Alliance Army Assembly Association Authority Bank Bloc Board Brigade Brigades Bureau Center
    Centre Chamber Club Coalition College Command Commission Committee Company Confederation Conference
    Congress Consortium Corporation Corps Council Court Department Federation Force Forces Forum Foundation
    Front Fund Gazette Group Guard Guards Herald Holdings Initiative Institute Institution League Ministry
    Movement Museum Network Observatory Orchestra Organisation Organization Parliament Parties Party Police
    Post Senate Society Times Tribunal Tribune Trust Union University
    """
)
_OF = _words(
    """
    Academy Alliance Army Assembly Association Bank Board Bureau Center Centre Chamber College Commission
    Committee Confederation Congress Council Court Department Federation Forces Forum Foundation Front Fund
    Institute League Ministry Movement Network Organisation Organization Parliament Party Society Union
    University
    """
)
"""Heads whose name may go on with "of" or "for": "Communist Party of Greece"."""

_WORD = r"[A-ZÀ-Þ0-9][\w’'&-]*(?:\.\w[\w’'&-]*)*"
_HEAD = re.compile(rf"\b(?:{'|'.join(sorted(_HEADS))})\b(?!-\w)")
_LEFT = re.compile(rf"({_WORD})(?: (and|&))? \Z")
_RIGHT = re.compile(
    rf" (?:of|for|Against|against|on) (?:the )?({_WORD}(?:[ -]{_WORD})*)(?: (?:of|for) {_WORD}(?: {_WORD})*)?"
)
_AND = re.compile(rf" and ({_WORD}(?:[ -]{_WORD})*)")
_STOP = re.compile(r"(?:[’']s|s[’']|[.,;:]|-(?:based|led|backed|born|run|owned|funded))\Z")
_TITLES = _words(
    "Chair Chairman Chairwoman Chief Director General Governor Leader Mayor Minister MEP MP MPP President Premier "
    "Representative Secretary Senator Spokesman Vice"
)
_PARTICLES = "de|du|des|del|della|di|da|do|dos|la|le|les|el|los|et|e|y|en|für|und|der|die|das|het|voor|van|per|pour"
_FOREIGN = re.compile(
    r"\b(?:Parti|Partido|Partei|Partito|Partij|Partai|Partidul|Partit|Mouvement|Movimiento|Movimento|Rassemblement"
    r"|Frente|Fronte|Alianza|Aliança|Alleanza|Unión|União|Unione|Ligue|Lega|Liga|Bündnis|Forza|Fuerza|Bloque|Hizb"
    rf"|Jamaat|Jamiat|Convergència|Coalición|Acción)(?:[ -](?:(?:{_PARTICLES}) ){{0,2}}{_WORD})+"
)
_PRINTED = re.compile(
    rf"[\"“'] ?({_WORD}(?:[ -](?:(?:of|the|and|{_PARTICLES}) )?{_WORD}){{0,4}}),? ?[\"”'] "
    r"(?=magazine|newspaper|daily|weekly|monthly|tabloid|news site|website|news agency)"
)
_SENTENCE = re.compile(r"(?:\A|[.!?:\n\"“]\s{0,2})\Z")
_MOST = 8
"""Words to the left of the head at most."""

_TITLE_CASE = 0.7


def with_bodies(text: str, names: Iterable[Named], pieces: Iterable[Piece], known: Sequence[Spotted]) -> list[Named]:
    """Return the model's names, sorted, with those of bodies that it cut short or did not see.

    "Social Democratic and Labour Party" is one, where the model saw "Labour Party" and the gazetteer knows
    another of that name. Only where the model read; a line that is all capitals or title case is left alone.
    """
    people = [(one.start, one.end) for one in known if one.kind == "person"]
    found = [name for piece in pieces for name in _bodies(text, piece, people)]
    whole = [one for one in found if not any(_within(one, other) for other in found)]
    kept = [name for name in names if not any(name.start < body.end and body.start < name.end for body in whole)]
    return sorted([*kept, *whole])


def _within(one: Named, other: Named) -> bool:
    return one != other and other.start <= one.start and one.end <= other.end


def _bodies(text: str, piece: Piece, people: Sequence[tuple[int, int]]) -> Iterator[Named]:
    last = piece.start
    limit = piece.start + len(piece.text)
    for foreign in _FOREIGN.finditer(text, piece.start, limit):
        yield Named(foreign.start(), foreign.end(), BODY)
    for printed in _PRINTED.finditer(text, piece.start, limit):
        yield Named(*printed.span(1), BODY)
    for head in _HEAD.finditer(text, piece.start, limit):
        if head.start() < last:
            continue
        start = _begun(text, head.start(), max(last, text.rfind("\n", 0, head.start()) + 1), people)
        end = _ended(text, head, limit, people)
        if (start < head.start() or end > head.end()) and not _title_case(text, start, end):
            yield Named(start, end, BODY)
            last = end


def _begun(text: str, start: int, least: int, people: Sequence[tuple[int, int]]) -> int:
    """Go left over capitalised words, and over "and" or "of" between two of them."""
    for _ in range(_MOST):
        word = _LEFT.search(text, max(least, start - 60), start)
        if word is None or _STOP.search(word.group(1)) or _inside(people, word.start()):
            break
        low = word.group(1).lower()
        if (
            low in DATE_WORDS
            or low in OPENERS
            or word.group(1) in _TITLES
            or (word.group(2) and word.group(1) in _HEADS)
        ):
            break
        opens = _SENTENCE.search(text, max(0, word.start() - 3), word.start()) is not None
        if (opens and low in MODIFIERS) or word.group(1)[0].isdigit():
            break
        start = word.start()
    return start


def _ended(text: str, head: re.Match[str], limit: int, people: Sequence[tuple[int, int]]) -> int:
    """Go right over "of Greece", "for Peace and Justice"."""
    end = head.end()
    rest = _RIGHT.match(text, end, limit) if head.group() in _OF else None
    if (
        rest is None
        or (head.group() == "Party" and rest.group().startswith(" for "))
        or any(rest.start() < last and first < rest.end() for first, last in people)
    ):
        return end
    more = _AND.match(text, rest.end(), limit)
    if (
        more is not None
        and not _HEADS.intersection(more.group(1).split())
        and not _HEADS.intersection(rest.group(1).split())
    ):
        rest = more
    owned = re.search(r"[’']s?\b", text[end : rest.end()])
    return end + owned.start() if owned else rest.end()


def _inside(people: Sequence[tuple[int, int]], position: int) -> bool:
    return any(start <= position < end for start, end in people)


def _title_case(text: str, start: int, end: int) -> bool:
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    words = re.findall(r"[^\W\d_][\w’'-]{2,}", text[first : last if last >= 0 else len(text)])
    upper = sum(word[0].isupper() for word in words)
    return len(words) > 5 and upper >= _TITLE_CASE * len(words)
