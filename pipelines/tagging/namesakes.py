"""Tell a country or city from the people, animals, ships and streets that bear its name."""

import re
from collections.abc import Iterable
from functools import lru_cache

Place = tuple[int, int, str]
"""Start, end, the country that is spelled so."""

REACH = 60
"""Code points before a name in which what bears it stands."""

_KIN = (
    "husband|wife|sons?|daughters?|brothers?|sisters?|cousins?|nephews?|nieces?|grandsons?|granddaughters?"
    "|girlfriend|boyfriend|fianc[eé]e?|twins?|stepson|stepdaughter|godson|goddaughter|aunts?|uncles?"
)
_CHILDREN = "bab(?:y|ies)|toddler|infant|boys?|girls?|child|children|newborn"
_ANIMALS = (
    "dogs?|cats?|horses?|mare|stallion|gelding|colt|filly|pony|pupp(?:y|ies)|kittens?|hamster|tortoise|parrot|rabbit"
    "|rhino|elephant|gorilla|giraffe|lion|lioness|tiger|whale|bull|cow|goat|donkey|camel"
)
_SERVANTS = "waiter|waitress|nurse|barber|hairdresser|babysitter|housekeeper|neighbour's \\w+|keeper|goalkeeper"
_BEARERS = f"{_KIN}|{_CHILDREN}|{_ANIMALS}"
_CRAFT = (
    "tug|tugboat|yacht|schooner|liner|trawler|steamer|steamship|brig|clipper|barque|sloop|catamaran|dinghy|lifeboat"
    "|locomotive|steam engine|racehorse|sled dog"
)
_SHIPS = "ship|boat|vessel|tanker|frigate|warship|freighter|ferry|submarine|cruiser|destroyer"
_WORKS = "band|song|album|musical|ballad|novel|sitcom"
_VENUES = "restaurant|nightclub|night club|cinema|bistro|caf[eé]|Hotel|Caf[eé]|Restaurant|Cinema|Ristorante|Teatro"
_TITLES = (
    "Mr|Mrs|Ms|Dr|Prof|Professor|Sergeant|Sgt|Captain|Capt|Judge|Coach|Nurse|Admiral|Sir|Dame|Lord|Lady|Baron|Baroness"
    "|Inspector|Constable|Detective|Pastor|Reverend|Rev|Lieutenant|Corporal|Aunt|Auntie|Uncle|Grandma|Granny|Grandpa"
    "|Baby|Little|HMS|USS|HMCS|HMAS|RMS|MV|SS|FV"
)
_NAMING = "called|named|nicknamed|christened|by the name of"
_OWN = r"(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir|[Yy]our|\w+'s|\w+s'|[Aa]n?|[Tt]he|[Tt]wo|[Tt]hree|[Tt]win)"
_QUOTE = r"[\"'(]?"
_CALLED = re.compile(
    rf"(?:\b(?:{_TITLES})\.? "
    rf"|\b{_OWN} (?:[\w-]+ ){{0,2}}?(?:{_BEARERS}) (?:(?:is|are|was|were) )?(?:{_NAMING}) "
    rf"|\b(?:{_BEARERS}|{_CRAFT}|{_SHIPS}|{_WORKS}|{_VENUES}|club|pub|character|storm),? (?:{_NAMING}) "
    rf"|\bnamed (?:the|his|her|their|a) (?:{_SHIPS}) |\bchristened (?:{_OWN} )?(?:{_BEARERS}|{_SHIPS}) "
    rf"|\banswers to the name (?:of )?"
    rf"|\b(?:Hotel|Caf[eé]|Restaurant|Cinema) |\b[Tt]he character )"
    rf"{_QUOTE}\Z"
)
_BORNE = re.compile(
    rf"(?:\b{_OWN} (?:[\w-]+ ){{0,2}}?(?:{_BEARERS})|\b(?:[Tt]he|[Aa]|[Hh]is|[Hh]er|[Tt]heir) (?:[\w-]+ )?(?:{_CRAFT}"
    rf"|{_WORKS}|{_VENUES})) {_QUOTE}\Z"
)
_BEARER = re.compile(
    rf"\b(?:{_TITLES}|{_BEARERS}|{_CRAFT}|engine|{_SHIPS}|{_WORKS}|{_VENUES}|club|character|name|{_NAMING})\.?\Z"
)
_LONGEST = 24
"""Code points that hold the last word of any of them."""
_APART = re.compile(
    rf"\b(?:{_OWN} (?:[\w-]+ ){{0,2}}?(?:{_BEARERS}|{_SERVANTS})|(?:{_BEARERS}|{_CRAFT}), (?:{_NAMING})), ?{_QUOTE}\Z"
    rf"|, (?:{_NAMING}) {_QUOTE}\Z"
)
"""What stands before a name that a comma or "and" has to close: "the boy, Israel, waved"."""
_CLOSED = re.compile(r"[,.;)\"]| and ")
# "the boy Israel killed", "the panda China lent": the country is who did it.
_DEED = re.compile(
    r" (?:had |has |have |was |is )?(?:said|says|killed|assassinated|arrested|detained|freed|released|jailed|deported"
    r"|seized|captured|held|holds|banned|sent|lent|loaned|gave|bought|sold|built|ordered|shot|wants|wanted|accuses|accused"
    r"|claims|claimed|blames|blamed|expelled|executed|bombed|attacked|targeted|struck)\b"
)
_SURNAMES = (
    "Adams|Allen|Anderson|Baker|Bennett|Brooks|Campbell|Carter|Clark|Clarke|Coleman|Collins|Cooper|Cox|Davies|Davis"
    "|Edwards|Ellis|Evans|Fisher|Foster|Gibson|Grant|Griffin|Hamilton|Harris|Harrison|Henderson|Hicks|Hughes|Jackson"
    "|James|Jenkins|Johnson|Jones|Kelly|Kennedy|Lewis|Lloyd|Martin|Mason|Miller|Mitchell|Moore|Morgan|Morris|Murphy"
    "|Murray|Nelson|Owen|Parker|Patterson|Perry|Phillips|Powell|Reed|Reynolds|Richards|Richardson|Roberts|Robertson"
    "|Robinson|Rogers|Russell|Sanders|Scott|Shaw|Simmons|Simpson|Smith|Stevens|Stewart|Stone|Sullivan|Taylor|Thomas"
    "|Thompson|Turner|Walker|Walsh|Watson|Webb|Williams|Wilson|Wright"
)
"""Frequent English surnames that are seldom words; after a country they make it a first name."""
_SMALL = "of|for|in|to|on|at|and|or|with|by|from|as|a|an|the|over|after|amid|into"
_AFTER = re.compile(
    r" (?:Avenue|Road|Lane|Street|Boulevard|Terrace|Crescent|Square)\b(?! [A-Z])"
    rf"|, (?:aged \d{{1,2}}\b|\d{{1,2}}, (?:an?|who|from|said|and [A-Z][a-z]+, \d))"
    rf"|(?: and [A-Z][a-z]+)?, (?:the|my|our|his|her|their|an?) (?:[\w-]+ )?(?:twins?|{_CHILDREN}|{_ANIMALS})\b"
    r"|'s (?:sister|brother|mother|wife|husband|girlfriend|boyfriend|uncle|aunt)\b(?! (?:nation|country|state))"
    r"|(?:,| is) an? (?:[\w-]+ )?(?:town|village|suburb|hamlet|borough)\b"
    rf"| (?:{_SURNAMES})(?:,|'s| (?!(?:{_SMALL})\b)[a-z])"
)
_FAMILY = re.compile(r" (?:family|brothers|sisters|twins|siblings)\b")
_STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois"
    "|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri"
    "|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma"
    "|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington"
    "|West Virginia|Wisconsin|Wyoming"
)
_IN_STATE = re.compile(
    rf", (?:{_STATES}|Ontario)(?=[.;:),]|\Z| [a-z\d])"
    r"(?!,? (?:and|or)\b|(?:, [A-Z][\w ]{1,20}){1,4},? (?:and|or)\b)"
)
"""Where "Lebanon, Pennsylvania" is no list: not in "Mexico, Texas and Arizona"."""
_AFTER_STATE = re.compile(rf"\b(?:{_STATES})(?:, | and | or |, and )\Z")
_BEFORE_STATE = re.compile(rf"(?:, | and | or |, and )(?:{_STATES})\b")
_LISTED = re.compile(rf",? (?:and |or )?(?:(?:my|our|his|her|their|the) (?:{_BEARERS}) )?")


def namesakes(text: str, places: Iterable[Place]) -> frozenset[tuple[int, int]]:
    """Return those of `places`, stretches that spell a country or a city, that name something else.

    "The tug Bolivia", "twins called Israel and Kenya", "Mrs Ireland", "Cyprus Avenue", "Lebanon, Pennsylvania".
    """
    borrowed: set[tuple[int, int]] = set()
    last: int | None = None
    for start, end, country in sorted(places):
        listed = last is not None and start - last < REACH and _LISTED.fullmatch(text, last, start) is not None
        if listed or _borrows(text, start, end, country):
            borrowed.add((start, end))
            last = end
    return frozenset(borrowed)


def _borrows(text: str, start: int, end: int, country: str) -> bool:
    if text.startswith((" ", ",", "'"), end):
        if _AFTER.match(text, end) or (country != "USA" and _of_state(text, start, end, country)):
            return True
        if _FAMILY.match(text, end) and text[max(0, start - 4) : start].lower() == "the ":
            return True
    if text[max(0, start - 2) : start] == ", ":
        return _CLOSED.match(text, end) is not None and _APART.search(text, max(0, start - REACH), start) is not None
    if not _may_bear(text, start):
        return False
    if _CALLED.search(text, max(0, start - REACH), start):
        return True
    return _BORNE.search(text, max(0, start - REACH), start) is not None and _DEED.match(text, end) is None


def _may_bear(text: str, start: int) -> bool:
    """Say whether the word before `start` is one with which `_CALLED` or `_BORNE` ends; hardly any is."""
    before = text[max(0, start - _LONGEST) : start].rstrip("\"'(")
    if not before.endswith(" "):
        return False
    return before.endswith(" name of ") or _bears(before[before.rfind(" ", 0, -1) + 1 : -1])


@lru_cache(maxsize=4096)
def _bears(word: str) -> bool:
    return _BEARER.search(word) is not None


def _of_state(text: str, start: int, end: int, country: str) -> bool:
    """Say whether it is a town of an American state, or the state of Georgia among others."""
    if country == "GEO" and (_BEFORE_STATE.match(text, end) or _AFTER_STATE.search(text, max(0, start - 30), start)):
        return True
    return _IN_STATE.match(text, end) is not None
