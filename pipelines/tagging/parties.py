"""Join a nation to the party that bears it in its name."""

from collections.abc import Sequence

import msgspec

from pipelines.tagging.spotted import Spotted, placed

CONFIDENCE = 0.65


def with_national_parties(text: str, spotted: Sequence[Spotted]) -> list[Spotted]:
    """Return the sightings, "Italian" and "Liberal Party" side by side made one name, the nation nested in it.

    Of that country's party when the gazetteer knows it ("German" + "Green Party"), else of a party that it
    does not know: the Liberals of Quebec are not those of Canada.
    """
    if not any(_is_party(text, one) for one in spotted):
        return list(spotted)
    nations = {one.end: one for one in spotted if one.national}
    return placed(_joined(text, one, nations.get(one.start - 1)) for one in spotted)


def _joined(text: str, party: Spotted, nation: Spotted | None) -> Spotted:
    if nation is None or not _is_party(text, party):
        return party
    if text[nation.end] != " ":
        return party
    name = text[nation.start : party.end]
    if nation.country == party.country and nation.kind in ("country", "people"):
        return msgspec.structs.replace(party, start=nation.start)
    return Spotted(
        start=nation.start,
        end=party.end,
        actor=None,
        name=name,
        kind="party",
        country=nation.country,
        sectors=("PTY",),
        method="rule",
        confidence=CONFIDENCE,
        reason=f"the name of a party: '{name}'; country of '{text[nation.start : nation.end]}'",
        form="model",
    )


def _is_party(text: str, one: Spotted) -> bool:
    return one.kind == "party" and text.endswith(" Party", one.start, one.end)
