"""A name leads to the actor that the article means."""

import pytest
from tagging_fixtures import DAY, real_tagger, tag_real

from pipelines.tagging.ner import Named
from pipelines.tagging.resolution import ENGLISH
from pipelines.tagging.tagger import Dated, Given


def actors(text: str, title: str = "") -> dict[str, str | None]:
    return {one.text: one.actor for one in tag_real(text, title)}


def actors_beside(text: str, *people: str) -> dict[str, str | None]:
    """Return the actors where the model takes each of `people` for a person."""
    draft = real_tagger().drafts([Given("", text, Dated(DAY, False))], ENGLISH)[0]
    view = draft.view.text
    named = [Named(start := view.index(name), start + len(name), "PERSON") for name in people]
    return {view[one.start : one.end]: one.actor for one in real_tagger().sightings(draft, sorted(named))}


@pytest.mark.parametrize(
    ("text", "name", "actor"),
    [
        ("China spoke. Russian visitors to China met the Communist Party.", "Communist Party", "party.chn.ccp"),
        ("Cuba spoke. A Chinese envoy met Cuba's Communist Party.", "Communist Party", "party.cub.pcc"),
    ],
)
def test_a_party_s_name_is_that_of_the_country_in_question(text: str, name: str, actor: str) -> None:
    assert actors(text)[name] == actor


def test_the_other_owners_of_a_spelling_stay_rivals() -> None:
    text = "China spoke. Russian guests of China met the Communist Party."
    draft = real_tagger().drafts([Given("", text, Dated(DAY, False))], ENGLISH)[0]
    party = next(one for one in draft.spotted if one.kind == "party")
    assert party.actor == "party.chn.ccp"
    assert "party.rus.kprf" in {one.actor for one in party.rivals}


@pytest.mark.parametrize(
    ("text", "name", "actor"),
    [
        ("Uzbekistan mourned Karimov on Friday.", "Karimov", "person.islam-karimov"),
        ("The end of Nixon shook the United States.", "Nixon", "person.richard-nixon"),
        ("In Tunisia, police said Ben Ali had fled.", "Ben Ali", "person.zine-el-abidine-ben-ali"),
        ("France said Kerry had met Laurent Fabius and Hollande on Friday.", "Hollande", "person.francois-hollande"),
    ],
)
def test_a_leader_needs_no_introduction(text: str, name: str, actor: str) -> None:
    seen = "Laurent Fabius" if "Fabius" in text else name
    assert actors_beside(text, seen)[name] == actor


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("The police in Oslo said Karimov was arrested.", ("Karimov",)),
        ("Uzbekistan tried the baker Timur Karimov. A judge freed him.", ("Timur Karimov",)),
        ("Uzbekistan tried Timur Karimov and Rustam Karimov. Later Karimov sat.", ("Timur Karimov", "Rustam Karimov")),
    ],
)
def test_a_surname_introduced_or_abroad_is_nobody_s(text: str, people: tuple[str, ...]) -> None:
    assert "person.islam-karimov" not in actors_beside(text, *people).values()


@pytest.mark.parametrize(
    ("text", "name", "actor"),
    [
        ("Germany's Foreign Ministry warned travellers.", "Foreign Ministry", "DEU.GOV.foreign-office"),
        ("The Centre for Strategic and International Studies wrote it.",
         "Centre for Strategic and International Studies", "org.csis"),
        ("North Korea spoke. Japan said the North would stop.", "North", "PRK"),
        ("The US, the US and the US: the Supreme Court said no.", "Supreme Court", "USA.JUD.supreme-court"),
        ("China praised the Chinese Communist Party. The Party's message is one.", "Party", "party.chn.ccp"),
    ],
)  # fmt: skip
def test_what_a_body_is_called_beside_its_name_leads_to_it(text: str, name: str, actor: str) -> None:
    assert actors(text)[name] == actor


def test_the_north_of_anything_else_is_a_direction() -> None:
    assert "North" not in actors("North Korea spoke. Snow fell in the North Sea, and the North froze.")
