"""Guess what sort of organisation a name names, by its own words."""

import re
from collections.abc import Mapping

from schemas.tagged import Kind

# In this order: "Labour Party News" is no party, "Bank of England Press Office" no bank.
_CUES: tuple[tuple[Kind, str], ...] = (
    (
        "media",
        "Times|Post|Herald|Tribune|Journal|News|Daily|Gazette|Zeitung|TV|Television|Radio|Magazine|Broadcasting"
        "|Press|Weekly|Telegraph|Observer|Chronicle|Magazin|Tageblatt|Nachrichten|Presse|Pravda|Diario|Jornal|Gazeta",
    ),
    ("party", "Party|Democrats|Socialists|Conservatives|Liberals|Greens|Parti|Partido|Partei"),
    (
        "company",
        "Inc|Corp|Corporation|Ltd|Limited|LLC|PLC|Plc|AG|GmbH|Co|Company|Holdings|Group|Bank|Airlines|Airways"
        "|Motors|Industries|Technologies|Securities|Shipping|Steel|Petroleum|Pharmaceuticals|Capital|Partners"
        "|Ventures|Consulting|Analytics",
    ),
    ("ministry", "Ministry|Department of|Treasury|Foreign Office|Chancellery"),
    ("court", "Court|Tribunal|Prosecutor|Prosecutors"),
    (
        "igo",
        r"(?:European|International|Inter-American|Pan-African|Arab|Nordic|Eurasian) (?:[\w-]+ ){0,4}"
        "(?:Agency|Authority|Commission|Office|Fund|Organi[sz]ation|Monetary Fund)",
    ),
    ("parliament", "Parliament|Assembly|Senate|Congress|House of Representatives|Bundestag|Knesset|Duma"),
    ("police", "Police|Gendarmerie|Constabulary|Sheriff"),
    (
        "military",
        "Army|Navy|Air Force|Brigade|Regiment|Battalion|Division|Marine Corps|Fleet|Armed Forces|Command"
        "|(?:Republican|National|Presidential|Royal|Revolutionary|Imperial) Guards?",
    ),
    ("think_tank", "Institute|Think Tank|Centre for|Center for|Council on|Policy Center|Policy Centre|Observatory"),
    ("ngo", "Foundation|Watch|Rights|Relief|Charity|Without Borders|Red Cross|Red Crescent|Campaign|Network"),
    (
        "agency",
        "Agency|Authority|Commission|Bureau|Administration|Office|Inspectorate|Directorate|Censor Board"
        r"|(?:Supreme|State) (?:\w+ ){0,3}(?:Committee|Council)|National (?:\w+ ){0,3}(?:Council|Board)"
        r"|(?:Security|Economic) Council",
    ),
    ("armed_group", "Liberation Front|Liberation Army|Brigades|Militia|Resistance"),
)
_KIND_PATTERNS = tuple((kind, re.compile(rf"\b(?:{cues})\b")) for kind, cues in _CUES)
_SCHOOL = re.compile(r"\b(?:University|College|School|Academy)\b")
_UNION = re.compile(r"\b(?:Union|Federation of Labou?r|Workers)\b")
_FAITH = re.compile(r"\b(?:Church|Mosque|Diocese|Synagogue|Vatican)\b")

_SECTORS: Mapping[Kind, tuple[str, ...]] = {
    "media": ("JRN",),
    "party": ("PTY",),
    "company": ("BUS",),
    "ministry": ("GOV",),
    "court": ("JUD",),
    "parliament": ("LEG",),
    "police": ("COP",),
    "military": ("MIL",),
    "think_tank": ("SOC",),
    "ngo": ("SOC",),
    "agency": ("GOV",),
    "armed_group": ("UAF",),
}

NATIONAL_KINDS = frozenset({"ministry", "court", "parliament", "military", "police", "party", "agency"})
"""Kinds of body that belong to one state."""


def kind_of(name: str) -> Kind:
    """Return the kind that a cue word in the name gives, `organisation` without one."""
    if _SCHOOL.search(name):
        return "organisation"
    return next((kind for kind, cues in _KIND_PATTERNS if cues.search(name)), "organisation")


def sectors_of_kind(kind: Kind, name: str) -> tuple[str, ...]:
    """Return the sectors that go with a kind; UNK where nothing says more, none for places and peoples."""
    if kind in ("place", "people"):
        return ()
    if kind != "organisation":
        return _SECTORS.get(kind, ("UNK",))
    for cue, sector in ((_SCHOOL, "EDU"), (_FAITH, "REL"), (_UNION, "LAB")):
        if cue.search(name):
            return (sector,)
    return ("UNK",)
