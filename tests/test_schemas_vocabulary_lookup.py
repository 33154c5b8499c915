"""What a spelling sights, and what the vocabulary says when it is asked."""

import pytest
from vocabulary_made import ACTOR, BODY, COUNTRY, read

from schemas.vocabulary import ActorEntry, Alias, Vocabulary, find, government, sighting, stats


def france(*aliases: Alias) -> ActorEntry:
    """A country with these aliases."""
    return ActorEntry(id="FRA", name="France", kind="country", country="FRA", aliases=aliases)


@pytest.mark.parametrize(
    ("form", "actor", "kind", "sectors"),
    [
        ("name", "FRA", "country", ()),
        ("adjective", "FRA", "country", ()),
        ("people", "FRA", "people", ()),
        ("seat", "FRA.GOV", "government", ("GOV",)),
        ("capital", "FRA", "place", ()),
        ("place", "FRA", "place", ()),
    ],
)
def test_the_form_of_a_spelling_decides_what_is_sighted(
    form: str, actor: str, kind: str, sectors: tuple[str, ...]
) -> None:
    alias = Alias("X", form=form)
    seen = sighting(france(alias), alias)
    assert (seen.actor, seen.kind, seen.country, seen.sectors) == (actor, kind, "FRA", sectors)


def test_a_government_is_named_after_its_country() -> None:
    assert government(france()) == ("FRA.GOV", "Government of France", "government", "FRA", ("GOV",))


def test_find_tells_what_a_text_could_match(vocabulary: Vocabulary) -> None:
    found = find(vocabulary, "a Georgia Tech professor in Tbilisi")
    assert ("GEO", "Georgia") in {(hit.id, hit.alias.text) for hit in found}
    assert ("GEO", "Tbilisi") in {(hit.id, hit.alias.text) for hit in found}
    assert next(hit for hit in found if hit.alias.text == "Georgia").alias.reason
    assert [len(hit.alias.text) for hit in found] == sorted((len(hit.alias.text) for hit in found), reverse=True)


def test_find_lists_an_entry_by_its_id(vocabulary: Vocabulary) -> None:
    assert {hit.id for hit in find(vocabulary, "GEO")} == {"GEO"}
    assert {hit.alias for hit in find(vocabulary, "GEO")} == set(vocabulary.actors["GEO"].aliases)


def test_find_forgives_the_case_of_what_is_typed_small(vocabulary: Vocabulary) -> None:
    assert "CHN" in {hit.id for hit in find(vocabulary, "china")}
    assert "TUR" not in {hit.id for hit in find(vocabulary, "Cold turkey")}


def test_stats_count_what_is_there() -> None:
    counted = stats(read(COUNTRY + ACTOR + 'roles = [{ office = "A", sectors = ["GOV"] }]'))
    assert counted.actors == {"country": 1, "igo": 1}
    assert (counted.spellings, counted.guarded, counted.dated_roles, counted.topics) == (6, 1, 1, 0)


@pytest.mark.parametrize(
    ("role", "counted"),
    [
        ('sectors = ["GOV"], from = 1988-01-01, to = 1992-01-01', 1),
        ('sectors = ["GOV"], from = 1980-01-01, to = 1985-01-01', 0),
        ('sectors = ["GOV"], from = 1992-01-01', 0),
        ('sectors = ["LEG"], from = 1988-01-01, to = 1992-01-01', 0),
    ],
)
def test_stats_count_as_former_official_only_who_left_government_since_1990(role: str, counted: int) -> None:
    person = ACTOR.replace('kind = "igo"', 'kind = "person"') + f'roles = [{{ office = "A", {role} }}]'
    assert stats(read(COUNTRY + person)).former_officials == counted


def test_stats_count_what_is_told_of_bodies_and_media() -> None:
    outlet = BODY.replace("igo.ring", "media.ring").replace('"igo"', '"media"').replace("members = [", "roles = [] #")
    counted = stats(read(BODY.replace('ownership = "public"', "") + outlet))
    assert (counted.media_with_ownership, counted.bodies_with_members) == (1, 1)
