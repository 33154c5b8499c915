"""A spelling that means several things is taken for the one that the words around it tell."""

import pytest
from tagging_fixtures import tag_real


def actors(text: str) -> set[str | None]:
    return {one.actor for one in tag_real(text)}


@pytest.mark.parametrize(
    ("actor", "meant", "other"),
    [
        ("place.kivu", "Fighting spread through Kivu.", "They crossed Lake Kivu by boat."),
        ("place.sulu", "Troops landed in Sulu, in the southern Philippines.", "George Takei played Sulu in Star Trek."),
        ("place.kasai", "Congolese soldiers left Kasai.", "Takeshi Kasai led the health body in Manila."),
        ("place.masisi", "M23 fighters took Masisi.", "President Masisi of Botswana conceded defeat."),
        ("place.djibo", "The siege of Djibo in Burkina Faso goes on.", "General Salou Djibo led the junta in Niger."),
        ("place.golden-triangle", "Opium from Myanmar's Golden Triangle.", "The Golden Triangle of Indian tourism."),
        ("place.reed-bank", "China warned off a ship at Reed Bank.", "Warblers nest in the Reed Bank."),
        ("place.snake-island", "Ukrainian troops held Snake Island.", "Snake Island in Brazil is full of vipers."),
        ("place.sinai", "An attack in Sinai killed nine.", "Doctors at Mount Sinai Hospital said so."),
    ],
)
def test_a_place_is_told_from_its_namesakes(actor: str, meant: str, other: str) -> None:
    assert actor in actors(meant)
    assert actor not in actors(other)


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Idlib rebels shelled the road.", "SYR.REB"),
        ("Catalan police and Corsica's police met.", "FRA.COP.police"),
        ("Puntland police freed the crew.", "SOM.COP.police"),
    ],
)
def test_a_place_of_one_state_makes_actors_of_that_state(text: str, actor: str) -> None:
    assert actor in actors(text)


@pytest.mark.parametrize("text", ["Sahel police met.", "Gibraltar police stopped the boat.", "Abkhazia police met."])
def test_a_place_of_several_states_makes_no_actor_of_one_of_them(text: str) -> None:
    assert not {actor for actor in actors(text) if actor and ".COP" in actor}


@pytest.mark.parametrize(
    ("text", "place", "countries"),
    [
        ("Ships met at Scarborough Shoal.", "place.scarborough-shoal", ("CHN", "PHL", "TWN")),
        ("A base in the Falklands.", "place.falklands", ("GBR", "ARG")),
        ("Oil off Essequibo.", "place.essequibo", ("GUY", "VEN")),
        ("The Senkakus are islets.", "place.diaoyu-senkaku", ("JPN", "CHN", "TWN")),
    ],
)
def test_a_contested_place_names_all_who_claim_it(text: str, place: str, countries: tuple[str, ...]) -> None:
    assert {one.actor: one.countries for one in tag_real(text)}[place] == countries


@pytest.mark.parametrize(
    ("actor", "meant", "other"),
    [
        ("media.forbes", "Forbes magazine counts him among the richest.", "Bertie Forbes met the minister."),
        ("media.the-lancet", "The study in The Lancet said so.", "The Lancet drone hit a tank."),
        ("media.rbc-rus", "The Kremlin told RBC so.", "RBC analysts in Toronto cut their forecast."),
        ("media.globes", "Israeli daily Globes reported it.", "She won two Golden Globes."),
        ("media.the-age", "The Age, a Melbourne daily, said so.", "The Age of Reason ended in Australia."),
        ("media.star-ken", "The Star in Nairobi reported it.", "The Star of the show sang."),
        ("media.star-mys", "The Star of Kuala Lumpur reported it.", "The Star in Nairobi reported it."),
        ("media.kctv", "Pyongyang's KCTV showed the launch.", "KCTV in Missouri covered the storm."),
        ("media.semana", "Colombian magazine Semana reported it.", "Colombians travel in the Semana Santa holidays."),
        ("media.stars-and-stripes", "The newspaper Stars and Stripes wrote so.", "They flew the Stars and Stripes."),
    ],
)
def test_an_outlet_is_told_from_its_namesakes(actor: str, meant: str, other: str) -> None:
    assert actor in actors(meant)
    assert actor not in actors(other)


@pytest.mark.parametrize(
    ("actor", "meant", "other"),
    [
        ("people.luo", "Luo elders in Kenya met Odinga.", "Luo Huining spoke in Beijing."),
        ("people.hema", "Hema villagers fled Ituri.", "Hema Malini sang for the crowd."),
        ("people.samaritans", "Samaritans live near Nablus.", "She rang the Samaritans at night."),
        ("people.assyrians", "Assyrian Christians fled from Iraq.", "An Assyrian relief from the ancient empire."),
        ("people.sioux", "The Sioux went to court.", "The plant in Sioux Falls shut."),
        ("people.guarani", "Guarani leaders blocked the road.", "Guarani won the football match."),
        ("people.flemings", "Flemish voters went right.", "Flemish painters loved the light."),
        ("people.baptists", "Baptist leaders met.", "The head of John the Baptist on a plate."),
        ("people.mohawks", "Mohawk leaders in Quebec met.", "He had a mohawk and drove through Mohawk Valley."),
    ],
)
def test_a_people_is_told_from_its_namesakes(actor: str, meant: str, other: str) -> None:
    assert actor in actors(meant)
    assert actor not in actors(other)


def test_a_people_of_one_state_makes_actors_of_that_state() -> None:
    assert "MMR.REF" in actors("Rohingya refugees crossed the river.")
    assert not {actor for actor in actors("Tuareg rebels attacked.") if actor and actor.endswith(".REB")}


@pytest.mark.parametrize(
    ("text", "actor", "name"),
    [
        ("The Kenyan parliament met.", "KEN.LEG.parliament", "Parliament of Kenya"),
        ("Poland's armed forces drilled.", "POL.MIL.military", "Polish Armed Forces"),
        ("Sweden's central bank cut rates.", "SWE.GOV.central-bank", "Riksbank"),
        ("The Riksbank cut rates.", "SWE.GOV.central-bank", "Riksbank"),
    ],
)
def test_what_a_state_and_a_role_noun_compose_has_its_proper_name(text: str, actor: str, name: str) -> None:
    assert (actor, name) in {(one.actor, one.name) for one in tag_real(text)}
