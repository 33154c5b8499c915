"""Read what sort of actor a name is from the words beside it."""

import re
from collections.abc import Mapping

from schemas.tagged import Kind

_NOUNS: Mapping[Kind, str] = {
    "company": (
        "companies company firm firms carmaker automaker airline airlines carrier retailer giant manufacturer maker "
        "supplier lender insurer conglomerate operator developer startup start-up subsidiary producer brewer brand "
        "utility shipbuilder shipyard steelmaker chipmaker drugmaker planemaker miner refiner consultancy contractor "
        "multinational bookmaker wholesaler builder investor distributor exporter importer telecom chain consortium "
        "investment~group media~house media~group law~firm oil~major hedge~fund app platform"
    ),
    "media": (
        "newspaper newspapers daily weekly biweekly monthly magazine magazines tabloid broadsheet broadcaster channel "
        "newswire news~agency news~site news~website news~service news~portal radio~station "
        "TV~station TV~channel television~station television~channel news~outlet blog podcast "
        "publication wire~service"
    ),
    "armed_group": (
        "militia militias "
        "(?:militant|rebel|terrorist|terror|insurgent|jihadist|jihadi|extremist|guerrilla|armed|Islamist)"
        "~(?:group|groups|organi[sz]ation|organi[sz]ations|network|movement|faction|outfit)"
    ),
    "ngo": (
        "watchdog charity (?:rights|advocacy|aid|lobby|campaign|pressure|environmental|activist|monitoring|relief"
        "|humanitarian|conservation)~(?:group|groups|agency|organi[sz]ation|organi[sz]ations) NGO "
        "non-governmental~organi[sz]ation"
    ),
    "think_tank": "think~tank think~tanks",
    "party": "party",
    "organisation": "club clubs team side university union trade~union orchestra",
}

_AFTER: Mapping[Kind, str] = {
    "company": (
        "shares stock CEO [Cc]hief~[Ee]xecutive [Cc]hairman [Cc]hairwoman shareholders employees plant plants "
        "factory factories planes cars stores smartphones bosses stake airlines? carmaker"
    ),
    "media": (
        "news~agency newspaper daily weekly magazine tabloid television TV radio broadcaster news~site "
        "news~website website news~channel channel reporter reporters correspondent"
    ),
    "armed_group": (
        "militants? fighters? insurgents? rebels? militia militias militiamen guerrillas? jihadis? jihadists? "
        "extremists? terrorists?"
    ),
    "think_tank": "think~tank",
    "party": (
        "[Pp]arty parliamentary~group parliamentary~faction lawmakers? MPs? politicians? candidates? deputies "
        "parliamentarians?"
    ),
}

PEOPLE = tuple(
    """
    activist actor actress adviser advisor ambassador analyst archaeologist archbishop architect artist athlete
    attorney author banker biologist bishop blogger boss boxer businessman businesswoman candidate captain
    cardinal chairman chairwoman champion chancellor chef chemist chief climber co-founder coach colleague
    columnist comedian commander commentator commissioner companion composer conductor consultant correspondent
    critic curator cyclist daughter defendant defender deputy designer detective dictator diplomat director
    dissident doctor driver economist editor engineer envoy executive expert father filmmaker footballer forward
    founder friend geologist goalkeeper governor guitarist head hero historian host husband inventor
    investigator journalist judge keeper lawmaker lawyer leader lecturer legend legislator manager mayor
    midfielder minister mother musician negotiator novelist officer official opponent painter pastor philosopher
    photographer physicist pianist pilot player playwright poet politician predecessor presenter president
    priest producer professor prosecutor psychologist rapper referee reporter representative researcher resident
    rival runner scholar scientist sculptor secretary senator sergeant singer skipper sociologist soldier son
    songwriter speaker spokesman spokesperson spokeswoman sprinter star striker student successor suspect
    swimmer teacher teammate theologian trainer translator tycoon veteran victim whistleblower widow wife winger
    winner witness writer
    """.split()  # noqa: SIM905
)
"""Nouns that stand before a person's name."""


def _nouns(listed: str) -> str:
    return "|".join(listed.split()).replace("~", "[ -]")


_QUOTE = r"[\"'(\[]{0,2}\s?"
_NAMED = r"(?: called| named| known as| dubbed| like)?"
_KINDS_BEFORE = tuple(
    (kind, re.compile(rf"(?<![\w-])(?:{_nouns(nouns)}),?{_NAMED} {_QUOTE}(?:[Tt]he )?\Z"))
    for kind, nouns in _NOUNS.items()
)
_KINDS_AFTER = tuple((kind, re.compile(rf"{_QUOTE} ?(?:{_nouns(nouns)})\b")) for kind, nouns in _AFTER.items())
_DESCRIBED = tuple(
    (
        kind,
        re.compile(
            rf"[\"')\]]{{0,2}}(?: \([^()\n]{{1,40}}\))?,[\"']? (?:an?|the|one of|which is|another)"
            rf"(?: [\w'.-]{{1,20}}){{0,5}}? (?:{_nouns(nouns)})\b"
        ),
    )
    for kind, nouns in _NOUNS.items()
)
_PERSON_BEFORE = re.compile(rf"(?<![\w-])(?:{'|'.join(PEOPLE)}) {_QUOTE}\Z")
_PERSON_AFTER = re.compile(
    r", (?:(?:aged )?\d{1,2}\b|who\b"
    rf"|(?:an?|the|then|now|former)(?: [\w'.-]{{1,20}}){{0,5}}? (?:{'|'.join(PEOPLE)})\b)"
)
_SPEAKS = re.compile(
    r",? (?:said|says|told|adds|added|explains|explained|wrote|writes|recalls|recalled|admits|admitted)\b"
)
_SPOKEN = re.compile(r"\b(?:said|says|adds|added|explains|explained|wrote|writes|recalls|recalled|tweeted) \Z")
_ADVERBS = (
    r"(?: (?:has|had|himself|herself|later|also|then|again|first|previously|subsequently|unsuccessfully|successfully"
    r"|eventually|since|initially|briefly)){0,3}"
)
_STANDS = re.compile(
    rf"{_ADVERBS},? (?:campaigned|ran (?:for|against|in)|won re-?election|was (?:re-?)?elected|been (?:re-?)?elected"
    r"|was born|was appointed|was sworn|was (?:jailed|arrested|overthrown|ousted|toppled|assassinated|sentenced)"
    r"|kept (?:his|her)|lost (?:his|her)|held (?:his|her|the) seat|previously held|served as|served in|resigned|retired"
    r"|finished (?:first|second|third)|stood for|was a member|remained a member|graduated|contested"
    r"|was charged|withdrew from the race|defeated|died|married|stepped down|won the (?:seat|nomination|presidency)"
    r"|regained the seat|joined the|took office|and (?:his|her) (?:wife|husband|family|supporters))\b"
)
_JOINED = re.compile(
    r"\b(?:formed|founded|joined|rejoined|split from|merged? with|merger with|wing of|faction of|branch of|members? of"
    r"|leaders? of|leadership of|coalition with|candidates? of|supporters of) (?:the )?\Z"
)
_SEAT = re.compile(
    r"\b(?:(?:constituency|riding|seat|district|province|county|borough|town|village|city|commune|principality) of"
    r"|contested|fighting|(?:MP|Member of Parliament|\(MP\)) for"
    r"|(?:by-election|candidate|nomination|riding|seat) in) \Z"
)
_LED_BY = re.compile(r"\b(?:led|headed|chaired|founded|co-founded|defeated|succeeded) by \Z")
_WITHIN = re.compile(r"\b(\w+) in \Z")
_TRUSTED = re.compile(
    r"(?:confidence|trust|trusted|faith|belief|believe[sd]?|interest|interested|hope)\Z", re.IGNORECASE
)
_THING_AFTER = re.compile(r"[\"')\]]{0,2}, which\b")
_REACH = 60


def kind_beside(text: str, start: int, end: int) -> Kind | None:
    """Return what the words around `text[start:end]` call it: "airline X", "X, a weekly magazine", "X militants".

    None where they say nothing.
    """
    before = text[max(0, start - _REACH) : start]
    for kind, cues in _KINDS_BEFORE:
        if cues.search(before):
            return kind
    for kind, cues in _KINDS_AFTER:
        if cues.match(text, end):
            return kind
    if text[end : end + 3].find(",") < 0 and text[end : end + 2] != " (":
        return None
    return next((kind for kind, cues in _DESCRIBED if cues.match(text, end)), None)


def is_person_beside(text: str, start: int, end: int) -> bool:
    """Say whether the words around a name call it a person: "economist X", "X, who", "X, 43,"."""
    before = text[max(0, start - _REACH) : start]
    return _PERSON_BEFORE.search(before) is not None or _PERSON_AFTER.match(text, end) is not None


def speaks_beside(text: str, start: int, end: int) -> bool:
    """Say whether a verb of speech has the name for its subject: "X said", "wrote X"."""
    return _SPEAKS.match(text, end) is not None or _SPOKEN.search(text, max(0, start - 12), start) is not None


def stands_beside(text: str, end: int) -> bool:
    """Say whether a name is followed by what only people do: "X campaigned", "X was elected"."""
    return _STANDS.match(text, end) is not None


def is_joined_beside(text: str, start: int) -> bool:
    """Say whether a name is what people join, lead or split from."""
    return _JOINED.search(text, max(0, start - _REACH), start) is not None


def is_seat_beside(text: str, start: int) -> bool:
    """Say whether a name is that of a constituency, a county or a town."""
    return _SEAT.search(text, max(0, start - _REACH), start) is not None


def is_leader_beside(text: str, start: int) -> bool:
    """Say whether a name is that of who led or founded something: "led by X"."""
    return _LED_BY.search(text, max(0, start - _REACH), start) is not None


def is_place_beside(text: str, start: int, end: int) -> bool:
    """Say whether a name is where something is: "in X,"; people are trusted or believed in."""
    before = _WITHIN.search(text, max(0, start - _REACH), start)
    return before is not None and _TRUSTED.match(before.group(1)) is None and text[end : end + 1] in (",", ".", "")


def is_thing_beside(text: str, end: int) -> bool:
    """Say whether ", which" follows a name: no person then."""
    return _THING_AFTER.match(text, end) is not None
