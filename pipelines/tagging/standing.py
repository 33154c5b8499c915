"""Say what an actor is on the day of an article."""

from collections.abc import Sequence
from datetime import date

from pipelines.tagging.spotted import Spotted
from schemas.vocabulary import ActorEntry, Alias, exists_at, role_at, sighting

SURE = 0.95
GUARDED = 0.85
AMBIGUOUS = 0.5

FORMS = {
    "adjective": "demonym",
    "people": "demonym",
    "seat": "seat of power",
    "capital": "capital",
    "place": "place",
}
"""What a country's alias of each form is called in a reason."""


def spotted_as(
    entry: ActorEntry, alias: Alias, start: int, end: int, text: str, day: date, rivals: tuple[Spotted, ...] = ()
) -> Spotted:
    """Return the sighting of `entry` by `alias`, with the role that it holds on `day`."""
    seen = sighting(entry, alias)
    country, sectors, countries = seen.country, seen.sectors, entry.countries
    role = None
    if entry.kind != "country":
        sectors, country, role = role_at(entry, day)
    elif entry.successor is not None:
        countries = (entry.id, entry.successor)
        country = entry.id if exists_at(entry, day) else entry.successor
    return Spotted(
        start=start,
        end=end,
        actor=seen.actor,
        name=seen.name,
        kind=seen.kind,
        country=country,
        countries=countries,
        sectors=sectors,
        wikidata=entry.wikidata if alias.form in ("name", "adjective", "people") else None,
        role_from=role.start if role else None,
        role_to=role.end if role else None,
        method="dictionary",
        confidence=AMBIGUOUS if rivals else GUARDED if alias.guarded else SURE,
        reason=_reason(entry, alias, text, rivals, role.office if role else None),
        form=alias.form,
        entry=entry,
        rivals=rivals,
    )


def of_the_day(owners: Sequence[tuple[ActorEntry, Alias]], start: int, end: int, text: str, day: date) -> Spotted:
    """Return the sighting of the first owner of a spelling that exists on `day`; the others of then are its rivals."""
    existing = [owner for owner in owners if exists_at(owner[0], day)] or owners
    entry, alias = existing[0]
    others = {other.id: (other, spelling) for other, spelling in existing if other.id != entry.id}
    rivals = tuple(spotted_as(other, spelling, start, end, text, day) for other, spelling in others.values())
    return spotted_as(entry, alias, start, end, text, day, rivals)


def _reason(entry: ActorEntry, alias: Alias, text: str, rivals: tuple[Spotted, ...], office: str | None) -> str:
    reason = f"{FORMS.get(alias.form, 'alias')} '{alias.text}' of {entry.id}"
    if text != alias.text:
        reason += f", written '{text}'"
    if office is not None:
        reason += f", {office} on the article's date"
    if rivals:
        reason += f"; could also be {', '.join(str(rival.actor) for rival in rivals)}"
    return reason
