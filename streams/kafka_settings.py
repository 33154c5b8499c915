"""Check the settings of the Kafka client before anything connects."""

import difflib
from collections.abc import Mapping
from pathlib import Path

from schemas.errors import ConfigurationError

DECIDED = frozenset(
    {
        "acks",
        "allow_auto_create_topics",
        "auto_commit_interval_ms",
        "auto_offset_reset",
        "check_crcs",
        "consumer_timeout_ms",
        "default_offset_commit_callback",
        "enable_auto_commit",
        "enable_idempotence",
        "group_instance_id",
        "isolation_level",
        "kafka_client",
        "key_deserializer",
        "key_serializer",
        "max_in_flight_requests_per_connection",
        "partition_assignment_strategy",
        "partitioner",
        "retries",
        "selector",
        "transaction_timeout_ms",
        "transactional_id",
        "value_deserializer",
        "value_serializer",
    }
)
"""Settings that the promises of the stream rest on; nobody else may set them."""

_CHOICES: Mapping[str, tuple[object, ...]] = {
    # The client takes an unknown protocol for PLAINTEXT without a word.
    "security_protocol": ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
    "sasl_mechanism": ("PLAIN", "GSSAPI", "OAUTHBEARER", "SCRAM-SHA-256", "SCRAM-SHA-512"),
    "compression_type": ("zstd", "gzip", None),
}
_FILES = ("ssl_cafile", "ssl_certfile", "ssl_keyfile", "ssl_crlfile")


def check_settings(settings: Mapping[str, object], defaults: Mapping[str, object]) -> None:
    """Raise ConfigurationError for a setting that the client does not know or would misread.

    `defaults` are the client's own, by name. The client reports a missing certificate or a wrong protocol as
    a time-out after half a minute at best, so these are looked at here.
    """
    if not settings.get("bootstrap_servers"):
        raise ConfigurationError("kafka: bootstrap_servers is not set; say in [kafka] where the brokers listen")
    for name, value in settings.items():
        _check_name(name, defaults)
        _check_value(name, value, defaults[name])


def _check_name(name: str, defaults: Mapping[str, object]) -> None:
    if name in DECIDED:
        raise ConfigurationError(f"kafka: {name} is decided by Watchfloor; take it out of [kafka]")
    if name not in defaults:
        near = difflib.get_close_matches(name, set(defaults) - DECIDED, 1)
        hint = f"did you mean {near[0]}?" if near else "the names are those of kafka-python's clients"
        raise ConfigurationError(f"kafka: unknown setting {name}; {hint}")


def _check_value(name: str, value: object, default: object) -> None:
    choices = _CHOICES.get(name)
    if choices is not None and value not in choices:
        raise ConfigurationError(f"kafka: {name} is {value!r}, it must be one of {', '.join(map(str, choices))}")
    if type(default) in (bool, int) and type(value) is not type(default):
        kind = "true or false" if isinstance(default, bool) else "a whole number"
        raise ConfigurationError(f"kafka: {name} is {value!r}, it must be {kind}")
    if name in _FILES and value is not None and not Path(str(value)).is_file():
        raise ConfigurationError(f"kafka: {name}: no file {value}")
