"""Read the configuration of one home: flag, environment, file, in that order."""

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from connectors.wrong_values import in_words
from pipelines.lake.layout import Layout
from schemas.errors import ConfigurationError

DEFAULT_HOME = "watchfloor-home"
FILE = "watchfloor.toml"
PREFIX = "WATCHFLOOR_"


class Configuration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every key of `watchfloor.toml`, with its default; a scalar key can also come from the environment.

    `kafka` holds the settings of the Kafka client under its own names. `feed` holds one table a feed.
    """

    stream: Literal["embedded", "kafka"] = "embedded"
    stream_days: Annotated[int, Meta(ge=0)] = 7
    stream_budget_mb: Annotated[int, Meta(ge=1)] = 4096
    lake: str | None = None
    latency: Literal["normal", "low"] = "normal"
    workers: Annotated[int, Meta(ge=0)] = 0
    ner: Literal["off", "lead", "full"] = "full"
    vocabulary_extra: tuple[str, ...] = ()
    unknown_people: Literal["name", "initials", "off"] = "name"
    store_text: bool = True
    contact: str = ""
    host_spacing: Annotated[float, Meta(ge=0, le=86400)] = 5.0
    allow_networks: tuple[str, ...] = ()
    metrics_port: Annotated[int, Meta(ge=0, le=65534)] = 9464
    kafka: dict[str, Any] = {}
    feed: tuple[dict[str, Any], ...] = ()


class Home(msgspec.Struct, frozen=True):
    """The directory of one deployment and what it is configured to do."""

    path: Path
    configuration: Configuration

    @property
    def layout(self) -> Layout:
        """Where everything of this home lies; `lake` may be configured to lie elsewhere."""
        lake = self.configuration.lake
        return Layout(self.path, None if lake is None else (self.path / lake).resolve())

    @property
    def file(self) -> Path:
        """The configuration file."""
        return self.path / FILE

    @property
    def workers(self) -> int:
        """How many processes tag: as configured, else one a core."""
        return self.configuration.workers or os.cpu_count() or 1


def open_home(
    path: Path | None = None, flags: Mapping[str, object] | None = None, environment: Mapping[str, str] = os.environ
) -> Home:
    """Return the home at `path`, else at WATCHFLOOR_HOME, else at `./watchfloor-home`.

    `flags` override the environment, which overrides the file; a flag of None was not given. Raises
    ConfigurationError for an unknown key or a bad value, naming it and where it stands.
    """
    home = path or Path(environment.get(PREFIX + "HOME", DEFAULT_HOME))
    if home.exists() and not home.is_dir():
        raise ConfigurationError(f"{home}: is a file; --home wants the directory of a deployment")
    values = _read(home / FILE)
    values.update(_from_environment(environment))
    values.update({key: value for key, value in (flags or {}).items() if value is not None})
    return Home(home, _convert(values, home / FILE))


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text_of(file))
    except FileNotFoundError:
        return {}
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{file}: is not valid TOML: {error}") from error


def text_of(file: Path) -> str:
    """Return the text of a configuration file, without the mark that some editors begin UTF-8 with.

    Raises ConfigurationError that names the line when it is in another encoding.
    """
    written = file.read_bytes()
    try:
        return written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = written.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(f"{file}: line {line} is not UTF-8; save the file as UTF-8") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(Configuration):
        text = environment.get(PREFIX + field.name.upper())
        if text is not None and field.name not in ("kafka", "feed"):
            found[field.name] = text.split(os.pathsep) if field.default == () else text
    return found


def _convert(values: dict[str, Any], file: Path) -> Configuration:
    known = Configuration.__struct_fields__
    for key in values:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"; did you mean `{near[0]}`?" if near else f"; known keys: {', '.join(known)}"
            raise ConfigurationError(f"{file}: unknown key `{key}`{hint}")
    if isinstance(values.get("feed"), dict):
        raise ConfigurationError(f"{file}: `feed` is no list; write each feed as a [[feed]] table")
    try:
        return msgspec.convert(values, Configuration, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{file} (or {PREFIX}* in the environment): {in_words(str(error))}") from error
