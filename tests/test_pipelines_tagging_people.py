"""People get the country and sector that the text states, and no other."""

from tagging_fixtures import DAY, seen, vocabulary

from pipelines.tagging import TaggerOptions
from pipelines.tagging.people import shown
from pipelines.tagging.spotted import Spotted
from pipelines.tagging.tagger import ENGLISH, Dated, Given, Tagger
from pipelines.tagging.versions import versions_of

LOPEZ = (("Maria Lopez", "PERSON"),)


def test_a_title_with_its_country_is_taken_into_the_name() -> None:
    found = seen("Japanese Foreign Minister Maria Lopez spoke.", named=LOPEZ)
    assert set(found) == {"Japanese", "Maria Lopez"}
    assert (found["Maria Lopez"].country, found["Maria Lopez"].sectors) == ("JPN", ("GOV",))


def test_a_title_alone_gives_the_sector_and_no_country() -> None:
    one = seen("Foreign Minister Maria Lopez spoke.", named=LOPEZ)["Maria Lopez"]
    assert (one.country, one.sectors) == (None, ("GOV",))


def test_a_former_title_makes_a_former_official() -> None:
    one = seen("Former foreign minister Maria Lopez spoke.", named=LOPEZ)["Maria Lopez"]
    assert one.sectors == ("ELI",)


def test_an_apposition_gives_country_and_sector() -> None:
    one = seen("Maria Lopez, the Japanese foreign minister, spoke.", named=LOPEZ)["Maria Lopez"]
    assert (one.country, one.sectors) == ("JPN", ("GOV",))


def test_an_affiliation_gives_those_of_the_organisation() -> None:
    one = seen("Maria Lopez, a senior adviser at the Crisis Group, spoke.", named=LOPEZ)["Maria Lopez"]
    assert (one.country, one.sectors) == ("NGO", ("SOC",))
    assert "'adviser' of 'Crisis Group' by apposition" in one.reason


def test_an_organisation_in_the_next_sentence_is_no_affiliation() -> None:
    one = seen("Maria Lopez, an adviser, left. The Crisis Group spoke.", named=LOPEZ)["Maria Lopez"]
    assert (one.country, one.sectors) == (None, ("UNK",))


def test_faith_and_party_are_not_told_of_private_people() -> None:
    faith = seen("Maria Lopez, a member of the Example Faith Party, spoke.", named=LOPEZ)["Maria Lopez"]
    cleric = seen("Bishop Maria Lopez spoke.", named=LOPEZ)["Maria Lopez"]
    assert (faith.sectors, cleric.sectors) == (("UNK",), ("UNK",))


def test_what_the_gazetteer_says_of_a_person_is_left_alone() -> None:
    one = seen("Japanese Foreign Minister Ann Example spoke.")["Ann Example"]
    assert (one.country, one.sectors) == ("USA", ("ELI",))


def _people(found: list[Spotted]) -> list[str]:
    return [one.name for one in found if one.kind == "person"]


def test_unknown_people_are_shown_as_the_deployment_chose() -> None:
    tagger = Tagger(vocabulary(), TaggerOptions(ner="off"), None, versions_of(vocabulary(), None, "none"))
    (draft,) = tagger.drafts([Given("", "Ann Example spoke.", Dated(DAY, False))], ENGLISH)
    known = tagger.sightings(draft, [])
    unknown = seen("Maria Lopez spoke.", named=LOPEZ)["Maria Lopez"]
    assert _people(shown([*known, unknown], "name")) == ["Ann Example", "Maria Lopez"]
    assert _people(shown([*known, unknown], "initials")) == ["Ann Example", "M. L."]
    assert _people(shown([*known, unknown], "off")) == ["Ann Example"]
    assert "Lopez" not in shown([unknown], "initials")[0].reason
