"""Look into the vocabulary: how much it holds, what matches a text."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

import msgspec

from schemas.vocabulary.entries import ActorEntry, Alias, Vocabulary

_SINCE = date(1990, 1, 1)

Section = Literal["actor", "role", "topic", "subject"]


class Stats(msgspec.Struct, frozen=True, kw_only=True):
    """Counts over a vocabulary; `actors` by kind, spellings and phrases after brace expansion.

    `media_with_ownership` and `bodies_with_members` are those of the actors of which that is told.
    `former_officials` are the people who have left an office of government since 1990.
    """

    version: str
    actors: Mapping[str, int]
    media_with_ownership: int
    bodies_with_members: int
    spellings: int
    guarded: int
    dated_roles: int
    former_officials: int
    role_nouns: int
    role_phrases: int
    topics: int
    topic_phrases: int
    subjects: int
    subject_phrases: int


class Found(msgspec.Struct, frozen=True):
    """A spelling that occurs in the text that was asked for, with the entry that owns it."""

    section: Section
    id: str
    name: str
    alias: Alias


def stats(vocabulary: Vocabulary) -> Stats:
    """Count what the vocabulary holds."""
    actors = vocabulary.actors.values()
    return Stats(
        version=vocabulary.version,
        actors=dict(sorted(Counter(str(entry.kind) for entry in actors).items())),
        media_with_ownership=sum(entry.ownership is not None for entry in actors),
        bodies_with_members=sum(bool(entry.members) for entry in actors),
        spellings=sum(len(entry.aliases) for entry in actors),
        guarded=sum(found.alias.guarded for found in _everything(vocabulary)),
        dated_roles=sum(len(entry.roles) for entry in actors),
        former_officials=sum(_governed(entry) for entry in actors),
        role_nouns=len(vocabulary.role_nouns),
        role_phrases=sum(len(noun.phrases) for noun in vocabulary.role_nouns),
        topics=len(vocabulary.topics),
        topic_phrases=sum(len(topic.phrases) for topic in vocabulary.topics),
        subjects=len(vocabulary.subjects),
        subject_phrases=sum(len(subject.phrases) for subject in vocabulary.subjects),
    )


def _governed(entry: ActorEntry) -> bool:
    """Say whether `entry` is a person who has left an office of government since 1990."""
    ended = (role for role in entry.roles if role.end is not None and role.end >= _SINCE)
    return entry.kind == "person" and any("GOV" in role.sectors for role in ended)


def find(vocabulary: Vocabulary, text: str) -> tuple[Found, ...]:
    """Return every spelling that occurs in `text` as whole words, whatever its guards; longest first.

    `text` may also be the id of an entry, whose spellings are then all returned. Exact spellings are
    compared by case unless `text` holds no capital, as what is typed at a prompt.
    """
    owned = tuple(found for found in _everything(vocabulary) if found.id == text)
    if owned:
        return owned
    typed = text == text.lower()
    matches = (found for found in _everything(vocabulary) if _occurs(found.alias, text, typed))
    return tuple(sorted(matches, key=_longest_first))


def _everything(vocabulary: Vocabulary) -> Iterator[Found]:
    for actor in vocabulary.actors.values():
        yield from (Found("actor", actor.id, actor.name, alias) for alias in actor.aliases)
    for noun in vocabulary.role_nouns:
        yield from (Found("role", noun.id, noun.id, alias) for alias in noun.phrases)
    for topic in vocabulary.topics:
        yield from (Found("topic", topic.id, topic.label, alias) for alias in topic.phrases)
    for subject in vocabulary.subjects:
        yield from (Found("subject", subject.id, subject.label, alias) for alias in subject.phrases)


def _occurs(alias: Alias, text: str, typed: bool) -> bool:
    if alias.text.casefold() not in text.casefold():
        return False
    flags = re.IGNORECASE if typed or alias.case == "fold" else re.NOFLAG
    return re.search(rf"(?<!\w){re.escape(alias.text)}(?!\w)", text, flags) is not None


def _longest_first(found: Found) -> tuple[int, str, str]:
    return -len(found.alias.text), found.alias.text, found.id
