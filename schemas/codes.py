"""The closed lists of codes an actor can carry, each explained in our own words."""

from collections.abc import Mapping
from typing import Literal, get_args

from schemas.countries import COUNTRIES, HISTORIC
from schemas.tagged import Kind

Sector = Literal[
    "GOV",
    "LEG",
    "JUD",
    "PTY",
    "OPP",
    "COP",
    "SPY",
    "MIL",
    "PRM",
    "REB",
    "UAF",
    "UNK",
    "BUS",
    "AGR",
    "LAB",
    "EDU",
    "MED",
    "JRN",
    "REL",
    "SOC",
    "CVL",
    "CRM",
    "REF",
    "ELI",
    "PRE",
]

SECTORS: Mapping[Sector, str] = {
    "GOV": "The executive of a state: its head, cabinet, ministries, agencies, embassies and diplomats.",
    "LEG": "A parliament or chamber of one, its committees, leaders and members.",
    "JUD": "Courts, judges and the prosecutors who appear before them.",
    "PTY": "A political party as such, whether it governs or not.",
    "OPP": "Those who contest the government's power by political means, in or outside parliament.",
    "COP": "Police, gendarmerie, border guards and the forces of an interior ministry.",
    "SPY": "Intelligence and state security services, civilian or military.",
    "MIL": "The armed forces of a state, their branches, commanders and soldiers.",
    "PRM": "Armed groups outside the armed forces that fight for the government or at least not against it.",
    "REB": "Armed opponents of a government: insurgents, guerrillas, separatists under arms.",
    "UAF": "Armed people whose side is not known, such as unidentified gunmen.",
    "UNK": "An actor of whom nothing more than existence or nationality is known.",
    "BUS": "Companies and business people of one country, private or owned by the state.",
    "AGR": "Farmers, herders, fishermen and others who live off the land.",
    "LAB": "Workers as workers, their unions and strikes.",
    "EDU": "Schools and universities, those who teach there and those who learn there.",
    "MED": "Doctors, nurses, hospitals and public health bodies. The press is JRN.",
    "JRN": "Journalists, newspapers, broadcasters and news agencies. Doctors are MED.",
    "REL": "Clergy, religious orders and communities, and whoever speaks for a faith.",
    "SOC": "Organised civil society: activists, campaigners, charities, think tanks.",
    "CVL": "Private people: residents, voters, demonstrators, victims, the public at large.",
    "CRM": "Criminals and their organisations: gangs, cartels, smugglers, pirates.",
    "REF": "People driven or moved from home: refugees, asylum seekers, migrants, the displaced.",
    "ELI": "People who held office and hold it no longer, and the families of those in power.",
    "PRE": "An entity that governs territory but is recognised by few states or none.",
}

NON_STATE: Mapping[str, str] = {
    "IGO": "A body whose members are states, other than the United Nations and the European Union.",
    "UNO": "The United Nations, its organs, agencies, missions and courts.",
    "EUR": "The European Union, its institutions and agencies. Never Europe as a continent.",
    "NGO": "A non-governmental organisation that works in many countries.",
    "MNC": "A company that does business across many countries.",
    "ISM": "A social, political or religious movement across borders that does not fight.",
    "IMG": "An armed group that fights across borders and belongs to no one state.",
}

KINDS: Mapping[Kind, str] = {
    "country": "A state by its name or by its adjective.",
    "people": "The people of a state in the plural, or an ethnic or religious group.",
    "government": "The executive of a state as a whole, by name or by its seat.",
    "military": "Armed forces, a branch or a unit of them.",
    "police": "A police force, gendarmerie or border guard.",
    "ministry": "A ministry or department headed by a member of the government.",
    "agency": "A public body below or beside the ministries: central bank, spy service, regulator.",
    "parliament": "A legislature or one of its chambers.",
    "court": "A court, a tribunal or a prosecution service.",
    "igo": "An organisation whose members are states.",
    "alliance": "An organisation of states bound to defend each other or to act as a bloc.",
    "party": "A political party or an alliance of parties.",
    "armed_group": "An organisation under arms that is not a state's armed force.",
    "company": "A business, whoever owns it.",
    "media": "A newspaper, broadcaster, news agency or news site.",
    "ngo": "A non-governmental organisation, charity or campaign.",
    "think_tank": "An institute that publishes research on policy.",
    "person": "One human being.",
    "place": "A city, region, building or water that stands for no government by itself.",
    "organisation": "Any other organisation: union, church, university, club.",
}

FIRST_PARTS: frozenset[str] = frozenset({*COUNTRIES, *HISTORIC, *NON_STATE})
"""Everything that may stand as the country of an actor."""

SECTOR_CODES: tuple[str, ...] = get_args(Sector)


def explain(code: str) -> str | None:
    """Return the explanation of a sector, country, non-state part or kind, or None for an unknown code."""
    lists: tuple[Mapping[str, str], ...] = (
        {str(sector): text for sector, text in SECTORS.items()},
        COUNTRIES,
        HISTORIC,
        NON_STATE,
        {str(kind): text for kind, text in KINDS.items()},
    )
    return next((texts[code] for texts in lists if code in texts), None)
