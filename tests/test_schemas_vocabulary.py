"""What the vocabulary promises: how it is read, dated, checked, searched."""

import pickle
import re
from datetime import date
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codes import FIRST_PARTS, KINDS, NON_STATE, SECTORS, Sector, explain
from schemas.countries import COUNTRIES, FOLDED, HISTORIC
from schemas.errors import VocabularyError
from schemas.tagged import Kind
from schemas.vocabulary import (
    ActorEntry,
    Alias,
    Role,
    RoleNoun,
    SubjectEntry,
    TopicEntry,
    Vocabulary,
    check,
    exists_at,
    expand,
    find,
    government,
    last_role,
    load_vocabulary,
    read_vocabulary,
    role_at,
    sighting,
    stats,
)
from schemas.vocabulary.entries import folded


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """The vocabulary that is shipped."""
    return load_vocabulary()


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


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("troops", ("troops",)),
        ("deploy{,s,ed} troops", ("deploy troops", "deploys troops", "deployed troops")),
        ("{home,war} ministr{y,ies}", ("home ministry", "home ministries", "war ministry", "war ministries")),
        ("a{b,c{1,2}}d", ("abd", "ac1d", "ac2d")),
        ("chief of {the ,}staff", ("chief of the staff", "chief of staff")),
        ("front{-, }line", ("front-line", "front line")),
        ("{,joint }drill{,}", ("drill", "joint drill")),
        ("Washington, D.C.", ("Washington, D.C.",)),
        ("  two  spaces ", ("two spaces",)),
        ("{x{a,b},y}", ("xa", "xb", "y")),
    ],
)  # fmt: skip
def test_braces_expand_as_a_shell_would(text: str, readings: tuple[str, ...]) -> None:
    assert expand(text) == readings


@pytest.mark.parametrize("text", ["{a,b", "a}b", "{alone}", "{,}", "", "  ", "{a,{b,c}", "a{}"])
def test_braces_that_do_not_pair_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"brace|empty reading"):
        expand(text)


words = st.text(alphabet="abc", min_size=1, max_size=3)


@given(st.lists(st.lists(words, min_size=2, max_size=3, unique=True), min_size=1, max_size=3))
def test_groups_in_a_row_give_every_combination_once(groups: list[list[str]]) -> None:
    text = " ".join("{" + ",".join(group) + "}" for group in groups)
    readings = expand(text)
    product = 1
    for group in groups:
        product *= len(group)
    assert len(set(readings)) == len(readings) == product
    assert all(word in group for reading in readings for word, group in zip(reading.split(), groups, strict=True))


FIRST = term(date(2017, 1, 20), date(2021, 1, 20))
SECOND = term(date(2025, 1, 20), None)


@pytest.mark.parametrize(
    ("day", "sectors", "role"),
    [
        (date(2010, 6, 1), ("UNK",), None),
        (date(2017, 1, 19), ("UNK",), None),
        (date(2017, 1, 20), ("GOV",), FIRST),
        (date(2021, 1, 19), ("GOV",), FIRST),
        (date(2021, 1, 20), ("ELI",), None),
        (date(2023, 1, 1), ("ELI",), None),
        (date(2025, 1, 20), ("GOV",), SECOND),
        (date(2099, 1, 1), ("GOV",), SECOND),
    ],
)
def test_a_person_has_the_sector_of_the_day(day: date, sectors: tuple[str, ...], role: Role | None) -> None:
    assert role_at(person(FIRST, SECOND), day) == (sectors, "FRA", role)


def test_a_person_before_the_first_role_keeps_the_sectors_of_the_entry() -> None:
    assert role_at(person(SECOND, sectors=("BUS",)), date(2000, 1, 1)).sectors == ("BUS",)


def test_a_person_without_roles_keeps_the_sectors_of_the_entry() -> None:
    assert role_at(person(sectors=("JRN",)), date(2000, 1, 1)) == (("JRN",), "FRA", None)
    assert role_at(person(), date(2000, 1, 1)) == (("UNK",), "FRA", None)


def test_of_two_roles_at_once_the_later_one_counts() -> None:
    member = term(date(2010, 1, 1), None, office="Member of parliament", sectors=("LEG",))
    assert role_at(person(member, SECOND), date(2026, 1, 1)).role == SECOND
    assert role_at(person(member, SECOND), date(2024, 1, 1)).sectors == ("LEG",)


def test_a_former_official_belongs_to_the_country_of_the_office() -> None:
    abroad = term(date(2000, 1, 1), date(2004, 1, 1), country="GEO")
    assert role_at(person(abroad), date(2010, 1, 1)) == (("ELI",), "GEO", None)
    assert last_role(person(abroad), date(2010, 1, 1)) == abroad
    assert last_role(person(abroad), date(2003, 1, 1)) is None


def test_a_group_outside_its_roles_is_never_a_former_official() -> None:
    ruling = term(date(2021, 8, 15), None, office="Government")
    group = person(ruling, kind="armed_group", sectors=("REB",))
    assert role_at(group, date(2020, 1, 1)).sectors == ("REB",)
    assert role_at(group, date(2022, 1, 1)).sectors == ("GOV",)


def test_a_state_exists_until_the_day_it_ends(vocabulary: Vocabulary) -> None:
    union = vocabulary.actors["SUN"]
    assert exists_at(union, date(1991, 12, 25))
    assert not exists_at(union, date(1991, 12, 26))
    assert union.successor == "RUS"


def test_the_shipped_vocabulary_holds_together(vocabulary: Vocabulary) -> None:
    assert [str(problem) for problem in check(vocabulary)] == []


def test_a_vocabulary_pickles_to_an_equal_one(vocabulary: Vocabulary) -> None:
    assert pickle.loads(pickle.dumps(vocabulary)) == vocabulary


def test_every_code_is_explained() -> None:
    assert set(SECTORS) == set(get_args(Sector))
    assert set(KINDS) == set(get_args(Kind))
    assert len(SECTORS) == 25
    assert all(explain(code) for code in (*SECTORS, *KINDS, *FIRST_PARTS))
    assert explain("INS") is None


def test_no_code_is_both_a_state_and_something_else() -> None:
    lists = (set(COUNTRIES), set(HISTORIC), set(NON_STATE), set(FOLDED), set(SECTORS))
    assert sum(map(len, lists)) == len(set().union(*lists))
    assert set(FOLDED.values()) <= set(COUNTRIES)


@pytest.mark.parametrize(
    ("text", "country", "form"),
    [
        ("Élysée", "FRA", "seat"),
        ("Kremlin", "RUS", "seat"),
        ("White House", "USA", "seat"),
        ("Kyiv", "UKR", "capital"),
        ("Kiev", "UKR", "capital"),
        ("Puerto Rico", "USA", "place"),
        ("Faroe Islands", "DNK", "place"),
        ("Bermuda", "GBR", "place"),
        ("Hong Kong", "HKG", "name"),
        ("Kosovo", "XKX", "name"),
        ("Holland", "NLD", "name"),
        ("Türkiye", "TUR", "name"),
        ("Burma", "MMR", "name"),
        ("DPRK", "PRK", "name"),
        ("U.S.", "USA", "name"),
        ("Danes", "DNK", "people"),
        ("Filipino", "PHL", "adjective"),
        ("Soviet", "SUN", "adjective"),
    ],
)
def test_a_country_is_known_by_its_names(vocabulary: Vocabulary, text: str, country: str, form: str) -> None:
    assert form in [alias.form for alias in vocabulary.actors[country].aliases if alias.text == text]


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("GEO", "Georgia"), ("JOR", "Jordan"), ("TCD", "Chad"), ("TUR", "Turkey"), ("GIN", "Guinea"),
        ("NER", "Niger"), ("COD", "Congo"), ("COG", "Congo"), ("KOR", "Korea"), ("MKD", "Macedonia"),
        ("POL", "Polish"), ("USA", "Washington"), ("PER", "Lima"), ("SYC", "Victoria"), ("MDV", "Male"),
        ("CHL", "Santiago"), ("CRI", "San Jose"), ("ESP", "Valencia"), ("DMA", "Dominican"), ("SDN", "Sudan"),
        ("IRL", "Ireland"), ("MEX", "Mexico"), ("USA", "US"), ("CAF", "CAR"),
    ],
)  # fmt: skip
def test_an_ambiguous_name_is_guarded(vocabulary: Vocabulary, country: str, text: str) -> None:
    (alias,) = (alias for alias in vocabulary.actors[country].aliases if alias.text == text)
    assert alias.guarded
    assert alias.reason
    assert alias.case == "exact"


def test_a_person_is_guarded_with_and_without_accents(vocabulary: Vocabulary) -> None:
    people = [actor for actor in vocabulary.actors.values() if actor.kind == "person"]
    guarded = {(actor.id, folded(alias.text)) for actor in people for alias in actor.aliases if alias.guarded}
    plain = {(actor.id, folded(alias.text)) for actor in people for alias in actor.aliases if not alias.guarded}
    assert len(guarded) > 300
    assert guarded & plain == set()


def test_a_shared_region_names_all_its_states(vocabulary: Vocabulary) -> None:
    kashmir = vocabulary.actors["place.kashmir"]
    assert (kashmir.country, kashmir.countries) == ("IND", ("IND", "PAK"))


def test_a_partly_recognised_entity_has_the_code_of_the_sovereign(vocabulary: Vocabulary) -> None:
    entry = vocabulary.actors["GEO.PRE.abkhazia"]
    assert (entry.country, entry.sectors) == ("GEO", ("PRE",))


def test_every_state_with_a_legislature_has_it_by_name(vocabulary: Vocabulary) -> None:
    legislatures = {entry.country for entry in vocabulary.actors.values() if entry.kind == "parliament"}
    assert set(COUNTRIES) - legislatures == {"ATA", "SDN", "VAT"}


def test_role_nouns_cover_offices_and_people(vocabulary: Vocabulary) -> None:
    nouns = {phrase.text: noun for noun in vocabulary.role_nouns for phrase in noun.phrases}
    assert len(nouns) >= 250
    assert nouns["foreign ministry"].office
    assert nouns["foreign minister"].title
    assert (nouns["opposition lawmakers"].sectors, nouns["opposition lawmakers"].office) == (("LEG", "OPP"), False)
    assert nouns["doctors"].sectors == ("MED",)
    assert nouns["journalists"].sectors == ("JRN",)


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


def test_an_alias_that_restates_the_name_replaces_it() -> None:
    aliases = read(COUNTRY).actors["FRA"].aliases
    assert [(alias.text, alias.form, alias.guarded) for alias in aliases] == [
        ("France", "name", True),
        ("French", "adjective", False),
        ("Élysée", "seat", False),
        ("Elysée", "seat", False),
        ("Paris", "capital", False),
    ]


def test_decomposed_spellings_are_stored_composed() -> None:
    decomposed = COUNTRY.replace("É", "E\u0301")
    assert read(decomposed).actors["FRA"].aliases == read(COUNTRY).actors["FRA"].aliases


def test_the_class_of_a_phrase_gives_its_weight() -> None:
    topic = read("""
        [[topic]]
        id = "military"
        label = "Military"
        about = "War."
        decisive = ["armed conflict{,s}"]
        strong = ["air strike"]
        weak = [{ text = "tank", near = ["army"], reason = "think tanks", weight = 0.1 }]
    """).topics[0]
    assert [(phrase.text, phrase.weight, phrase.case) for phrase in topic.phrases] == [
        ("armed conflict", 1.0, "fold"),
        ("armed conflicts", 1.0, "fold"),
        ("air strike", 0.6, "fold"),
        ("tank", 0.1, "fold"),
    ]


ACTOR = '[[actor]]\nid = "igo.x"\nname = "X"\nkind = "igo"\ncountry = "IGO"\nsource = "editor"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ACTOR + 'colour = "red"', "own.toml: actor igo.x: .*unknown field `colour`"),
        (ACTOR + 'sectors = ["INS"]', "own.toml: actor igo.x: Invalid enum value 'INS'"),
        (ACTOR.replace('"IGO"', '"EU"'), "own.toml: actor igo.x: 'EU' is no country code"),
        (ACTOR.replace('"igo"\ncountry', '"club"\ncountry'), "own.toml: actor igo.x: Invalid enum value 'club'"),
        (ACTOR.replace('source = "editor"', ""), "own.toml: actor igo.x: .*missing required field `source`"),
        (ACTOR.replace('country = "IGO"', ""), "own.toml: actor igo.x: no country"),
        (ACTOR + 'aliases = ["{a,b"]', "own.toml: actor igo.x: .*never closed"),
        (ACTOR + 'aliases = [{ text = "a", nott = ["b"] }]', "own.toml: actor igo.x: .*unknown field `nott`"),
        (ACTOR + 'roles = [{ office = "A", from = 2001-01-01, to = 2000-01-01 }]', "role 'A' ends on 2000-01-01"),
        (ACTOR + 'roles = [{ office = "A", country = "UK" }]', "igo.x: 'UK' is no country code"),
        (ACTOR + ACTOR, "own.toml: actor igo.x: this id is taken"),
        ("[[actors]]\n", r"own.toml: unknown table 'actors'; use \[\[country\]\]"),
        ("actor = 3", "own.toml: unknown table 'actor'"),
        ("[[actor]", "own.toml: not readable as TOML"),
        ('[[extend]]\nid = "igo.y"', "own.toml: extend igo.y: no entry has this id"),
        (ACTOR + '[[extend]]\nid = "igo.x"\ndecisive = ["a"]', "extend igo.x: decisive do not belong"),
        (ACTOR + '[[extend]]\nid = "igo.x"\nplaces = ["a"]', "extend igo.x: places do not belong"),
        ('[[role]]\nid = "a"\nkind = "person"\nphrases = []\n[[extend]]\nid = "a"\naliases = ["b"]', "aliases do not"),
        ('[[subject]]\nid = "a"\nlabel = "A"\n[[extend]]\nid = "a"\nphrases = ["b"]', "phrases do not"),
        (ACTOR + '[[extend]]\nid = "igo.x"\nremove = ["Y"]', "own.toml: extend igo.x: cannot remove Y"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_by_name_and_entry(text: str, message: str) -> None:
    with pytest.raises(VocabularyError, match=message):
        read(text)


def test_a_file_that_is_absent_is_named(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"gone\.toml: No such file"):
        load_vocabulary(tmp_path / "gone.toml")


def test_weighted_phrases_reach_the_topic_where_a_role_noun_has_the_same_id(tmp_path: Path) -> None:
    extra = tmp_path / "own.toml"
    extra.write_text(
        '[[topic]]\nid = "granite"\nlabel = "G"\nabout = "G."\n'
        '[[role]]\nid = "granite"\nkind = "person"\nphrases = ["granite hand"]\n'
        '[[extend]]\nid = "granite"\nweak = ["granite sparrow"]\n'
        '[[extend]]\nid = "granite"\nphrases = ["granite mason"]\n',
        "utf-8",
    )
    sections = {found.section for found in find(load_vocabulary(extra), "granite sparrow")}
    assert sections == {"topic"}
    assert {found.section for found in find(load_vocabulary(extra), "granite mason")} == {"role"}


def test_an_extra_file_adds_entries_and_extends_others(tmp_path: Path, vocabulary: Vocabulary) -> None:
    extra = tmp_path / "own.toml"
    extra.write_text(
        ACTOR + '[[extend]]\nid = "GEO"\n'
        'aliases = ["Sakartvelo", { text = "Georgia", near = ["Tbilisi"], reason = "our desk covers Atlanta" }]\n'
        'places = ["Grand Hollow"]\nadjectives = ["Hollowan"]\npeople = ["Hollowans"]\n'
        'remove = ["Republic of Georgia"]\n'
        '[[extend]]\nid = "military.exercise"\ndecisive = ["Exercise Granite Sparrow"]\n'
        '[[extend]]\nid = "foreign-ministry"\nphrases = ["gaimusho"]\n'
        '[[extend]]\nid = "medtop:15000000"\nweak = ["granite sparrows"]\n',
        "utf-8",
    )
    larger = load_vocabulary(extra)
    georgia = {alias.text: alias for alias in larger.actors["GEO"].aliases}
    assert "igo.x" in larger.actors
    assert "Sakartvelo" in georgia
    assert georgia["Georgia"].near == ("Tbilisi",)
    forms = {name: georgia[name].form for name in ("Grand Hollow", "Hollowan", "Hollowans")}
    assert forms == {"Grand Hollow": "place", "Hollowan": "adjective", "Hollowans": "people"}
    assert "Republic of Georgia" not in georgia
    assert {found.section for found in find(larger, "Exercise Granite Sparrow, gaimusho, granite sparrows")} >= {
        "topic",
        "role",
        "subject",
    }
    assert larger.version != vocabulary.version


def test_the_examples_of_the_manual_load(tmp_path: Path) -> None:
    manual = Path(__file__).parents[1] / "docs" / "vocabulary.md"
    examples = re.findall(r"```toml\n(.*?)```", manual.read_text("utf-8"), re.DOTALL)
    languages = [each for each in examples if each.startswith("language")]
    (tmp_path / "own.toml").write_text("\n".join(each for each in examples if each not in languages), "utf-8")
    (tmp_path / "language.toml").write_text(languages[0], "utf-8")
    assert len(examples) >= 6
    assert check(load_vocabulary(tmp_path / "own.toml", tmp_path / "language.toml")) == []


def test_the_version_follows_every_byte_but_no_file_name() -> None:
    one = read_vocabulary({"a.toml": COUNTRY.encode()})
    assert one.version == read_vocabulary({"b.toml": COUNTRY.encode()}).version
    assert one.version != read_vocabulary({"a.toml": COUNTRY.encode() + b"\n"}).version


def test_loading_twice_gives_the_same_vocabulary(vocabulary: Vocabulary) -> None:
    assert load_vocabulary() == vocabulary


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


def test_members_and_ownership_may_be_added_later() -> None:
    body = read(BODY).actors["igo.ring"]
    assert (body.members, body.ownership) == (("FRA", "DEU", "ITA"), "public")


def test_stats_count_what_is_told_of_bodies_and_media() -> None:
    outlet = BODY.replace("igo.ring", "media.ring").replace('"igo"', '"media"').replace("members = [", "roles = [] #")
    counted = stats(read(BODY.replace('ownership = "public"', "") + outlet))
    assert (counted.media_with_ownership, counted.bodies_with_members) == (1, 1)


def test_members_are_states() -> None:
    with pytest.raises(VocabularyError, match="no state"):
        read(BODY.replace("ITA", "UNO"))


def test_members_belong_to_actors_only() -> None:
    with pytest.raises(VocabularyError, match="members do not belong"):
        read(
            '[[role]]\nid = "envoy"\nkind = "person"\nphrases = ["envoy"]\n[[extend]]\nid = "envoy"\nmembers = ["FRA"]'
        )
