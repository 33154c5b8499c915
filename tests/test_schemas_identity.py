import hashlib
import json

from hypothesis import given
from hypothesis import strategies as st

from schemas.identity import (
    ID_HEX_DIGITS,
    article_id_of_entry,
    article_id_of_text,
    article_id_of_url,
    content_hash,
    version_id,
)


@given(st.text(), st.text())
def test_content_hash_is_the_sha256_of_the_json_array_as_stored(title: str, text: str) -> None:
    expected = hashlib.sha256(json.dumps([title, "", text], ensure_ascii=False, separators=(",", ":")).encode())
    assert content_hash(title, "", text) == expected.hexdigest()


def test_text_moved_between_fields_is_other_content() -> None:
    assert content_hash("a", "b", "") != content_hash("a", "", "b")


def test_going_back_to_an_older_text_is_a_version_of_its_own() -> None:
    first, second = content_hash("A", "", ""), content_hash("B", "", "")
    versions = [version_id("x", None, first), version_id("x", first, second), version_id("x", second, first)]
    assert len(set(versions)) == 3


def test_the_same_version_published_twice_has_one_id() -> None:
    assert version_id("x", "p", "c") == version_id("x", "p", "c")


@given(st.text(), st.text())
def test_ids_of_different_kinds_never_meet(left: str, right: str) -> None:
    ids = {article_id_of_url(left), article_id_of_entry(left, right), article_id_of_text(left, right)}
    assert len(ids) == 3
    assert all(len(one) == ID_HEX_DIGITS for one in ids)


@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()))
def test_parts_do_not_run_into_each_other(left: tuple[str, str], right: tuple[str, str]) -> None:
    assert (article_id_of_entry(*left) == article_id_of_entry(*right)) == (left == right)
