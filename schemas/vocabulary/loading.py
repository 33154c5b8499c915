"""Read the vocabulary files."""

import hashlib
import tomllib
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

import msgspec

from schemas.errors import VocabularyError
from schemas.vocabulary.building import (
    actor_entry,
    country_entry,
    extended_actor,
    extended_noun,
    extended_subject,
    extended_topic,
    role_noun,
    subject_entry,
    topic_entry,
    towns,
)
from schemas.vocabulary.entries import ActorEntry, RoleNoun, SubjectEntry, TopicEntry, Vocabulary
from schemas.vocabulary.foreign import declared_language
from schemas.vocabulary.format import (
    ROWS,
    ActorRow,
    CountryRow,
    ExtensionRow,
    RoleNounRow,
    SubjectRow,
    TopicRow,
    TownsRow,
)

Entry = TypeVar("Entry", ActorEntry, RoleNoun, TopicEntry, SubjectEntry)


def load_vocabulary(*extra: Path) -> Vocabulary:
    """Read the vocabulary of the package, then the files `extra` in their order.

    An extra file may hold new entries of every sort, and `[[extend]]` for those that exist. Raises
    VocabularyError, naming file, entry and remedy, for a file that is absent or no TOML, an unknown key,
    a code outside the closed lists, an id given twice, or braces that do not pair.
    """
    files = _package_files() | {str(path): _bytes(path) for path in extra}
    return read_vocabulary(files)


def read_vocabulary(files: Mapping[str, bytes]) -> Vocabulary:
    """Build a vocabulary from the bytes of its files by name; raises VocabularyError as `load_vocabulary` does."""
    gathering = _Gathering()
    for name, data in files.items():
        if code := declared_language(data):
            gathering.languages[code] = (*gathering.languages.get(code, ()), (name, data))
            continue
        for section, entries in _tables(name, data).items():
            for raw in entries:
                gathering.add(section, raw, name)
    return gathering.finished(_version(files))


class _Gathering:
    """Entries by id while files are read."""

    def __init__(self) -> None:
        self.actors: dict[str, ActorEntry] = {}
        self.role_nouns: dict[str, RoleNoun] = {}
        self.topics: dict[str, TopicEntry] = {}
        self.subjects: dict[str, SubjectEntry] = {}
        self.extensions: list[tuple[ExtensionRow, str]] = []
        self.towns: dict[str, str] = {}
        self.languages: dict[str, tuple[tuple[str, bytes], ...]] = {}

    def add(self, section: str, raw: object, file: str) -> None:
        """Convert one table of a file; what is wrong with it is told with file and id."""
        entry = raw.get("id", raw.get("name", "without an id")) if isinstance(raw, dict) else "of no table"
        try:
            self._add(msgspec.convert(raw, ROWS[section]), file)
        except ValueError as error:
            raise VocabularyError(f"{file}: {section} {entry}: {error}; docs/vocabulary.md has the format") from error

    def finished(self, version: str) -> Vocabulary:
        """Apply the extensions, which may name entries of any file, and return the whole."""
        for row, file in self.extensions:
            try:
                self._extend(row)
            except ValueError as error:
                raise VocabularyError(f"{file}: extend {row.id}: {error}") from error
        return Vocabulary(
            self.actors,
            tuple(self.role_nouns.values()),
            tuple(self.topics.values()),
            tuple(self.subjects.values()),
            version,
            self.languages,
            self.towns,
        )

    def _add(self, row: msgspec.Struct, file: str) -> None:
        match row:
            case CountryRow():
                _keep(self.actors, country_entry(row))
            case ActorRow():
                _keep(self.actors, actor_entry(row))
            case RoleNounRow():
                _keep(self.role_nouns, role_noun(row))
            case TopicRow():
                _keep(self.topics, topic_entry(row))
            case SubjectRow():
                _keep(self.subjects, subject_entry(row))
            case TownsRow():
                self.towns.update(towns(row))
            case ExtensionRow():
                self.extensions.append((row, file))

    def _extend(self, row: ExtensionRow) -> None:
        if actor := self.actors.get(row.id):
            self.actors[row.id] = extended_actor(actor, row)
        elif (noun := self.role_nouns.get(row.id)) and not (row.id in self.topics and row.weighted):
            self.role_nouns[row.id] = extended_noun(noun, row)
        elif topic := self.topics.get(row.id):
            self.topics[row.id] = extended_topic(topic, row)
        elif subject := self.subjects.get(row.id):
            self.subjects[row.id] = extended_subject(subject, row)
        else:
            raise ValueError("no entry has this id; find it with `watchfloor vocabulary find`, or add a new entry")


def _package_files() -> dict[str, bytes]:
    """Read the files beside this module, in the order of their names, then those of other languages."""
    folder = resources.files("schemas.vocabulary")
    return _files_of(folder, "") | _files_of(folder.joinpath("languages"), "languages/")


def _files_of(folder: Traversable, prefix: str) -> dict[str, bytes]:
    found = {prefix + file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".toml")}
    return dict(sorted(found.items()))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise VocabularyError(f"{path}: {error.strerror}; correct `vocabulary_extra`") from error


def _tables(name: str, data: bytes) -> dict[str, list[object]]:
    """Parse one file into its sections; every top-level key has to be an array of tables."""
    try:
        tables = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{name}: not readable as TOML in UTF-8: {error}; correct the line") from error
    for section, entries in tables.items():
        if section not in ROWS or not isinstance(entries, list):
            raise VocabularyError(f"{name}: unknown table {section!r}; use {', '.join(f'[[{row}]]' for row in ROWS)}")
    return tables


def _version(files: Mapping[str, bytes]) -> str:
    """Hash contents and order, not names: moving an extra file changes nothing."""
    digest = hashlib.sha256()
    for data in files.values():
        digest.update(hashlib.sha256(data).digest())
    return digest.hexdigest()[:12]


def _keep(kept: dict[str, Entry], entry: Entry) -> None:
    if entry.id in kept:
        raise ValueError("this id is taken; ids are never reused, use [[extend]] to add to the other entry")
    kept[entry.id] = entry
