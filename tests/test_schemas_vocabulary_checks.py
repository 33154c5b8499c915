"""A vocabulary that breaks a rule is told which, and where."""

from datetime import date

import msgspec
import pytest
from vocabulary_made import FIRST, SECOND, person, rules, term

from schemas.countries import COUNTRIES, HISTORIC
from schemas.vocabulary import ActorEntry, Alias, Role, RoleNoun, SubjectEntry, TopicEntry, Vocabulary, check

A = ActorEntry(id="org.a", name="A", kind="organisation", country="FRA")
B = ActorEntry(id="org.b", name="B", kind="organisation", country="DEU")
PLAIN = (Alias("Front"),)
GUARDED = (Alias("Front", near=("Paris",), reason="any front"),)


def with_aliases(entry: ActorEntry, aliases: tuple[Alias, ...], **fields: object) -> ActorEntry:
    """The entry with other aliases."""
    return msgspec.structs.replace(entry, aliases=aliases, **fields)


@pytest.mark.parametrize(
    ("first", "second", "broken"),
    [
        (PLAIN, PLAIN, {"alias-owned-twice"}),
        (PLAIN, GUARDED, set()),
        (GUARDED, GUARDED, set()),
        (PLAIN, (Alias("Front", case="fold"),), set()),
        ((Alias("Guinean", form="adjective"),), (Alias("Guinean", form="adjective"),), set()),
        ((Alias("Guinean", form="adjective"),), (Alias("Guinean"),), {"alias-owned-twice"}),
    ],
)
def test_no_spelling_is_owned_twice_without_a_guard(
    first: tuple[Alias, ...], second: tuple[Alias, ...], broken: set[str]
) -> None:
    assert rules(with_aliases(A, first), with_aliases(B, second)) == broken


def test_actors_of_different_times_may_share_a_spelling() -> None:
    change = date(1990, 1, 1)
    before, after = with_aliases(A, PLAIN, valid_to=change), with_aliases(B, PLAIN, valid_from=change)
    assert rules(before, after) == set()


def test_a_guard_states_its_reason() -> None:
    assert rules(with_aliases(A, (Alias("Front", near=("Paris",)),))) == {"guard-reason"}


def test_spellings_have_straight_quotes() -> None:
    assert rules(with_aliases(A, (Alias("Quai d\u2019Orsay"),))) == {"straight-quotes"}


def test_one_entry_spells_a_name_once() -> None:
    assert rules(with_aliases(A, (Alias("Lao", form="adjective"), Alias("Lao", form="people")))) == {"spelling-twice"}


@pytest.mark.parametrize(
    ("roles", "broken"),
    [
        ((FIRST, SECOND), set()),
        ((term(date(2000, 1, 1), date(2005, 1, 1)), term(date(2005, 1, 1), None)), set()),
        ((term(date(2000, 1, 1), date(2005, 1, 2)), term(date(2005, 1, 1), None)), {"overlapping-terms"}),
        ((term(None, None), term(date(2005, 1, 1), None)), {"overlapping-terms"}),
        ((term(None, None), term(date(2005, 1, 1), None, office="Mayor")), set()),
        ((term(None, None), term(date(2005, 1, 1), None, country="DEU")), set()),
        ((term(None, None, sectors=()),), {"role-sectors"}),
        ((term(None, None, country="EU"),), {"country-code"}),
    ],
)
def test_terms_of_one_office_never_overlap(roles: tuple[Role, ...], broken: set[str]) -> None:
    assert rules(person(*roles)) == broken


def test_two_people_never_hold_one_presidency_at_once() -> None:
    rival = person(term(date(2026, 1, 1), None), id="person.z")
    assert rules(person(SECOND), rival) == {"office-held-twice"}
    assert rules(person(FIRST), rival) == set()


@pytest.mark.parametrize(
    ("fields", "broken"),
    [
        ({"wikidata": "142"}, {"wikidata"}),
        ({"id": "org.é"}, {"id"}),
        ({"sectors": ("INS",)}, {"sector-code"}),
        ({"country": "EU"}, {"country-code"}),
        ({"kind": "club"}, {"kind"}),
        ({"source": ""}, {"source"}),
    ],
)
def test_an_entry_that_breaks_a_rule_is_named(fields: dict[str, object], broken: set[str]) -> None:
    assert rules(msgspec.structs.replace(A, **fields)) == broken


def test_a_historic_state_names_its_end_and_successor() -> None:
    union = ActorEntry(id="SUN", name="Soviet Union", kind="country", country="SUN")
    assert rules(union) == {"historic-state"}


def test_a_country_without_an_entry_is_named() -> None:
    empty = Vocabulary({}, (), (), (), "")
    assert {problem.entry for problem in check(empty)} == set(COUNTRIES) | set(HISTORIC)


def test_topics_have_parents_and_media_topic_codes() -> None:
    orphan = TopicEntry("military.drill", "Drills", "Drills.", ("medtop:16",), ())
    sport = SubjectEntry("15000000", "sport", ())
    assert rules(topics=(orphan,)) == {"topic-parent", "iptc-code"}
    assert rules(subjects=(sport,)) == {"iptc-code"}


def test_a_role_phrase_belongs_to_one_noun() -> None:
    army = RoleNoun("army", "military", ("MIL",), True, False, (Alias("army", case="fold"),))
    forces = RoleNoun("forces", "military", ("MIL",), False, False, (Alias("Army", case="fold"),))
    assert rules(role_nouns=(army, forces)) == {"role-phrase-owned-twice"}
