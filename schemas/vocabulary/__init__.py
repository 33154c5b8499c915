"""The vocabulary: what the tagger knows by name, read from the TOML files of this folder."""

from schemas.vocabulary.checks import Problem, check
from schemas.vocabulary.dating import Standing, exists_at, last_role, role_at
from schemas.vocabulary.entries import (
    ActorEntry,
    Alias,
    Role,
    RoleNoun,
    Sighting,
    SubjectEntry,
    TopicEntry,
    Vocabulary,
    folded,
    government,
    sighting,
)
from schemas.vocabulary.expansion import expand
from schemas.vocabulary.foreign import Tongue, read_tongue
from schemas.vocabulary.loading import load_vocabulary, read_vocabulary
from schemas.vocabulary.lookup import Found, Stats, find, stats

__all__ = [
    "ActorEntry",
    "Alias",
    "Found",
    "Problem",
    "Role",
    "RoleNoun",
    "Sighting",
    "Standing",
    "Stats",
    "SubjectEntry",
    "Tongue",
    "TopicEntry",
    "Vocabulary",
    "check",
    "exists_at",
    "expand",
    "find",
    "folded",
    "government",
    "last_role",
    "load_vocabulary",
    "read_tongue",
    "read_vocabulary",
    "role_at",
    "sighting",
    "stats",
]
