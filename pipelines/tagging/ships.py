"""Tell of which navy a ship is by what its name begins with."""

from pipelines.tagging.spotted import Spotted
from pipelines.tagging.strings import Asked

PREFIXES = {
    "USS": "USA", "USNS": "USA", "USCGC": "USA", "HMS": "GBR", "RFA": "GBR", "HMAS": "AUS", "HMCS": "CAN",
    "HMNZS": "NZL", "ROKS": "KOR", "BRP": "PHL", "KRI": "IDN", "TCG": "TUR", "ORP": "POL", "HNLMS": "NLD",
    "HDMS": "DNK", "HNoMS": "NOR", "HSwMS": "SWE", "SLNS": "LKA", "PNS": "PAK",
}  # fmt: skip
"""By state; the prefix of two navies (INS, of India and Israel) is left out."""

CONFIDENCE = 0.8


def ship(asked: Asked) -> Spotted | None:
    """Return the warship that a string is: "USS Carl Vinson", whoever Carl Vinson was."""
    prefix, _, name = asked.bare.partition(" ")
    if prefix not in PREFIXES or not name[:1].isupper():
        return None
    country = PREFIXES[prefix]
    start = asked.text.index(asked.bare, asked.start)
    return Spotted(
        start=start,
        end=start + len(asked.bare),
        actor=f"{country}.MIL",
        name=asked.bare,
        kind="military",
        country=country,
        sectors=("MIL",),
        method="rule",
        confidence=CONFIDENCE,
        reason=f"{prefix} is what the ships of {country}'s navy are called",
        form="composed",
    )
