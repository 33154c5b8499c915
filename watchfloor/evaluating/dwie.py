"""Read the articles of DWIE: mentions with types and Wikipedia links, keyword flags, IPTC codes."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from schemas.countries import COUNTRIES
from watchfloor.evaluating.documents import Concept, Document, GoldMention, bare

TITLES: Mapping[str, str] = {
    "Bosnia": "BIH",
    "Czech Republic": "CZE",
    "Holy See": "VAT",
    "Islamic Emirate of Afghanistan": "AFG",
    "Republic of Ireland": "IRL",
    "State of Palestine": "PSE",
    "Palestinian territories": "PSE",
    "Ivory Coast": "CIV",
    "The Gambia": "GMB",
    "The Bahamas": "BHS",
    "Macedonia": "MKD",
    "Republic of Macedonia": "MKD",
    "North Macedonia": "MKD",
    "East Timor": "TLS",
    "Burma": "MMR",
    "Swaziland": "SWZ",
    "Turkey": "TUR",
    "Georgia (country)": "GEO",
    "Federated States of Micronesia": "FSM",
    "East Germany": "DDR",
    "West Germany": "DEU",
    "Soviet Union": "SUN",
    "Czechoslovakia": "CSK",
    "Yugoslavia": "YUG",
    "Democratic Republic of the Congo": "COD",
    "Republic of the Congo": "COG",
}
"""Titles that differ from our names of the countries; of two states that share a name, the one that is meant."""

_CODES = {**{name: code for code, name in COUNTRIES.items()}, **TITLES}


def read_dwie(file: Path) -> Iterator[Document]:
    """Yield the articles, their text exactly as published with the set.

    The set writes hyphens and dashes alike as " - " ("Jean - Claude", "pro - democracy"). They are left
    as they are, so that the figures depend on no repair of ours. The first line is the title.
    """
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield _document(json.loads(line))


def country_of(title: str | None) -> str | None:
    """Return the code of the country that a Wikipedia article is about, or None."""
    return _CODES.get(title.replace("_", " ")) if title else None


def _document(row: Mapping[str, Any]) -> Document:
    concepts = {one["concept"]: one for one in row["concepts"]}
    nations = {
        one["s"]: concepts[one["o"]]["link"] for one in row["relations"] if one["p"] == "gpe0" and one["o"] in concepts
    }
    return Document(
        id=row["id"],
        text=row["text"],
        title_end=max(0, row["text"].find("\n")),
        mentions=tuple(_mention(row["text"], one, nations) for one in row["mentions"]),
        concepts=tuple(_concept(one) for one in row["concepts"]),
        subjects=frozenset(f"medtop:{code}" for code in row["iptc"] if code.endswith("000000")),
    )


def _mention(text: str, one: Mapping[str, Any], nations: Mapping[int, str | None]) -> GoldMention:
    start, end = bare(text, *one["span"])
    types = _types(one["tags"])
    country = None
    if "gpe0" in types:
        country = country_of(one["link"])
    elif "gpe0-x" in types:
        country = country_of(nations.get(one["concept"]))
    return GoldMention(start, end, text[start:end], types, one["concept"], one["link"], country)


def _concept(one: Mapping[str, Any]) -> Concept:
    return Concept(one["concept"], one["keyword"], _types(one["tags"]))


def _types(tags: list[str]) -> frozenset[str]:
    return frozenset(tag.removeprefix("type::") for tag in tags if tag.startswith("type::"))
