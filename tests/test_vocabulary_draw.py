"""What the draw for a second reading promises."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vocabulary_draw import as_it_stands, drawn, main, shares

from schemas.vocabulary import ActorEntry, Alias, Role


def entries(**sizes: int) -> list[ActorEntry]:
    """So many entries of each kind."""
    return [
        ActorEntry(id=f"{kind}.{number}", name=f"{kind} {number}", kind=kind, country="FRA")
        for kind, size in sizes.items()
        for number in range(size)
    ]


def test_one_seed_draws_the_same_entries_whatever_their_order() -> None:
    there = entries(person=40, party=10)
    assert drawn(there, 12, 7) == drawn(there[::-1], 12, 7) != drawn(there, 12, 8)


def test_every_kind_has_its_share_of_the_draw() -> None:
    kinds = Counter(entry.kind for entry in drawn(entries(person=100, party=50, court=1), 15, 7))
    assert kinds == {"person": 9, "party": 5, "court": 1}


@given(st.dictionaries(st.text(min_size=1), st.integers(1, 5000), min_size=1, max_size=20), st.data())
def test_shares_sum_to_the_count_and_exceed_no_stratum(sizes: dict[str, int], data: st.DataObject) -> None:
    count = data.draw(st.integers(len(sizes), sum(sizes.values())))
    quotas = shares(sizes, count)
    assert sum(quotas.values()) == count
    assert all(1 <= quotas[name] <= size for name, size in sizes.items())


@pytest.mark.parametrize("count", [1, 51])
def test_a_count_that_cannot_be_drawn_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match=f"cannot draw {count} of 50 entries in 2 kinds"):
        drawn(entries(person=40, party=10), count, 7)


def test_an_entry_is_shown_with_terms_and_guards() -> None:
    role = Role("Mayor", "FRA", ("GOV",), date(2020, 1, 2), None, "editor", "so it is")
    alias = Alias("Ada", near=("Paris",))
    shown = as_it_stands(ActorEntry("person.a", "Ada B", "person", "FRA", aliases=(alias,), roles=(role,)))
    assert shown.split("\n") == [
        "person.a | Ada B | person | FRA | -",
        "    2020-01-02 to ...: Mayor, FRA GOV (so it is)",
        "    also: Ada [near Paris]",
    ]


def test_the_command_draws_from_the_kinds_that_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--seed", "1", "--count", "3", "--kinds", "court", "--short"])
    ids = capsys.readouterr().out.split()
    assert len(set(ids)) == 3
    assert all(".JUD." in name or name.startswith("igo.") for name in ids)
