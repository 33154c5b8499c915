"""Files become entries, or are refused by name."""

import re
from pathlib import Path

import pytest
from vocabulary_made import ACTOR, BODY, COUNTRY, read

from schemas.errors import VocabularyError
from schemas.vocabulary import Vocabulary, check, find, load_vocabulary, read_vocabulary


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


def test_members_and_ownership_may_be_added_later() -> None:
    body = read(BODY).actors["igo.ring"]
    assert (body.members, body.ownership) == (("FRA", "DEU", "ITA"), "public")


def test_members_are_states() -> None:
    with pytest.raises(VocabularyError, match="no state"):
        read(BODY.replace("ITA", "UNO"))


def test_members_belong_to_actors_only() -> None:
    with pytest.raises(VocabularyError, match="members do not belong"):
        read(
            '[[role]]\nid = "envoy"\nkind = "person"\nphrases = ["envoy"]\n[[extend]]\nid = "envoy"\nmembers = ["FRA"]'
        )
