"""docs/operations.md, docs/feeds.md and deploy/prometheus say what the code says, list by list."""

import ast
import errno
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast, get_args

import msgspec
import pytest
import yaml
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from typer.testing import CliRunner

from connectors.drops import DROP_REASONS
from connectors.feedlist import FeedConfig
from connectors.parsing.entries import ParserName
from connectors.polling.condition import CONDITIONS
from connectors.polling.counts import Counts
from connectors.polling.health import FeedHealth
from connectors.polling.schedule import FIRST_WAIT
from connectors.trouble import ERROR_KINDS
from pipelines.driver import BatchReport
from schemas.alert import RULES, Alert
from watchfloor import cli
from watchfloor.checking import Checked
from watchfloor.health import COLUMNS, DROP_COLUMNS
from watchfloor.home import Configuration
from watchfloor.ingest_metrics import IngestMetrics
from watchfloor.metrics import ProcessingMetrics

ROOT = Path(__file__).parent.parent
FEEDS = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ALARMS = ROOT / "deploy" / "prometheus" / "alerts.yaml"

cli.add_commands()


def rows(page: str, head: str) -> list[list[str]]:
    """Return the cells of the table whose first line begins with `head`."""
    lines = page.split(f"\n{head}", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def codes(cells: list[str]) -> list[str]:
    return [code for cell in cells for code in re.findall(r"`([^`]+)`", cell)]


def written(value: object) -> str:
    """Return a default as the pages write it."""
    if value is msgspec.NODEFAULT:
        return ""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[]"
    return f'`"{value}"`' if isinstance(value, str) else str(value)


def test_every_key_of_a_feed_is_there_with_its_default() -> None:
    told = {key: default for key, default, _ in rows(FEEDS, "| key | default | meaning |")}
    fields = msgspec.structs.fields(FeedConfig)
    assert told == {field.name: written(field.default) for field in fields}


def test_every_key_of_a_home_is_there_with_its_default() -> None:
    told = {key: default for key, default, _ in rows(OPERATIONS, "| key | default | meaning |")}
    fields = [field for field in msgspec.structs.fields(Configuration) if field.name not in ("kafka", "feed")]
    assert told.pop("lake") == "`lake`"
    assert told == {field.name: written(field.default) for field in fields if field.name != "lake"}


def test_every_condition_drop_reason_and_rule_of_an_alert_is_there() -> None:
    assert sorted(codes([row[0] for row in rows(FEEDS, "| condition |")])) == sorted(CONDITIONS)
    assert codes([row[0] for row in rows(FEEDS, "| reason | the entry |")]) == list(DROP_REASONS)
    told = FEEDS.split("Their rules are ")[1].split(". [Metrics]")[0]
    assert sorted(codes([told])) == sorted(RULES)


def test_every_class_of_error_is_there_with_the_wait_after_it() -> None:
    hours = {"5 min": 1 / 12, "1 h": 1.0, "2 h": 2.0, "6 h": 6.0, "24 h": 24.0}
    told = {kind: hours[wait] * 3600 for cell, _, wait in rows(FEEDS, "| error |") for kind in codes([cell])}
    assert told == pytest.approx(dict(FIRST_WAIT))
    assert sorted(told) == sorted(ERROR_KINDS)


def test_every_key_that_programs_get_is_there() -> None:
    told = {command.strip("`"): keys.split(", ") for command, keys in rows(FEEDS, "| command | keys |")}
    assert told == {
        "feeds list": list(COLUMNS),
        "feeds drops": list(DROP_COLUMNS),
        "feeds alerts": list(Alert.__struct_fields__),
        "feeds check": list(Checked.__struct_fields__),
    }
    assert set(COLUMNS) <= set(FeedHealth.__struct_fields__)


def test_a_key_that_is_documented_is_printed(tmp_path: Path) -> None:
    home = ["--home", str(tmp_path / "home")]
    runner = CliRunner()
    runner.invoke(cli.app, ["feeds", "add", "--no-check", "https://example.org/a", *home], catch_exceptions=False)
    told = {command.strip("`"): keys.split(", ") for command, keys in rows(FEEDS, "| command | keys |")}
    for command in ("feeds list", "feeds drops"):
        line = runner.invoke(cli.app, [*command.split(), "--json", *home], catch_exceptions=False).stdout
        assert list(json.loads(line)) == told[command]


def served() -> Iterator[tuple[str, Any]]:
    """Yield who serves which metric family, once something of each was counted."""
    poller = cast(Any, SimpleNamespace(counts=Counts()))
    unwell = FeedHealth(id="a", url="https://example.org/", outlet=None, condition="html")
    ingest = IngestMetrics(poller, (), lambda: [unwell])
    process = ProcessingMetrics(lambda: 0)
    process.committed(BatchReport(1, 3, 1, 2, 0, 0.1, 0.2, 0.3))
    for half, metrics in (("ingest", ingest), ("process", process)):
        for family in text_string_to_metric_families(generate_latest(metrics.registry).decode()):
            if not family.name.endswith("_created"):
                yield half, family


def test_every_metric_is_there_with_its_labels_and_who_serves_it() -> None:
    told = {
        name.strip("`"): (frozenset(filter(None, labels.split(", "))), half)
        for name, labels, half, _ in rows(OPERATIONS, "| metric |")
    }
    found = {}
    for half, family in served():
        name = f"{family.name}_total" if family.type == "counter" else family.name
        labels = {label for sample in family.samples for label in sample.labels} - {"le"}
        found[name] = (frozenset(labels), half)
        assert family.documentation.endswith(".")
    assert told == found


def test_every_alarm_is_a_rule_on_what_is_served_and_says_what_to_do() -> None:
    values = {
        (sample.name, label, value)
        for _, family in served()
        for sample in family.samples
        for label, value in sample.labels.items()
    }
    names = {name for name, _, _ in values} | {sample.name for _, one in served() for sample in one.samples}
    (group,) = yaml.safe_load(ALARMS.read_text())["groups"]
    assert len(group["rules"]) == len({rule["alert"] for rule in group["rules"]}) > 5
    for rule in group["rules"]:
        assert rule["annotations"]["summary"]
        used = re.findall(r"(?:watchfloor_\w+|\bup)\b", rule["expr"])
        assert used
        assert set(used) <= names | {"up"}
        for name, label, told in re.findall(r'(watchfloor_\w+)\{(\w+)(?:=~|!~|=)"([^"]+)"', rule["expr"]):
            if label == "condition":
                assert set(told.split("|")) <= set(CONDITIONS)
            else:
                assert {(name, label, one) for one in told.split("|")} <= values


def test_the_scrape_example_asks_both_halves_at_their_ports() -> None:
    (job,) = yaml.safe_load((ALARMS.parent / "scrape.yaml").read_text())["scrape_configs"]
    ports = {one["labels"]["half"]: int(one["targets"][0].rpartition(":")[2]) for one in job["static_configs"]}
    first = Configuration().metrics_port
    assert ports == {"process": first, "ingest": first + 1}


def said() -> str:
    """Return every text of the program, pieces of one message side by side."""
    texts = [os.strerror(errno.ENOSPC), "file is not a database"]
    for package in ("connectors", "pipelines", "streams", "watchfloor"):
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    texts.append(node.value)
    return "\n".join(texts)


def test_every_message_that_an_operator_is_told_of_is_one_that_the_program_prints() -> None:
    everything = said()
    messages = codes([row[0] for row in rows(OPERATIONS, "| what you see |")])
    assert len(messages) > 10
    pieces = [piece.strip() for message in messages for piece in re.split(r"\bN\b", message)]
    assert [piece for piece in pieces if piece not in everything] == []


def test_every_command_that_the_pages_name_is_one() -> None:
    known: set[str] = set()
    for name in ("README.md", "CHANGELOG.md", "docs/feeds.md", "docs/operations.md"):
        page = (ROOT / name).read_text(encoding="utf-8")
        known |= {line.strip() for line in re.findall(r"watchfloor ((?:feeds|failures) [a-z]+)", page)}
    assert len(known) >= 8
    for command in sorted(known):
        result = CliRunner().invoke(cli.app, [*command.split(), "--help"])
        assert result.exit_code == 0, command


def test_the_parsers_in_the_page_are_those_that_read_documents() -> None:
    assert codes([row[0] for row in rows(FEEDS, "| `parser` |")]) == list(get_args(ParserName))
