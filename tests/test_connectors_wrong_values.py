"""Who writes a wrong value is told which it is and what it has to be, in words and not in types."""

from pathlib import Path

import msgspec
import pytest

from connectors.feedlist import FeedConfig, read_feeds
from connectors.wrong_values import in_words
from schemas.errors import ConfigurationError
from watchfloor.home import open_home

GOOD = {"id": "a", "url": "https://example.org/a"}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"id": 5, "url": "https://example.org/"}, "feed 5: `id` is a number; it has to be text in quotation marks"),
        ({"id": "a"}, "feed a: `url` is missing"),
        ({**GOOD, "enabled": "no"}, "`enabled` is text; it has to be true or false, without quotation marks"),
        ({**GOOD, "refuse": "*/x/*"}, "`refuse` is text; it has to be a list in brackets"),
        ({**GOOD, "refuse": [1]}, "a value in `refuse` is a number; it has to be text"),
        ({**GOOD, "outlet": True}, "`outlet` is bool; it has to be text in quotation marks"),
        ({**GOOD, "origin": "liv"}, "`origin` cannot be 'liv'"),
        ({**GOOD, "urll": "x"}, "unknown key `urll`; did you mean `url`?"),
        ({**GOOD, "url": "ftp://example.org/"}, "it has to begin with http:// or https://"),
        ({**GOOD, "url": "https://exa mple.org/"}, "name a server"),
    ],
)
def test_a_wrong_value_of_a_feed_is_told_in_words(table: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        read_feeds([table])
    assert said in str(raised.value)
    assert "$" not in str(raised.value)


def test_what_is_given_twice_is_told_with_who_else_has_it() -> None:
    with pytest.raises(ConfigurationError, match="feed b: the `url` is given twice, also to a;"):
        read_feeds([GOOD, {**GOOD, "id": "b"}])
    with pytest.raises(ConfigurationError, match=r"feed a: the `id` is given twice, also to https://example\.org/a;"):
        read_feeds([GOOD, {**GOOD, "url": "https://example.org/b"}])


@pytest.mark.parametrize("field", msgspec.structs.fields(FeedConfig), ids=lambda field: field.name)
def test_no_key_of_a_feed_is_told_of_in_the_words_of_a_parser(field: msgspec.structs.FieldInfo) -> None:
    with pytest.raises(msgspec.ValidationError) as raised:
        msgspec.convert({**GOOD, field.name: 1.5}, FeedConfig)
    said = in_words(str(raised.value))
    assert said.startswith(f"`{field.name}` is a number; it has to be ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("workers = -1", "`workers` has to be 0 or more"),
        ("host_spacing = inf", "`host_spacing` has to be 86400"),
        ("metrics_port = 99999", "`metrics_port` has to be 65534 or less"),
        ("stream_budget_mb = 0", "`stream_budget_mb` has to be 1 or more"),
        ("allow_networks = '10.0.0.0/8'", "`allow_networks` is text; it has to be a list in brackets"),
        ("latency = 'fast'", "`latency` cannot be 'fast'"),
        ("[feed]\nid = 'a'", "write each feed as a [[feed]] table"),
    ],
)
def test_a_wrong_value_of_a_home_is_told_in_words(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "watchfloor.toml").write_text(text)
    with pytest.raises(ConfigurationError) as raised:
        open_home(tmp_path, environment={})
    assert said in str(raised.value)
    assert "$" not in str(raised.value)


def test_a_file_of_windows_is_read_and_another_encoding_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "watchfloor.toml"
    file.write_bytes(b"\xef\xbb\xbfworkers = 3\r\n")
    assert open_home(tmp_path, environment={}).configuration.workers == 3
    file.write_bytes("workers = 3\r\n# Zürich\r\n".encode("cp1252"))
    with pytest.raises(ConfigurationError, match="line 2 is not UTF-8; save the file as UTF-8"):
        open_home(tmp_path, environment={})
