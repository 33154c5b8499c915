"""Make vocabularies, their entries and files to test with."""

from datetime import date

from schemas.vocabulary import ActorEntry, Role, Vocabulary, check, read_vocabulary


def read(text: str) -> Vocabulary:
    """A vocabulary of one file."""
    return read_vocabulary({"own.toml": text.encode()})


def rules(*actors: ActorEntry, **others: tuple[object, ...]) -> set[str]:
    """Names of the rules that a vocabulary of these entries breaks, missing countries aside."""
    parts = {"role_nouns": (), "topics": (), "subjects": (), **others}
    vocabulary = Vocabulary(actors={actor.id: actor for actor in actors}, version="", **parts)
    return {problem.rule for problem in check(vocabulary)} - {"country-missing"}


def person(*roles: Role, **fields: object) -> ActorEntry:
    """A person with these roles."""
    return ActorEntry(**{"id": "person.x", "name": "X Y", "kind": "person", "country": "FRA", "roles": roles, **fields})


def term(start: date | None, end: date | None, **fields: object) -> Role:
    """A term as President of France."""
    return Role(
        **{
            "office": "President",
            "country": "FRA",
            "sectors": ("GOV",),
            "start": start,
            "end": end,
            "source": "editor",
            **fields,
        }
    )


FIRST = term(date(2017, 1, 20), date(2021, 1, 20))
SECOND = term(date(2025, 1, 20), None)
COUNTRY = """
[[country]]
id = "FRA"
iso2 = "FR"
name = "France"
source = "editor"
capital = "Paris"
aliases = [{ text = "France", not_after = ["Anatole"], reason = "a writer" }]
adjectives = ["French"]
seats = ["{É,E}lysée"]
"""


ACTOR = '[[actor]]\nid = "igo.x"\nname = "X"\nkind = "igo"\ncountry = "IGO"\nsource = "editor"\n'
BODY = """
[[actor]]
id = "igo.ring"
name = "Ring"
kind = "igo"
country = "IGO"
source = "editor"
members = ["FRA", "DEU"]

[[extend]]
id = "igo.ring"
members = ["ITA"]
ownership = "public"
"""
